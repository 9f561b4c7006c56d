"""A database of before readers' cards were told apart keeps every reader, and every number still readable."""

import sqlite3
from contextlib import closing

from tests.older import database_before, put, rows, upgrade


def test_of_two_readers_with_one_card_the_later_keeps_it_with_a_mark(tmp_path):
    app, path = database_before("0052", tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        for library in (1, 2):
            put(connection, "library", id=library, code=f"library-{library}", country="CN")
        for user in range(1, 6):
            put(connection, "user", id=user, email=f"{user}@heihe.example", fs_uniquifier=str(user))
        for user, library, card in ((1, 1, "7"), (2, 1, "7"), (3, 1, "7"), (4, 1, None), (5, 2, "7")):
            put(connection, "membership", user_id=user, library_id=library, role="reader", card_no=card)
        put(connection, "membership", user_id=1, library_id=1, role="librarian", card_no="7")
        connection.commit()
    upgrade(app)
    assert rows(path, "SELECT user_id, role, card_no FROM membership ORDER BY id") == [
        (1, "reader", "7"),
        (2, "reader", "7 (2)"),
        (3, "reader", "7 (3)"),
        (4, "reader", None),
        (5, "reader", "7"),
        (1, "librarian", "7"),
    ]
