"""let libraries take their records out: files that were ordered, and how far they are.

Revision: 0070, after 0069.
"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("asked", sa.String(length=300), nullable=False),
        sa.Column("record_ids", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("mended", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("troubles", sa.JSON(), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_export_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_export_library_id"), "export", ["library_id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("export")
