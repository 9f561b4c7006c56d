"""Worlds that tests begin with alike: made by the first that needs one, put into the database of every later one."""

import sqlite3
from collections.abc import Callable, Hashable
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from library_exchange.core.db import Database
from tests.postgres import NUMBERS

TABLES = [table.name for table in SQLModel.metadata.sorted_tables]
ROWS = sa.text(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in TABLES))
"""How many rows each table has."""


@dataclass
class KeptWorlds:
    """What stood in a database after something was made there, for each kind of database and each thing."""

    folder: Path
    made: dict[Hashable, tuple[Any, Callable[[Database], None]]] = field(default_factory=dict)

    def given(self, database: Database, name: Hashable, make: Callable[[], Any]) -> Any:
        """Have a database be as `make` leaves it; return what it returned when it made this the first time.

        Until then the database must be as it was at that time, but for names and times; one with other numbers of rows
        is none of those for which it was made.
        """
        with database.engine.begin() as connection:
            key = database.is_sqlite, name, frozenset(map(tuple, connection.execute(ROWS)))
        if key not in self.made:
            told = make()
            file = self.folder / f"{len(self.made)}.sqlite"
            self.made[key] = told, _kept_in_file(database, file) if database.is_sqlite else _kept_rows(database)
        else:
            told, put = self.made[key]
            put(database)
        return deepcopy(told)


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> KeptWorlds:
    """Worlds that are made once in this process."""
    return KeptWorlds(tmp_path_factory.mktemp("worlds"))


def _kept_in_file(database: Database, kept: Path) -> Callable[[Database], None]:
    _copy(Path(str(database.url.database)), kept)
    return lambda other: _copy(kept, Path(str(other.url.database)))


def _copy(here: Path, there: Path) -> None:
    with closing(sqlite3.connect(here)) as source, closing(sqlite3.connect(there)) as target:
        target.execute("PRAGMA synchronous=OFF")
        source.backup(target)


def _kept_rows(database: Database) -> Callable[[Database], None]:
    connection = database.engine.raw_connection()
    with closing(connection), closing(connection.cursor()) as cursor:
        rows = {table: b"".join(_read(cursor, table)) for table in TABLES}
        numbers = cursor.execute(NUMBERS).fetchall()
    return partial(_put_rows, {table: content for table, content in rows.items() if content}, numbers)


def _read(cursor: Any, table: str) -> list[bytes]:
    with cursor.copy(f'COPY "{table}" TO STDOUT') as lines:
        return [bytes(line) for line in lines]


def _put_rows(rows: dict[str, bytes], numbers: list[tuple[str, int | None]], database: Database) -> None:
    """Let the tables that have rows in `rows` have those and no others, and go on with `numbers`.

    What stands there already is let be: a database whose first rows were written anew could not be used again.
    """
    connection = database.engine.raw_connection()
    with closing(connection), closing(connection.cursor()) as cursor:
        # References and what forbids to take away are not looked at while rows go: all that refers to them goes too.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in [table for table, content in rows.items() if content != b"".join(_read(cursor, table))]:
            cursor.execute(f'DELETE FROM "{table}"')
            with cursor.copy(f'COPY "{table}" FROM STDIN') as lines:
                lines.write(rows[table])
        for name, number in numbers:
            cursor.execute("SELECT setval(%s, %s, %s)", (name, number or 1, number is not None))
        connection.commit()
