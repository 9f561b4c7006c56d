"""copies as each library writes them: its rule, how an import read them, where a copy stands.

Revision: 0061, after 0060.
"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "copies_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_copies_told_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copies_told")),
        sa.UniqueConstraint("library_id", name=op.f("uq_copies_told_library_id")),
        sqlite_autoincrement=True,
    )
    op.add_column("import", sa.Column("copies", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("item", sa.Column("place", sa.String(length=120), nullable=True))


def downgrade() -> None:
    """Take the schema back."""
    op.drop_column("item", "place")
    op.drop_column("import", "copies")
    op.drop_table("copies_told")
