"""The machines on one PostgreSQL: each is an instance folder with a worker, and keeps a search index of its own.

A worker that lives holds an advisory lock under the number of its machine; the server frees it when it dies.
"""

import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.models import Machine, OutboxMessage
from library_exchange.core.settings import Settings
from library_exchange.core.versions import rows_changed
from library_exchange.core.worker_lock import PG_LOCK

log = structlog.get_logger(__name__)

CHANNEL = "library_exchange_outbox"
HEARD_S = 1.0
"""So often, in seconds, whoever listens looks whether it shall end."""
FORGOTTEN_AFTER = timedelta(days=7)
LIVING = """
SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = :lock AND objsubid = 2 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def become(database: Database, settings: Settings, first: Callable[[Session, int], object]) -> int | None:
    """Have `database` know which machine this is, by a file in the instance folder; None for SQLite, which has one.

    `first` is done once, when it is new: with the number that it has got.
    """
    if database.is_sqlite:
        return None
    key = _key(settings)
    with database.transaction() as session:
        new = insert(Machine).values(key=key, host=socket.gethostname()[:100], seen_at=now())
        new = new.on_conflict_do_nothing(index_elements=["key"])
        made = session.execute(new.returning(col(Machine.id))).scalar()
        if made is not None:
            first(session, made)
        number = session.scalars(sa.select(col(Machine.id)).where(col(Machine.key) == key)).one()
    database.be_machine(number)
    return number


def _key(settings: Settings) -> str:
    path = settings.folder("jobs") / "machine"
    if not path.exists():
        # Processes that start at the same moment agree on whose came first.
        draft = path.with_name(f"machine.{uuid.uuid4().hex}")
        draft.write_text(uuid.uuid4().hex, encoding="ascii")
        try:
            with suppress(FileExistsError):
                path.hardlink_to(draft)
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


def tell_alive(session: Session, number: int, at: datetime) -> None:
    """Note that the worker of a machine lives."""
    session.execute(sa.update(Machine).where(col(Machine.id) == number).values(seen_at=at))


@dataclass(frozen=True)
class Seen:
    """A machine, and whether its worker lives."""

    number: int
    host: str
    seen_at: datetime
    is_living: bool


def seen(session: Session) -> list[Seen]:
    """Return all machines by number."""
    living = _living(session)
    rows = session.scalars(sa.select(Machine).order_by(col(Machine.id)))
    return [Seen(each.id, each.host, each.seen_at, each.id in living) for each in rows]


def _living(session: Session) -> set[int]:
    return set(session.scalars(sa.text(LIVING), {"lock": PG_LOCK}))


def release_the_dead(session: Session) -> int:
    """Free what workers had claimed that live no more, so that others go on with it; return how much it was."""
    row = OutboxMessage
    dead = (col(row.done_at).is_(None), col(row.claimed_by).is_not(None), col(row.claimed_by).not_in(_living(session)))
    return rows_changed(session, sa.update(row).where(*dead).values(claimed_until=None, claimed_by=None))


def forget_gone(session: Session, at: datetime) -> int:
    """Forget machines that nobody has seen for a week before the instant `at`, with what they had to do.

    Returns how many. One that comes back is new, and compares its index with the database.
    """
    gone = set(session.scalars(sa.select(col(Machine.id)).where(col(Machine.seen_at) < at - FORGOTTEN_AFTER)))
    if not gone:
        return 0
    gone -= _living(session)
    lanes = [outbox.own_lane(number) for number in gone]
    session.execute(sa.delete(OutboxMessage).where(col(OutboxMessage.lane).in_(lanes)))
    return rows_changed(session, sa.delete(Machine).where(col(Machine.id).in_(gone)))


def call(database: Database, lane: str) -> None:
    """Wake the workers of all machines for a lane."""
    try:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("SELECT pg_notify(:channel, :lane)"), {"channel": CHANNEL, "lane": lane})
    except SQLAlchemyError as away:  # what was committed stands, and a minute later it is looked for anyway
        raise OSError("nobody was woken") from away


class Listener:
    """Hears the calls of all machines, as long as it is not told to end, in a thread and connection of its own."""

    def __init__(self, database: Database, wake: Callable[[str], object]) -> None:
        self._database, self._wake = database, wake
        self._ended = Event()
        self._thread = Thread(target=self._listen_on, name="outbox-listener", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Hear nothing more."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _listen_on(self) -> None:
        while not self._ended.is_set():
            try:
                with _listening(self._database) as connection:
                    self._hear(connection)
            except SQLAlchemyError:
                log.warning("listener.cut_off")
                self._ended.wait(HEARD_S)

    def _hear(self, connection: Any) -> None:
        # Whatever was called before is looked for once.
        for lane in outbox.LEASES:
            self._wake(lane)
        while not self._ended.is_set():
            try:
                called = {each.payload for each in connection.notifies(timeout=HEARD_S, stop_after=1)}
            except connection_errors(self._database) as away:
                raise SQLAlchemyError from away
            for lane in called & outbox.LEASES.keys():
                self._wake(lane)


def connection_errors(database: Database) -> type[Exception]:
    """Return what the driver raises when the server goes away."""
    found: type[Exception] = database.engine.dialect.loaded_dbapi.Error
    return found


@contextmanager
def _listening(database: Database) -> Iterator[Any]:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        try:
            yield connection.connection.driver_connection
        finally:
            # Nobody else shall have a connection that is called.
            connection.invalidate()
