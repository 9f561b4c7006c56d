"""let objections carry numbers and phrases.

Revision: 0090, after 0087.
"""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0087"
branch_labels = ()
depends_on = None

REMARK = "reconciliation_remark"
PHRASES = (
    "'check_again', 'corrected', 'counted_twice', 'not_counted', 'not_received', 'other_year', 'right_here',"
    " 'yours_to_correct'"
)


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table(REMARK, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("phrase", sa.String(length=20), nullable=True))
        batch.add_column(sa.Column("first", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("second", sa.Integer(), nullable=True))
        batch.alter_column("text", existing_type=sa.String(length=1000), nullable=True)
        batch.create_check_constraint(op.f(f"ck_{REMARK}_known_phrase"), f"phrase IN ({PHRASES})")
        batch.create_check_constraint(
            op.f(f"ck_{REMARK}_says_something"),
            "text IS NOT NULL OR phrase IS NOT NULL OR first IS NOT NULL OR second IS NOT NULL",
        )


def downgrade() -> None:
    """Take the schema back; numbers and phrases are forgotten, and remarks without words with them."""
    op.execute(f"DELETE FROM {REMARK} WHERE text IS NULL")  # noqa: S608
    with op.batch_alter_table(REMARK, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f(f"ck_{REMARK}_says_something"), type_="check")
        batch.drop_constraint(op.f(f"ck_{REMARK}_known_phrase"), type_="check")
        batch.alter_column("text", existing_type=sa.String(length=1000), nullable=False)
        for name in ("second", "first", "phrase"):
            batch.drop_column(name)
