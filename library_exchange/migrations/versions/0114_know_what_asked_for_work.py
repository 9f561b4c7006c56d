"""know by which request something was put into the outbox.

Revision: 0114, after 0113.
"""

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0113"
branch_labels = ()
depends_on = None

OPTIONS = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Bring the schema forward: of what waits nobody knows it."""
    with op.batch_alter_table("outbox", table_kwargs=OPTIONS) as batch:
        batch.add_column(sa.Column("request", sa.String(length=12), nullable=True))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("outbox", table_kwargs=OPTIONS) as batch:
        batch.drop_column("request")
