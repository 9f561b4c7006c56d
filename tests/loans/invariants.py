"""What must never be found in the tables of loans, as SQL: whatever happens, and once every message has arrived.

The states stand here in full and not as the product's own lists, which may be what is wrong.
"""

import sqlalchemy as sa

HOLDING = """side = 'supplying' AND state IN ('awaiting_condition', 'to_pick', 'to_ship', 'cancel_asked', 'shipped',
 'on_loan', 'returning', 'lost_claimed', 'damage_claimed')"""
WAITING_FOR_ONE = """side = 'requesting' AND state IN ('sent', 'condition_pending', 'will_supply', 'cancel_pending',
 'shipped', 'received', 'with_reader', 'to_return', 'return_shipped', 'forwarded', 'lost_claimed', 'damage_claimed')"""

WHATEVER_HAPPENS = {
    "I1 a copy in two active loans": f"""
        SELECT item_id FROM loan_request WHERE {HOLDING} AND service = 'Loan'
        GROUP BY item_id HAVING count(*) > 1""",
    "I2 a request with two active suppliers": """
        SELECT request_id FROM supplier_attempt WHERE state IN ('asked', 'supplying')
        GROUP BY request_id HAVING count(*) > 1""",
    "I3 a copy of pages that holds a book or is due": """
        SELECT id FROM loan_request WHERE service = 'Copy' AND (item_id IS NOT NULL OR due_on IS NOT NULL)""",
    "I4 a message taken twice": """
        SELECT request_no FROM received_message
        GROUP BY recipient_library_id, sender_library_id, request_no, seq HAVING count(*) > 1""",
    "I5 a change without its audit row": """
        SELECT id FROM loan_request WHERE version <>
        (SELECT count(*) FROM audit WHERE subject = 'loan' AND subject_id = loan_request.id)""",
    "I6 a reader on the other side": "SELECT id FROM loan_request WHERE side = 'supplying' AND reader_id IS NOT NULL",
    "I7 a copy lent to a partner that is lent at home, or missing": f"""
        SELECT loan_request.id FROM loan_request JOIN item ON item.id = item_id
        WHERE {HOLDING} AND local_state <> 'on_shelf'""",
    "I11 returned before shipped": "SELECT id FROM loan_request WHERE return_shipped_at < shipped_at",
}
"""I8 and I9, which follow the history of a row, and I12 to I15, which compare the two sides, are asked in `traffic`."""
AT_REST = {
    "I10 a library that is asked and not in the order": f"""
        SELECT id FROM loan_request WHERE {WAITING_FOR_ONE} AND NOT EXISTS (SELECT 1 FROM supplier_attempt
        WHERE request_id = loan_request.id AND number = attempt
        AND supplier_attempt.state IN ('asked', 'supplying'))""",
    "I16 a message that is never carried": """
        SELECT id FROM outbox WHERE kind = 'loans.message' AND done_at IS NULL""",
    "I17 a message that nobody has heard": """
        SELECT outbox.id FROM outbox JOIN library ON library.code = payload ->> 'sender'
        WHERE outbox.kind = 'loans.message' AND NOT EXISTS (SELECT 1 FROM received_message
        WHERE sender_library_id = library.id AND request_no = payload ->> 'request_no'
        AND seq = CAST(payload ->> 'seq' AS INTEGER))""",
}
REOPENING = frozenset(
    {
        *("undo_check_in", "undo_settle", "undo_write_off", "says_not_completed", "says_unreadable"),
        *("undo_decline", "undo_close_unfilled", "undo_refuse", "says_not_refused"),
    }
)
"""What leads out of an end, which was a mistake: of the clerk, of the partner, or of who made the copy of the pages."""


def all_of(queries: dict[str, str]) -> sa.TextClause:
    """Return one statement that finds the names of those `queries` that find something."""
    return sa.text(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS ({query})" for name, query in queries.items()))
