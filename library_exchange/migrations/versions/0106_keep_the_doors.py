"""keep the doors for machines: open or shut, how often asked, what went wrong.

Revision: 0106, after 0105.
"""

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"
branch_labels = ()
depends_on = None

STANDING, LIMIT, HOUR, FAULT = "door_standing", "door_limit", "door_hour", "door_fault"
KEY = "api_key"
OF_ALL, OF_KEY = sa.text("key_id IS NULL"), sa.text("key_id IS NOT NULL")


def upgrade() -> None:
    """Bring the schema forward: every door is open, and asked as often as is usual."""
    op.create_table(
        STANDING,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{STANDING}")),
        sa.UniqueConstraint("door", name=op.f(f"uq_{STANDING}_door")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        LIMIT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint("per_minute > 0", name=op.f(f"ck_{LIMIT}_allows_some")),
        sa.ForeignKeyConstraint(["key_id"], [f"{KEY}.id"], name=op.f(f"fk_{LIMIT}_key_id_{KEY}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LIMIT}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{LIMIT}_key_id"), LIMIT, ["key_id"])
    for name, columns, wanted in (
        ("one_limit_of_a_class", ["door", "name"], OF_ALL),
        ("one_limit_of_a_key", ["door", "name", "key_id"], OF_KEY),
    ):
        op.create_index(name, LIMIT, columns, unique=True, sqlite_where=wanted, postgresql_where=wanted)
    op.create_table(
        HOUR,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{HOUR}")),
        sa.UniqueConstraint("door", "hour", name=op.f(f"uq_{HOUR}_door_hour")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{HOUR}_hour"), HOUR, ["hour"])
    op.create_table(
        FAULT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=80), nullable=False),
        sa.Column("client", sa.String(length=20), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], [f"{KEY}.id"], name=op.f(f"fk_{FAULT}_key_id_{KEY}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FAULT}")),
        sqlite_autoincrement=True,
    )
    for columns in (["at"], ["key_id"]):
        op.create_index(op.f(f"ix_{FAULT}_{columns[0]}"), FAULT, columns)
    op.create_index(f"ix_{FAULT}_door_at", FAULT, ["door", "at"])


def downgrade() -> None:
    """Take the schema back: what an operator decided, and what was counted, is lost."""
    for table in (FAULT, HOUR, LIMIT, STANDING):
        op.drop_table(table)
