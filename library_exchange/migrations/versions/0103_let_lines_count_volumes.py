"""let lines of consignments count the volumes of a set.

Revision: 0103, after 0102.
"""

import sqlalchemy as sa
from alembic import op

revision = "0103"
down_revision = "0102"
branch_labels = ()
depends_on = None

LINE, SOME = "consignment_line", "ck_consignment_line_some_volumes"


def upgrade() -> None:
    with op.batch_alter_table(LINE, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("volumes", sa.Integer(), nullable=False, server_default="1"))
        batch.create_check_constraint(op.f(SOME), "volumes BETWEEN 1 AND 500")


def downgrade() -> None:
    """Take the schema back; a set of several volumes counts as one book again."""
    with op.batch_alter_table(LINE, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f(SOME), type_="check")
        batch.drop_column("volumes")
