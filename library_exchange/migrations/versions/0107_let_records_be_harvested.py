"""let records be harvested from libraries' servers.

Revision: 0107, after 0106.
"""

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"
branch_labels = ()
depends_on = None

SOURCE, HARVEST, RECORD = "harvest_source", "harvest", "harvested_record"
OFTEN = ("nightly", "weekly", "four_weekly")
DELETED = ("no", "transient", "persistent")
OUTCOMES = ("running", "unchanged", "failed", "stopped", "checking", "taken_in", "waits", "overtaken")


def _known(table: str, column: str, members: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{name}'" for name in sorted(members))
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_known_{column}"))


def _enum(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, length=20)


def _of_source(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_source_id_{SOURCE}")
    return sa.ForeignKeyConstraint(["source_id"], [f"{SOURCE}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    """Bring the schema forward."""
    _create_sources()
    _create_harvests()
    op.create_table(
        RECORD,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=500), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("harvest_id", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        _of_source(RECORD),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{RECORD}")),
        sa.UniqueConstraint("source_id", "identifier", "number", name=op.f(f"uq_{RECORD}_source_id_identifier_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{RECORD}_source_id_number", RECORD, ["source_id", "number"])


def _create_sources() -> None:
    op.create_table(
        SOURCE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("has_seconds", sa.Boolean(), nullable=False),
        sa.Column("deleted", _enum("deleted", DELETED), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("prefix", sa.String(length=300), nullable=True),
        sa.Column("set_spec", sa.String(length=300), nullable=False),
        sa.Column("often", _enum("often", OFTEN), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("is_whole_next", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waits", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _known(SOURCE, "often", OFTEN),
        _known(SOURCE, "deleted", DELETED),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{SOURCE}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SOURCE}")),
        sa.UniqueConstraint("library_id", "url", "set_spec", name=op.f(f"uq_{SOURCE}_library_id_url_set_spec")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{SOURCE}_library_id"), SOURCE, ["library_id"])
    op.create_index(op.f(f"ix_{SOURCE}_next_at"), SOURCE, ["next_at"])


def _create_harvests() -> None:
    op.create_table(
        HARVEST,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", _enum("outcome", OUTCOMES), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.String(length=40), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("pages", "records", "deleted", "restarts")),
        sa.Column("has_pages", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        _known(HARVEST, "outcome", OUTCOMES),
        _of_source(HARVEST),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f(f"fk_{HARVEST}_import_id_import")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{HARVEST}")),
        sa.UniqueConstraint("import_id", name=op.f(f"uq_{HARVEST}_import_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{HARVEST}_source_id_at", HARVEST, ["source_id", "at"])


def downgrade() -> None:
    """Take the schema back; servers are forgotten, what came stays."""
    outbox = sa.table("outbox", sa.column("kind", sa.String()))
    op.execute(sa.delete(outbox).where(outbox.c.kind.like("harvesting.%")))
    for table in (RECORD, HARVEST, SOURCE):
        op.drop_table(table)
