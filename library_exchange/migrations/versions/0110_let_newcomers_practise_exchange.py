"""let newcomers practise exchange, with a library that is only played.

Revision: 0110, after 0109.
"""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0109"
branch_labels = ()
depends_on = None

TABLE = "practice_exchange"
OFFER = ("draft", "open", "reserved", "committed", "shipped", "transferred", "withdrawn")
CONSIGNMENT = (
    *("planned", "awaiting_clearance", "ready", "packed", "in_transit", "at_gateway", "overdue", "received"),
    *("in_claim", "lost", "closed", "cancelled"),
)


def _known(column: str, members: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{name}'" for name in sorted(members))
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{TABLE}_known_{column}"))


def _enum(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, length=20)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("offer", _enum("offerstate", OFFER), nullable=False),
        sa.Column("consignment", _enum("shipmentstate", CONSIGNMENT), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(length=2), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("tracking_no", sa.String(length=40), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        _known("offer", OFFER),
        _known("consignment", CONSIGNMENT),
        sa.CheckConstraint("book IN ('ru', 'zh')", name=op.f(f"ck_{TABLE}_known_book")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{TABLE}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("library_id", name=op.f(f"uq_{TABLE}_library_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_begun_at"), TABLE, ["begun_at"])


def downgrade() -> None:
    """Take the schema back; what was practised stays noted in the audit."""
    outbox = sa.table("outbox", sa.column("kind", sa.String()))
    op.execute(sa.delete(outbox).where(outbox.c.kind == "practice_exchange.play"))
    op.drop_table(TABLE)
