"""What one process knows of its doors: what an operator decided, some seconds old, and what is to be written down."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from library_exchange.core.db import Database
from library_exchange.core.doors import Limit
from library_exchange.core.errors import Unavailable
from library_exchange.door_keeping import queries
from library_exchange.door_keeping.rules import KNOWN_FOR_S, WRITTEN_EVERY_S, Fault, Gathering
from library_exchange.door_keeping.services import writing_down

log = structlog.get_logger(__name__)


@dataclass
class Keeper:
    """What is known of the doors of one application in one process."""

    database: Database
    written_every_s: float = WRITTEN_EVERY_S
    gathering: Gathering = field(default_factory=Gathering)
    _decided: queries.Decided = field(default_factory=queries.Decided)
    _known_until: float = 0.0
    _written_at: float = field(default_factory=time.monotonic)
    _lock: Lock = field(default_factory=Lock)

    def is_open(self, door: str) -> bool:
        """Whether an operator has the door open."""
        return door not in self._known().shut

    def per_minute(self, door: str, limit: Limit, key_id: int | None = None) -> int:
        """Return how many requests of a class are allowed in a minute: to the key, else to everybody."""
        limits: Mapping[tuple[str, str, int | None], int] = self._known().limits
        of_key = limits.get((door, limit.name, key_id)) if key_id is not None else None
        return of_key or limits.get((door, limit.name, None), limit.per_minute)

    def _known(self) -> queries.Decided:
        if time.monotonic() >= self._known_until:
            with self.database.reading() as session:
                self._decided = queries.decided(session)
            self._known_until = time.monotonic() + KNOWN_FOR_S
        return self._decided

    def forget(self) -> None:
        """Read anew what an operator decided: it has just changed."""
        self._known_until = 0.0

    def note(self, door: str, at: datetime, fault: Fault | None = None) -> None:
        """Count an answer."""
        self.gathering.add(door, at, fault)

    def is_due(self) -> bool:
        """Whether it is time to write down what was gathered."""
        return time.monotonic() - self._written_at >= self.written_every_s

    def write_down(self) -> None:
        """Write down what was gathered; what cannot be written now waits for the next time."""
        with self._lock:
            self._written_at = time.monotonic()
            taken = self.gathering.take()
            if not taken.hours:
                return
            try:
                with self.database.transaction() as session:
                    writing_down.write(session, taken)
            except (SQLAlchemyError, Unavailable):
                log.warning("doors.not_written_down", exc_info=True)
                self.gathering.put_back(taken)

    def write_down_if_due(self) -> None:
        """Write down what was gathered if it is a minute since."""
        if self.is_due():
            self.write_down()


def init_app(app: Flask) -> None:
    """Have `app` know its doors."""
    app.extensions["door_keeper"] = Keeper(
        app.extensions["database"], app.config.get("DOORS_WRITTEN_EVERY_S", WRITTEN_EVERY_S)
    )


def keeper() -> Keeper:
    """Return what the application in whose context we are knows of its doors."""
    found: Keeper = current_app.extensions["door_keeper"]
    return found
