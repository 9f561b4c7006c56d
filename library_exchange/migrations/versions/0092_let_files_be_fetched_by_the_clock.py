"""let files be fetched by the clock.

Revision: 0092, after 0091.
"""

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = ()
depends_on = None

SCHEDULE, RUN = "scheduled_import", "scheduled_run"
OFTEN = ("nightly", "weekly", "four_weekly")
OUTCOMES = ("unchanged", "failed", "checking", "taken_in", "waits", "overtaken")


def _known(table: str, column: str, members: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{name}'" for name in sorted(members))
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_known_{column}"))


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        SCHEDULE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("often", sa.Enum(*OFTEN, name="often", native_enum=False, length=20), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.Column("last_modified", sa.String(length=100), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _known(SCHEDULE, "often", OFTEN),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{SCHEDULE}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SCHEDULE}")),
        sa.UniqueConstraint("library_id", name=op.f(f"uq_{SCHEDULE}_library_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{SCHEDULE}_next_at"), SCHEDULE, ["next_at"])
    of_schedule = op.f(f"fk_{RUN}_scheduled_import_id_{SCHEDULE}")
    op.create_table(
        RUN,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheduled_import_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Enum(*OUTCOMES, name="outcome", native_enum=False, length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.String(length=20), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("has_file", sa.Boolean(), nullable=False),
        _known(RUN, "outcome", OUTCOMES),
        sa.ForeignKeyConstraint(["scheduled_import_id"], [f"{SCHEDULE}.id"], name=of_schedule, ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f(f"fk_{RUN}_import_id_import")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{RUN}")),
        sa.UniqueConstraint("import_id", name=op.f(f"uq_{RUN}_import_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{RUN}_scheduled_import_id_at", RUN, ["scheduled_import_id", "at"])


def downgrade() -> None:
    """Take the schema back; addresses are forgotten, files that came stay."""
    op.drop_table(RUN)
    op.drop_table(SCHEDULE)
