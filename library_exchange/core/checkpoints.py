"""What SQLite wrote beside the database file is moved into it by a thread of its own: in nobody's commit.

Else whoever commits next pays for it, and after a backup, which holds it up, for all that was written meanwhile.
Whatever was moved also outlives a machine that fails.
"""

import sqlite3
from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

from library_exchange.core.db import Database

log = structlog.get_logger(__name__)

EVERY_S = 2.0
GROWN = 4096
"""From so many pages on, 16 MB, the file beside the database is begun anew, for which writers stand still a moment."""
NEARLY = 64
"""So few pages may be left over by whoever moves them while others write."""


class Checkpoints:
    """The thread; on a database that is no file of SQLite it does nothing."""

    def __init__(self, database: Database) -> None:
        self._database, self._ended = database, Event()
        self._thread = Thread(target=self._work, name="checkpoints", daemon=True)

    def start(self) -> None:
        """Begin; it ends with the process, or when it is stopped."""
        if self._database.is_sqlite:
            self._thread.start()

    def stop(self) -> None:
        """End, after what is at hand."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._ended.wait(EVERY_S):
            try:
                move(self._database)
            except (SQLAlchemyError, sqlite3.Error):  # a full disk, a database that is away: told by whoever writes
                log.warning("checkpoints.not_moved", exc_info=True)


def move(database: Database) -> tuple[int, int]:
    """Move what can be moved while others write; return how many pages there were, and how many are moved by now."""
    with database.beside() as connection:
        there, moved = _moved(connection)
        if GROWN <= there <= moved + NEARLY:
            with database.turn():
                there, moved = _moved(connection)
    return there, moved


def _moved(connection: sqlite3.Connection) -> tuple[int, int]:
    _is_busy, there, moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return there, moved
