"""let what is found go out.

Revision: 0094, after 0093.
"""

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("export", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("covers", sa.String(length=12), nullable=False, server_default="own"))
    with op.batch_alter_table("export", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("covers", server_default=None)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM export WHERE covers <> 'own'"))
    with op.batch_alter_table("export", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("covers")
