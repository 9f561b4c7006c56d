"""let who refuses late lose.

Revision: 0088, after 0087.
"""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("exchange_round_line", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("work", sa.String(length=60), nullable=True))
        batch.add_column(sa.Column("in_line", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("exchange_round_line", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("in_line")
        batch.drop_column("work")
