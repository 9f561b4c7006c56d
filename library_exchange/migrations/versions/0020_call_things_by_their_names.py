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


def _call(column: str, known_as: str, called: str) -> None:
    """Let the audit call what it knows under one word by another."""
    audit = sa.table("audit", sa.column("action"), sa.column("subject"))
    op.execute(sa.update(audit).where(audit.c[column] == known_as).values({column: called}))


def upgrade() -> None:
    """Bring the schema forward."""
    for old, new in TABLES:
        op.rename_table(old, new)
    for table, old, new in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
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
    for table, old, new in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {new} TO {old}")
    for old, new in TABLES:
        op.rename_table(new, old)
    for table, old, _new, columns in INDEXES:
        op.create_index(old, table_before.get(table, table), [column_before.get(name, name) for name in columns])
