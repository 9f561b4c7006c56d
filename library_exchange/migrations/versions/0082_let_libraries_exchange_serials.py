"""let libraries exchange serials.

Revision: 0082, after 0081.
"""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = ()
depends_on = None

EXCHANGE, SERIAL, ISSUE = "standing_exchange", "standing_serial", "serial_issue"
CHECKS = {
    EXCHANGE: {
        "known_state": "state IN ('active', 'closed', 'ended', 'ending', 'proposed')",
        "known_counting": "counting IN ('issue', 'nothing', 'year')",
        "known_on_silence": "on_silence IN ('continues', 'ends')",
        "two_parties": "first_id < second_id",
        "author_is_a_party": "author_id IN (first_id, second_id)",
        "proposed_has_a_turn": "(turn_id IS NOT NULL) = (state = 'proposed')",
        "turn_is_a_partys": "turn_id IS NULL OR turn_id IN (first_id, second_id)",
        "years_in_order": "first_year <= last_year",
        "closed_has_a_reason": "(ending IS NOT NULL) = (state = 'closed')",
        "counted_in_a_unit": "counting = 'nothing' OR unit IS NOT NULL",
    },
    SERIAL: {
        "known_frequency": "frequency IN ('annual', 'bimonthly', 'biweekly', 'irregular', 'monthly', 'quarterly',"
        " 'semiannual', 'semimonthly', 'weekly')",
        "known_channel": "channel IN ('consignment', 'post', 'publisher')",
        "sensible_figures": "rate BETWEEN 0 AND 10000 AND first_number >= 1",
    },
    ISSUE: {
        "known_state": "state IN ('claimed', 'expected', 'gone', 'received', 'sent')",
        "received_has_a_date": "(received_on IS NOT NULL) = (state = 'received')",
        "sent_has_a_date": "state <> 'sent' OR sent_on IS NOT NULL",
        "claimed_has_a_date": "state <> 'claimed' OR claimed_on IS NOT NULL",
        "gone_has_a_reason": "state <> 'gone' OR answer IS NOT NULL",
        "received_has_a_way_back": "state <> 'received' OR state_before IS NOT NULL",
    },
}
STATES = ("expected", "sent", "received", "claimed", "gone")
FREQUENCIES = (
    *("weekly", "biweekly", "semimonthly", "monthly", "bimonthly", "quarterly", "semiannual", "annual"),
    "irregular",
)


def _one_of(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, length=12)


def _checks(table: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in CHECKS[table].items()]


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        EXCHANGE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.Integer(), nullable=True),
        sa.Column("state", _one_of("standingstate", "proposed", "active", "ending", "ended", "closed"), nullable=False),
        sa.Column("ending", _one_of("ending", "declined", "withdrawn", "silence"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counting", _one_of("counting", "nothing", "issue", "year"), nullable=False),
        sa.Column("unit", sa.String(length=12), nullable=True),
        sa.Column("on_silence", _one_of("onsilence", "continues", "ends"), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("first_renews", sa.Boolean(), nullable=False),
        sa.Column("second_renews", sa.Boolean(), nullable=False),
        sa.Column("told_year", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        *_checks(EXCHANGE),
        *(_refers(EXCHANGE, column, "library") for column in ("first_id", "second_id", "author_id", "turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{EXCHANGE}")),
        sqlite_autoincrement=True,
    )
    for column in ("first_id", "second_id", "turn_id"):
        op.create_index(op.f(f"ix_{EXCHANGE}_{column}"), EXCHANGE, [column])
    op.create_table(
        SERIAL,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exchange_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("issn", sa.String(length=9), nullable=True),
        sa.Column("frequency", _one_of("frequency", *FREQUENCIES), nullable=False),
        sa.Column("channel", _one_of("channel", "post", "consignment", "publisher"), nullable=False),
        sa.Column("first_volume", sa.Integer(), nullable=True),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        *_checks(SERIAL),
        _refers(SERIAL, "exchange_id", EXCHANGE),
        _refers(SERIAL, "giver_id", "library"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SERIAL}")),
        sa.UniqueConstraint("exchange_id", "giver_id", name=op.f(f"uq_{SERIAL}_exchange_id_giver_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{SERIAL}_giver_id"), SERIAL, ["giver_id"])
    _add_issues()


def _add_issues() -> None:
    op.create_table(
        ISSUE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("volume", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_from", sa.Date(), nullable=False),
        sa.Column("is_promised", sa.Boolean(), nullable=False),
        sa.Column("state", _one_of("issuestate", *STATES), nullable=False),
        sa.Column("state_before", _one_of("issuestate", *STATES), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.Column("answer", _one_of("answer", "sent_again", "will_come", "out_of_print", "ceased"), nullable=True),
        *_checks(ISSUE),
        _refers(ISSUE, "serial_id", SERIAL),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ISSUE}")),
        sa.UniqueConstraint("serial_id", "year", "number", name=op.f(f"uq_{ISSUE}_serial_id_year_number")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Take the schema back; standing exchanges are forgotten."""
    op.drop_table(ISSUE)
    op.drop_table(SERIAL)
    op.drop_table(EXCHANGE)
