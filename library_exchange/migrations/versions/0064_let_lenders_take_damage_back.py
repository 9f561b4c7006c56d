"""let lenders take damage back: what the borrower had told of it before is kept.

Revision: 0064, after 0063.
"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = ()
depends_on = None

DAMAGE = ("binding", "torn", "pages_missing", "wet", "stained", "written_in", "other")


def upgrade() -> None:
    """Bring the schema forward."""
    kind = sa.Enum(*DAMAGE, name="damage", native_enum=False, length=40)
    op.add_column("loan_request", sa.Column("damage_before", kind, nullable=True))


def downgrade() -> None:
    """Take the schema back."""
    op.drop_column("loan_request", "damage_before")
