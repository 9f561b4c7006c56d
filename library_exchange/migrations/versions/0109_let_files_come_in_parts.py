"""let files come in parts.

Revision: 0109, after 0108.
"""

import sqlalchemy as sa
from alembic import op

revision = "0109"
down_revision = "0108"
branch_labels = ()
depends_on = None

FILE, PART = "parted_file", "file_part"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        FILE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=300), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size_bytes > 0", name=op.f(f"ck_{FILE}_has_bytes")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{FILE}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FILE}")),
        sa.UniqueConstraint("library_id", name=op.f(f"uq_{FILE}_library_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{FILE}_touched_at"), FILE, ["touched_at"])
    of_file = op.f(f"fk_{PART}_parted_file_id_{FILE}")
    op.create_table(
        PART,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parted_file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=300), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parted_file_id"], [f"{FILE}.id"], name=of_file, ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PART}")),
        sa.UniqueConstraint("parted_file_id", "position", name=op.f(f"uq_{PART}_parted_file_id_position")),
        sa.UniqueConstraint("parted_file_id", "digest", name=op.f(f"uq_{PART}_parted_file_id_digest")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Take the schema back: unfinished files are forgotten, their bytes stay among the uploads."""
    outbox = sa.table("outbox", sa.column("kind", sa.String()))
    op.execute(sa.delete(outbox).where(outbox.c.kind == "imports.remove_parts"))
    op.drop_table(PART)
    op.drop_table(FILE)
