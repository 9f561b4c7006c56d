"""let serials be called in two languages.

Revision: 0093, after 0084.
"""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0084"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("standing_serial", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("translated_title", sa.String(length=500), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("standing_serial", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("translated_title")
