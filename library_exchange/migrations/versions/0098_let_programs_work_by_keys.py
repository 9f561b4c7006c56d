"""let programs of a library work by keys; what was answered to them stands for a day.

Revision: 0098, after 0097.
"""

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"
branch_labels = ()
depends_on = None

KEY, ANSWER = "api_key", "api_answer"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        KEY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=80), nullable=False),
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > created_at", name=op.f(f"ck_{KEY}_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{KEY}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{KEY}")),
        sa.UniqueConstraint("prefix", name=op.f(f"uq_{KEY}_prefix")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{KEY}_library_id"), KEY, ["library_id"])
    op.create_table(
        ANSWER,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("location", sa.String(length=200), nullable=True),
        sa.Column("tag", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], [f"{KEY}.id"], name=op.f(f"fk_{ANSWER}_key_id_{KEY}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ANSWER}")),
        sa.UniqueConstraint("key_id", "name", name=op.f(f"uq_{ANSWER}_key_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{ANSWER}_created_at"), ANSWER, ["created_at"])


def downgrade() -> None:
    """Take the schema back: no key holds any more."""
    op.drop_table(ANSWER)
    op.drop_table(KEY)
