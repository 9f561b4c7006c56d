"""let records say that they were entered by hand.

Revision: 0077, after 0073.
"""

from alembic import op

revision = "0077"
down_revision = "0073"
branch_labels = ()
depends_on = None

TABLES = ("source_record", "source_record_before")
ENTERED = "source_id LIKE 'own:%' AND length(raw) = 0"


def upgrade() -> None:
    """Bring the data forward: what was entered by hand came in no format."""
    for table in TABLES:
        op.execute(f"UPDATE {table} SET profile = 'hand' WHERE {ENTERED}")  # noqa: S608 - names of our own


def downgrade() -> None:
    """Take the data back."""
    for table in TABLES:
        op.execute(f"UPDATE {table} SET profile = 'unimarc' WHERE {ENTERED}")  # noqa: S608 - names of our own
