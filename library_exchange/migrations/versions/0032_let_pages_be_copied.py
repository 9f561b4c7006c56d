"""let pages be copied and handed over as files.

Revision: 0032, after 0031.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = ()
depends_on = None

LOAN, FILE = "loan_request", "delivered_file"
REQUESTING_BEFORE = (
    "'cancel_pending', 'cancelled', 'closed', 'completed', 'condition_pending', 'damage_claimed', 'declined', "
    "'forwarded', 'lost', 'lost_claimed', 'received', 'refused', 'retry_pending', 'return_shipped', 'review', 'sent', "
    "'shipped', 'to_return', 'unfilled', 'will_supply', 'with_reader'"
)
REQUESTING = REQUESTING_BEFORE.replace("'forwarded'", "'delivered', 'forwarded'")
SUPPLYING_BEFORE = (
    "'awaiting_condition', 'cancel_asked', 'cancelled', 'closed', 'completed', 'damage_claimed', 'lost', "
    "'lost_claimed', 'new', 'on_loan', 'retry', 'returning', 'shipped', 'to_pick', 'to_ship', 'unfilled'"
)
SUPPLYING = SUPPLYING_BEFORE.replace("'damage_claimed'", "'copy_completed', 'damage_claimed'")
CLOSED_BEFORE = "'cancelled', 'closed', 'completed', 'declined', 'lost', 'retry', 'unfilled'"
CLOSED = CLOSED_BEFORE.replace("'declined'", "'copy_completed', 'declined'")
HOLDS = (
    "side = 'supplying' AND state IN ('awaiting_condition', 'cancel_asked', 'damage_claimed', 'lost_claimed', "
    "'on_loan', 'returning', 'shipped', 'to_pick', 'to_ship')"
)
ASKED = (
    "reader_id IS NOT NULL AND state IN "
    "('cancel_pending', 'condition_pending', 'refused', 'review', 'sent', 'will_supply')"
)
ONCE_ASKED = "one_active_request_per_reader_and_record"
LOANS_ALONE = (
    "'damage_claimed', 'forwarded', 'lost', 'lost_claimed', 'received', 'return_shipped', 'shipped', 'to_return', "
    "'with_reader'"
)
LENDING_ALONE = "'completed', 'damage_claimed', 'lost', 'lost_claimed', 'on_loan', 'returning', 'shipped'"
CANCELLING = "'cancel_asked', 'cancel_pending'"


def _of_side(requesting: str, supplying: str, column: str, is_in: str = "IN") -> str:
    return (
        f"(side = 'requesting' AND {column} {is_in} ({requesting})) OR"
        f" (side = 'supplying' AND {column} {is_in} ({supplying}))"
    )


def _changed(requesting: str, supplying: str, closed: str, promise: str) -> dict[str, str]:
    """Return the rules that say something else than before, by name."""
    return {
        "state_of_its_side": _of_side(requesting, supplying, "state"),
        "closed_has_a_date": f"(closed_at IS NOT NULL) = (state IN ({closed}))",
        "promise_names_an_item": promise,
        "way_back_is_known": (
            f"(state_before IS NULL OR state IN ({CANCELLING}, 'completed', 'lost'))"
            f" AND (state_before IS NOT NULL OR state NOT IN ({CANCELLING}))"
            f" AND (state_before IS NULL OR {_of_side(requesting, supplying, 'state_before')})"
        ),
    }


BEFORE = _changed(REQUESTING_BEFORE, SUPPLYING_BEFORE, CLOSED_BEFORE, f"NOT ({HOLDS}) OR item_id IS NOT NULL")
AFTER = _changed(REQUESTING, SUPPLYING, CLOSED, f"NOT ({HOLDS}) OR service = 'Copy' OR item_id IS NOT NULL")
NEW = {
    "known_service": "service IN ('Copy', 'Loan')",
    "state_of_its_service": (
        f"(service = 'Loan' AND ({_of_side(repr('delivered'), repr('copy_completed'), 'state', 'NOT IN')}))"
        f" OR (service = 'Copy' AND ({_of_side(LOANS_ALONE, LENDING_ALONE, 'state', 'NOT IN')}))"
    ),
    "a_copy_is_not_due": "service = 'Loan' OR (item_id IS NULL AND due = 'none' AND due_on IS NULL)",
    "statement_is_accepted": (
        "(copyright_statement IS NOT NULL AND copyright_accepted_at IS NOT NULL)"
        " = (side = 'requesting' AND service = 'Copy')"
    ),
    "delivered_has_a_date": "state NOT IN ('delivered', 'copy_completed') OR delivered_at IS NOT NULL",
}


def _columns() -> list[sa.Column[Any]]:
    """Return the new columns, each made anew: a table keeps the one that it is given."""
    return [
        sa.Column("service", sa.String(length=12), nullable=False, server_default="Loan"),
        sa.Column("copyright_statement", sa.String(length=40), nullable=True),
        sa.Column("copyright_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_url", sa.String(length=300), nullable=True),
        sa.Column("copy_until", sa.Date(), nullable=True),
        sa.Column("copy_openings", sa.Integer(), nullable=True),
        sa.Column("copy_opened", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("copy_fault", sa.String(length=40), nullable=True),
    ]


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table(LOAN) as table:
        for column in _columns():
            table.add_column(column)
    with op.batch_alter_table(LOAN) as table:
        table.alter_column("service", server_default=None, existing_type=sa.String(12), existing_nullable=False)
        table.alter_column("copy_opened", server_default=None, existing_type=sa.Integer(), existing_nullable=False)
    _say(AFTER, f"service = 'Loan' AND {ASKED}")
    with op.batch_alter_table(LOAN) as table:
        for name, condition in NEW.items():
            table.create_check_constraint(op.f(f"ck_{LOAN}_{name}"), condition)
    op.create_table(
        FILE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("most_openings", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('jpg', 'pdf', 'png', 'tif')", name=op.f(f"ck_{FILE}_known_kind")),
        sa.CheckConstraint("openings >= 0 AND openings <= most_openings", name=op.f(f"ck_{FILE}_openings_are_limited")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan_request.id"], name=op.f(f"fk_{FILE}_loan_id_loan_request")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FILE}")),
        sa.UniqueConstraint("loan_id", name=op.f(f"uq_{FILE}_loan_id")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{FILE}_key")),
    )


def downgrade() -> None:
    """Take the schema back; a request for a copy that is under way ends, and files are forgotten."""
    op.drop_table(FILE)
    with op.batch_alter_table(LOAN) as table:
        for name in NEW:
            table.drop_constraint(op.f(f"ck_{LOAN}_{name}"), type_="check")
    op.execute(
        "UPDATE loan_request SET closed_at = COALESCE(closed_at, touched_at), state_before = NULL, state ="
        " CASE WHEN state IN ('delivered', 'copy_completed') THEN 'completed' ELSE 'cancelled' END"
        " WHERE service = 'Copy' AND (closed_at IS NULL OR state = 'copy_completed')"
    )
    _say(BEFORE, ASKED)
    with op.batch_alter_table(LOAN) as table:
        for column in _columns():
            table.drop_column(column.name)


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
