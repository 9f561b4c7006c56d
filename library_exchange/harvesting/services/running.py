"""Harvesting a server page by page: each page is kept before the next is asked for, so that nothing is lost by a break.

A harvest has as much time as it needs, in stints between which other work has its turn; a server that is busy is left
alone meanwhile. A process that ends anywhere is followed by one that goes on behind the last page that is kept.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.directory.models import Library
from library_exchange.harvesting.models import Harvest, HarvestSource
from library_exchange.harvesting.queries import last_good, last_whole, running
from library_exchange.harvesting.rules import answers, requests, runs
from library_exchange.harvesting.rules.answers import NotUnderstood, TokenRefused
from library_exchange.harvesting.rules.progress import Progress
from library_exchange.harvesting.rules.runs import FINAL, MOST_RESTARTS, MOST_WAITS, Failure, Outcome
from library_exchange.harvesting.services import collecting
from library_exchange.harvesting.services.asking import Busy, Means, ask
from library_exchange.harvesting.services.orders import order
from library_exchange.harvesting.services.pages import Pages
from library_exchange.scheduled_imports.rules import next_night, next_try


@dataclass
class _Harvest:
    """A harvest at work: the rows as they were when it went on, its pages, how far it is, where a list begins again."""

    database: Database
    source: HarvestSource
    row: Harvest
    pages: Pages
    progress: Progress = field(default_factory=Progress)
    begins_at: datetime | None = None

    def still(self, session: Session) -> tuple[HarvestSource, Harvest] | None:
        """Return the rows as they are now; None if somebody stopped, ended or changed the harvest meanwhile."""
        source = session.get(HarvestSource, self.source.id, with_for_update=True)
        row = session.get(Harvest, self.row.id)
        is_at_work = source is not None and not source.is_paused and source.next_at == self.source.next_at
        if source is None or row is None or not is_at_work or row.outcome is not Outcome.RUNNING:
            return None
        return source, row


def run(database: Database, source_id: int, due: datetime, means: Means) -> str | None:
    """Harvest a server, going on where that stopped; return why it did not give what it was asked, nothing if it did.

    None, and nothing is done, if it was done or changed since it was due.
    """
    work = _begun(database, source_id, due, means)
    if work is None:
        return None
    try:
        is_over = _list(work, means)
    except Busy as busy:
        _wait(work, busy)
        return Failure.BUSY.value
    except NotUnderstood as fault:
        _fail(work, fault)
        return fault.failure.value
    if is_over and _note(work):
        collecting.hand_over(database, work.source, work.row, work.pages, means.uploads, _finish)
    elif is_over is False:
        _go_on_later(work, timedelta(0))
    return ""


def _begun(database: Database, source_id: int, due: datetime, means: Means) -> _Harvest | None:
    with database.transaction() as session:
        source = session.get(HarvestSource, source_id)
        if source is None or source.next_at != due or source.is_paused or source.prefix is None:
            return None
        row = running(session, source)
        if row is not None and now() - row.at > runs.LONGEST:
            row.outcome, row.reason, row.finished_at = Outcome.FAILED, Failure.TOO_SLOW, now()
            row = None
        row = row or _new(session, source)
    work = _Harvest(database, source, row, Pages(means.pages, row.id), begins_at=row.since)
    for page in work.pages.read():
        work.progress.add(page)
    return work


def _new(session: Session, source: HarvestSource) -> Harvest:
    good = last_good(session, source)
    is_whole = source.is_whole_next or runs.is_whole_due(source.deleted, last_whole(session, source), now())
    since = good.told_at - runs.OVERLAP if good is not None and good.told_at is not None and not is_whole else None
    row = Harvest(source_id=source.id, at=now(), is_whole=since is None, since=since, has_pages=True)
    source.is_whole_next = False
    session.add(row)
    session.flush()
    return row


def _list(work: _Harvest, means: Means) -> bool | None:
    """Ask for page after page; return whether the list is over, None if somebody stopped it."""
    ends_at = time.monotonic() + runs.STINT.total_seconds()
    while not work.progress.is_over:
        if time.monotonic() > ends_at:
            return False
        if not _next_page(work, means):
            return None
    return True


def _next_page(work: _Harvest, means: Means) -> bool:
    """Ask for the next page and keep it; return whether the harvest still goes on."""
    raw = ask(_address(work), means.bounds)
    try:
        page = answers.read_page(raw)
    except TokenRefused:
        return _begin_again(work)
    work.progress.add(page)
    work.pages.keep(work.progress.pages, raw)
    return _note(work)


def _address(work: _Harvest) -> str:
    source = work.source
    if work.progress.token:
        return requests.list_on(source.url, work.progress.token)
    return requests.list_from(
        source.url, source.prefix or "", source.set_spec or None, work.begins_at, source.has_seconds
    )


def _note(work: _Harvest) -> bool:
    with work.database.transaction() as session:
        rows = work.still(session)
        if rows is None:
            return False
        source, row = rows
        found = work.progress
        row.pages, row.records, row.deleted = found.pages, found.records, found.deleted
        row.told_at = found.told_at or row.at
        source.waits = work.source.waits = 0
    return True


def _begin_again(work: _Harvest) -> bool:
    """Ask for a list anew whose token is over, from its last datestamp if it stands in their order."""
    if not work.progress.token or work.row.restarts >= MOST_RESTARTS:
        raise NotUnderstood(Failure.TOKENS_EXPIRE)
    from_last = work.progress.resumes_from()
    if from_last is None:
        work.pages.clear()
        work.progress = Progress()
    work.progress.begin_again()
    work.begins_at = from_last or work.row.since
    work.row.restarts += 1
    with work.database.transaction() as session:
        rows = work.still(session)
        if rows is not None:
            rows[1].restarts = work.row.restarts
    return rows is not None


def _wait(work: _Harvest, busy: Busy) -> None:
    """Ask again when a busy server wishes; one that is always busy has failed."""
    if work.source.waits >= MOST_WAITS:
        _fail(work, NotUnderstood(Failure.BUSY))
        return
    _go_on_later(work, runs.wait_of(busy.retry_after, work.source.waits, now()), waits=1)


def _go_on_later(work: _Harvest, wait: timedelta, waits: int = 0) -> None:
    with work.database.transaction() as session:
        rows = work.still(session)
        if rows is not None:
            source, _row = rows
            source.waits += waits
            source.next_at = now() + wait
            order(session, source)


def _fail(work: _Harvest, fault: NotUnderstood) -> None:
    """Note why nothing more came; what came stays, unless nothing is gained by it."""
    with work.database.transaction() as session:
        rows = work.still(session)
        if rows is None:
            return
        source, row = rows
        at = now()
        source.failures += 1
        source.failing_since = source.failing_since or at
        source.waits = 0
        source.next_at = next_try(at, source.failures)
        row.reason, row.detail = fault.failure, fault.detail[:40]
        if fault.failure in FINAL or not work.progress.pages:
            row.outcome, row.finished_at = Outcome.FAILED, at
            source.is_whole_next = source.is_whole_next or row.is_whole
        order(session, source)


def _finish(session: Session, harvest: Harvest) -> HarvestSource | None:
    """Note that all came, and when the server is asked next; None if that is not wanted any more."""
    source = session.get(HarvestSource, harvest.source_id, with_for_update=True)
    row = session.get(Harvest, harvest.id)
    if source is None or row is None or row.outcome is not Outcome.RUNNING:
        return None
    at = now()
    zone = session.scalars(sa.select(col(Library.timezone)).where(col(Library.id) == source.library_id)).one()
    source.failures, source.failing_since, source.waits = 0, None, 0
    source.next_at = next_night(at, zone, source.often)
    row.reason, row.finished_at = None, at
    return source
