"""let names of a library be completed later: which of them only stand in for what nobody has written yet.

Revision: 0068, after 0067.
"""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("library", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("unwritten_names", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("library", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("unwritten_names", server_default=None)


def downgrade() -> None:
    """Take the schema back."""
    op.drop_column("library", "unwritten_names")
