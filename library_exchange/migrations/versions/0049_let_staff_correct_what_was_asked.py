"""let staff correct what was asked, and mark their own notes.

Revision: 0049, after 0048.
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = ()
depends_on = None

TYPED_AT_THE_DESK = """
    UPDATE loan_request SET is_desk_note = :yes
    WHERE reader_note IS NOT NULL AND reader_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM audit
        WHERE audit.subject = 'loan' AND audit.subject_id = loan_request.id
        AND audit.action = 'loan.ask' AND audit.user_id <> loan_request.reader_id
    )
"""


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("loan_request", sa.Column("book_as_asked", sa.JSON(), nullable=True))
    op.add_column("loan_request", sa.Column("is_desk_note", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text(TYPED_AT_THE_DESK).bindparams(yes=True))
    with op.batch_alter_table("loan_request") as table:
        table.alter_column("is_desk_note", server_default=None)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("loan_request") as table:
        table.drop_column("is_desk_note")
        table.drop_column("book_as_asked")
