"""let librarians correct records by hand: when that was, and what was withdrawn why, so that it can come back.

Revision: 0069, after 0068.
"""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = ()
depends_on = None

REASONS = "'by_mistake', 'given_away', 'lost', 'other', 'superseded', 'worn_out'"


def upgrade() -> None:
    """Bring the schema forward."""
    for name in ("source_record", "source_record_before"):
        op.add_column(name, sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("source_record_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"reason IN ({REASONS})", name=op.f("ck_withdrawal_known_reason")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_withdrawal_library_id_library")),
        sa.ForeignKeyConstraint(
            ["source_record_id"],
            ["source_record.id"],
            name=op.f("fk_withdrawal_source_record_id_source_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sqlite_autoincrement=True,
    )
    for column in ("library_id", "source_record_id"):
        op.create_index(op.f(f"ix_withdrawal_{column}"), "withdrawal", [column])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("withdrawal")
    for name in ("source_record_before", "source_record"):
        op.drop_column(name, "corrected_at")
