"""The schema of the database: made and changed by the migrations only."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from alembic.autogenerate.api import AutogenContext
from alembic.ddl.sqlite import SQLiteImpl
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_alembic import Alembic
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.sql.elements import quoted_name
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from library_exchange.core import row_numbers
from library_exchange.core.db import Database

PG_LOCK = 0x62726D67
"""The advisory lock of whoever migrates a PostgreSQL."""
COPY = "_alembic_tmp_"
"""How the copy of a table is called until the table itself is gone."""
MADE_BY = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
VERSIONS = Path(__file__).resolve().parents[1] / "migrations" / "versions"


class BrokenReferences(Exception):
    """A migration has left rows that refer to rows which are not there; it is rolled back."""


class _OneTable(Inspector):
    """Reads the table that a migration copies, and not all those that it refers to, of which only the names are needed.

    On SQLite that takes a fifth off the time of an upgrade.
    """

    def reflect_table(self, *table: Any, **more: Any) -> None:
        table_and_columns, without_fks = table[:3], {"resolve_fks": False}
        super().reflect_table(*table_and_columns, **(more | without_fks))


class _QuickSQLite(SQLiteImpl):
    """What alembic does on SQLite, in whose place it steps by being of its dialect; an empty copy is not renamed.

    To rename a table, SQLite reads how every other one is made: a third of the time of an upgrade. A copy without rows
    is made at once under the name of the table.
    """

    __dialect__ = "sqlite"

    def rename_table(self, old_table_name: str, new_table_name: str | quoted_name, schema: Any = None) -> None:
        connection = self.connection
        if connection is None or not old_table_name.startswith(COPY) or _has_rows(connection, old_table_name):
            super().rename_table(old_table_name, new_table_name, schema)
            return
        made = connection.exec_driver_sql(MADE_BY, (old_table_name,)).scalar_one()
        connection.exec_driver_sql(f'DROP TABLE "{old_table_name}"')
        connection.exec_driver_sql(re.sub(rf'"?\b{re.escape(old_table_name)}\b"?', f'"{new_table_name}"', made))


def _has_rows(connection: Connection, table: str) -> bool:
    return connection.exec_driver_sql(f'SELECT 1 FROM "{table}" LIMIT 1').first() is not None  # noqa: S608


_READ: dict[tuple[str, ...], ScriptDirectory] = {}
"""The migrations of each folder, by its name and those of its files."""


class _NumberedAlembic(Alembic):
    """Alembic whose revisions are numbered 0001, 0002, …"""

    def rev_id(self) -> str:
        return f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04d}"

    @property
    def script_directory(self) -> ScriptDirectory:
        """The migrations, which all applications of a process read once, for as long as the same files are there."""
        location = self.config.get_main_option("script_location") or ""
        known = location, *sorted(path.name for path in Path(location).glob("*.py"))
        if known not in _READ:
            _READ[known] = ScriptDirectory.from_config(self.config)
        return _READ[known]

    def run_migrations(self, fn: Any, **given: Any) -> None:
        with ExitStack() as stack:
            for context in self.migration_contexts.values():
                if context.connection is None:
                    continue
                if context.connection.dialect.name == "sqlite":
                    context.connection.dialect.inspector = _OneTable  # type: ignore[attr-defined]
                    with context.connection.begin():
                        row_numbers.remember(context.connection)
                else:
                    stack.enter_context(_one_after_another(context.connection.engine))
            super().run_migrations(fn, **given)


@contextmanager
def _one_after_another(engine: Engine) -> Iterator[None]:
    """Have the machines that share a server wait for the one that migrates; they then find it done."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({PG_LOCK})"))
        try:
            yield
        finally:
            connection.execute(text(f"SELECT pg_advisory_unlock({PG_LOCK})"))


def init_app(app: Flask) -> None:
    """Give `app` the migrations (`flask db …` on the command line)."""
    found: Database = app.extensions["database"]
    app.config["ALEMBIC"] = {"script_location": str(VERSIONS)}
    app.config["ALEMBIC_CONTEXT"] = {
        "compare_type": True,
        "render_as_batch": found.is_sqlite,
        "render_item": _render_item,
        "transaction_per_migration": True,
        "on_version_apply": (_check_references, _keep_row_numbers),
    }
    app.extensions["alembic"] = _NumberedAlembic(
        app, run_mkdir=False, metadatas=SQLModel.metadata, engines=found.migrating
    )


def upgrade(app: Flask) -> None:
    """Bring the database of `app` to the newest schema; raises BrokenReferences if a row then referred to none."""
    with app.app_context():
        app.extensions["alembic"].upgrade()


def _check_references(ctx: MigrationContext, **_step: object) -> None:
    """Refuse a migration that leaves a row referring to one that is not there; SQLite does not look meanwhile."""
    connection = ctx.connection
    if connection is not None and connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise BrokenReferences(f"{len(broken)} rows refer to rows that are not there: {broken[:3]}")


def _keep_row_numbers(ctx: MigrationContext, **_step: object) -> None:
    """Have tables that a migration copied go on where they were: what is gone leaves its number to nothing else."""
    if ctx.connection is not None and ctx.connection.dialect.name == "sqlite":
        row_numbers.keep(ctx.connection)


def _render_item(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Write SQLModel's own column types as plain SQLAlchemy, so that a migration needs nothing of SQLModel."""
    if kind != "type":
        return False
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False
