"""let wrong ISBNs be kept as printed.

Revision: 0038, after 0037.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = ()
depends_on = None

TABLES = ("exchange_offer", "exchange_want", "exchange_want_proposal", "consignment_line", "book_list_title")
PRINTED = "printed_isbn"


def upgrade() -> None:
    """Bring the schema forward."""
    for table in TABLES:
        op.add_column(table, sa.Column(PRINTED, sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Take the schema back; numbers kept as printed are lost."""
    for table in TABLES:
        op.drop_column(table, PRINTED)
