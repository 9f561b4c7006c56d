"""Lists of requests: a librarian's queue, what is found by number, title or author."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import worklist
from library_exchange.core.text import folded
from library_exchange.core.titles import TitleBlock
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.queries.copies import lacks_a_copy
from library_exchange.loans.queries.parcels import Parcels, parcels_at
from library_exchange.loans.rules.codes import Action, DueState, Side
from library_exchange.loans.rules.due_dates import is_overdue
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.tasks import Task, act_by, is_awaited, listed_under, next_action, task
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.work_queue.queries import urgency
from library_exchange.work_queue.queries.nowhere import is_nowhere
from library_exchange.work_queue.queries.readers import called, of_a_reader_called, of_a_reader_phoned
from library_exchange.work_queue.queries.scanning import bears
from library_exchange.work_queue.queries.sieve import EVERYTHING, Sieve

MOST_FOUND = 50
NOTHING = slice(0, 0)
FIRST_PAGE = slice(0, MOST_FOUND)
LEFT_TO_CONSIGNMENT = (Action.SHIP, Action.SHIP_RETURN, Action.CHECK_OUT)
"""Steps that are not next for a book that lies in a consignment to be handed over."""
DONE_WITH_A_CONSIGNMENT = (Task.SHIP, Task.CHECK_OUT, Task.SHIP_BACK, Task.RECEIVE, Task.CHECK_IN)
"""Tasks that the list of work tells of by the consignment, if the book is in one that waits for the library."""


@dataclass(frozen=True)
class Row:
    """One request in a list: where it stands, what to do about it and by when.

    `asked` is what the library must do, with a consignment or without; `task` is the group of the queue in which it is
    listed, None for what is done with a consignment. One that `lacks_copy` is answered otherwise than by a promise;
    of one that `is_nowhere` the reader is told that nobody can fill it.
    """

    id: int
    public_no: str
    side: Side
    state: str
    version: int
    title: TitleBlock
    partner: Library | None
    is_from_reader: bool
    reader: str | None
    is_copy: bool
    asked: Task | None
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
    has_answer: bool = False
    reads_there: bool = False
    lacks_copy: bool = False
    is_nowhere: bool = False

    @property
    def is_past(self) -> bool:
        """Whether the day has gone by on which something had to be done, with a book that is overdue or otherwise."""
        return self.is_late or (self.days_left is not None and self.days_left < 0)


@dataclass(frozen=True)
class Queue:
    """What waits for a library: rows of the chosen group, most urgent first, how many each group has, and all open.

    `unsifted` is how many each group has of what no sieve keeps back; `to_fetch` are books to fetch from the shelf,
    those that are late among them.
    """

    rows: tuple[Row, ...]
    counts: dict[Task, int]
    open_count: int
    unsifted: dict[Task, int]
    to_fetch: int

    @property
    def total(self) -> int:
        """How many requests wait for the library in all."""
        return sum(self.counts.values())

    @property
    def unsifted_total(self) -> int:
        """How many requests wait for the library if no sieve keeps any back."""
        return sum(self.unsifted.values())


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
        sa.select(LoanRequest, Library, waiting, called(library_id), lacks_a_copy(), is_nowhere())
        .outerjoin(Library, col(Library.id) == col(LoanRequest.partner_id))
        .where(col(LoanRequest.library_id) == library_id)
    )


class _Here(NamedTuple):
    """The library whose list it is: its day, what waits in its consignments."""

    day: urgency.Day
    parcels: Parcels

    @property
    def today(self) -> date:
        """The library's own day."""
        return self.day.today


def _task(loan: LoanRequest, here: _Here) -> tuple[Task | None, int | None, int | None]:
    """Return what is asked of the library, and the consignments in which the book waits: to be sent, or either way.

    What is done with a consignment is not asked beside it.
    """
    to_hand_over = here.parcels.to_hand_over.get(loan.id)
    in_consignment = to_hand_over or here.parcels.to_receive.get((loan.partner_id or 0, loan.public_no))
    asked = task(loan.side, loan.stands, loan.due, loan.due_on, here.today)
    return None if asked in DONE_WITH_A_CONSIGNMENT and in_consignment else asked, to_hand_over, in_consignment


