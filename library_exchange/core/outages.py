"""When the ground gives way: a full disk, a database that is held or gone. Told apart by what the driver says.

Nothing is remembered: as soon as there is room again, or the server is back, the next request finds it so.
"""

import errno
import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError

from library_exchange.core.errors import Unavailable
from library_exchange.core.i18n import _l

NO_ROOM, LOCKED, GONE = "no-room", "database-locked", "database-gone"
SENTENCES: dict[str, Any] = {
    NO_ROOM: _l("There is no room left to write, so nothing was saved. Searching and reading go on. Try again later."),
    LOCKED: _l("Somebody else has been writing for long, so nothing was saved. Try again in a minute."),
    GONE: _l("The database does not answer at the moment. Try again in a minute."),
}
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
OF_SQLITE = {
    sqlite3.SQLITE_FULL: NO_ROOM,
    sqlite3.SQLITE_IOERR_WRITE: NO_ROOM,
    sqlite3.SQLITE_IOERR_SHMSIZE: NO_ROOM,
    sqlite3.SQLITE_CANTOPEN: GONE,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
}
"""What SQLite's result codes mean; without room it also fails to write its own notes, as an error of the device."""
OF_POSTGRES = {
    "53100": NO_ROOM,
    "55P03": LOCKED,
    "57014": LOCKED,
    "40P01": LOCKED,
    "57P01": GONE,
    "57P02": GONE,
    "57P03": GONE,
    "53300": GONE,
}
"""What states of PostgreSQL mean; those of class 08 are broken connections."""


def outage_of(error: BaseException) -> Unavailable | None:
    """Return the outage that shows itself in `error`, None if it is a fault of the program."""
    reason = reason_of(error)
    return None if reason is None else Unavailable(reason, SENTENCES[reason], cause=type(error).__name__)


def reason_of(error: BaseException) -> str | None:
    """Return the reason of the outage that shows itself in `error`, None if there is none."""
    if isinstance(error, OSError):
        return NO_ROOM if error.errno in FULL else None
    if not isinstance(error, DBAPIError):
        return _of_sqlite(error) if isinstance(error, sqlite3.Error) else None
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    if error.connection_invalidated or (state or "").startswith("08"):
        return GONE
    # A server that cannot be reached gives no state at all.
    is_away = state is None and type(error.orig).__name__ == "OperationalError"
    return GONE if is_away else OF_POSTGRES.get(state or "")


def _of_sqlite(error: sqlite3.Error) -> str | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else OF_SQLITE.get(code) or OF_SQLITE.get(code & 0xFF)
