"""let newcomers practise: loans with a library that is only played, apart from all others.

Revision: 0075, after 0074.
"""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = ()
depends_on = None

TABLE = "practice_loan"
MODES = ("post", "gateway", "delegation")
REQUESTING = (
    *("completed", "received", "return_shipped", "review", "sent", "shipped", "to_return", "will_supply"),
    "with_reader",
)
SUPPLYING = ("completed", "new", "on_loan", "returning", "shipped", "to_pick", "to_ship")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


CHECKS = {
    "state_of_its_side": f"(side = 'requesting' AND state IN ({_listed(REQUESTING)}))"
    f" OR (side = 'supplying' AND state IN ({_listed(SUPPLYING)}))",
    "known_book": "book IN ('ru', 'zh')",
}


def upgrade() -> None:
    """Bring the schema forward."""
    mode = sa.Enum(*MODES, name="mode", native_enum=False, length=12)
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column(
            "side", sa.Enum("requesting", "supplying", name="side", native_enum=False, length=12), nullable=False
        ),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(length=2), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ship_method", mode, nullable=True),
        sa.Column("tracking_no", sa.String(length=40), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("return_method", mode, nullable=True),
        sa.Column("return_tracking_no", sa.String(length=40), nullable=True),
        sa.Column("history", sa.JSON(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}")) for name, rule in CHECKS.items()),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{TABLE}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("library_id", "side", name=op.f(f"uq_{TABLE}_library_id_side")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_begun_at"), TABLE, ["begun_at"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index(op.f(f"ix_{TABLE}_begun_at"), table_name=TABLE)
    op.drop_table(TABLE)
