"""let readers be asked what their requests do not say.

Revision: 0040, after 0038.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0038"
branch_labels = ()
depends_on = None

LOAN, ONCE_ASKED = "loan_request", "one_active_request_per_reader_and_record"
REQUESTING_BEFORE = (
    "'cancel_pending', 'cancelled', 'closed', 'completed', 'condition_pending', 'damage_claimed', 'declined', "
    "'delivered', 'forwarded', 'lost', 'lost_claimed', 'received', 'refused', 'retry_pending', 'return_shipped', "
    "'review', 'sent', 'shipped', 'to_return', 'unfilled', 'will_supply', 'with_reader'"
)
REQUESTING = REQUESTING_BEFORE.replace("'received'", "'reader_asked', 'received'")
SUPPLYING = (
    "'awaiting_condition', 'cancel_asked', 'cancelled', 'closed', 'completed', 'copy_completed', 'damage_claimed', "
    "'lost', 'lost_claimed', 'new', 'on_loan', 'retry', 'returning', 'shipped', 'to_pick', 'to_ship', 'unfilled'"
)
WITHOUT_PARTNER_BEFORE = "'cancelled', 'closed', 'declined', 'review'"
WITHOUT_PARTNER = WITHOUT_PARTNER_BEFORE.replace("'review'", "'reader_asked', 'review'")
ASKED_BEFORE = (
    "service = 'Loan' AND reader_id IS NOT NULL AND state IN "
    "('cancel_pending', 'condition_pending', 'refused', 'review', 'sent', 'will_supply')"
)
ASKED = ASKED_BEFORE.replace("'refused'", "'reader_asked', 'refused'")
CANCELLING = "'cancel_asked', 'cancel_pending'"


def _of_side(requesting: str, column: str) -> str:
    return f"(side = 'requesting' AND {column} IN ({requesting})) OR (side = 'supplying' AND {column} IN ({SUPPLYING}))"


def _changed(requesting: str, without_partner: str) -> dict[str, str]:
    """Return the rules that say something else than before, by name."""
    return {
        "state_of_its_side": _of_side(requesting, "state"),
        "partner_once_sent": (f"partner_id IS NOT NULL OR (side = 'requesting' AND state IN ({without_partner}))"),
        "way_back_is_known": (
            f"(state_before IS NULL OR state IN ({CANCELLING}, 'completed', 'lost'))"
            f" AND (state_before IS NOT NULL OR state NOT IN ({CANCELLING}))"
            f" AND (state_before IS NULL OR {_of_side(requesting, 'state_before')})"
        ),
    }


BEFORE = _changed(REQUESTING_BEFORE, WITHOUT_PARTNER_BEFORE)
AFTER = _changed(REQUESTING, WITHOUT_PARTNER)
NEW = {
    "reader_is_asked_at_home": "side = 'requesting' OR (asked_of_reader IS NULL AND reader_answer IS NULL)",
    "answer_has_a_question": (
        "(state <> 'reader_asked' OR (asked_of_reader IS NOT NULL AND reader_answer IS NULL))"
        " AND (reader_answer IS NULL OR asked_of_reader IS NOT NULL)"
    ),
}


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table(LOAN) as table:
        table.add_column(sa.Column("asked_of_reader", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("reader_answer", sa.String(length=300), nullable=True))
    _say(AFTER, ASKED)
    with op.batch_alter_table(LOAN) as table:
        for name, condition in NEW.items():
            table.create_check_constraint(op.f(f"ck_{LOAN}_{name}"), condition)


def downgrade() -> None:
    """Take the schema back; what readers were asked and answered is forgotten, and staff look at those requests."""
    with op.batch_alter_table(LOAN) as table:
        for name in NEW:
            table.drop_constraint(op.f(f"ck_{LOAN}_{name}"), type_="check")
    op.execute("UPDATE loan_request SET state = 'review' WHERE state = 'reader_asked'")
    _say(BEFORE, ASKED_BEFORE)
    with op.batch_alter_table(LOAN) as table:
        table.drop_column("reader_answer")
        table.drop_column("asked_of_reader")


def _say(rules: dict[str, str], asked: str) -> None:
    """Have the table's rules say this."""
    with op.batch_alter_table(LOAN) as table:
        for name in rules:
            table.drop_constraint(op.f(f"ck_{LOAN}_{name}"), type_="check")
        table.drop_index(ONCE_ASKED)
        where = sa.text(asked)
        table.create_index(
            ONCE_ASKED, ["reader_id", "record_id"], unique=True, sqlite_where=where, postgresql_where=where
        )
        for name, condition in rules.items():
            table.create_check_constraint(op.f(f"ck_{LOAN}_{name}"), condition)
