"""call things by the names that the trade has for them.

Revision: 0020, after 0019. Constraints keep the names under which they were made; indexes are made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = ()
depends_on = None

TABLES = (
    ("exchange_intake", "exchange_list_import"),
    ("exchange_intake_line", "exchange_list_import_line"),
    ("board_post", "discussion_post"),
)
COLUMNS = (
    ("exchange_list_import_line", "intake_id", "list_import_id"),
    ("consignment", "giver_id", "consignor_id"),
    ("consignment", "receiver_id", "consignee_id"),
    ("consignment", "giver_gateway_id", "consignor_gateway_id"),
    ("consignment", "receiver_gateway_id", "consignee_gateway_id"),
    ("parcel", "is_reckoned", "is_estimated"),
)
INDEXES = (
    ("exchange_list_import", "ix_exchange_intake_desk", "ix_exchange_list_import_desk", ("library_id", "state")),
    (
        "exchange_list_import_line",
        "ix_exchange_intake_line_book",
        "ix_exchange_list_import_line_book",
        ("list_import_id", "book_key"),
    ),
    (
        "exchange_list_import_line",
        "ix_exchange_intake_line_offer_id",
        "ix_exchange_list_import_line_offer_id",
        ("offer_id",),
    ),
    (
        "exchange_list_import_line",
        "ix_exchange_intake_line_record_id",
        "ix_exchange_list_import_line_record_id",
        ("record_id",),
    ),
    (
        "exchange_list_import_line",
        "ix_exchange_intake_line_same_offer_id",
        "ix_exchange_list_import_line_same_offer_id",
        ("same_offer_id",),
    ),
    (
        "exchange_list_import_line",
        "ix_exchange_intake_line_same_want_id",
        "ix_exchange_list_import_line_same_want_id",
        ("same_want_id",),
    ),
    (
        "exchange_list_import_line",
        "ix_exchange_intake_line_want_id",
        "ix_exchange_list_import_line_want_id",
        ("want_id",),
    ),
    (
        "discussion_post",
        "ix_board_post_board",
        "ix_discussion_post_discussion",
        ("subject_kind", "subject_id", "id"),
    ),
    ("discussion_post", "ix_board_post_library_id", "ix_discussion_post_library_id", ("library_id",)),
    (
        "consignment",
        "ix_consignment_giver_gateway_id",
        "ix_consignment_consignor_gateway_id",
        ("consignor_gateway_id",),
    ),
    ("consignment", "ix_consignment_giver_id_state", "ix_consignment_consignor_id_state", ("consignor_id", "state")),
    (
        "consignment",
        "ix_consignment_receiver_gateway_id",
        "ix_consignment_consignee_gateway_id",
        ("consignee_gateway_id",),
    ),
    ("consignment", "ix_consignment_receiver_id_state", "ix_consignment_consignee_id_state", ("consignee_id", "state")),
)
NUMBER_BEFORE = "uq_exchange_intake_line_intake_id_number"
NUMBER = "uq_exchange_list_import_line_list_import_id_number"
AUDIT = (
    ("action", "loan.lend", "loan.check_out"),
    ("action", "loan.take_back", "loan.patron_returned"),
    ("action", "loan.undo_lend", "loan.undo_check_out"),
    ("action", "loan.undo_take_back", "loan.undo_patron_returned"),
    ("action", "claim.decide_for_giver", "claim.decide_for_consignor"),
    ("action", "claim.decide_for_receiver", "claim.decide_for_consignee"),
    ("subject", "board_post", "discussion_post"),
)
"""Column, old word, new word."""


def _rename(table: str, known_as: str, called: str) -> None:
    """Rename a column where it stands: its checks and references follow by themselves on both databases."""
    names = {"table": table, "known_as": known_as, "called": called}
    op.execute(sa.DDL("ALTER TABLE %(table)s RENAME COLUMN %(known_as)s TO %(called)s", context=names))  # type: ignore[no-untyped-call]


def _call(column: str, known_as: str, called: str) -> None:
    """Let the audit call what it knows under one word by another."""
    audit = sa.table("audit", sa.column("action"), sa.column("subject"))
    op.execute(sa.update(audit).where(audit.c[column] == known_as).values({column: called}))


def _number_once(known_as: str, list_id: str, called: str) -> None:
    """Give the rule that a line's number is there once in its list the name that its column asks for."""
    with op.batch_alter_table("exchange_list_import_line") as table:
        table.drop_constraint(op.f(known_as), type_="unique")
        table.create_unique_constraint(op.f(called), [list_id, "number"])


def upgrade() -> None:
    """Bring the schema forward."""
    for old, new in TABLES:
        op.rename_table(old, new)
    for table, old, new in COLUMNS:
        _rename(table, old, new)
    _number_once(NUMBER_BEFORE, "list_import_id", NUMBER)
    for table, old, new, columns in INDEXES:
        op.drop_index(old, table_name=table)
        op.create_index(new, table, columns)
    for column, old, new in AUDIT:
        _call(column, old, new)


def downgrade() -> None:
    """Take the schema back."""
    table_before = {new: old for old, new in TABLES}
    column_before = {new: old for _table, old, new in COLUMNS}
    for column, old, new in AUDIT:
        _call(column, new, old)
    for table, _old, new, _columns in INDEXES:
        op.drop_index(new, table_name=table)
    _number_once(NUMBER, "list_import_id", NUMBER_BEFORE)
    for table, old, new in COLUMNS:
        _rename(table, new, old)
    for old, new in TABLES:
        op.rename_table(new, old)
    for table, old, _new, columns in INDEXES:
        op.create_index(old, table_before.get(table, table), [column_before.get(name, name) for name in columns])
