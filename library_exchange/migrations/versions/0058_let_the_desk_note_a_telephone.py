"""let the desk note the telephone of a reader who reads no letters.

Revision: 0058, after 0057.
"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("membership", sa.Column("phone", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("membership") as table:
        table.drop_column("phone")
