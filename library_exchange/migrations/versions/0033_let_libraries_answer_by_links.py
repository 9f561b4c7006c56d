"""let libraries without accounts answer by signed links.

Revision: 0033, after 0032.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = ()
depends_on = None

PARTNER, LINK = "letter_partner", "answer_link"
OPEN = "one_open_answer_link_per_request"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        PARTNER,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sponsor_id <> library_id", name=op.f(f"ck_{PARTNER}_sponsor_is_another")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{PARTNER}_library_id_library")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["library.id"], name=op.f(f"fk_{PARTNER}_sponsor_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PARTNER}")),
        sa.UniqueConstraint("library_id", name=op.f(f"uq_{PARTNER}_library_id")),
    )
    op.create_index(op.f(f"ix_{PARTNER}_sponsor_id"), PARTNER, ["sponsor_id"])
    op.create_table(
        LINK,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=False),
        sa.Column("call_from", sa.Date(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("action", sa.String(length=20), nullable=True),
        sa.CheckConstraint("action IS NULL OR ended_at IS NOT NULL", name=op.f(f"ck_{LINK}_answered_is_ended")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan_request.id"], name=op.f(f"fk_{LINK}_loan_id_loan_request")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{LINK}_library_id_library")),
        sa.ForeignKeyConstraint(["partner_id"], ["library.id"], name=op.f(f"fk_{LINK}_partner_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LINK}")),
    )
    op.create_index(op.f(f"ix_{LINK}_loan_id"), LINK, ["loan_id"])
    op.create_index(op.f(f"ix_{LINK}_library_id"), LINK, ["library_id"])
    op.create_index("ix_answer_link_partner", LINK, ["partner_id", "call_from"])
    where = sa.text("ended_at IS NULL")
    op.create_index(OPEN, LINK, ["loan_id"], unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Take the schema back; links that were sent open nothing any more."""
    op.drop_table(LINK)
    op.drop_table(PARTNER)
