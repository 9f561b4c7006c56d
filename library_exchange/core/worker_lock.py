"""The lock of the one worker: the operating system or the server frees it when the process dies.

A server that is started again forgets the lock of a process that lives: so whoever holds it looks, before each piece
of work, whether it still does, and takes it again unless another worker was faster. Then it does nothing, and goes on
trying: it will be there when the other one ends.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from library_exchange.core.db import Database

log = structlog.get_logger(__name__)

PG_LOCK = 0x62726964
LOOKED_S = 1.0
"""So long, in seconds, what was seen of the lock is believed; and so often it is tried again."""


class AnotherWorkerRuns(Exception):
    """A worker of this service runs already; there must be one only."""


class WorkerLock:
    """The lock of the worker of one database, or of one of its machines; many threads may ask for it."""

    def __init__(
        self,
        database: Database,
        path: Path,
        clock: Callable[[], float] = time.monotonic,
        machine: int | None = None,
    ) -> None:
        self._database, self._path, self._clock, self._machine = database, path, clock, machine
        self._held: sqlite3.Connection | Connection | None = None
        self._is_wanted = False
        self._looked_at = 0.0
        self._was_held = self._was_lost = False
        self._alone = Lock()

    def take(self) -> None:
        """Take the lock. Raises AnotherWorkerRuns if somebody else has it."""
        with self._alone:
            self._held = self._taken()
            self._is_wanted = self._was_held = True
            self._looked_at = self._clock()

    def want(self) -> None:
        """Have it taken as soon as nobody else has it; whoever asks whether it is held tries."""
        with self._alone:
            self._is_wanted = True

    def give_up(self) -> None:
        """Let another worker have it."""
        with self._alone:
            self._is_wanted = self._was_held = False
            self._let_go()

    def is_held(self) -> bool:
        """Whether it is held still, or again: if it was lost, it is taken unless another worker has it."""
        with self._alone:
            if self._is_wanted and self._clock() - self._looked_at >= LOOKED_S:
                self._was_held = self._look()
                self._looked_at = self._clock()
            return self._was_held

    def _look(self) -> bool:
        if self._held is not None and self._answers():
            return True
        if self._held is not None:
            log.warning("worker.lock_lost")
            self._was_lost = True
            self._let_go()
        try:
            self._held = self._taken()
        except (AnotherWorkerRuns, SQLAlchemyError):
            return False
        if self._was_lost:
            log.warning("worker.lock_taken_again")
        self._was_lost = False
        return True

    def _answers(self) -> bool:
        """Whether the connection that holds the lock lives; a file of SQLite is locked as long as it is open."""
        if not isinstance(self._held, Connection):
            return True
        try:
            return bool(self._held.scalar(text("SELECT 1")) == 1)
        except SQLAlchemyError:
            return False

    def _taken(self) -> sqlite3.Connection | Connection:
        return _locked_file(self._path) if self._database.is_sqlite else _locked_server(self._database, self._machine)

    def _let_go(self) -> None:
        if isinstance(self._held, Connection):
            # The lock belongs to the server's session: that must end, not go back to the pool. It ends a moment later;
            # the next worker need not wait for that.
            with suppress(SQLAlchemyError):
                self._held.execute(text(f"SELECT pg_advisory_unlock({_numbers(self._machine)})"))
            self._held.invalidate()
        if self._held is not None:
            self._held.close()
            self._held = None


def _locked_file(path: Path) -> sqlite3.Connection:
    lock = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise AnotherWorkerRuns from error
    return lock


def _numbers(machine: int | None) -> str:
    return str(PG_LOCK) if machine is None else f"{PG_LOCK}, {machine:d}"


def _locked_server(database: Database, machine: int | None) -> Connection:
    connection = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if not connection.scalar(text(f"SELECT pg_try_advisory_lock({_numbers(machine)})")):
        connection.close()
        raise AnotherWorkerRuns
    return connection
