"""let libraries ask to join: applications, and the libraries that joined by one.

Revision: 0065, after 0064.
"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = ()
depends_on = None

APPLICATION, MEMBER = "library_application", "new_member"
STATES = ("unconfirmed", "at_sponsor", "at_platform", "admitted", "declined")
KINDS = ("national", "public", "university", "research", "school", "ngo")
REASONS = (
    *("not_reached", "no_library", "member_already", "not_known", "no_capacity"),
    *("sponsor_silent", "other"),
)
CHECKS = {
    "has_a_name": "name_zh IS NOT NULL OR name_ru IS NOT NULL OR name_en IS NOT NULL",
    "admitted_is_a_library": "state <> 'admitted' OR library_id IS NOT NULL",
    "declined_has_a_reason": "state <> 'declined' OR reason IS NOT NULL",
    "sponsor_is_known": "state <> 'at_sponsor' OR sponsor_id IS NOT NULL",
}


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        APPLICATION,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="applicationstate", native_enum=False, length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(f"name_{code}", sa.String(length=200), nullable=True) for code in ("zh", "ru", "en")),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="librarykind", native_enum=False, length=40), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("person_function", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.Column(f"{what}_at", sa.DateTime(timezone=True), nullable=True)
            for what in ("confirmed", "vouched", "decided")
        ),
        sa.Column("reason", sa.Enum(*REASONS, name="reason", native_enum=False, length=20), nullable=True),
        sa.Column("reason_words", sa.String(length=500), nullable=True),
        sa.Column("library_id", sa.Integer(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{APPLICATION}_{name}")) for name, rule in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], ["library.id"], name=op.f(f"fk_{APPLICATION}_{column}_library"))
            for column in ("sponsor_id", "library_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{APPLICATION}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{APPLICATION}_email"), APPLICATION, ["email"])
    op.create_index(f"ix_{APPLICATION}_sponsor_id_state", APPLICATION, ["sponsor_id", "state"])
    op.create_table(
        MEMBER,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sponsor_id <> library_id", name=op.f(f"ck_{MEMBER}_sponsor_is_another")),
        *(
            sa.ForeignKeyConstraint([column], ["library.id"], name=op.f(f"fk_{MEMBER}_{column}_library"))
            for column in ("library_id", "sponsor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{MEMBER}")),
        sa.UniqueConstraint("library_id", name=op.f(f"uq_{MEMBER}_library_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table(MEMBER)
    op.drop_index(f"ix_{APPLICATION}_sponsor_id_state", table_name=APPLICATION)
    op.drop_index(op.f(f"ix_{APPLICATION}_email"), table_name=APPLICATION)
    op.drop_table(APPLICATION)
