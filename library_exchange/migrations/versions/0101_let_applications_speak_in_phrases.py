"""let a library that asks to join say in phrases how large its stock is and what it wants.

Revision: 0101, after 0100.
"""

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = ()
depends_on = None

TABLE = "library_application"
NUMBERED = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Bring the schema forward: who asked before has said nothing of it."""
    with op.batch_alter_table(TABLE, table_kwargs=NUMBERED) as table:
        table.add_column(sa.Column("stock", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("foreign_stock", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("wishes", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table(TABLE, table_kwargs=NUMBERED) as table:
        table.alter_column("wishes", server_default=None)


def downgrade() -> None:
    """Take the schema back: what was said in phrases is lost."""
    with op.batch_alter_table(TABLE, table_kwargs=NUMBERED) as table:
        table.drop_column("wishes")
        table.drop_column("foreign_stock")
        table.drop_column("stock")
