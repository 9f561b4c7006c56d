"""let claims say why: reasons of each step; what was claimed of lent books ends, since their requests settle it.

Revision: 0063, after 0062.
"""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = ()
depends_on = None

TABLE = "consignment_claim_reason"
WHY = (
    *("damaged_inside", "damaged_outside", "wet", "came_open", "not_inside", "other_edition", "left_whole"),
    *("was_packed", "as_listed", "on_the_way", "pictures_show", "no_use", "not_as_listed"),
    *("claim_proven", "claim_not_proven", "nobodys_fault"),
)
END_CLAIMS = (
    "UPDATE consignment_claim SET state = 'resolved', outcome = 'withdrawn' WHERE state <> 'resolved'"
    " AND line_id IN (SELECT id FROM consignment_line WHERE subject_kind = 'loan')"
)
CLOSE_CONSIGNMENTS = (
    "UPDATE consignment SET state = 'closed', closed_at = touched_at WHERE state IN ('in_claim', 'lost')"
    " AND EXISTS (SELECT 1 FROM consignment_claim c JOIN consignment_line l ON l.id = c.line_id"
    " WHERE c.consignment_id = consignment.id AND l.subject_kind = 'loan')"
    " AND NOT EXISTS (SELECT 1 FROM consignment_claim c"
    " WHERE c.consignment_id = consignment.id AND c.state <> 'resolved')"
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Enum(*WHY, name="why", native_enum=False, length=20), nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"why IN ({', '.join(repr(each) for each in WHY)})", name=op.f(f"ck_{TABLE}_known_why")),
        sa.CheckConstraint("why IS NOT NULL OR words IS NOT NULL", name=op.f(f"ck_{TABLE}_says_something")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["consignment_claim.id"], name=op.f(f"fk_{TABLE}_claim_id_consignment_claim")
        ),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{TABLE}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("claim_id", "step", name=op.f(f"uq_{TABLE}_claim_id_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_library_id"), TABLE, ["library_id"])
    op.execute(END_CLAIMS)
    op.execute(CLOSE_CONSIGNMENTS)


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index(op.f(f"ix_{TABLE}_library_id"), table_name=TABLE)
    op.drop_table(TABLE)
