"""Whether the service can do its work: told to a balancer or a monitor, each part by its name."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from library_exchange.core import health, outbox_queues, upgrading
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.errors import Unavailable
from library_exchange.core.outages import GONE, reason_of
from library_exchange.core.settings import Settings
from library_exchange.operation.queries import free_share
from library_exchange.operation.rules import LEAST_FREE, LONGEST_LAG
from library_exchange.search.errors import IndexDamaged

OK = "ok"
TOLD_S = 30.0
"""So long what was found is told while somebody looks anew."""
LATE = {"look": "late"}
"""What is told where nothing has been found of late: the look itself does not come to its end."""
PROBE = text("UPDATE nightly_run SET error = error WHERE name = ''")
"""Takes the lock of a writer and changes nothing."""


@dataclass
class Readiness:
    """What was found when it was last looked; told again for some seconds, for everybody may ask.

    One at a time looks, for the look takes a writer's turn; nobody waits for her.
    """

    app: Flask
    _found: dict[str, str] = field(default_factory=dict)
    _looked_at: float = float("-inf")
    _lock: Lock = field(default_factory=Lock)

    def checks(self) -> dict[str, str]:
        """Return how each part is: `ok`, or in a word what is wrong."""
        if not self._lock.acquire(blocking=False):
            return self._found if self._age_s() < TOLD_S else dict(LATE)
        try:
            if self._age_s() >= health.KEPT_S:
                self._found = look(self.app)
                self._looked_at = time.monotonic()
            return self._found
        finally:
            self._lock.release()

    def _age_s(self) -> float:
        return time.monotonic() - self._looked_at


def look(app: Flask) -> dict[str, str]:
    """Look at each part; where the database cannot be asked, nothing is said of what stands in it."""
    database: Database = app.extensions["database"]
    settings: Settings = app.extensions["settings"]
    found = {
        "disk": OK if free_share(settings) >= LEAST_FREE else "almost-full",
        "room": health.look(database, settings.instance_dir) or OK,
        "index": _index(app),
    }
    try:
        is_current = upgrading.look(app).state is upgrading.State.CURRENT
        found["schema"] = OK if is_current else "other"
        if is_current:
            found |= {"writing": _writing(database), "outbox": _outbox(database)}
    except SQLAlchemyError as error:
        found["schema"] = reason_of(error) or GONE
    return found


def _writing(database: Database) -> str:
    try:
        with database.transaction() as session:
            session.execute(PROBE)
    except Unavailable as outage:
        return outage.reason or GONE
    return OK


def _outbox(database: Database) -> str:
    at = now()
    with database.reading() as session:
        lags = [at - due for due in outbox_queues.overdue(session, at).values()]
    return OK if max(lags, default=timedelta()) <= LONGEST_LAG else "late"


def _index(app: Flask) -> str:
    try:
        _ = app.extensions["search"].count
    except IndexDamaged:
        return "missing"
    return OK


def init_app(app: Flask) -> None:
    """Have `app` know whether it is ready."""
    app.extensions["readiness"] = Readiness(app)
