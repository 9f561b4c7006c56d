"""Many rows inserted by one statement, their numbers known beforehand where somebody needs them.

An ORM asks for each number by a statement of its own on SQLite, and parts rows by which of their columns are empty.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

_GIVEN = sa.table("sqlite_sequence", sa.column("name", sa.String), sa.column("seq", sa.Integer))
"""In which SQLite keeps the greatest number that each table ever had."""
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
    ways = [(name, statement.processors.get(name)) for name in statement.names]
    values = [tuple(row[name] if way is None else way(row[name]) for name, way in ways) for row in rows]
    connection.exec_driver_sql(statement.text, values)


class _Statement(NamedTuple):
    """An INSERT as the driver takes it: which columns it names in their order, and how their values are stored."""

    text: str
    names: tuple[str, ...]
    processors: Mapping[str, Any]


@cache
def _statement(table: sa.Table, columns: tuple[str, ...], dialect: Any) -> _Statement:
    compiled = table.insert().compile(dialect=dialect, column_keys=list(columns))
    if set(compiled.positiontup or ()) != set(columns):
        raise ValueError(f"{table.name} has columns that the database does not fill: {compiled.positiontup}")
    return _Statement(str(compiled), tuple(compiled.positiontup or ()), compiled._bind_processors)


def _of(table: type[SQLModel]) -> sa.Table:
    found: sa.Table = table.__table__  # type: ignore[attr-defined]
    return found


def _reserve(session: Session, table: sa.Table, count: int) -> list[int]:
    """Return so many numbers that no row of the table has or ever had.

    On SQLite nobody else writes until this transaction ends, and the number after the greatest is the next one.
    """
    if session.get_bind().dialect.name == "sqlite":
        first = session.execute(_greatest(table)).scalar_one() + 1
        return list(range(first, first + count))
    return list(session.execute(_NUMBERS, {"table": f'"{table.name}"', "count": count}).scalars())


@cache
def _greatest(table: sa.Table) -> sa.Select[int]:
    given = sa.select(_GIVEN.c.seq).where(_GIVEN.c.name == table.name).scalar_subquery()
    there = sa.select(sa.func.max(table.c.id)).scalar_subquery()
    return sa.select(sa.func.max(sa.func.coalesce(given, 0), sa.func.coalesce(there, 0)))
