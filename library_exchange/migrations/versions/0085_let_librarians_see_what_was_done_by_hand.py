"""let librarians see what was done to records and copies by hand.

Revision: 0085, after 0084.
"""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = ()
depends_on = None

TABLE = "correction"
ACTS = "'copies_added', 'copies_changed', 'copies_withdrawn', 'corrected', 'entered', 'restored', 'withdrawn'"


def upgrade() -> None:
    """Bring the schema forward; what was done before is told by the audit alone."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("source_record_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("said_before", sa.LargeBinary(), nullable=True),
        sa.Column("said_after", sa.LargeBinary(), nullable=True),
        sa.Column("corrected_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"act IN ({ACTS})", name=op.f(f"ck_{TABLE}_known_act")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{TABLE}_library_id_library")),
        sa.ForeignKeyConstraint(
            ["source_record_id"],
            ["source_record.id"],
            name=op.f(f"fk_{TABLE}_source_record_id_source_record"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], [f"{TABLE}.id"], name=op.f(f"fk_{TABLE}_undoes_id_{TABLE}"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_library_id"), TABLE, ["library_id"])
    op.create_index(op.f(f"ix_{TABLE}_source_record_id"), TABLE, ["source_record_id"])


def downgrade() -> None:
    """Take the schema back; what was done by hand is told by the audit alone."""
    op.drop_table(TABLE)
