"""Lists of requests: a librarian's queue, what is found by number, title or author."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import load_only
from sqlmodel import Session, col

from library_exchange.core.text import folded
from library_exchange.core.titles import TitleBlock
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of
from library_exchange.directory.rules.calendars import LibraryCalendar
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.queries.parcels import Parcels, parcels_at
from library_exchange.loans.rules.codes import Action, DueState, RequestingState, Side, State
from library_exchange.loans.rules.due_dates import OUT, is_overdue
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.tasks import DUE_TASK_OF, TASK_OF, Task, act_by, is_awaited, next_action, task
from library_exchange.loans.schemas import BibliographicInfo

MOST_FOUND = 50
NEVER = date.max
SENDING = (Action.SHIP, Action.SHIP_RETURN)
DONE_WITH_A_CONSIGNMENT = (Task.SHIP, Task.SHIP_BACK, Task.RECEIVE, Task.CHECK_IN)
"""Tasks that the list of work tells of by the consignment, if the book is in one that waits for the library."""


@dataclass(frozen=True)
class Row:
    """One request in a list: where it stands, what to do about it and by when."""

    id: int
    public_no: str
    side: Side
    state: str
    version: int
    title: TitleBlock
    partner: Library | None
    is_from_reader: bool
    is_copy: bool
    task: Task | None
    action: Action | None
    act_by: date | None
    due_on: date | None
    due: DueState
    is_late: bool
    days_left: int | None
    touched_at: datetime
    consignment_id: int | None
    needed_by: date | None = None


class DueWithin(StrEnum):
    """By when the books of a list are due."""

    OVERDUE = "overdue"
    WEEK = "week"


class Waits(StrEnum):
    """For how long nothing has happened to a request."""

    WEEK = "week"
    MONTH = "month"


WAITS_DAYS = {Waits.WEEK: 7, Waits.MONTH: 30}


@dataclass(frozen=True)
class Sieve:
    """What a librarian wants to see of a list; None lets everything through. `partner` is a library's code."""

    side: Side | None = None
    partner: str | None = None
    state: State | None = None
    due: DueWithin | None = None
    waits: Waits | None = None
    service: ServiceType | None = None

    def conditions(self, today: date) -> list[Any]:
        """Return what a row must fulfil on the day `today`."""
        found = [] if self.side is None else [col(LoanRequest.side) == self.side]
        found += [] if self.service is None else [col(LoanRequest.service) == self.service]
        found += [] if self.partner is None else [col(Library.code) == self.partner]
        if self.state is not None:
            side = Side.REQUESTING if isinstance(self.state, RequestingState) else Side.SUPPLYING
            found += [col(LoanRequest.side) == side, col(LoanRequest.state) == str(self.state)]
        if self.due is DueWithin.OVERDUE:
            found.append(_is_late(today))
        if self.due is DueWithin.WEEK:
            in_a_week = today + timedelta(days=7)
            found += [col(LoanRequest.due_on).between(today, in_a_week), col(LoanRequest.closed_at).is_(None)]
        if self.waits is not None:
            since = datetime.combine(today - timedelta(days=WAITS_DAYS[self.waits]), time.min, UTC)
            found.append(col(LoanRequest.touched_at) < since)
        return found


EVERYTHING = Sieve()


@dataclass(frozen=True)
class Queue:
    """What waits for a library: the rows of the chosen group, most urgent first, and how many each group has."""

    rows: tuple[Row, ...]
    counts: dict[Task, int]

    @property
    def total(self) -> int:
        """How many requests wait for the library in all."""
        return sum(self.counts.values())


def _rows_of(library_id: int) -> Any:
    waiting = (
        sa.select(col(SupplierAttempt.id))
        .where(
            col(SupplierAttempt.request_id) == col(LoanRequest.id),
            col(SupplierAttempt.state) == AttemptState.WAITING,
        )
        .exists()
    )
    return (
        sa.select(LoanRequest, Library, waiting)
        .outerjoin(Library, col(Library.id) == col(LoanRequest.partner_id))
        .where(col(LoanRequest.library_id) == library_id)
    )


class _Here(NamedTuple):
    """The library whose list it is: its clock, its day, its working days, what waits in its consignments."""

    zone: ZoneInfo
    today: date
    calendar: LibraryCalendar
    parcels: Parcels


