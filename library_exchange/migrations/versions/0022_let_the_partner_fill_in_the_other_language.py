"""let the partner fill in the other language.

Revision: 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = ()
depends_on = None

TABLE, AGREEMENT, BOTH = "translation_request", "exchange_agreement", "said_in_both_languages"
STATES = "'answered', 'asked', 'declined', 'lapsed', 'withdrawn'"
SAID_IN_BOTH = "(note_zh IS NULL) = (note_ru IS NULL)"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("source_language", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f(f"ck_{TABLE}_known_state")),
        sa.CheckConstraint("asker_id <> partner_id", name=op.f(f"ck_{TABLE}_two_parties")),
        sa.CheckConstraint(
            "language IN ('zh', 'ru') AND source_language <> language", name=op.f(f"ck_{TABLE}_two_languages")
        ),
        sa.CheckConstraint(
            "(answer IS NOT NULL) = (state = 'answered')", name=op.f(f"ck_{TABLE}_answered_has_an_answer")
        ),
        sa.CheckConstraint("(closed_at IS NOT NULL) = (state <> 'asked')", name=op.f(f"ck_{TABLE}_closed_has_a_date")),
        sa.ForeignKeyConstraint(["asker_id"], ["library.id"], name=op.f(f"fk_{TABLE}_asker_id_library")),
        sa.ForeignKeyConstraint(["partner_id"], ["library.id"], name=op.f(f"fk_{TABLE}_partner_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    is_open = sa.text("state = 'asked'")
    op.create_index(
        "one_request_for_a_half",
        TABLE,
        ["subject_kind", "subject_id", "part", "field", "language"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_translation_request_subject", TABLE, ["subject_kind", "subject_id"])
    op.create_index("ix_translation_request_partner", TABLE, ["partner_id", "state"])
    op.create_index(op.f("ix_translation_request_asker_id"), TABLE, ["asker_id"])
    _say("state NOT IN ('active', 'settling', 'suspended')")


def downgrade() -> None:
    """Take the schema back; a proposal that lacks a language loses its further terms."""
    op.execute(
        "UPDATE exchange_agreement SET note_zh = NULL, note_ru = NULL"
        " WHERE state = 'proposed' AND (note_zh IS NULL) <> (note_ru IS NULL)"
    )
    _say("state IN ('draft', 'closed')")
    op.drop_table(TABLE)


def _say(unless: str) -> None:
    with op.batch_alter_table(AGREEMENT) as table:
        table.drop_constraint(table.f(f"ck_{AGREEMENT}_{BOTH}"), type_="check")
        table.create_check_constraint(table.f(f"ck_{AGREEMENT}_{BOTH}"), f"{unless} OR {SAID_IN_BOTH}")
