"""A whole database copied from SQLite into an empty PostgreSQL, and compared row by row before it counts.

It is all or nothing: rows come in one transaction of the new database, and a table that stands there meanwhile keeps
the service from starting on half a copy. Writers of the old database wait, and are refused, until it is done.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from library_exchange.core.db import Database
from library_exchange.core.upgrading import COPYING

AT_ONCE = 1000
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY conname
"""


class NotCopied(Exception):
    """Nothing counts as copied; the sentence says why."""


def copy_to(
    source: Database, target: Database, make: Callable[[], None], tell: Callable[[str], None] = lambda _table: None
) -> dict[str, int]:
    """Copy all rows of `source` into `target`, whose tables `make` makes; return how many each table has.

    Raises NotCopied if the target has tables of its own or a row is not the same in both.
    """
    if not source.is_sqlite or target.url.get_backend_name() != "postgresql":
        raise NotCopied("it is for a move from SQLite to PostgreSQL: give an address such as postgresql+psycopg://…")
    _begin(target)
    make()
    try:
        with source.transaction() as session, target.engine.begin() as connection:
            return _copied(session.connection(), connection, tell)
    except (SQLAlchemyError, ValueError) as error:
        raise NotCopied(_told(error)) from error


def _begin(target: Database) -> None:
    """Mark the target as one that is being filled; one that was marked before and never finished is filled anew."""
    with target.engine.begin() as connection:
        there = sa.inspect(connection).get_table_names()
        if there and COPYING not in there:
            raise NotCopied("the database at this address is not empty: name an empty one")
        connection.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {COPYING} (begun timestamptz DEFAULT now())")


def _copied(old: sa.Connection, new: sa.Connection, tell: Callable[[str], None]) -> dict[str, int]:
    tables = SQLModel.metadata.sorted_tables
    _require_whole(old, {table.name for table in tables})
    kept = new.exec_driver_sql(FOREIGN_KEYS).all()
    for table, name, _definition in kept:
        new.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for table in tables:
        new.exec_driver_sql(f"ALTER TABLE {_quoted(table.name)} DISABLE TRIGGER USER")
    new.exec_driver_sql(f"TRUNCATE {', '.join(_quoted(table.name) for table in tables)}")
    counts = {}
    for table in tables:
        _copy_table(old, new, table)
        counts[table.name] = _compared(old, new, table)
        tell(f"{table.name}: {counts[table.name]}")
    _go_on_with_numbers(old, new)
    for table in tables:
        new.exec_driver_sql(f"ALTER TABLE {_quoted(table.name)} ENABLE TRIGGER USER")
    for name_of_table, name, definition in kept:
        new.exec_driver_sql(f"ALTER TABLE {name_of_table} ADD CONSTRAINT {name} {definition}")
    new.exec_driver_sql(f"DROP TABLE {COPYING}")
    new.exec_driver_sql("ANALYZE")
    return counts


def _require_whole(old: sa.Connection, known: set[str]) -> None:
    """Raise NotCopied if the old database has what this version does not know, or rows that refer to none."""
    others = set(sa.inspect(old).get_table_names()) - known - {"alembic_version"}
    if others:
        raise NotCopied(f"this version does not know the tables {', '.join(sorted(others))}")
    broken = old.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise NotCopied(f"{len(broken)} rows refer to rows that are not there, the first in {broken[0][0]}")


def _copy_table(old: sa.Connection, new: sa.Connection, table: sa.Table) -> None:
    """Put the rows of one table into the new database as they stand in the old one."""
    columns = ", ".join(_quoted(column.name) for column in table.columns)
    instants = [at for at, column in enumerate(table.columns) if _is_instant(column)]
    raw: Any = new.connection.driver_connection
    rows = old.exec_driver_sql(f"SELECT {columns} FROM {_quoted(table.name)}")  # noqa: S608 - names of our own tables
    try:
        with raw.cursor() as cursor, cursor.copy(f"COPY {_quoted(table.name)} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(_in_utc(list(row), instants))
    except (raw.Error, UnicodeEncodeError) as error:
        raise NotCopied(f"table {table.name}: {str(error).splitlines()[0]}") from error


def _is_instant(column: sa.Column[Any]) -> bool:
    """Whether a column holds instants: SQLite keeps them in UTC without saying so."""
    return issubclass(column.type.python_type, datetime)


def _in_utc(row: list[Any], instants: list[int]) -> list[Any]:
    for at in instants:
        if row[at] is not None:
            row[at] = f"{row[at]}+00"
    return row


def _compared(old: sa.Connection, new: sa.Connection, table: sa.Table) -> int:
    """Return how many rows the table has; raises NotCopied if it has others in the new database."""
    before, after = _content(old, table), _content(new, table)
    if before != after:
        raise NotCopied(
            f"table {table.name} differs: {before[0]} rows before, {after[0]} after, hashes {before[1][:12]} and"
            f" {after[1][:12]}"
        )
    return before[0]


def _content(connection: sa.Connection, table: sa.Table) -> tuple[int, str]:
    """Return how many rows a table has, and a hash of all of them that no order changes."""
    count, total = 0, 0
    for row in _rows(connection, table):
        told = repr([_plain(value) for value in row]).encode("utf-8", "surrogatepass")
        total = (total + int.from_bytes(hashlib.sha256(told).digest(), "big")) % (1 << 256)
        count += 1
    return count, f"{total:064x}"


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[Any]:
    """Yield the rows of a table; JSON as the text that it is, so that nothing and `null` differ."""
    columns = [sa.cast(each, sa.Text) if isinstance(each.type, sa.JSON) else each for each in table.columns]
    found = connection.execute(sa.select(*columns), execution_options={"yield_per": AT_ONCE})
    for some in found.partitions():
        yield from some


def _plain(value: Any) -> Any:
    """Return a value as it reads alike from every database."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, memoryview | bytearray):
        return bytes(value)
    return value


def _go_on_with_numbers(old: sa.Connection, new: sa.Connection) -> None:
    """Have each table go on where it was: the number of a row that is gone leads to nothing else."""
    for name, given in old.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all():
        if name in SQLModel.metadata.tables and given:
            told = sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :given)")
            new.execute(told, {"name": _quoted(name), "given": given})


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _told(error: Exception) -> str:
    return str(getattr(error, "orig", error)).splitlines()[0]
