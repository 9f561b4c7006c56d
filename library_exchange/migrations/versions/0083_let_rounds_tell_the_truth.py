"""let rounds tell what no result is worth more than, and which book a reason is about.

Revision: 0083, after 0082.
"""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = ()
depends_on = None

WANT = "exchange_round_want"
OFFER_KEY = f"fk_{WANT}_about_offer_id_exchange_offer"


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("exchange_round", sa.Column("bound", sa.BigInteger(), nullable=True))
    with op.batch_alter_table(WANT) as batch:
        batch.add_column(sa.Column("about_offer_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f(OFFER_KEY), "exchange_offer", ["about_offer_id"], ["id"])
    op.create_index(op.f(f"ix_{WANT}_about_offer_id"), WANT, ["about_offer_id"])


def downgrade() -> None:
    """Take the schema back; bounds, and which books reasons are about, are forgotten."""
    op.drop_index(op.f(f"ix_{WANT}_about_offer_id"), WANT)
    with op.batch_alter_table(WANT) as batch:
        batch.drop_constraint(op.f(OFFER_KEY), type_="foreignkey")
        batch.drop_column("about_offer_id")
    op.drop_column("exchange_round", "bound")
