"""let endings be taken back.

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = ()
depends_on = None

LOAN, WAY_BACK, ONE_REQUEST = "loan_request", "way_back_is_known", "one_active_request_per_reader_and_record"
REQUESTING = (
    "'cancel_pending', 'cancelled', 'completed', 'declined', 'lost', 'received', 'refused', 'return_shipped', "
    "'review', 'sent', 'shipped', 'to_return', 'unfilled', 'will_supply', 'with_reader'"
)
SUPPLYING = (
    "'cancel_asked', 'cancelled', 'completed', 'lost', 'new', 'on_loan', 'returning', 'shipped', 'to_pick', "
    "'to_ship', 'unfilled'"
)
OF_ITS_SIDE = (
    f"(state_before IS NULL OR (side = 'requesting' AND state_before IN ({REQUESTING})) OR"
    f" (side = 'supplying' AND state_before IN ({SUPPLYING})))"
)
CANCELLING = "'cancel_asked', 'cancel_pending'"
ASKED = "'cancel_pending', 'refused', 'review', 'sent', 'will_supply'"
OPEN = "'cancel_pending', 'received', 'refused', 'review', 'sent', 'shipped', 'will_supply', 'with_reader'"


def upgrade() -> None:
    """Bring the schema forward."""
    _say(
        f"(state_before IS NULL OR state IN ({CANCELLING}, 'completed', 'lost'))"
        f" AND (state_before IS NOT NULL OR state NOT IN ({CANCELLING})) AND {OF_ITS_SIDE}",
        ASKED,
    )


def downgrade() -> None:
    """Take the schema back; what is closed stays closed."""
    op.execute("UPDATE loan_request SET state_before = NULL WHERE state IN ('completed', 'lost')")
    _say(f"(state_before IS NOT NULL) = (state IN ({CANCELLING})) AND {OF_ITS_SIDE}", OPEN)


def _say(way_back: str, states: str) -> None:
    """Have the two rules say this: when a way back is kept, and in which states a reader has one request for a record."""
    where = sa.text(f"reader_id IS NOT NULL AND state IN ({states})")
    with op.batch_alter_table(LOAN, schema=None) as batch_op:
        batch_op.drop_index(ONE_REQUEST)
        batch_op.drop_constraint(batch_op.f(f"ck_{LOAN}_{WAY_BACK}"), type_="check")
        batch_op.create_check_constraint(batch_op.f(f"ck_{LOAN}_{WAY_BACK}"), way_back)
        batch_op.create_index(
            ONE_REQUEST, ["reader_id", "record_id"], unique=True, sqlite_where=where, postgresql_where=where
        )
