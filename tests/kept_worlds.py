"""Worlds that tests begin with alike: made by the first that needs one, put into the database of every later one."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import SQLModel

from library_exchange.core.clock import now
from library_exchange.core.db import Database
from tests.postgres import NUMBERS

TABLES = [table.name for table in SQLModel.metadata.sorted_tables]
ROWS = sa.text(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in TABLES))
"""How many rows each table has."""
FEW = 100
"""So many rows of a table are read, to know whether two databases are alike; of more, only how many there are."""
AS_IT_HAPPENS = re.compile(r"[0-9a-f]{32}|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[^\s\"]*")
"""What differs between two databases that are made alike: names that are drawn, and times."""


@dataclass
class KeptWorlds:
    """What stood in a database after something was made there, for each kind of database and each thing."""

    folder: Path
    made: dict[Hashable, tuple[Any, Callable[[Database], None], Path]] = field(default_factory=dict)

    def given(self, database: Database, name: Hashable, make: Callable[[], Any], app: Flask | None = None) -> Any:
        """Have a database be as `make` leaves it; return what it returned when it made this the first time.

        Until then the database must be as it was at that time, but for names and times; one with other rows is none of
        those for which it was made. It is made anew each hour: then a day may begin somewhere.

        With `app`, its folder is as `make` leaves it, too: the index, files that were sent, letters.
        """
        with database.engine.begin() as connection:
            key = database.is_sqlite, name, f"{now():%d %H}", frozenset(_rows(connection))
        if key not in self.made:
            told = make()
            kept = self.folder / str(len(self.made))
            file = kept.with_suffix(".sqlite")
            self.made[key] = told, _kept_in_file(database, file) if database.is_sqlite else _kept_rows(database), kept
            if app:
                shutil.copytree(_folder(app), kept, ignore=shutil.ignore_patterns("*.sqlite*"))
        else:
            told, put, kept = self.made[key]
            put(database)
            if app:
                _put_files(kept, app)
        return deepcopy(told)


def _folder(app: Flask) -> Path:
    folder: Path = app.extensions["settings"].instance_dir
    return folder


def _put_files(kept: Path, app: Flask) -> None:
    """Put an index and other folders in the place of those that are there."""
    app.extensions["search"].close()
    for folder in (path.name for path in kept.iterdir() if path.is_dir()):
        shutil.rmtree(_folder(app) / folder, ignore_errors=True)
    shutil.copytree(kept, _folder(app), dirs_exist_ok=True)


def _rows(connection: sa.Connection) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield each table that has rows, how many they are and, of a few, what stands in them."""
    for table, count in connection.execute(ROWS).all():
        if count:
            rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"') if count <= FEW else ()
            yield table, count, tuple(sorted(" ".join(map(_lasting, row)) for row in rows))


def _lasting(value: object) -> str:
    return "" if isinstance(value, datetime) else AS_IT_HAPPENS.sub("", str(value))


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> KeptWorlds:
    """Worlds that are made once in this process."""
    return KeptWorlds(tmp_path_factory.mktemp("worlds"))


def _kept_in_file(database: Database, kept: Path) -> Callable[[Database], None]:
    with closing(sqlite3.connect(_file(database))) as source, closing(sqlite3.connect(kept)) as target:
        source.backup(target)
    return partial(_put_file, kept)


def _put_file(kept: Path, database: Database) -> None:
    """Put a whole file in the place of a database: no connection of its pool may know the one before."""
    database.dispose()
    file = _file(database)
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    shutil.copy(kept, file)


def _file(database: Database) -> Path:
    return Path(str(database.url.database))


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
