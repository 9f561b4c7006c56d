"""let records say that they were entered by hand.

Revision: 0074, after 0073.
"""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = ()
depends_on = None

TABLES = ("source_record", "source_record_before")


def upgrade() -> None:
    """Bring the data forward: what was entered by hand came in no format."""
    _say("hand")


def downgrade() -> None:
    """Take the data back."""
    _say("unimarc")


def _say(profile: str) -> None:
    for name in TABLES:
        columns = (sa.column("source_id", sa.String), sa.column("profile", sa.String), sa.column("raw", sa.LargeBinary))
        table = sa.table(name, *columns)
        is_entered = (table.c.source_id.like("own:%"), sa.func.length(table.c.raw) == 0)
        op.execute(sa.update(table).where(*is_entered).values(profile=profile))
