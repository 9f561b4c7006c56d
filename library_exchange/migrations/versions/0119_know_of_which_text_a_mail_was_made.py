"""know of which text a mail was made; of those that were made before, nobody knows it.

Revision: 0119, after 0118.
"""

import sqlalchemy as sa
from alembic import op

revision = "0119"
down_revision = "0118"
branch_labels = ()
depends_on = None

TABLE = "mail"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column(TABLE, sa.Column("template", sa.String(length=80), nullable=True))


def downgrade() -> None:
    """Take the schema back; the letters stay, and of what kind they are is forgotten."""
    op.drop_column(TABLE, "template")
