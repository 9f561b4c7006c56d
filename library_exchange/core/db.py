"""The database and its three kinds of session: reading, writing and account.

On SQLite `begin` is ours: BEGIN for readers, BEGIN IMMEDIATE for writers, so that two writers wait for each other
instead of failing half-way. A reading session cannot write, whatever the code does.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import ColumnElement, Connection, Engine, and_, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from library_exchange.core.errors import STALE, Conflict
from library_exchange.core.outages import LOCKED, outage_of, reason_of
from library_exchange.core.turns import Turns

READING, WRITING, ACCOUNT, MIGRATING = "reading", "writing", "account", "migrating"
IMMEDIATE = (WRITING, MIGRATING)
BUSY_TIMEOUT_MS = 5000
LOOKS_MS = 8
"""So long SQLite waits before we ask again whether we may write: it looks after 1, 2 and 5 ms, later ever more seldom,
and who came last would be first."""
MOST_PAGES = 16384
"""From so many pages beside the database on, 64 MB, a commit moves them; before that `core.checkpoints` does."""
SYNCHRONOUS = "NORMAL"
"""How sure SQLite makes that what was committed outlives a machine that fails; see its `PRAGMA synchronous`."""
CACHE_KB = 8192
"""So much of the database each connection keeps; 2 MB, as is usual, holds too few pages of the tables' many indexes."""
MOST_BESIDE = 20
"""So many connections to a server a process opens for a moment beside the five that it keeps: two for each thread."""
LAST_CHARACTER = "\U0010ffff"
PIECE = 500
"""How many values one statement names: databases limit the parameters of a statement."""


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Database:
    """One engine and its sessions."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.on_waited: Callable[[float], object] = lambda _seconds: None
        """Is told how long a writer waited for its turn."""
        self.on_outage: Callable[[str], object] = lambda _reason: None
        """Is told why a writer was sent away."""
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        more: dict[str, Any] = {} if self.is_sqlite else {"pool_pre_ping": True, "max_overflow": MOST_BESIDE}
        self.engine = create_engine(self.url, json_serializer=_dumps, **more)
        if self.is_sqlite:
            self._turns = Turns()
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", self._begin_sqlite)
            for ending in ("commit", "rollback"):
                event.listen(self.engine, ending, self._end_sqlite)
        self.machine: int | None = None
        self._reading = self._maker(READING, postgresql_readonly=True)
        self._writing = self._maker(WRITING)
        self.account = self._maker(ACCOUNT, autoflush=False)
        self.migrating: Engine = self.engine.execution_options(kind=MIGRATING)
        """For changing tables; SQLite changes one by copying it, so nothing must refer to it meanwhile."""

    def _begin_sqlite(self, connection: Connection) -> None:
        kind = _kind(connection)
        _switch(connection, "query_only", kind == READING, usual=False)
        _switch(connection, "foreign_keys", kind != MIGRATING, usual=True)
        if kind not in IMMEDIATE:
            connection.exec_driver_sql("BEGIN")
            return
        begun_at = time.perf_counter()
        self._turns.take()
        try:
            _begin_to_write(connection)
        except OperationalError:
            self._turns.give_up()
            raise
        finally:
            self.on_waited(time.perf_counter() - begun_at)

    def _end_sqlite(self, connection: Connection) -> None:
        """Let the next writer come: the database has it wait for the little that is left."""
        if _kind(connection) in IMMEDIATE:
            self._turns.give_up()

    @contextmanager
    def beside(self) -> Iterator[sqlite3.Connection]:
        """Open a connection to a file of SQLite with which no transaction is begun."""
        with self.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            # Who read last with this connection left it unable to write, a copy elsewhere too.
            raw.execute("PRAGMA query_only=OFF")
            connection.info.pop("query_only", None)
            yield raw

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Have nobody in this process write to the file in the block, unless his patience ends."""
        self._turns.take()
        try:
            yield
        finally:
            self._turns.give_up()

    def _maker(self, kind: str, autoflush: bool = True, **options: Any) -> sessionmaker[Session]:
        engine: Engine = self.engine.execution_options(kind=kind, **({} if self.is_sqlite else options))
        return sessionmaker(engine, class_=Session, autoflush=autoflush, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one state of the database and cannot change it."""
        with self._reading() as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session that writes; commit when the block ends, roll back when it raises.

        Raises Unavailable when the database is held, gone or has no room.
        """
        with self.outages_told(), self._writing() as session, session.begin():
            yield session
        wake_after(session)

    @contextmanager
    def outages_told(self) -> Iterator[None]:
        """Have an outage that shows itself in the block be raised as Unavailable, and tell `on_outage` of it."""
        try:
            yield
        except DBAPIError as error:
            outage = outage_of(error)
            if outage is None:
                raise
            self.on_outage(outage.reason or "")
            raise outage from error

    def be_machine(self, number: int) -> None:
        """Know which of the machines on this database we are; each writing session knows it, too."""
        self.machine = number
        self._writing.configure(info={"machine": number})

    def dispose(self) -> None:
        """Close every connection of the pool."""
        self.engine.dispose()


def _begin_to_write(connection: Connection) -> None:
    """Begin as soon as no other process writes. Raises OperationalError when that lasts too long.

    Only the last look is one that SQLAlchemy knows of: one that fails ends the transaction, and with it the turn.
    """
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    raw: Any = connection.connection
    raw.execute(f"PRAGMA busy_timeout={LOOKS_MS}")
    try:
        while time.monotonic() < until:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if reason_of(error) != LOCKED:
                    break
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        f"synchronous={SYNCHRONOUS}",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "journal_size_limit=67108864",
        f"cache_size=-{CACHE_KB}",
        f"wal_autocheckpoint={MOST_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _kind(connection: Connection) -> str:
    kind: str = connection.get_execution_options().get("kind", WRITING)
    return kind


def _switch(connection: Connection, pragma: str, is_on: bool, usual: bool) -> None:
    if connection.info.get(pragma, usual) != is_on:
        connection.exec_driver_sql(f"PRAGMA {pragma}={'ON' if is_on else 'OFF'}")
        connection.info[pragma] = is_on


def database() -> Database:
    """Return the database of the application in whose context we are."""
    found: Database = current_app.extensions["database"]
    return found


@contextmanager
def reading() -> Iterator[Session]:
    """Open a reading session of the current application."""
    with database().reading() as session:
        yield session


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a writing session of the current application; one act, one commit."""
    try:
        with database().transaction() as session:
            first: Callable[[Session], None] | None = g.get("before_writing")
            if first is not None:
                first(session)
            yield session
    except Conflict as lost:
        g.was_overtaken = lost.reason in STALE
        raise
    g.was_overtaken = False


def was_overtaken() -> bool:
    """Whether the last transaction of the present request came too late; whoever asks takes note of it."""
    return bool(g.pop("was_overtaken", False))


def before_writing(call: Callable[[Session], None]) -> None:
    """Have each transaction of the present request begin with `call`."""
    g.before_writing = call


def nothing_before_writing() -> None:
    """Have further transactions of the present request begin by themselves."""
    g.pop("before_writing", None)


def begins_with(session: Session, column: Any, start: str) -> ColumnElement[bool]:
    """Return the condition that a text column begins with `start`, in the form for which the database has an index.

    SQLite uses one for a range and never for LIKE; PostgreSQL orders letters by its collation, so a range would err.
    """
    if session.get_bind().dialect.name == "sqlite":
        return and_(column >= start, column < start + LAST_CHARACTER)
    condition: ColumnElement[bool] = column.startswith(start, autoescape=True)
    return condition


def pieces(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Cut `values` into pieces that one statement can take."""
    return (values[at : at + PIECE] for at in range(0, len(values), PIECE))


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Have `call` run once after `session`'s transaction is committed; a later call replaces an earlier one."""
    session.info["wake"] = call


def wake_after(session: Session) -> None:
    """Do once what was to be done after the commit of `session`."""
    wake: Callable[[], None] | None = session.info.pop("wake", None)
    session.info.pop("lanes", None)
    if wake is not None:
        wake()


def init_app(app: Flask, url: str) -> None:
    """Give `app` its database at `url`."""
    app.extensions["database"] = Database(url)
