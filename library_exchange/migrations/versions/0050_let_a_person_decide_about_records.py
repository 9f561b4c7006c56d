"""let a person decide about records, whole catalogues come, and imports be undone.

Revision: 0050, after 0049.
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = ()
depends_on = None
COUNTED = ("held", "left_out", "looked", "missing", "withdrawn_missing")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the schema forward."""
    _widen_imports()
    with op.batch_alter_table("source_record") as table:
        table.add_column(sa.Column("seen_in", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_source_record_seen_in_import"), "import", ["seen_in"], ["id"])
    op.create_table(
        "source_record_before",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("source_record_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(length=200), nullable=False),
        sa.Column("before_import_id", sa.Integer(), nullable=True),
        sa.Column("profile", sa.String(length=12), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_source_record_before_import_id_import")),
        sa.ForeignKeyConstraint(
            ["source_record_id"],
            ["source_record.id"],
            name=op.f("fk_source_record_before_source_record_id_source_record"),
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["bibliographic_record.id"],
            name=op.f("fk_source_record_before_record_id_bibliographic_record"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_record_before")),
        sa.UniqueConstraint(
            "import_id", "source_record_id", name=op.f("uq_source_record_before_import_id_source_record_id")
        ),
    )
    for name in ("source_record_id", "record_id"):
        op.create_index(op.f(f"ix_source_record_before_{name}"), "source_record_before", [name])
    _create_doubts()


def _widen_imports() -> None:
    for name in COUNTED:
        op.add_column("import", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("import", sa.Column("is_whole", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("import", sa.Column("survey", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("import", sa.Column("may_withdraw", sa.Integer(), nullable=True))
    op.add_column("import", sa.Column("touched_at", INSTANT, nullable=True))
    with op.batch_alter_table("import") as table:
        for name in (*COUNTED, "is_whole"):
            table.alter_column(name, server_default=None)


def _create_doubts() -> None:
    op.create_table(
        "import_doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("known_id", sa.Integer(), nullable=False),
        sa.Column("kept_as", sa.String(length=200), nullable=True),
        sa.Column("profile", sa.String(length=12), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_import_doubt_import_id_import")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_import_doubt_library_id_library")),
        sa.ForeignKeyConstraint(
            ["known_id"], ["source_record.id"], name=op.f("fk_import_doubt_known_id_source_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_doubt")),
    )
    op.create_index(op.f("ix_import_doubt_import_id_state"), "import_doubt", ["import_id", "state"])
    op.create_index(op.f("ix_import_doubt_library_id_number"), "import_doubt", ["library_id", "number"])
    op.create_index(op.f("ix_import_doubt_known_id"), "import_doubt", ["known_id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("import_doubt")
    op.drop_table("source_record_before")
    with op.batch_alter_table("source_record") as table:
        table.drop_constraint(op.f("fk_source_record_seen_in_import"), type_="foreignkey")
        table.drop_column("seen_in")
    with op.batch_alter_table("import") as table:
        for name in (*COUNTED, "is_whole", "survey", "may_withdraw", "touched_at"):
            table.drop_column(name)
