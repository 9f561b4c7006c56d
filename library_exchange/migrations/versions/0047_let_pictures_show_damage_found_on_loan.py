"""let pictures show damage that is found while a book is on loan.

Revision: 0047, after 0043.
"""

from alembic import op

revision = "0047"
down_revision = "0043"
branch_labels = ()
depends_on = None

TABLE, MOMENTS = "loan_picture", "ck_loan_picture_known_moment"
BEFORE = ("arriving", "coming_back", "going_back", "leaving")


def _know(*moments: str) -> None:
    """Have a picture be of one of these moments."""
    listed = ", ".join(repr(moment) for moment in sorted(moments))
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(MOMENTS), type_="check")
        table.create_check_constraint(op.f(MOMENTS), f"moment IN ({listed})")


def upgrade() -> None:
    """Bring the schema forward."""
    _know(*BEFORE, "on_loan")


def downgrade() -> None:
    """Take the schema back; what was shown of a book on loan was seen before it went back."""
    op.execute("UPDATE loan_picture SET moment = 'going_back' WHERE moment = 'on_loan'")
    _know(*BEFORE)
