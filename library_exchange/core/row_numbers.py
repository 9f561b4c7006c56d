"""Row numbers that were given: SQLite forgets them where a migration copies a table, unless they are kept meanwhile."""

from sqlalchemy import Connection

KEPT = "row_numbers"
_GIVEN = "SELECT name, seq FROM sqlite_sequence"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"


def remember(connection: Connection) -> None:
    """Have the numbers that each table has given be known on this connection while migrations run."""
    connection.info[KEPT] = _given(connection)


def keep(connection: Connection) -> None:
    """Let no table give a number again that it gave before, since it was last looked at on this connection."""
    given = _given(connection)
    for (name,) in connection.exec_driver_sql(_TABLES).all():
        before = connection.info.get(KEPT, {}).get(name, 0)
        if given.get(name, 0) < before:
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, before))
    connection.info[KEPT] = _given(connection)


def _given(connection: Connection) -> dict[str, int]:
    if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").all():
        return {}
    return {name: number for name, number in connection.exec_driver_sql(_GIVEN)}  # noqa: C416
