"""The schema of the database: made and changed by the migrations only."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_alembic import Alembic
from sqlalchemy import Engine, text
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from library_exchange.core import row_numbers
from library_exchange.core.db import Database

PG_LOCK = 0x62726D67
"""The advisory lock of whoever migrates a PostgreSQL."""
VERSIONS = Path(__file__).resolve().parents[1] / "migrations" / "versions"


class BrokenReferences(Exception):
    """A migration has left rows that refer to rows which are not there; it is rolled back."""


class _NumberedAlembic(Alembic):
    """Alembic whose revisions are numbered 0001, 0002, …"""

    def rev_id(self) -> str:
        return f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04d}"

    def run_migrations(self, fn: Any, **given: Any) -> None:
        with ExitStack() as stack:
            for context in self.migration_contexts.values():
                if context.connection is None:
                    continue
                if context.connection.dialect.name == "sqlite":
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
