"""let libraries say that they do not take part in a round.

Revision: 0043, after 0042.
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = ()
depends_on = None

TABLE = "exchange_round_declined"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["exchange_round.id"], name=op.f(f"fk_{TABLE}_round_id_exchange_round")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{TABLE}_library_id_library")),
        sa.PrimaryKeyConstraint("round_id", "library_id", name=op.f(f"pk_{TABLE}")),
    )
    with op.batch_alter_table(TABLE) as table:
        table.create_index(op.f(f"ix_{TABLE}_library_id"), ["library_id"], unique=False)


def downgrade() -> None:
    """Take the schema back; who did not want to take part is forgotten."""
    with op.batch_alter_table(TABLE) as table:
        table.drop_index(op.f(f"ix_{TABLE}_library_id"))
    op.drop_table(TABLE)
