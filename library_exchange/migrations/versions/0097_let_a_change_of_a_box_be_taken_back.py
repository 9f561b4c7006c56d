"""let a change of a box be taken back: what lay on the table before is kept.

Revision: 0097, after 0096.
"""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = ()
depends_on = None

BOX = "exchange_box"


def upgrade() -> None:
    """Bring the schema forward; what was changed before keeps no way back."""
    with op.batch_alter_table(BOX, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("former", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Take the schema back; the changes stand, without a way back."""
    with op.batch_alter_table(BOX, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("former")
