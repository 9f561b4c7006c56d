"""let the settlement of a lost or damaged book have a sum.

Revision: 0041, after 0040.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = ()
depends_on = None

LOAN = "loan_request"
NEW = {
    "settled_sum_has_a_currency": (
        "(settlement_minor IS NULL) = (settlement_currency IS NULL)"
        " AND (settlement_minor IS NULL OR settlement IN ('paid', 'repaired'))"
    ),
    "settled_sum_above_zero": "settlement_minor > 0",
}


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table(LOAN) as table:
        table.add_column(sa.Column("settlement_minor", sa.Integer(), nullable=True))
        table.add_column(sa.Column("settlement_currency", sa.String(length=3), nullable=True))
    with op.batch_alter_table(LOAN) as table:
        for name, condition in NEW.items():
            table.create_check_constraint(op.f(f"ck_{LOAN}_{name}"), condition)


def downgrade() -> None:
    """Take the schema back; sums are forgotten."""
    with op.batch_alter_table(LOAN) as table:
        for name in NEW:
            table.drop_constraint(op.f(f"ck_{LOAN}_{name}"), type_="check")
        table.drop_column("settlement_currency")
        table.drop_column("settlement_minor")
