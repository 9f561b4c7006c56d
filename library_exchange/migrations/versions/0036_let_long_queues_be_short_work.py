"""let what many open requests are asked be found by indexes.

Revision: 0036, after 0034.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = ()
depends_on = None

LOAN, OFFER = "loan_request", "exchange_offer"
QUEUE = "ix_loan_request_queue"
OPEN: dict[str, Any] = dict.fromkeys(("sqlite_where", "postgresql_where"), sa.text("closed_at IS NULL"))


def upgrade() -> None:
    op.drop_index(QUEUE, table_name=LOAN)
    op.create_index(QUEUE, LOAN, ["library_id", "side", "state", "due", "due_on"])
    op.create_index("ix_loan_request_waiting", LOAN, ["library_id", "side", "state", "touched_at"])
    op.create_index("ix_loan_request_shipped", LOAN, ["library_id", "side", "shipped_at"])
    op.create_index("ix_loan_request_open", LOAN, ["library_id", "touched_at"], **OPEN)
    op.create_index("ix_loan_request_partners", LOAN, ["library_id", "partner_id"], **OPEN)
    op.create_index(op.f("ix_loan_request_item_id"), LOAN, ["item_id"])
    op.create_index(op.f("ix_exchange_offer_item_id"), OFFER, ["item_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_exchange_offer_item_id"), table_name=OFFER)
    for name in ("item_id", "partners", "open", "shipped", "waiting", "queue"):
        op.drop_index(op.f(f"ix_loan_request_{name}"), table_name=LOAN)
    op.create_index(QUEUE, LOAN, ["library_id", "state"])
