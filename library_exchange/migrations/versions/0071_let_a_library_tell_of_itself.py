"""let a library tell of itself: names made by rule until they are confirmed, words for its visitors, its sign.

Revision: 0071, after 0070.
"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = ()
depends_on = None

TOPICS = ("hours", "joining", "lending")


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("library", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("proposed_names", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("library", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("proposed_names", server_default=None)
    op.create_table(
        "library_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Enum(*TOPICS, name="topic", native_enum=False, length=12), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.String(length=600), nullable=False),
        sa.CheckConstraint("topic IN ('hours', 'joining', 'lending')", name=op.f("ck_library_words_known_topic")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_library_words_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_words")),
        sa.UniqueConstraint("library_id", "topic", "language", name=op.f("uq_library_words_library_id_topic_language")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "library_logo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(whole) <= 600000 AND length(small) <= 20000", name=op.f("ck_library_logo_small_enough")
        ),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_library_logo_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_logo")),
        sa.UniqueConstraint("library_id", name=op.f("uq_library_logo_library_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("library_logo")
    op.drop_table("library_words")
    op.drop_column("library", "proposed_names")
