"""let anybody compute a round anew from its lists.

Revision: 0086, after 0085.
"""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = ()
depends_on = None

TABLE, ROUND = "exchange_round_lists", "exchange_round"


def upgrade() -> None:
    """Bring the schema forward; rounds that were cleared before have no file."""
    op.create_table(
        TABLE,
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("clearing", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.CheckConstraint("clearing BETWEEN 1 AND 2", name=op.f(f"ck_{TABLE}_cleared_twice_at_most")),
        sa.ForeignKeyConstraint(["round_id"], [f"{ROUND}.id"], name=op.f(f"fk_{TABLE}_round_id_{ROUND}")),
        sa.PrimaryKeyConstraint("round_id", "clearing", name=op.f(f"pk_{TABLE}")),
    )


def downgrade() -> None:
    """Take the schema back; the files are forgotten."""
    op.drop_table(TABLE)
