"""keep records as doors write them. Those that are there are written soon after.

Revision: 0120, after 0119.
"""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0119"
branch_labels = ()
depends_on = None

TABLE, RECORD = "written_record", "bibliographic_record"
WRITE_ALL = (
    "INSERT INTO outbox (kind, lane, payload, created_at, due_at, attempts, waits)"
    " SELECT 'union_records.write_all', 'long', '{}', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 0, 0"
    " WHERE EXISTS (SELECT 1 FROM bibliographic_record)"
)


def upgrade() -> None:
    """Bring the schema forward, and have all records that are there written by the worker."""
    named = op.f(f"fk_{TABLE}_record_id_{RECORD}")
    op.create_table(
        TABLE,
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], [f"{RECORD}.id"], name=named, ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("record_id", "form", name=op.f(f"pk_{TABLE}")),
    )
    op.execute(WRITE_ALL)


def downgrade() -> None:
    """Take the schema back; records are written when they are asked for."""
    op.execute("DELETE FROM outbox WHERE kind = 'union_records.write_all'")
    op.drop_table(TABLE)
