"""let serials be called in two languages.

Revision: 0087, after 0086.
"""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("standing_serial", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("translated_title", sa.String(length=500), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("standing_serial", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("translated_title")
