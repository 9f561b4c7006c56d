"""Many rows inserted by one statement, their numbers known beforehand where somebody needs them.

An ORM asks for each number by a statement of its own on SQLite, and parts rows by which of their columns are empty.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

_GREATEST = (
    "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{0}'), 0),"
    ' coalesce((SELECT max(id) FROM "{0}"), 0))'
)
"""The greatest number that a table has or ever had; the latter SQLite keeps beside."""
_NUMBERS = sa.text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")


def insert(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of which all name the same columns; one statement, none for no rows."""
    if not rows:
        return
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        _insert_bound(session, _of(table), rows)
    else:
        session.execute(_of(table).insert(), rows)


def insert_numbered(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows of which all name the same columns; return their numbers, in the same order. Two statements."""
    numbers = reserve(session, table, len(rows))
    insert(session, table, [{"id": number, **row} for number, row in zip(numbers, rows, strict=True)])
    return numbers


def reserve(session: Session, table: type[SQLModel], count: int) -> list[int]:
    """Return numbers for so many rows that this transaction inserts before any other of the table. One statement."""
    return _reserve(session, _of(table), count) if count else []


def _insert_bound(session: Session, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows as the driver takes them: for each SQLAlchemy would put together and look through what it keeps."""
    connection = session.connection()
    statement = _statement(table, tuple(rows[0]), connection.dialect)
    columns: list[Iterable[Any]] = list(zip(*map(statement.values_of, rows), strict=True))
    for at, name in enumerate(statement.names):
        if (way := statement.processors.get(name)) is not None:
            columns[at] = map(way, columns[at])
    connection.exec_driver_sql(statement.text, list(zip(*columns, strict=True)))


class _Statement(NamedTuple):
    """An INSERT as the driver takes it: which columns it names in their order, and how their values are stored."""

    text: str
    names: tuple[str, ...]
    processors: Mapping[str, Any]
    values_of: Callable[[Mapping[str, Any]], tuple[Any, ...]]


@cache
def _statement(table: sa.Table, columns: tuple[str, ...], dialect: Any) -> _Statement:
    compiled = table.insert().compile(dialect=dialect, column_keys=list(columns))
    if set(compiled.positiontup or ()) != set(columns):
        raise ValueError(f"{table.name} has columns that the database does not fill: {compiled.positiontup}")
    names = tuple(compiled.positiontup or ())
    values_of = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    return _Statement(str(compiled), names, compiled._bind_processors, values_of)


def _of(table: type[SQLModel]) -> sa.Table:
    found: sa.Table = table.__table__  # type: ignore[attr-defined]
    return found


def _reserve(session: Session, table: sa.Table, count: int) -> list[int]:
    """Return so many numbers that no row of the table has or ever had.

    On SQLite nobody else writes until this transaction ends, and the number after the greatest is the next one.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.flush()
        first = session.connection().exec_driver_sql(_GREATEST.format(table.name)).scalar_one() + 1
        return list(range(first, first + count))
    return list(session.execute(_NUMBERS, {"table": f'"{table.name}"', "count": count}).scalars())
