"""The outbox: whatever leaves the house is a row of the act's own transaction, carried out afterwards.

A handler may be called twice for one row (after a crash between its work and our mark), so it must be repeatable.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col

from library_exchange.core import logs
from library_exchange.core.clock import now
from library_exchange.core.db import Database, after_commit
from library_exchange.core.errors import Unavailable
from library_exchange.core.models import Machine, OutboxMessage
from library_exchange.core.outages import LOCKED
from library_exchange.core.turns import long_work
from library_exchange.core.versions import rows_changed

log = structlog.get_logger(__name__)

QUICK, LONG, WIRE, MAIL, INDEX = "quick", "long", "wire", "mail", "index"
LEASES = {
    QUICK: timedelta(minutes=10),
    LONG: timedelta(minutes=5),
    WIRE: timedelta(minutes=30),
    MAIL: timedelta(minutes=40),
    INDEX: timedelta(minutes=10),
}
"""The lanes, and how long a claimed row is left to who claimed it.

Each lane is carried out by workers of its own, so that systems of others that answer slowly hold up nothing else.
"""
SEATS = {QUICK: 2, LONG: 2, WIRE: 2, MAIL: 1, INDEX: 1}
"""How many workers a lane has."""
CLAIMED_AT_ONCE = {MAIL: 20}
"""How many rows of a lane are claimed at once, where not all: with a server that hangs a lease must outlast them."""
OF_A_MACHINE = f"{INDEX} "
"""So begins the name of the lane in which a machine has its own work, where several share a database."""
LONGEST_PAUSE_S = 3600
MOST_TRIES = 12
"""So often it is tried to write down what became of a row while others hold the database; each try takes seconds."""
RENEWED_S = 60.0
"""So often, in seconds, the lease of long work is renewed while it lasts: a large import takes hours."""
Handler = Callable[[Sequence[dict[str, Any]]], None]


class NotYet(Exception):
    """Raised by a handler whose work must wait for another row; it is tried again soon, and counted."""


@dataclass(frozen=True)
class _Kind:
    handler: Handler
    batch: int
    lane: str
    is_everywhere: bool | Callable[[], bool] = False


_INSTANT = OutboxMessage.__table__.c.claimed_until.type  # type: ignore[attr-defined]
_kinds: dict[str, _Kind] = {}
_followers: dict[str, list[Handler]] = {}
_wakers: dict[str, Callable[[], None]] = {}


def handles(
    kind: str, batch: int = 1, lane: str = QUICK, is_everywhere: bool | Callable[[], bool] = False
) -> Callable[[Handler], Handler]:
    """Register the decorated function for rows of `kind`; it gets up to `batch` payloads at once.

    What `is_everywhere`, or is so in the application that works, is done once on each machine that shares the database.
    """

    def register(handler: Handler) -> Handler:
        _kinds[kind] = _Kind(handler, batch, lane, is_everywhere)
        return handler

    return register


def follows(kind: str) -> Callable[[Handler], Handler]:
    """Have the decorated function get the same rows when the handler of `kind` is done with them; repeatable, too."""

    def register(handler: Handler) -> Handler:
        _followers.setdefault(kind, []).append(handler)
        return handler

    return register


def wake_with(lane: str, call: Callable[[], None]) -> None:
    """Have `call` wake the worker of `lane` after each commit that put something there."""
    _wakers[lane] = call


def lane_of(kind: str, machine: int | None = None) -> str:
    """Return the lane of a kind, or that in which a machine has its own work."""
    return _kinds[kind].lane if machine is None else own_lane(machine)


def own_lane(machine: int) -> str:
    """Return the lane in which a machine has its own work."""
    return f"{OF_A_MACHINE}{machine}"


def put(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    key: str | None = None,
    due_at: datetime | None = None,
    machine: int | None = None,
) -> OutboxMessage:
    """Add a row to the outbox in the session's transaction; raises KeyError for a kind that nobody handles.

    With `machine` it is carried out there alone.
    """
    lane = lane_of(kind, machine)
    at = now()
    message = OutboxMessage(
        kind=kind,
        lane=lane,
        key=key,
        payload=payload,
        created_at=at,
        due_at=due_at or at,
        request=logs.request_at_work(),
    )
    session.add(message)
    lanes = session.info.setdefault("lanes", set())
    lanes.add(lane if machine is None else INDEX)
    after_commit(session, lambda: _wake(lanes))
    return message


def _wake(lanes: set[str]) -> None:
    for lane in lanes:
        if lane in _wakers:
            try:
                _wakers[lane]()
            except (sqlite3.Error, OSError):  # what was committed stands, and a minute later it is looked for anyway
                log.warning("outbox.not_woken", lane=lane, exc_info=True)


def drain(
    database: Database, lane: str | None = None, limit: int = 1000, may_go_on: Callable[[], bool] = lambda: True
) -> int:
    """Carry out what is due, oldest first; return how many rows were done.

    Rows that wait for others are tried again while any row makes progress. Nothing is begun once `may_go_on` says no.
    """
    done = 0
    while done < limit and may_go_on():
        progress = _pass_once(database, lane, min(limit - done, CLAIMED_AT_ONCE.get(lane or "", limit)), may_go_on)
        done += progress
        if not progress:
            break
    return done


def _pass_once(database: Database, lane: str | None, limit: int, may_go_on: Callable[[], bool]) -> int:
    batches: dict[tuple[str, bool], list[OutboxMessage]] = defaultdict(list)
    done = 0
    for message in _claim(database, lane, limit):
        kind = _kinds[message.kind]
        # What this machine alone has to do is told to no other one, so it goes with nothing that is.
        alike = message.kind, message.lane.startswith(OF_A_MACHINE)
        batches[alike].append(message)
        if len(batches[alike]) >= kind.batch and may_go_on():
            done += _carry_out(database, kind, batches.pop(alike))
    for (name, _is_own), rest in batches.items():
        if may_go_on():
            done += _carry_out(database, _kinds[name], rest)
    return done


def is_open(at: datetime) -> tuple[Any, ...]:
    """Return the conditions that a row may be carried out at the instant `at`.

    What was due at once when it was put, and what waits for another row, needs no clock; nobody waits longer for the
    next try than the longest pause, nor longer for a dead worker than the longest lease: an instant farther away was
    written before the clock was set back.
    """
    row, once_more = OutboxMessage, at + timedelta(seconds=LONGEST_PAUSE_S)
    return (
        *_is_free(at),
        sa.or_(
            col(row.due_at) <= at,
            col(row.due_at) <= col(row.created_at),
            sa.and_(col(row.waits) > 0, col(row.attempts) == 0),
            sa.and_(col(row.attempts) > 0, col(row.due_at) > once_more),
        ),
    )


def _is_free(at: datetime) -> tuple[Any, ...]:
    """Return the conditions that a row is not done, and that nobody is at it at the instant `at`."""
    row = OutboxMessage
    return (
        col(row.done_at).is_(None),
        sa.or_(
            col(row.claimed_until).is_(None),
            col(row.claimed_until) < at,
            col(row.claimed_until) > at + max(LEASES.values()),
        ),
    )


def _claim(database: Database, lane: str | None, limit: int) -> list[OutboxMessage]:
    """Claim due rows by a guarded UPDATE; a row claimed by another process is left to it until its lease ends."""
    at = now()
    own = [] if database.machine is None or lane not in (None, INDEX) else [own_lane(database.machine)]
    lanes = [*(LEASES if lane is None else [lane]), *own]  # named, so that what is done is not read
    wanted = [*is_open(at), col(OutboxMessage.kind).in_(list(_kinds)), col(OutboxMessage.lane).in_(lanes)]
    with database.reading() as session:
        ids = list(session.scalars(sa.select(col(OutboxMessage.id)).where(*wanted).order_by("id").limit(limit)))
    if not ids:
        return []
    lease = sa.case(
        *((col(OutboxMessage.lane) == name, sa.literal(at + length, _INSTANT)) for name, length in LEASES.items()),
        else_=sa.literal(at + LEASES[INDEX], _INSTANT),
    )
    free = sa.select(col(OutboxMessage.id)).where(col(OutboxMessage.id).in_(ids), *is_open(at))
    claimed = (
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.id).in_(free.with_for_update(skip_locked=True)), *is_open(at))
        .values(claimed_until=lease, claimed_by=database.machine)
        .returning(col(OutboxMessage.id))
    )
    with database.transaction() as session:
        won = set(session.scalars(claimed))
        rows = session.scalars(sa.select(OutboxMessage).where(col(OutboxMessage.id).in_(won)).order_by("id"))
        return list(rows)


def _carry_out(database: Database, kind: _Kind, messages: list[OutboxMessage]) -> int:
    with logs.on_behalf_of([message.request for message in messages]):
        return _try(database, kind, messages)


def _try(database: Database, kind: _Kind, messages: list[OutboxMessage]) -> int:
    ids = [message.id for message in messages]
    is_shared = not messages[0].lane.startswith(OF_A_MACHINE)
    try:
        with _long(database, ids) if kind.lane == LONG else nullcontext():
            for carry_out in (kind.handler, *(_followers.get(messages[0].kind, ()) if is_shared else ())):
                carry_out([message.payload for message in messages])
    except NotYet:
        _release(database, ids, {"waits": col(OutboxMessage.waits) + 1}, due_at=now())
        return 0
    except Exception as error:  # one row's failure must not stop the others; it is kept and logged
        attempts = max(message.attempts for message in messages) + 1
        log.exception("outbox.failed", kind=messages[0].kind, ids=ids, attempts=attempts)
        failed = {"last_error": type(error).__name__, "attempts": col(OutboxMessage.attempts) + 1}
        _release(database, ids, failed, due_at=now() + _pause(attempts))
        return 0
    done = sa.update(OutboxMessage).where(col(OutboxMessage.id).in_(ids))

    def mark(session: Session) -> None:
        session.execute(done.values(done_at=now(), claimed_until=None, claimed_by=None, last_error=None))
        if is_shared and not database.is_sqlite and _is_everywhere(kind):
            _tell_other_machines(session, messages)

    _write_down(database, mark)
    return len(ids)


def _write_down(database: Database, write: Callable[[Session], object]) -> None:
    """Write what became of rows that this worker claimed, as soon as nobody else holds the database any more.

    Until then they and all that was claimed with them are ours, so to give up would have them wait for their leases.
    """
    for number in range(MOST_TRIES):
        try:
            with database.transaction() as session:
                write(session)
        except Unavailable as held:
            if held.reason != LOCKED or number == MOST_TRIES - 1:
                raise
        else:
            return


def _is_everywhere(kind: _Kind) -> bool:
    return kind.is_everywhere if isinstance(kind.is_everywhere, bool) else kind.is_everywhere()


def _tell_other_machines(session: Session, messages: list[OutboxMessage]) -> None:
    """Have each other machine do the same."""
    own = session.info.get("machine")
    for number in session.scalars(sa.select(col(Machine.id)).where(col(Machine.id).is_distinct_from(own))):
        for message in messages:
            put(session, message.kind, message.payload, machine=number)


@contextmanager
def _long(database: Database, ids: list[int]) -> Iterator[None]:
    """Have the block go on as long as it needs, and let everybody else write first."""
    with _renewing(database, ids), long_work():
        yield


@contextmanager
def _renewing(database: Database, ids: list[int]) -> Iterator[None]:
    """Renew the lease of these rows while the block runs: if its process dies, another one may soon go on."""
    ended = Event()

    def renew() -> None:
        while not ended.wait(RENEWED_S):
            try:
                with database.transaction() as session:
                    lease = sa.update(OutboxMessage).where(col(OutboxMessage.id).in_(ids))
                    session.execute(lease.values(claimed_until=now() + LEASES[LONG]))
            except Exception:  # the work itself goes on, and the next try is soon enough
                log.warning("outbox.lease_not_renewed", ids=ids, exc_info=True)

    clock = Thread(target=renew, name="outbox-lease", daemon=True)
    clock.start()
    try:
        yield
    finally:
        ended.set()
        clock.join()


def _release(database: Database, ids: list[int], counted: dict[str, Any], due_at: datetime) -> None:
    values: dict[str, Any] = {"claimed_until": None, "claimed_by": None, "due_at": due_at} | counted
    released = sa.update(OutboxMessage).where(col(OutboxMessage.id).in_(ids)).values(**values)
    _write_down(database, lambda session: session.execute(released))


def _pause(attempts: int) -> timedelta:
    """Return how long to wait before the next try: 10 s, doubled each time, at most an hour."""
    return timedelta(seconds=min(10 * 2 ** (attempts - 1), LONGEST_PAUSE_S))


def hasten(session: Session, message_id: int, at: datetime) -> OutboxMessage | None:
    """Have a row that failed be tried at once instead of after its pause; None if it is done or being done."""
    row = OutboxMessage
    waits = (col(row.id) == message_id, col(row.attempts) > 0, *_is_free(at))
    changed = sa.update(row).where(*waits).values(due_at=at).returning(col(row.id))
    if session.scalar(changed) is None:
        return None
    message = session.get_one(row, message_id)
    lanes = {INDEX if message.lane.startswith(OF_A_MACHINE) else message.lane}
    after_commit(session, lambda: _wake(lanes))
    return message


def release_claims(session: Session, machine: int | None = None) -> None:
    """Free all claimed rows, or those of a machine: for the one worker at its start, when who claimed them is dead."""
    row = OutboxMessage
    claimed = col(row.claimed_until).is_not(None) if machine is None else col(row.claimed_by) == machine
    session.execute(sa.update(row).where(claimed).values(claimed_until=None, claimed_by=None))


def forget_done(session: Session, before: datetime) -> int:
    """Delete rows done before the instant `before`; return their number."""
    return rows_changed(session, sa.delete(OutboxMessage).where(col(OutboxMessage.done_at) < before))
