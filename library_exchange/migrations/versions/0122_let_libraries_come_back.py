"""let libraries come back that have left: for some time nothing of them is erased, and how their copies stood is kept.

Revision: 0122, after 0121.
"""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"
branch_labels = ()
depends_on = None

DEPARTURE, RESTING = "departure", "resting_copy"
OLD = {
    "known_state": "state IN ('announced', 'called_off', 'closing', 'left')",
    "left_has_an_instant": "(state = 'left') = (left_at IS NOT NULL)",
}
NEW = {
    "known_state": "state IN ('announced', 'called_off', 'closing', 'gone', 'left', 'returned')",
    "left_has_an_instant": "(state IN ('gone', 'left', 'returned')) = (left_at IS NOT NULL)",
}
STATES = ("on_shelf", "out_locally", "not_lent", "missing", "withdrawn")
NEVER_TWICE = {"sqlite_autoincrement": True}
departure = sa.table(DEPARTURE, sa.column("state", sa.String), sa.column("left_at", sa.DateTime(timezone=True)))


def _rules(found: dict[str, str]) -> None:
    with op.batch_alter_table(DEPARTURE, table_kwargs=NEVER_TWICE) as table:
        for name in found:
            table.drop_constraint(op.f(f"ck_{DEPARTURE}_{name}"), type_="check")
        for name, rule in found.items():
            table.create_check_constraint(op.f(f"ck_{DEPARTURE}_{name}"), rule)


def upgrade() -> None:
    """Bring the schema forward; of who has left before all is erased already, so that it is gone for good."""
    _rules(NEW)
    op.execute(sa.update(departure).where(departure.c.state == "left").values(state="gone"))
    op.create_table(
        RESTING,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("local_state", sa.Enum(*STATES, name="localstate", native_enum=False, length=40), nullable=False),
        sa.CheckConstraint(
            "local_state IN ('missing', 'not_lent', 'on_shelf', 'out_locally', 'withdrawn')",
            name=op.f(f"ck_{RESTING}_known_local_state"),
        ),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{RESTING}_library_id_library")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f(f"fk_{RESTING}_item_id_item"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{RESTING}")),
        sa.UniqueConstraint("item_id", name=op.f(f"uq_{RESTING}_item_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{RESTING}_library_id"), RESTING, ["library_id"])


def downgrade() -> None:
    """Take the schema back; who has left and might have come back has left: its memberships end, or they gave rights."""
    op.drop_table(RESTING)
    library = sa.table("library", sa.column("id", sa.Integer), sa.column("has_left", sa.Boolean))
    member = sa.table("membership", sa.column("library_id", sa.Integer))
    has_left = sa.select(library.c.id).where(library.c.has_left)
    op.execute(sa.delete(member).where(member.c.library_id.in_(has_left)))
    op.execute(sa.update(departure).where(departure.c.state == "gone").values(state="left"))
    back = sa.update(departure).where(departure.c.state == "returned")
    op.execute(back.values(state="called_off", left_at=None))
    _rules(OLD)
