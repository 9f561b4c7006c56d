"""give mails a lane of their own in the outbox.

Revision: 0108, after 0107.
"""

from alembic import op

revision = "0108"
down_revision = "0107"
branch_labels = ()
depends_on = None

OF_MAIL = "kind IN ('notifications.mail', 'mail.forget_file') AND done_at IS NULL"


def upgrade() -> None:
    """Apply the change."""
    op.execute(f"UPDATE outbox SET lane = 'mail' WHERE {OF_MAIL}")  # noqa: S608 - words of this file


def downgrade() -> None:
    """Take the change back: what waits in a lane that nobody knows would wait for ever."""
    op.execute("UPDATE outbox SET lane = 'quick' WHERE lane = 'mail'")
