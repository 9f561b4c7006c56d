"""Taking files in: piece by piece, each a transaction of its own that also notes how far the file is.

So an import that was stopped at any moment goes on where it was, and records read = accepted + rejected at every
moment. At the end of a whole catalogue the library's records leave that it lacked.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import groupby, islice
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, ImportState, SourceRecord
from library_exchange.catalogue.services import matching, records, withdrawing
from library_exchange.catalogue.services.doubting import Doubt
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.core import audit, kept_files
from library_exchange.core.actor import clock
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.errors import Conflict
from library_exchange.core.garbage import seldom_collected, sweep
from library_exchange.imports.models import Rejection
from library_exchange.imports.queries.missing import missing_from
from library_exchange.imports.services import contents, doubts, sent_before
from library_exchange.imports.services.files import choice_of
from library_exchange.imports.services.keeping import keep, keep_mergers
from library_exchange.imports.services.sent_before import Sorted, Unchanged
from library_exchange.marc import reading

PIECE = 100
FIRST_PIECE = LEAST_PIECE = 10
HELD_S = 0.05
"""So long, in seconds, a piece may hold a database in which only one writes at a time: clerks come in between.

Fewer records than ten cost more for being apart than they let others wait less.
"""
AIM = 0.7
"""A piece is cut for this share of it, as if its records cost what those of the dearer of the last two did."""
SWEPT_AFTER = 20
"""After so many blocks of the file circles of objects are looked for: statements leave some with each piece."""
Progress = Callable[[int], None]
TO_TAKE_IN = (ImportState.UPLOADED, ImportState.WAITING, ImportState.RUNNING, ImportState.FAILED)


@seldom_collected()
def run(
    database: Database,
    import_id: int,
    folder: Path,
    progress: Progress = lambda _read: None,
) -> None:
    """Take the file of an import in, going on where it was if it was stopped; repeating it changes nothing.

    `progress` is called with the number of records read so far after each piece.
    """
    with database.transaction() as session:
        found = session.get_one(Import, import_id)
        if found.state not in TO_TAKE_IN:
            return
        found.state = ImportState.RUNNING
        found.started_at = found.started_at or now()
        name, library_id, done = found.stored_name, found.library_id, found.read
        choice = choice_of(found)
    matching.give_keys(database)
    with kept_files.at_hand(folder / name).open("rb") as file:
        stream = islice(contents.unread(file, choice), done, None)
        pace = _Pace(database)
        for number, block in enumerate(sent_before.blocks(database, library_id, choice, stream), 1):
            while piece := block.take(pace.size):
                done = _take_piece(database, import_id, piece, done, pace)
                progress(done)
            if number % SWEPT_AFTER == 0:
                sweep()
    _withdraw_missing(database, import_id)
    with database.transaction() as session:
        found = _at_work(session, import_id)
        found.state, found.finished_at, found.expected = ImportState.DONE, now(), found.read
        found.touched_at = found.finished_at
        audit.record(session, clock(), "done", "import", found.id, at=found.finished_at, read=found.read)


def _at_work(session: Session, import_id: int) -> Import:
    """Return the import to go on with. Raises Conflict if somebody has given it up meanwhile."""
    found = session.get_one(Import, import_id, with_for_update=True)
    if found.state is not ImportState.RUNNING:
        raise Conflict("import-not-running", state=found.state)
    return found


def _take_piece(database: Database, import_id: int, piece: Sequence[Sorted], done: int, pace: "_Pace") -> int:
    """Take the records after the first `done` in; return how many are done then.

    Raises Conflict if somebody else has taken in some of them meanwhile, so that none is counted twice.
    """
    accepted = arrivals_of((each for each in piece if isinstance(each, reading.Accepted)), import_id)
    rejected = [each for each in piece if isinstance(each, reading.Rejected)]
    unchanged = [each.number for each in piece if isinstance(each, Unchanged)]
    for arrival in accepted:
        arrival.prepare()
    with database.transaction() as session, pace.kept(len(accepted)):
        found = _at_work(session, import_id)
        if found.read != done:
            raise Conflict("import-goes-on-elsewhere", done=done, read=found.read)
        for is_deleted, run_ in groupby(accepted, key=lambda each: each.description.is_deleted):
            (_withdraw if is_deleted else _take_in)(session, found, list(run_))
        _pass_over(session, found, unchanged)
        session.add_all(_rejection(import_id, each) for each in rejected)
        found.read += len(piece)
        found.accepted += len(accepted) + len(unchanged)
        found.rejected += len(rejected)
        found.touched_at = now()
        return found.read


def _pass_over(session: Session, found: Import, unchanged: Sequence[str]) -> None:
    """Count records that stand as they came."""
    found.unchanged += len(unchanged)
    if found.is_whole and unchanged:
        _note_seen(session, found, unchanged, set())


class _Pace:
    """How many records make a piece: as many as can be taken in while nobody waits long."""

    def __init__(self, database: Database) -> None:
        self._is_bounded = database.is_sqlite
        self.size = min(FIRST_PIECE, PIECE) if self._is_bounded else PIECE
        self._last = 0.0

    @contextmanager
    def kept(self, size: int) -> Iterator[None]:
        """Measure what a piece of so many records costs while it holds the database, and cut the next one by that.

        In CPU time: on a busy machine small pieces would only be more work for it.
        """
        begun = time.thread_time()
        yield
        if self._is_bounded and size >= LEAST_PIECE:
            each = max(time.thread_time() - begun, 1e-6) / size
            fits = AIM * HELD_S / max(each, self._last)
            self._last = each
            self.size = min(PIECE, max(LEAST_PIECE, min(2 * self.size, int(fits))))


def arrivals_of(each: Iterable[reading.Accepted], import_id: int) -> list[Arrival]:
    """Return what was read as records on their way into the catalogue."""
    return [Arrival(one.description, one.raw, one.profile, one.encoding, import_id) for one in each]


def _take_in(session: Session, found: Import, run_: Sequence[Arrival]) -> None:
    arrivals, left_out = doubts.as_decided(session, found.library_id, run_)
    found.left_out += left_out
    held: list[tuple[Arrival, Doubt]] = []
    changing = partial(keep, session, found.id)
    merged = partial(keep_mergers, session, found.id)
    results = records.take_in(
        session,
        found.library_id,
        arrivals,
        now(),
        lambda *each: held.append(each),
        changing,
        merged=merged,
        ended=partial(_note_offers, found),
    )
    doubts.hold(session, found, held)
    for outcome, number in Counter(outcome for _record, outcome in results).items():
        setattr(found, outcome, getattr(found, outcome) + number)
    if found.is_whole:
        _note_seen(session, found, [each.source_id for each in arrivals], {doubt.known_id for _arrival, doubt in held})


def _note_offers(found: Import, offers: int) -> None:
    """Note that offers ended because their copies left with the file."""
    found.withdrawn_offers += offers


def _note_seen(session: Session, found: Import, numbers: Sequence[str], ids: set[int]) -> None:
    """Note that a whole catalogue has these records: by their numbers, or known by their books."""
    has = sa.or_(col(SourceRecord.source_id).in_(numbers), col(SourceRecord.id).in_(ids))
    ours = col(SourceRecord.library_id) == found.library_id
    session.execute(sa.update(SourceRecord).where(ours, has).values(seen_in=found.id))


def _withdraw(session: Session, found: Import, run_: Sequence[Arrival]) -> None:
    numbers = [each.description.source_id for each in run_ if each.description.source_id]
    changing = partial(keep, session, found.id)
    ended = partial(_note_offers, found)
    found.kept_items += withdrawing.withdraw(session, found.library_id, numbers, now(), changing, ended)
    found.withdrawn += len(run_)


def _rejection(import_id: int, each: reading.Rejected) -> Rejection:
    return Rejection(
        import_id=import_id,
        position=each.position,
        offset=each.offset,
        reason=each.reason,
        detail=each.detail[:300],
        raw=each.raw,
    )


def _withdraw_missing(database: Database, import_id: int) -> None:
    """Withdraw what a whole catalogue lacked, by pieces, unless that is more than somebody has said yes to."""
    with database.transaction() as session:
        found = _at_work(session, import_id)
        if not found.is_whole:
            return
        found.missing = session.scalar(sa.select(sa.func.count()).select_from(missing_from(found).subquery())) or 0
        if found.missing > (found.may_withdraw or 0):
            return
    while True:
        with database.transaction() as session:
            found = _at_work(session, import_id)
            numbers = session.scalars(missing_from(found).limit(PIECE)).all()
            if not numbers:
                return
            changing = partial(keep, session, found.id)
            ended = partial(_note_offers, found)
            found.kept_items += withdrawing.withdraw(session, found.library_id, numbers, now(), changing, ended)
            found.withdrawn_missing += len(numbers)
            found.touched_at = now()
            found.missing -= len(numbers)


def fail(session: Session, import_id: int) -> None:
    """Note that an import stopped by an unexpected error; it can be started again and goes on."""
    found = session.get_one(Import, import_id)
    found.state = ImportState.FAILED
    found.version += 1
    audit.record(session, clock(), "stopped", "import", import_id)
