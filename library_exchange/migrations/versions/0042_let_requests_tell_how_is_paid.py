"""let requests tell how is paid.

Revision: 0042, after 0041.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("loan_request", sa.Column("payment_method", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("loan_request") as table:
        table.drop_column("payment_method")
