"""let people ask to become readers: who asks which library, and whether a library can be asked so.

Revision: 0073, after 0072.
"""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = ()
depends_on = None

TABLE = "reader_application"
STATES = ("unconfirmed", "waiting", "admitted", "declined")
REASONS = ("come_to_desk", "not_ours", "unknown_card", "silent", "other")
CHECKS = {
    "declined_has_a_reason": "state <> 'declined' OR reason IS NOT NULL",
    "confirmed_has_an_instant": "state = 'unconfirmed' OR confirmed_at IS NOT NULL",
}


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column(
        "library",
        sa.Column("takes_reader_applications", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state", sa.Enum(*STATES, name="readerapplicationstate", native_enum=False, length=20), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("card_no", sa.String(length=60), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Enum(*REASONS, name="reason", native_enum=False, length=20), nullable=True),
        sa.Column("reason_words", sa.String(length=500), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}")) for name, rule in CHECKS.items()),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{TABLE}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_email"), TABLE, ["email"])
    op.create_index(f"ix_{TABLE}_library_id_state", TABLE, ["library_id", "state"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index(f"ix_{TABLE}_library_id_state", table_name=TABLE)
    op.drop_index(op.f(f"ix_{TABLE}_email"), table_name=TABLE)
    op.drop_table(TABLE)
    op.drop_column("library", "takes_reader_applications")
