"""The schema of the database: made and changed by the migrations only."""

from pathlib import Path
from typing import Any

from alembic.autogenerate.api import AutogenContext
from flask import Flask
from flask_alembic import Alembic
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from library_exchange.core.db import Database

VERSIONS = Path(__file__).resolve().parents[1] / "migrations" / "versions"


class _NumberedAlembic(Alembic):
    """Alembic whose revisions are numbered 0001, 0002, …"""

    def rev_id(self) -> str:
        return f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04d}"


def init_app(app: Flask) -> None:
    """Give `app` the migrations (`flask db …` on the command line)."""
    found: Database = app.extensions["database"]
    app.config["ALEMBIC"] = {"script_location": str(VERSIONS)}
    app.config["ALEMBIC_CONTEXT"] = {
        "compare_type": True,
        "render_as_batch": found.is_sqlite,
        "render_item": _render_item,
        "transaction_per_migration": True,
    }
    app.extensions["alembic"] = _NumberedAlembic(app, metadatas=SQLModel.metadata, engines=found.for_migrations)


def upgrade(app: Flask) -> None:
    """Bring the database of `app` to the newest schema; raises RuntimeError if a row refers to none afterwards."""
    with app.app_context():
        app.extensions["alembic"].upgrade()
    found: Database = app.extensions["database"]
    if found.is_sqlite:
        with found.engine.connect() as connection:
            if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise RuntimeError(f"{len(lost)} rows refer to none, the first in {lost[0][0]}")


def needs_upgrade(app: Flask) -> bool:
    """Whether the database of `app` is behind the migrations."""
    with app.app_context():
        alembic = app.extensions["alembic"]
        return {r.revision for r in alembic.heads()} != {r.revision for r in alembic.current()}


def _render_item(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Write SQLModel's own column types as plain SQLAlchemy, so that a migration needs nothing of SQLModel."""
    if kind != "type":
        return False
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False