def _task(loan: LoanRequest, here: _Here) -> tuple[Task | None, int | None, int | None]:
    """Return what is asked of the library, and the consignments in which the book waits: to be sent, or either way.

    What is done with a consignment is not asked beside it.
    """
    to_hand_over = here.parcels.to_hand_over.get(loan.id)
    in_consignment = to_hand_over or here.parcels.to_receive.get((loan.partner_id or 0, loan.public_no))
    asked = task(loan.side, loan.stands, loan.due, loan.due_on, here.today)
    return None if asked in DONE_WITH_A_CONSIGNMENT and in_consignment else asked, to_hand_over, in_consignment


def _row(loan: LoanRequest, partner: Library | None, has_another: bool, here: _Here, language: str) -> Row:
    side, state, today = loan.side, loan.stands, here.today
    late = is_overdue(side, state, loan.due, loan.due_on, today)
    by = act_by(side, state, loan.due, loan.touched_at.astimezone(here.zone).date(), loan.due_on, here.calendar)
    asked, to_hand_over, in_consignment = _task(loan, here)
    step = next_action(side, state, loan.due, late, has_another or loan.record_id is None, loan.service)
    return Row(
        id=loan.id,
        public_no=loan.public_no,
        side=side,
        state=loan.state,
        version=loan.version,
        title=BibliographicInfo.model_validate(loan.book).title_in(language),
        partner=partner,
        is_from_reader=loan.reader_id is not None,
        is_copy=loan.service is ServiceType.COPY,
        task=asked,
        action=None if to_hand_over and step in SENDING else step,
        act_by=by,
        due_on=loan.due_on,
        due=loan.due,
        is_late=late,
        days_left=(by - today).days if by else None,
        touched_at=loan.touched_at,
        consignment_id=in_consignment,
        needed_by=loan.needed_by if is_awaited(side, state) else None,
    )


def _here(session: Session, library: Library, now: datetime) -> _Here:
    """Return what a list of the library is made with; two queries."""
    today = library.day_at(now)
    return _Here(library.zone, today, calendar_of(session, library), parcels_at(session, library, today))


def _needs_attention(today: date) -> Any:
    waiting = [
        sa.and_(col(LoanRequest.side) == side, col(LoanRequest.state).in_([str(s) for s in tasks]))
        for side, tasks in TASK_OF.items()
    ]
    asked_by_due = [
        sa.and_(
            col(LoanRequest.side) == side,
            col(LoanRequest.due) == due,
            col(LoanRequest.state).in_([str(s) for s in states]),
        )
        for (side, due), (_task, _days, states) in DUE_TASK_OF.items()
    ]
    return sa.or_(*waiting, _is_late(today), *asked_by_due)


def _is_late(today: date) -> Any:
    late = [
        sa.and_(
            col(LoanRequest.side) == side,
            col(LoanRequest.state).in_([str(s) for s in states]),
            col(LoanRequest.due_on) < today,
        )
        for side, states in OUT.items()
    ]
    return sa.or_(*late)


def _in_turn(row: Row) -> tuple[bool, date, int]:
    return not row.is_late, row.act_by or NEVER, row.id


def requests_waiting_for(
    session: Session,
    library: Library,
    now: datetime,
    language: str,
    group: Task | None = None,
    sieve: Sieve = EVERYTHING,
) -> Queue:
    """Return what waits for `library` at `now`, overdue books first, then by the day to act; three queries.
    What is done with a consignment is not counted here: that waits by itself.

    With a `group`, only its rows; the counts are of all groups, of what the `sieve` lets through.
    """
    here = _here(session, library, now)
    wanted_rows = [_needs_attention(here.today), *sieve.conditions(here.today)]
    found = session.execute(_rows_of(library.id).where(*wanted_rows))
    every = (_row(row[0], row[1], row[2], here, language) for row in found)
    rows = sorted((row for row in every if row.task), key=_in_turn)
    counted = Counter(row.task for row in rows if row.task)
    wanted = [row for row in rows if group is None or row.task is group]
    return Queue(tuple(wanted), {kind: counted[kind] for kind in Task if counted[kind]})


