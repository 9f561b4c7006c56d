"""let loans have a second axis.

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = ()
depends_on = None

LOAN, HEARD = "loan_request", "received_message"
REQUESTING = (
    "'cancel_pending', 'cancelled', 'completed', 'declined', 'lost', 'received', 'refused', 'return_shipped', "
    "'review', 'sent', 'shipped', 'to_return', 'unfilled', 'will_supply', 'with_reader'"
)
SUPPLYING = (
    "'cancel_asked', 'cancelled', 'completed', 'lost', 'new', 'on_loan', 'returning', 'shipped', 'to_pick', "
    "'to_ship', 'unfilled'"
)
OUT = ("on_loan", "received", "shipped", "to_return", "with_reader")
LOAN_CHECKS = {
    "known_due_state": "due IN ('due_soon', 'none', 'ok', 'overdue')",
    "while_out_it_is_due": f"(due <> 'none') = (state IN {OUT})",
    "way_back_is_known": (
        "(state_before IS NOT NULL) = (state IN ('cancel_asked', 'cancel_pending')) AND (state_before IS NULL OR"
        f" (side = 'requesting' AND state_before IN ({REQUESTING})) OR"
        f" (side = 'supplying' AND state_before IN ({SUPPLYING})))"
    ),
}
HEARD_CHECKS = {
    "known_by_number_or_digest": "(seq IS NULL) <> (digest IS NULL)",
    "known_confirmation": "confirmation IN ('ERROR', 'OK')",
    "error_has_a_code": "(confirmation = 'ERROR') = (error IS NOT NULL)",
}
TO_SUPPLYING = ("request", "says_cancel", "says_received", "says_shipped_return")


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waits", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("waits", server_default=None)
    _give_loans_their_axis()
    _keep_what_was_heard()


def _give_loans_their_axis() -> None:
    due = sa.Enum("none", "ok", "due_soon", "overdue", name="duestate", native_enum=False, length=20)
    with op.batch_alter_table(LOAN, schema=None) as batch_op:
        batch_op.add_column(sa.Column("state_before", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("due", due, nullable=False, server_default="none"))
    # The night finds which of them are near or past their day.
    loan = sa.table(LOAN, sa.column("state"), sa.column("due"))
    op.execute(sa.update(loan).where(loan.c.state.in_(OUT)).values(due="ok"))
    # A refused cancellation led there until now, whatever was before.
    op.execute("UPDATE loan_request SET state_before = 'will_supply' WHERE state = 'cancel_pending'")
    op.execute("UPDATE loan_request SET state_before = 'to_ship' WHERE state = 'cancel_asked'")
    with op.batch_alter_table(LOAN, schema=None) as batch_op:
        batch_op.alter_column("due", server_default=None)
        for name, rule in LOAN_CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_{LOAN}_{name}"), rule)


def _keep_what_was_heard() -> None:
    side = sa.Enum("requesting", "supplying", name="side", native_enum=False, length=12)
    status = sa.Enum("OK", "ERROR", name="messagestatus", native_enum=False, length=12)
    codes = ("UnsupportedActionType", "UnrecognisedDataValue", "BadlyFormedMessage")
    error = sa.Enum(*codes, name="errortype", native_enum=False, length=40)
    with op.batch_alter_table(HEARD, schema=None) as batch_op:
        batch_op.add_column(sa.Column("side", side, nullable=False, server_default="requesting"))
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("raw", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("confirmation", status, nullable=False, server_default="OK"))
        batch_op.add_column(sa.Column("error", error, nullable=True))
        batch_op.add_column(sa.Column("error_text", sa.String(length=300), nullable=True))
        batch_op.alter_column("seq", existing_type=sa.Integer(), nullable=True)
    heard = sa.table(HEARD, sa.column("side"), sa.column("said"))
    op.execute(sa.update(heard).where(heard.c.said.in_(TO_SUPPLYING)).values(side="supplying"))
    with op.batch_alter_table(HEARD, schema=None) as batch_op:
        batch_op.alter_column("side", server_default=None)
        batch_op.alter_column("confirmation", server_default=None)
        batch_op.create_unique_constraint(
            "one_receipt_per_digest", ["recipient_library_id", "sender_library_id", "side", "digest"]
        )
        for name, rule in HEARD_CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_{HEARD}_{name}"), rule)


def downgrade() -> None:
    """Take the schema back; foreign messages, which have no number, are forgotten."""
    op.execute("DELETE FROM received_message WHERE seq IS NULL")
    with op.batch_alter_table(HEARD, schema=None) as batch_op:
        for name in HEARD_CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_{HEARD}_{name}"), type_="check")
        batch_op.drop_constraint("one_receipt_per_digest", type_="unique")
        batch_op.alter_column("seq", existing_type=sa.Integer(), nullable=False)
        for name in ("error_text", "error", "confirmation", "raw", "digest", "side"):
            batch_op.drop_column(name)
    with op.batch_alter_table(LOAN, schema=None) as batch_op:
        for name in LOAN_CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_{LOAN}_{name}"), type_="check")
        batch_op.drop_column("due")
        batch_op.drop_column("state_before")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("waits")
