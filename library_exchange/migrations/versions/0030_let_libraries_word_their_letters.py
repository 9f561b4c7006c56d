"""let libraries put their own words into letters, and staff change the order of suppliers.

Revision: 0030, after 0029.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = ()
depends_on = None

TABLE = "letter_words"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("opening", sa.String(length=600), nullable=False),
        sa.Column("closing", sa.String(length=600), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('en', 'ru', 'zh')", name=op.f(f"ck_{TABLE}_known_language")),
        sa.CheckConstraint("subject <> '' OR opening <> '' OR closing <> ''", name=op.f(f"ck_{TABLE}_says_something")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{TABLE}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("library_id", "letter", "language", name=op.f(f"uq_{TABLE}_library_id_letter_language")),
    )
    op.add_column("loan_request", sa.Column("staff_order", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Take the schema back."""
    op.drop_column("loan_request", "staff_order")
    op.drop_table(TABLE)
