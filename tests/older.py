"""Databases as an older version left them, to be brought forward by the migrations."""

import shutil
import sqlite3
from pathlib import Path

from flask import Flask

from library_exchange.app import create_app
from tests import templates
from tests.conftest import CHEAP, settings_for

AT = "2026-01-01 00:00:00"


def revision_before(app: Flask, revision: str) -> str:
    """Return the revision on which `revision` stands."""
    found: str = app.extensions["alembic"].script_directory.get_revision(revision).down_revision
    return found


def database_before(revision: str, folder: Path) -> tuple[Flask, Path]:
    """Return an application on an empty database as it was before `revision`, and the database's file."""
    app = create_app(settings_for(folder), **CHEAP)
    with app.app_context():
        before = revision_before(app, revision)

    def make(into: Path) -> None:
        if nearest := templates.kept_before(templates.RUN.config, f"schema-{before}"):
            shutil.copy(nearest, into / "bridge.sqlite")
        maker = create_app(settings_for(into), **CHEAP)
        with maker.app_context():
            maker.extensions["alembic"].upgrade(before)
        maker.extensions["database"].dispose()

    return app, templates.kept(templates.RUN.config, f"schema-{before}", make, folder)


def upgrade(app, target="heads"):
    """Bring the database of `app` to the newest schema, or to the revision named."""
    with app.app_context():
        app.extensions["alembic"].upgrade(target)
    app.extensions["database"].dispose()


def put(connection: sqlite3.Connection, table: str, **row: object) -> None:
    """Insert a row with something in every column that must have a value."""
    for _cid, name, kind, is_needed, _default, is_key in connection.execute(f"PRAGMA table_info({table})").fetchall():
        if is_needed and not is_key and name not in row:
            row[name] = (
                1 if kind in ("INTEGER", "BOOLEAN") else AT if "DATE" in kind else "{}" if kind == "JSON" else "x"
            )
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def rows(path: Path, query: str) -> list[tuple]:
    """Return what a query finds in the database of the file `path`."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
