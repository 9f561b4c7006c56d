"""let loans be renewed, recalled, lent on conditions, lost, found and settled.

Revision: 0025, after 0024.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = ()
depends_on = None

LOAN, ATTEMPT = "loan_request", "supplier_attempt"
REQUESTING_BEFORE = (
    "'cancel_pending', 'cancelled', 'completed', 'declined', 'lost', 'received', 'refused', 'return_shipped', "
    "'review', 'sent', 'shipped', 'to_return', 'unfilled', 'will_supply', 'with_reader'"
)
SUPPLYING_BEFORE = (
    "'cancel_asked', 'cancelled', 'completed', 'lost', 'new', 'on_loan', 'returning', 'shipped', 'to_pick', "
    "'to_ship', 'unfilled'"
)
REQUESTING = (
    "'cancel_pending', 'cancelled', 'closed', 'completed', 'condition_pending', 'damage_claimed', 'declined', "
    "'forwarded', 'lost', 'lost_claimed', 'received', 'refused', 'retry_pending', 'return_shipped', 'review', 'sent', "
    "'shipped', 'to_return', 'unfilled', 'will_supply', 'with_reader'"
)
SUPPLYING = (
    "'awaiting_condition', 'cancel_asked', 'cancelled', 'closed', 'completed', 'damage_claimed', 'lost', "
    "'lost_claimed', 'new', 'on_loan', 'retry', 'returning', 'shipped', 'to_pick', 'to_ship', 'unfilled'"
)
CLOSED_BEFORE = "'cancelled', 'completed', 'declined', 'lost', 'unfilled'"
CLOSED = "'cancelled', 'closed', 'completed', 'declined', 'lost', 'retry', 'unfilled'"
DUE_BEFORE = "'due_soon', 'none', 'ok', 'overdue'"
DUE = "'due_soon', 'hold_return', 'none', 'ok', 'overdue', 'recalled', 'renew_asked'"
NEVER_SENT_BEFORE = "'review', 'declined', 'cancelled'"
NEVER_SENT = "'cancelled', 'closed', 'declined', 'review'"
HOLDS_BEFORE = "'cancel_asked', 'on_loan', 'returning', 'shipped', 'to_pick', 'to_ship'"
HOLDS = (
    "'awaiting_condition', 'cancel_asked', 'damage_claimed', 'lost_claimed', 'on_loan', 'returning', 'shipped', "
    "'to_pick', 'to_ship'"
)
ASKED_BEFORE = "'cancel_pending', 'refused', 'review', 'sent', 'will_supply'"
ASKED = "'cancel_pending', 'condition_pending', 'refused', 'review', 'sent', 'will_supply'"
CANCELLING = "'cancel_asked', 'cancel_pending'"
BACK = f"(state_before IS NULL OR state IN ({CANCELLING}, 'completed', 'lost'))"
MUST = f" AND (state_before IS NOT NULL OR state NOT IN ({CANCELLING}))"
NOTICES = {"requestingAgencyMessage": "NotReceived", "supplyingAgencyMessage": "NotCompleted"}
"""What a message of each type took back, before such messages named it."""


def _columns() -> list[sa.Column[Any]]:
    """Return the new columns, each made anew: a table keeps the one that it is given."""
    return [
        sa.Column("loan_condition", sa.String(length=40), nullable=True),
        sa.Column("reason_retry", sa.String(length=40), nullable=True),
        sa.Column("retry_after", sa.Date(), nullable=True),
        sa.Column("previous_no", sa.String(length=40), nullable=True),
        sa.Column("asks_on", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("renewals", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("renewal_refusal", sa.String(length=40), nullable=True),
        sa.Column("reminded_days", sa.Integer(), nullable=True),
        sa.Column("return_method", sa.String(length=40), nullable=True),
        sa.Column("return_tracking_no", sa.String(length=60), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("damage", sa.String(length=40), nullable=True),
        sa.Column("settlement", sa.String(length=40), nullable=True),
        sa.Column("close_note", sa.String(length=300), nullable=True),
        sa.Column("told_status", sa.String(length=40), nullable=True),
        sa.Column("told_status_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
    ]


def _of_side(requesting: str, supplying: str, column: str) -> str:
    return f"(side = 'requesting' AND {column} IN ({requesting})) OR (side = 'supplying' AND {column} IN ({supplying}))"


def _rules(requesting: str, supplying: str, closed: str, due: str, never_sent: str, holds: str) -> dict[str, str]:
    of_side = _of_side(requesting, supplying, "state_before")
    return {
        "state_of_its_side": _of_side(requesting, supplying, "state"),
        "partner_once_sent": f"partner_id IS NOT NULL OR (side = 'requesting' AND state IN ({never_sent}))",
        "promise_names_an_item": f"NOT (side = 'supplying' AND state IN ({holds})) OR item_id IS NOT NULL",
        "closed_has_a_date": f"(closed_at IS NOT NULL) = (state IN ({closed}))",
        "known_due_state": f"due IN ({due})",
        "way_back_is_known": f"{BACK}{MUST} AND (state_before IS NULL OR {of_side})",
    }


RULES_BEFORE = _rules(REQUESTING_BEFORE, SUPPLYING_BEFORE, CLOSED_BEFORE, DUE_BEFORE, NEVER_SENT_BEFORE, HOLDS_BEFORE)
RULES = _rules(REQUESTING, SUPPLYING, CLOSED, DUE, NEVER_SENT, HOLDS)
ONCE = {
    "one_active_loan_per_item": (["item_id"], "side = 'supplying' AND state IN ({})", HOLDS_BEFORE, HOLDS),
    "one_active_request_per_reader_and_record": (
        ["reader_id", "record_id"],
        "reader_id IS NOT NULL AND state IN ({})",
        ASKED_BEFORE,
        ASKED,
    ),
}


def upgrade() -> None:
    """Bring the schema forward; the last parcel of a book that was sent back is the one that went back."""
    with op.batch_alter_table(LOAN) as table:
        for column in _columns():
            table.add_column(column)
        table.create_foreign_key(op.f(f"fk_{LOAN}_holder_id_library"), "library", ["holder_id"], ["id"])
    with op.batch_alter_table(LOAN) as table:
        table.alter_column("asks_on", server_default=None, existing_type=sa.Boolean(), existing_nullable=False)
        table.alter_column("renewals", server_default=None, existing_type=sa.Integer(), existing_nullable=False)
    op.execute(
        "UPDATE loan_request SET return_method = ship_method, return_tracking_no = tracking_no,"
        " ship_method = NULL, tracking_no = NULL WHERE return_shipped_at IS NOT NULL"
    )
    _say(RULES, is_new=True)
    with op.batch_alter_table(ATTEMPT) as table:
        table.drop_constraint(op.f(f"uq_{ATTEMPT}_request_id_library_id"), type_="unique")
        table.create_unique_constraint(op.f(f"uq_{ATTEMPT}_request_id_number"), ["request_id", "number"])
    _rewrite_messages(lambda form: {"notice": NOTICES[form["type"]]} if form.pop("takes_back", None) else {})


def downgrade() -> None:
    """Take the schema back; what has no place in it any more ends, and asking a library again is forgotten."""
    op.execute("UPDATE loan_request SET due = 'ok' WHERE due IN ('hold_return', 'recalled', 'renew_asked')")
    op.execute(
        "UPDATE loan_request SET state_before = NULL, due = 'none', closed_at = COALESCE(closed_at, touched_at), state ="
        " CASE WHEN state IN ('closed', 'retry') THEN 'cancelled' ELSE 'lost' END WHERE state IN ('awaiting_condition',"
        " 'closed', 'condition_pending', 'damage_claimed', 'forwarded', 'lost_claimed', 'retry', 'retry_pending')"
    )
    op.execute(
        "UPDATE loan_request SET state_before = NULL WHERE state IN ('completed', 'lost')"
        " AND state_before IN ('damage_claimed', 'lost_claimed')"
    )
    op.execute(
        "UPDATE loan_request SET ship_method = return_method, tracking_no = return_tracking_no"
        " WHERE return_shipped_at IS NOT NULL"
    )
    op.execute(
        "DELETE FROM supplier_attempt WHERE EXISTS (SELECT 1 FROM supplier_attempt AS later WHERE later.request_id ="
        " supplier_attempt.request_id AND later.library_id = supplier_attempt.library_id"
        " AND later.id > supplier_attempt.id)"
    )
    with op.batch_alter_table(ATTEMPT) as table:
        table.drop_constraint(op.f(f"uq_{ATTEMPT}_request_id_number"), type_="unique")
        table.create_unique_constraint(op.f(f"uq_{ATTEMPT}_request_id_library_id"), ["request_id", "library_id"])
    _say(RULES_BEFORE, is_new=False)
    with op.batch_alter_table(LOAN) as table:
        table.drop_constraint(op.f(f"fk_{LOAN}_holder_id_library"), type_="foreignkey")
        for column in _columns():
            table.drop_column(column.name)
    _rewrite_messages(lambda form: {"takes_back": True} if form.pop("notice", None) in NOTICES.values() else {})


def _say(rules: dict[str, str], is_new: bool) -> None:
    """Have the table's rules say this."""
    with op.batch_alter_table(LOAN) as table:
        for name, (columns, condition, before, after) in ONCE.items():
            where = sa.text(condition.format(after if is_new else before))
            table.drop_index(name)
            table.create_index(name, columns, unique=True, sqlite_where=where, postgresql_where=where)
        for name, condition in rules.items():
            table.drop_constraint(op.f(f"ck_{LOAN}_{name}"), type_="check")
            table.create_check_constraint(op.f(f"ck_{LOAN}_{name}"), condition)


def _rewrite_messages(changed) -> None:  # type: ignore[no-untyped-def]
    """Have messages that wait in the outbox say what they take back in the words of the schema."""
    outbox = sa.table("outbox", sa.column("id"), sa.column("kind"), sa.column("payload", sa.JSON()))
    connection = op.get_bind()
    rows = connection.execute(sa.select(outbox.c.id, outbox.c.payload).where(outbox.c.kind == "loans.message")).all()
    for number, payload in rows:
        told = json.loads(payload) if isinstance(payload, str) else payload
        more = changed(told["form"])
        if more:
            told["form"] |= more
            connection.execute(sa.update(outbox).where(outbox.c.id == number).values(payload=told))
