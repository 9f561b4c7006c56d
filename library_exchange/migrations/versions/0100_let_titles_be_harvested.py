"""let titles be harvested: what is told of each, and since when. What is there is told soon after.

Revision: 0100, after 0099.
"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"
branch_labels = ()
depends_on = None

TABLE = "harvest_entry"
TELL_ALL = (
    "INSERT INTO outbox (kind, lane, payload, created_at, due_at, attempts, waits)"
    " SELECT 'oai_pmh.tell_all', 'long', '{}', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 0, 0"
    " WHERE EXISTS (SELECT 1 FROM bibliographic_record)"
)


def upgrade() -> None:
    """Bring the schema forward, and have all titles that are there told of by the worker."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_spec", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{TABLE}_order", TABLE, ["set_spec", "told_at", "record_id"])
    current = sa.text("superseded_at IS NULL")
    keys = ["record_id", "set_spec"]
    op.create_index("one_current_entry", TABLE, keys, unique=True, sqlite_where=current, postgresql_where=current)
    op.create_index(f"ix_{TABLE}_superseded_at", TABLE, ["superseded_at"])
    op.execute(TELL_ALL)


def downgrade() -> None:
    """Take the schema back; harvesters must begin anew."""
    op.execute("DELETE FROM outbox WHERE kind = 'oai_pmh.tell_all'")
    op.drop_index(f"ix_{TABLE}_superseded_at", TABLE)
    op.drop_index("one_current_entry", TABLE)
    op.drop_index(f"ix_{TABLE}_order", TABLE)
    op.drop_table(TABLE)
