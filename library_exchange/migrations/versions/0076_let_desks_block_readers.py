"""let desks block readers until a day, for a reason that they read.

Revision: 0076, after 0075.
"""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = ()
depends_on = None

TABLE = "membership"
REASONS = ("overdue", "fees", "damage", "card", "other")
RULE = f"ck_{TABLE}_blocked_for_a_reason"
NEVER_TWICE = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Bring the schema forward."""
    reason = sa.Enum(*REASONS, name="blockreason", native_enum=False, length=20)
    with op.batch_alter_table(TABLE, table_kwargs=NEVER_TWICE) as table:
        table.add_column(sa.Column("blocked_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("block_reason", reason, nullable=True))
        table.add_column(sa.Column("block_words", sa.String(length=300), nullable=True))
        table.create_check_constraint(op.f(RULE), "blocked_until IS NULL OR block_reason IS NOT NULL")


def downgrade() -> None:
    """Take the schema back; nobody is blocked any more."""
    with op.batch_alter_table(TABLE, table_kwargs=NEVER_TWICE) as table:
        table.drop_constraint(op.f(RULE), type_="check")
        table.drop_column("block_words")
        table.drop_column("block_reason")
        table.drop_column("blocked_until")
