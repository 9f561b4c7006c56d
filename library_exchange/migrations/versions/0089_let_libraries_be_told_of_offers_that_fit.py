"""let libraries be told of offers that fit.

Revision: 0089, after 0088.
"""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fit_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "told_at IS NOT NULL OR seen_at IS NOT NULL OR declined_at IS NOT NULL",
            name=op.f("ck_fit_note_says_something"),
        ),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_fit_note_library_id_library")),
        sa.ForeignKeyConstraint(["offer_id"], ["exchange_offer.id"], name=op.f("fk_fit_note_offer_id_exchange_offer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fit_note")),
        sa.UniqueConstraint("library_id", "offer_id", name=op.f("uq_fit_note_library_id_offer_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_fit_note_offer_id"), "fit_note", ["offer_id"], unique=False)
    op.create_index("ix_fit_note_told", "fit_note", ["library_id", "told_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_fit_note_told", table_name="fit_note")
    op.drop_index(op.f("ix_fit_note_offer_id"), table_name="fit_note")
    op.drop_table("fit_note")
