"""give mails and the index lanes of their own in the outbox.

Revision: 0111, after 0110.
"""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"
branch_labels = ()
depends_on = None

OUTBOX = sa.table("outbox", sa.column("kind"), sa.column("lane"), sa.column("done_at"))
LANES = {"mail": ("notifications.mail", "mail.forget_file"), "index": ("catalogue.index",)}


def upgrade() -> None:
    """Apply the change to what waits."""
    for lane, kinds in LANES.items():
        waits = (OUTBOX.c.kind.in_(kinds), OUTBOX.c.done_at.is_(None))
        op.execute(sa.update(OUTBOX).where(*waits).values(lane=lane))


def downgrade() -> None:
    """Take the change back: what waits in a lane that nobody knows would wait for ever."""
    op.execute(sa.update(OUTBOX).where(OUTBOX.c.lane.in_(tuple(LANES))).values(lane="quick"))
