"""let files be fetched with a password.

Revision: 0108, after 0107.
"""

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0107"
branch_labels = ()
depends_on = None

TABLE = "scheduled_import"
OPTIONS = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Bring the schema forward: nobody has told a password yet."""
    with op.batch_alter_table(TABLE, table_kwargs=OPTIONS) as batch:
        batch.add_column(sa.Column("username", sa.String(length=80), nullable=False, server_default=""))
        batch.add_column(sa.Column("sealed_password", sa.String(length=800), nullable=False, server_default=""))
    with op.batch_alter_table(TABLE, table_kwargs=OPTIONS) as batch:
        batch.alter_column("username", server_default=None)
        batch.alter_column("sealed_password", server_default=None)


def downgrade() -> None:
    """Take the schema back; names and passwords are forgotten, and such addresses fail until they are told anew."""
    with op.batch_alter_table(TABLE, table_kwargs=OPTIONS) as batch:
        batch.drop_column("sealed_password")
        batch.drop_column("username")
