"""let people decide about titles: what they judged, what they should look at.

Revision: 0055, after 0054.
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = ()
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the schema forward."""
    _create_judgements()
    _create_doubts()
    _create_changes()


def _create_judgements() -> None:
    op.create_table(
        "title_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_source_id", sa.Integer(), nullable=False),
        sa.Column("second_source_id", sa.Integer(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_source_id < second_source_id", name=op.f("ck_title_judgement_lower_source_first")),
        sa.ForeignKeyConstraint(
            ["first_source_id"],
            ["source_record.id"],
            name=op.f("fk_title_judgement_first_source_id_source_record"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_source_id"],
            ["source_record.id"],
            name=op.f("fk_title_judgement_second_source_id_source_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_judgement")),
        sa.UniqueConstraint(
            "first_source_id",
            "second_source_id",
            name=op.f("uq_title_judgement_first_source_id_second_source_id"),
        ),
    )
    op.create_index(op.f("ix_title_judgement_second_source_id"), "title_judgement", ["second_source_id"])
    op.create_index(op.f("ix_title_judgement_change_id"), "title_judgement", ["change_id"])


def _create_doubts() -> None:
    op.create_table(
        "title_doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.CheckConstraint("record_id < other_id", name=op.f("ck_title_doubt_lower_record_first")),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["bibliographic_record.id"],
            name=op.f("fk_title_doubt_record_id_bibliographic_record"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["bibliographic_record.id"],
            name=op.f("fk_title_doubt_other_id_bibliographic_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_doubt")),
        sa.UniqueConstraint("record_id", "other_id", name=op.f("uq_title_doubt_record_id_other_id")),
    )
    op.create_index(op.f("ix_title_doubt_other_id"), "title_doubt", ["other_id"])


def _create_changes() -> None:
    op.create_table(
        "title_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("other_name", sa.String(length=300), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_title_change_library_id_library")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["library.id"], name=op.f("fk_title_change_undone_by_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_change")),
    )
    for name in ("library_id", "record_id", "other_id", "undone_by_id"):
        op.create_index(op.f(f"ix_title_change_{name}"), "title_change", [name])


def downgrade() -> None:
    """Take the schema back."""
    for table in ("title_change", "title_doubt", "title_judgement"):
        op.drop_table(table)
