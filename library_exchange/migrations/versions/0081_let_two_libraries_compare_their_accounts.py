"""let two libraries compare their accounts.

Revision: 0081, after 0080.
"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = ()
depends_on = None

TABLE, REMARK = "reconciliation", "reconciliation_remark"
STATES = "'agreed', 'differs', 'one_agrees', 'open'"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("is_on_paper", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f(f"ck_{TABLE}_known_state")),
        sa.CheckConstraint("first_id < second_id", name=op.f(f"ck_{TABLE}_two_parties")),
        sa.CheckConstraint("said_by_id IN (first_id, second_id)", name=op.f(f"ck_{TABLE}_said_by_a_party")),
        sa.CheckConstraint(
            "state NOT IN ('differs', 'one_agrees') OR said_by_id IS NOT NULL",
            name=op.f(f"ck_{TABLE}_somebody_said_it"),
        ),
        sa.CheckConstraint(
            "(state IN ('agreed', 'one_agrees')) = (figures IS NOT NULL)",
            name=op.f(f"ck_{TABLE}_agreed_figures_are_kept"),
        ),
        sa.CheckConstraint("(state = 'agreed') = (agreed_at IS NOT NULL)", name=op.f(f"ck_{TABLE}_agreed_has_a_date")),
        *(
            sa.ForeignKeyConstraint([name], ["library.id"], name=op.f(f"fk_{TABLE}_{name}_library"))
            for name in ("first_id", "second_id", "said_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("first_id", "second_id", "year", name="one_comparison_of_a_year"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_second_id"), TABLE, ["second_id"])
    op.create_table(
        REMARK,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reconciliation_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=60), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], [f"{TABLE}.id"], name=op.f(f"fk_{REMARK}_reconciliation_id_{TABLE}")
        ),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{REMARK}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{REMARK}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{REMARK}_reconciliation_id"), REMARK, ["reconciliation_id"])


def downgrade() -> None:
    """Take the schema back; comparisons and remarks are forgotten."""
    op.drop_table(REMARK)
    op.drop_table(TABLE)
