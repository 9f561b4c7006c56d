"""let a file taken back say what stays: which promised copies, and how much of what was offered went with it.

Revision: 0066, after 0065.
"""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("import", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("kept_copies", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("withdrawn_offers", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("import", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("kept_copies", server_default=None)
        table.alter_column("withdrawn_offers", server_default=None)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("import", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("withdrawn_offers")
        table.drop_column("kept_copies")
