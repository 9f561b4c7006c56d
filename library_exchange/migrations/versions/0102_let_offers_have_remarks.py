"""let offers have remarks.

Revision: 0102, after 0101.
"""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"
branch_labels = ()
depends_on = None

OFFER = "exchange_offer"


def upgrade() -> None:
    op.add_column(OFFER, sa.Column("remark", sa.String(length=300), nullable=True))
    op.add_column(OFFER, sa.Column("missing", sa.String(length=60), nullable=True))
    op.add_column(OFFER, sa.Column("marks", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table(OFFER, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("marks", existing_type=sa.String(length=60), server_default=None)


def downgrade() -> None:
    """Take the schema back; what was remarked on copies is lost."""
    op.drop_column(OFFER, "marks")
    op.drop_column(OFFER, "missing")
    op.drop_column(OFFER, "remark")
