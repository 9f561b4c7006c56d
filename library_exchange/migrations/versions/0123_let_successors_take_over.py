"""let successors take over what is open at libraries that leave: what was asked, what was said, what went over.

Revision: 0123, after 0122.
"""

import sqlalchemy as sa
from alembic import op

revision = "0123"
down_revision = "0122"
branch_labels = ()
depends_on = None

TABLE = "succession"
STATES = ("asked", "accepted", "declined", "withdrawn")
CHECKS = {
    "known_state": "state IN ('accepted', 'asked', 'declined', 'withdrawn')",
    "two_parties": "library_id <> successor_id",
    "answer_has_a_date": "(answered_at IS NOT NULL) = (state IN ('accepted', 'declined'))",
    "carried_was_accepted": "carried_at IS NULL OR state = 'accepted'",
}
REFERS = {"departure_id": "departure", "library_id": "library", "successor_id": "library"}
IS_OPEN = sa.text("state IN ('asked', 'accepted')")


def upgrade() -> None:
    """Bring the schema forward: no successor was asked yet."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in REFERS),
        sa.Column("state", sa.Enum(*STATES, name="successionstate", native_enum=False, length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("asked", "taken", "moved")),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("asked_at", "touched_at")),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("answered_at", "carried_at")),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}")) for name, rule in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{name}_{table}"))
            for name, table in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    for name in REFERS:
        op.create_index(op.f(f"ix_{TABLE}_{name}"), TABLE, [name])
    op.create_index(
        "one_succession_at_a_time",
        TABLE,
        ["departure_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def downgrade() -> None:
    """Take the schema back; what went over to successors stays with them, and is told by the audit alone."""
    op.drop_table(TABLE)
