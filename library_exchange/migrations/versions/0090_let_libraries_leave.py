"""let libraries leave: the day, and since when nothing new begins with one; who announced it, and what became of it.

Revision: 0090, after 0089.
"""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = ()
depends_on = None

LIBRARY, TABLE = "library", "departure"
RULES = {
    "nothing_new_while_closing": "NOT is_closing OR (NOT lends AND leaves_on IS NOT NULL)",
    "closing_before_it_has_left": "is_closing OR NOT has_left",
}
FLAGS = ("is_closing", "has_left")
STATES = ("announced", "closing", "left", "called_off")
CHECKS = {
    "known_state": "state IN ('announced', 'called_off', 'closing', 'left')",
    "left_has_an_instant": "(state = 'left') = (left_at IS NOT NULL)",
    "successor_is_another": "successor_id <> library_id",
}
IS_OPEN = sa.text("state IN ('announced', 'closing')")


def upgrade() -> None:
    """Bring the schema forward: no library leaves yet."""
    op.add_column(LIBRARY, sa.Column("leaves_on", sa.Date(), nullable=True))
    for flag in FLAGS:
        op.add_column(LIBRARY, sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table(LIBRARY, table_kwargs={"sqlite_autoincrement": True}) as table:
        for name, rule in RULES.items():
            table.create_check_constraint(op.f(f"ck_{LIBRARY}_{name}"), rule)
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="departurestate", native_enum=False, length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("lent", sa.Boolean(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}")) for name, rule in CHECKS.items()),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{TABLE}_library_id_library")),
        sa.ForeignKeyConstraint(["successor_id"], ["library.id"], name=op.f(f"fk_{TABLE}_successor_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_library_id"), TABLE, ["library_id"])
    op.create_index(op.f(f"ix_{TABLE}_successor_id"), TABLE, ["successor_id"])
    op.create_index(
        "one_departure_at_a_time",
        TABLE,
        ["library_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def downgrade() -> None:
    """Take the schema back; who wanted to leave is told by the audit alone, and does not lend."""
    op.drop_table(TABLE)
    with op.batch_alter_table(LIBRARY, table_kwargs={"sqlite_autoincrement": True}) as table:
        for name in RULES:
            table.drop_constraint(op.f(f"ck_{LIBRARY}_{name}"), type_="check")
    with op.batch_alter_table(LIBRARY, table_kwargs={"sqlite_autoincrement": True}) as table:
        for column in (*FLAGS, "leaves_on"):
            table.drop_column(column)