def _row(
    here: _Here,
    language: str,
    loan: LoanRequest,
    partner: Library | None,
    has_another: bool,
    reader: str | None,
    lacks_copy: bool,
    nobody_has_it: bool,
) -> Row:
    side, state, today = loan.side, loan.stands, here.today
    late = is_overdue(side, state, loan.due, loan.due_on, today)
    by = act_by(side, state, loan.due, loan.touched_at.astimezone(here.day.zone).date(), loan.due_on, here.day.calendar)
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
        reader=reader,
        is_copy=loan.service is ServiceType.COPY,
        asked=task(side, state, loan.due, loan.due_on, today),
        task=listed_under(asked, by, today),
        action=None if to_hand_over and step in LEFT_TO_CONSIGNMENT else step,
        act_by=by,
        due_on=loan.due_on,
        due=loan.due,
        is_late=late,
        days_left=(by - today).days if by else None,
        touched_at=loan.touched_at,
        consignment_id=in_consignment,
        needed_by=loan.needed_by if is_awaited(side, state) else None,
        has_answer=loan.reader_answer is not None and asked is Task.APPROVE,
        reads_there=loan.reads_there,
        lacks_copy=lacks_copy,
        is_nowhere=nobody_has_it and step is Action.SEND,
    )


def _here(session: Session, library: Library, now: datetime) -> _Here:
    """Return what a list of the library is made with; two queries."""
    today = library.day_at(now)
    day = urgency.Day(library.id, library.zone, today, calendar_of(session, library))
    return _Here(day, parcels_at(session, library, today))


def requests_waiting_for(
    session: Session,
    library: Library,
    now: datetime,
    language: str,
    group: Task | None = None,
    sieve: Sieve = EVERYTHING,
    places: slice = FIRST_PAGE,
    all_open: bool = False,
) -> Queue:
    """Return what waits for `library` at `now`, overdue books first, then by the day to act; five queries.

    What is done with a consignment is not counted here: that waits by itself. With a `group`, only its rows; the counts
    are of all groups, of what the `sieve` lets through. Of the rows come those that have the `places` in their turn;
    with `all_open` those too that wait for somebody else, where what asks nothing of us and is not due comes last.
    """
    here = _here(session, library, now)
    conditions = sieve.conditions(here.today)
    [counted, every], hidden = _counted(session, here, [conditions, []])
    standings = [each for each, count in counted.by_standing.items() if count and (each.group or all_open)]
    wanted = [each for each in standings if group in (None, each.group)]
    hidden = set() if all_open else hidden
    late = [each for each in wanted if each.is_late]
    if sum(counted.by_standing[each] for each in late) >= places.stop:
        wanted = late  # They come first: where they fill the page, nothing else is looked for.
    ids = urgency.most_urgent(session, here.day, wanted, conditions, hidden, places)
    to_fetch = sum(count for each, count in counted.by_standing.items() if each.asked is Task.PICK)
    return Queue(
        tuple(_rows(session, library, ids, here, language)),
        counted.by_group(),
        counted.by_task.total(),
        every.by_group(),
        to_fetch,
    )


class _Counted(NamedTuple):
    """How many open requests stand how, and how many are in which group; None for those that ask nothing of us."""

    by_standing: Counter[urgency.Standing]
    by_task: Counter[Task | None]

    def by_group(self) -> dict[Task, int]:
        """Return how many each group has that has any, in the order in which they are shown."""
        return {kind: self.by_task[kind] for kind in Task if self.by_task[kind]}


def _counted(session: Session, here: _Here, parts: Sequence[Sequence[Any]]) -> tuple[list[_Counted], set[int]]:
    """Return how many open requests each part has, and the ids of those that a consignment tells of.

    One query; another one if books wait in consignments.
    """
    found = urgency.open_by_standing(session, here.day, parts)
    counted = []
    for at in range(len(parts)):
        by_standing = Counter({each: numbers[at] for each, numbers in found.items()})
        counted.append(_Counted(by_standing, Counter()))
        for standing, count in by_standing.items():
            counted[at].by_task[standing.group] += count
    hidden = set()
    for loan, *passed in _in_consignments(session, here, parts):
        group = urgency.standing_of(loan, here.day).group
        if group and _task(loan, here)[0] is None:
            hidden.add(loan.id)
            for part, is_in in zip(counted, passed, strict=True):
                part.by_task[group] -= bool(is_in)
                part.by_task[None] += bool(is_in)
    return counted, hidden


def _in_consignments(session: Session, here: _Here, parts: Sequence[Sequence[Any]]) -> Iterable[Any]:
    """Return the library's own open rows whose books may be in consignments, and whether each part has them."""
    numbers = [number for _partner, number in here.parcels.to_receive]
    if not numbers and not here.parcels.to_hand_over:
        return ()
    known = [*numbers, *(number.rpartition("-")[0] for number in numbers)]
    passes = [sa.and_(sa.true(), *conditions).label(f"passes_{at}") for at, conditions in enumerate(parts)]
    return session.execute(
        sa.select(LoanRequest, *passes).where(
            col(LoanRequest.library_id) == here.day.library_id,
            sa.or_(col(LoanRequest.id).in_(list(here.parcels.to_hand_over)), col(LoanRequest.request_no).in_(known)),
            col(LoanRequest.closed_at).is_(None),
        )
    )


