"""let scans be looked at before they are handed over.

Revision: 0053, after 0052.
"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("delivered_file", sa.Column("name", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("delivered_file", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(sa.text("UPDATE delivered_file SET sent_at = added_at, name = number || '.' || kind"))
    with op.batch_alter_table("delivered_file") as table:
        table.alter_column("name", server_default=None)


def downgrade() -> None:
    """Take the schema back."""
    op.execute(sa.text("DELETE FROM delivered_file WHERE sent_at IS NULL"))
    with op.batch_alter_table("delivered_file") as table:
        table.drop_column("sent_at")
        table.drop_column("name")
