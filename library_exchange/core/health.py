"""How the service is, told to whoever watches: whether there is room to write, and whether the database answers."""

import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Lock

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from library_exchange.core.db import Database
from library_exchange.core.hooks import Hook
from library_exchange.core.outages import GONE, reason_of
from library_exchange.core.settings import Settings

TROUBLES: Hook[Callable[[Session, datetime], int]] = Hook()
"""Counts what a person should see to; the room that looks at the whole service does."""
PROBED_B = 64 * 1024
KEPT_S = 5.0
"""So long an answer is given again: everybody may ask, as often as they like."""


class Health:
    """What was found when it was last looked."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder
        self._looked_at = float("-inf")
        self._found: str | None = None
        self._lock = Lock()

    def trouble(self) -> str | None:
        """Return the reason of an outage, None if all is well."""
        with self._lock:
            if time.monotonic() - self._looked_at >= KEPT_S:
                self._found = look(self._database, self._folder)
                self._looked_at = time.monotonic()
            return self._found


def look(database: Database, folder: Path) -> str | None:
    """Look whether there is room in `folder` and the database answers; nothing is written into the database."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(PROBED_B))
            file.flush()
        with database.reading() as session:
            session.execute(text("SELECT 1"))
    except (OSError, SQLAlchemyError) as error:
        return reason_of(error) or GONE
    return None


def init_app(app: Flask) -> None:
    """Have `app` know how it is."""
    settings: Settings = app.extensions["settings"]
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    app.extensions["health"] = Health(app.extensions["database"], settings.instance_dir)