@dataclass(frozen=True)
class Part:
    """A part of the list of work: of one task or of all, of all open requests, or of all, finished ones as well.

    It has what its sieve lets through of that.
    """

    group: Task | None
    is_open: bool
    sieve: Sieve
    is_every: bool = False

    def has(self, asked: Task | None, is_closed: bool = False) -> bool:
        """Whether a request that asks this of the library is in the part, if the sieve lets it through."""
        is_listed = self.is_every or (self.is_open and not is_closed)
        return is_listed or (asked is not None and not self.is_open and self.group in (None, asked))

    def rows(self) -> list[Any]:
        """Return what must hold of a row that waits for nobody to be in the part, none if nothing such is in it."""
        if self.is_every:
            return [sa.true()]
        return [col(LoanRequest.closed_at).is_(None)] if self.is_open else []


def count_each(session: Session, library: Library, now: datetime, parts: Sequence[Part]) -> list[int]:
    """Return how many requests each part has; three queries, however many parts there are."""
    here = _here(session, library, now)
    sieves = [sa.and_(sa.true(), *part.sieve.conditions(here.today)) for part in parts]
    wanted = [_needs_attention(here.today), *[one for part in parts for one in part.rows()]]
    needed = (LoanRequest.side, LoanRequest.state, LoanRequest.due, LoanRequest.due_on, LoanRequest.partner_id)
    read = load_only(*needed, LoanRequest.request_no, LoanRequest.attempt, LoanRequest.closed_at)  # type: ignore[arg-type]
    found = session.execute(
        sa.select(LoanRequest, *(sieve.label(f"passes_{at}") for at, sieve in enumerate(sieves)))
        .outerjoin(Library, col(Library.id) == col(LoanRequest.partner_id))
        .where(col(LoanRequest.library_id) == library.id, sa.or_(*wanted))
        .options(read)
    )
    counted: Counter[int] = Counter()
    for loan, *passed in found:
        asked = _task(loan, here)[0]
        is_closed = loan.closed_at is not None
        counted.update(at for at, part in enumerate(parts) if passed[at] and part.has(asked, is_closed))
    return [counted[at] for at in range(len(parts))]


def search_requests(session: Session, library: Library, words: str, now: datetime, language: str) -> list[Row]:
    """Return the library's requests, open or closed, whose number, title or author contains every one of `words`."""
    here = _here(session, library, now)
    query = _rows_of(library.id).order_by(col(LoanRequest.touched_at).desc(), col(LoanRequest.id).desc())
    for word in folded(words).split()[:8]:
        query = query.where(col(LoanRequest.search_text).contains(word, autoescape=True))
    return [_row(row[0], row[1], row[2], here, language) for row in session.execute(query.limit(MOST_FOUND))]


def count_elsewhere(session: Session, library: Library, now: datetime, sieve: Sieve) -> tuple[int, int]:
    """Return how many requests a sieve lets through that are open, whoever must act, and finished; one query."""
    is_open = col(LoanRequest.closed_at).is_(None)
    query = (
        sa.select(is_open, sa.func.count())
        .outerjoin(Library, col(Library.id) == col(LoanRequest.partner_id))
        .where(col(LoanRequest.library_id) == library.id, *sieve.conditions(library.day_at(now)))
        .group_by(is_open)
    )
    found = {bool(row[0]): int(row[1]) for row in session.execute(query)}
    return found.get(True, 0), found.get(False, 0)


def open_requests(
    session: Session,
    library: Library,
    now: datetime,
    language: str,
    sieve: Sieve = EVERYTHING,
    with_finished: bool = False,
) -> list[Row]:
    """Return every open request of the library, those waiting for somebody else too, the last touched first.

    Those that are finished stand among them if that is wished; of a long list the first two hundred are returned.
    """
    here = _here(session, library, now)
    wanted = [] if with_finished else [col(LoanRequest.closed_at).is_(None)]
    query = (
        _rows_of(library.id)
        .where(*wanted, *sieve.conditions(here.today))
        .order_by(col(LoanRequest.touched_at).desc(), col(LoanRequest.id).desc())
    )
    return [_row(row[0], row[1], row[2], here, language) for row in session.execute(query.limit(4 * MOST_FOUND))]


def partners_of(session: Session, library: Library) -> Sequence[Library]:
    """Return the libraries with which an open request of `library` is under way; one query."""
    with_us = sa.select(col(LoanRequest.partner_id)).where(
        col(LoanRequest.library_id) == library.id, col(LoanRequest.closed_at).is_(None)
    )
    return session.scalars(sa.select(Library).where(col(Library.id).in_(with_us)).order_by(col(Library.code))).all()