def _rows(session: Session, library: Library, ids: Sequence[int], here: _Here, language: str) -> list[Row]:
    found = session.execute(_rows_of(library.id).where(col(LoanRequest.id).in_(ids))) if ids else ()
    rows = {row[0].id: _row(here, language, *row) for row in found}
    return [rows[number] for number in ids]


@dataclass(frozen=True)
class Part:
    """A part of the list of work: of one task or of all, of all open requests, or of all, finished ones as well.

    It has what its sieve lets through of that.
    """

    group: Task | None
    is_open: bool
    sieve: Sieve
    is_every: bool = False

    def has(self, listed: Task | None) -> bool:
        """Whether an open request that is listed under this is in the part, if the sieve lets it through."""
        return self.is_every or self.is_open or (listed is not None and self.group in (None, listed))


def count_each(session: Session, library: Library, now: datetime, parts: Sequence[Part]) -> list[int]:
    """Return how many requests each part has; five queries at most, however many parts there are."""
    here = _here(session, library, now)
    conditions = [part.sieve.conditions(here.today) for part in parts]
    counted, _hidden = _counted(session, here, conditions)
    finished = urgency.finished(session, here.day, conditions) if any(part.is_every for part in parts) else None
    return [
        sum(count for listed, count in each.by_task.items() if part.has(listed))
        + (finished[at] if finished and part.is_every else 0)
        for at, (part, each) in enumerate(zip(parts, counted, strict=True))
    ]


def count_all(session: Session, library_id: int, now: datetime) -> int:
    """Return how many things wait for a library as its list of work counts them: requests, and what else there is."""
    library = session.get_one(Library, library_id)
    [requests] = count_each(session, library, now, [Part(None, False, EVERYTHING)])
    return requests + sum(count for _kind, count in worklist.counted(session, library_id, library.day_at(now)))


def search_requests(
    session: Session, library: Library, words: str, now: datetime, language: str, sieve: Sieve = EVERYTHING
) -> list[Row]:
    """Return the library's requests, open or closed, whose number, title or author contains every one of `words`.

    The words may be the name, card or telephone of the reader as well, or what the book or its parcel bears.
    Only those come that the `sieve` lets through.
    """
    here = _here(session, library, now)
    query = _rows_of(library.id).where(*sieve.conditions(here.today))
    query = query.order_by(col(LoanRequest.touched_at).desc(), col(LoanRequest.id).desc())
    found = sa.and_(sa.true(), *(_has(library.id, word) for word in folded(words).split()[:8]))
    phoned = of_a_reader_phoned(library.id, words)
    query = query.where(sa.or_(found, bears(library.id, words), *([] if phoned is None else [phoned])))
    return [_row(here, language, *row) for row in session.execute(query.limit(MOST_FOUND))]


def _has(library_id: int, word: str) -> Any:
    in_book = col(LoanRequest.search_text).contains(word, autoescape=True)
    return sa.or_(in_book, _is_numbered(word), of_a_reader_called(library_id, word))


def _is_numbered(word: str) -> Any:
    """Return the condition that a request of ours has the number `word`, which ends in which library was asked."""
    number, _dash, attempt = word.upper().rpartition("-")
    of_ours = sa.and_(col(LoanRequest.side) == Side.REQUESTING, col(LoanRequest.request_no) == number)
    return of_ours if attempt.isdecimal() else sa.false()


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


def every_request(
    session: Session, library: Library, now: datetime, language: str, sieve: Sieve, places: slice
) -> list[Row]:
    """Return the requests of the library at the `places` of all, open and finished ones, the last touched first."""
    here = _here(session, library, now)
    query = (
        _rows_of(library.id)
        .where(*sieve.conditions(here.today))
        .order_by(col(LoanRequest.touched_at).desc(), col(LoanRequest.id).desc())
        .slice(places.start, places.stop)
    )
    return [_row(here, language, *row) for row in session.execute(query)]


def partners_of(session: Session, library: Library, chosen: str | None = None) -> Sequence[Library]:
    """Return the libraries with which an open request of `library` is under way, and that of the code `chosen`.

    One query.
    """
    with_us = (
        sa.select(col(LoanRequest.id))
        .where(
            col(LoanRequest.library_id) == library.id,
            col(LoanRequest.partner_id) == col(Library.id),
            col(LoanRequest.closed_at).is_(None),
        )
        .correlate(Library)
        .exists()
    )
    wanted = sa.or_(with_us, col(Library.code) == chosen) if chosen else with_us
    return session.scalars(sa.select(Library).where(wanted).order_by(col(Library.code))).all()
