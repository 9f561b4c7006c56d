"""let endings without the book be taken back: their rows keep where they stood before.

Revision: 0096, after 0095.
"""

from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = ()
depends_on = None

LOAN, WAY_BACK = "loan_request", "way_back_is_known"
REQUESTING = (
    "'cancel_pending', 'cancelled', 'closed', 'completed', 'condition_pending', 'damage_claimed', 'declined', "
    "'delivered', 'forwarded', 'lost', 'lost_claimed', 'reader_asked', 'received', 'refused', 'retry_pending', "
    "'return_shipped', 'review', 'sent', 'shipped', 'to_return', 'unfilled', 'will_supply', 'with_reader'"
)
SUPPLYING = (
    "'awaiting_condition', 'cancel_asked', 'cancelled', 'closed', 'completed', 'copy_completed', 'damage_claimed', "
    "'lost', 'lost_claimed', 'new', 'on_loan', 'retry', 'returning', 'shipped', 'to_pick', 'to_ship', 'unfilled'"
)
CANCELLING = "'cancel_asked', 'cancel_pending'"
BEFORE = f"{CANCELLING}, 'completed', 'lost'"
AFTER = f"{CANCELLING}, 'completed', 'declined', 'lost', 'unfilled'"


def upgrade() -> None:
    """Bring the schema forward; what was ended before keeps no way back."""
    _say(AFTER)


def downgrade() -> None:
    """Take the schema back; what is ended stays ended."""
    op.execute("UPDATE loan_request SET state_before = NULL WHERE state IN ('declined', 'unfilled')")
    _say(BEFORE)


def _say(leads_back: str) -> None:
    """Have the rule name these states as those that may keep the state before."""
    rule = (
        f"(state_before IS NULL OR state IN ({leads_back}))"
        f" AND (state_before IS NOT NULL OR state NOT IN ({CANCELLING})) AND (state_before IS NULL OR"
        f" (side = 'requesting' AND state_before IN ({REQUESTING})) OR"
        f" (side = 'supplying' AND state_before IN ({SUPPLYING})))"
    )
    with op.batch_alter_table(LOAN, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f(f"ck_{LOAN}_{WAY_BACK}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{LOAN}_{WAY_BACK}"), rule)
