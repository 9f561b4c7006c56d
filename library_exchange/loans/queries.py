"""Reading loans: one request, a librarian's queue, a reader's list, free copies and the libraries that hold them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.core.text import folded
from library_exchange.directory.models import Library
from library_exchange.loans import policy
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.rules.codes import Action, RequestingState, Side
from library_exchange.loans.rules.duties import DUTY_OF, OUT, Duty, act_by, duty, is_overdue, next_action
from library_exchange.loans.rules.steps import HOLDS_ITEM, OPEN_FOR_READER, state_of
from library_exchange.loans.schemas import Block, Book

HELD = sa.and_(col(LoanRequest.side) == Side.SUPPLYING, col(LoanRequest.state).in_([str(s) for s in HOLDS_ITEM]))
"""The rows that keep a copy from being promised again."""
MOST_FOUND = 50
NEVER = date.max


def get_request(session: Session, actor: Actor, loan_id: int) -> LoanRequest:
    """Return the row `loan_id`; raises NotFound if there is none or `actor` may not know of it."""
    loan = session.get(LoanRequest, loan_id)
    if loan is None or not policy.may_see(actor, loan):
        raise NotFound("loan", loan=loan_id)
    return loan


def find_open_request(session: Session, reader_id: int, record_id: int) -> LoanRequest | None:
    """Return the reader's request for the record that is still open, if there is one."""
    return session.scalars(
        sa.select(LoanRequest).where(
            col(LoanRequest.reader_id) == reader_id,
            col(LoanRequest.record_id) == record_id,
            col(LoanRequest.state).in_([str(s) for s in OPEN_FOR_READER]),
        )
    ).first()


# Copies ---------------------------------------------------------------------------------------------------------------


def _is_free() -> Any:
    held = sa.select(col(LoanRequest.id)).where(HELD, col(LoanRequest.item_id) == col(Item.id)).exists()
    return sa.and_(col(Item.local_state) == LocalState.ON_SHELF, ~held)


def promised_items() -> sa.Select[Any]:
    """Return a query of the ids of the items promised or lent to a partner; the catalogue's availability asks it."""
    return sa.select(col(LoanRequest.item_id)).where(HELD, col(LoanRequest.item_id).is_not(None))


def held_item_ids(session: Session, item_ids: Iterable[int]) -> set[int]:
    """Return those of `item_ids` that are promised or lent to a partner."""
    wanted = col(LoanRequest.item_id).in_(list(item_ids))
    return {found for found in session.scalars(sa.select(col(LoanRequest.item_id)).where(HELD, wanted)) if found}


@dataclass(frozen=True)
class Copy:
    """A copy that a library may promise."""

    item_id: int
    number: int
    barcode: str | None
    call_number: str | None


def free_copies(session: Session, library_id: int, record_id: int | None) -> list[Copy]:
    """Return the library's copies of the record that stand on the shelf and are promised to nobody."""
    if record_id is None:
        return []
    rows = session.execute(
        sa.select(col(Item.id), col(Item.number), col(Item.barcode), col(Holding.call_number))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(col(Item.library_id) == library_id, col(Holding.record_id) == record_id, _is_free())
        .order_by(col(Holding.id), col(Item.number))
    )
    return [Copy(*row) for row in rows]


@dataclass(frozen=True)
class Candidate:
    """A library that could supply a record now, and the facts it is ranked by."""

    library: Library
    free_copies: int
    is_same_country: bool
    active_loans: int

    @property
    def order(self) -> tuple[bool, int, str]:
        """The key it sorts by: the own country first (cheaper), then the less busy one."""
        return not self.is_same_country, self.active_loans, self.library.code

    def reasons(self) -> dict[str, Any]:
        """Return the facts of the rank, to be kept and shown."""
        return {
            "free_copies": self.free_copies,
            "same_country": self.is_same_country,
            "active_loans": self.active_loans,
        }


def candidates(session: Session, home: Library, record_id: int, without: Iterable[int] = ()) -> list[Candidate]:
    """Return the other libraries with a free copy of the record, best first; those in `without` are left out.

    Asked of the catalogue's tables, never of the search index.
    """
    free = (
        sa.select(col(Item.library_id).label("library_id"), sa.func.count().label("copies"))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(col(Holding.record_id) == record_id, _is_free())
        .group_by(col(Item.library_id))
        .subquery()
    )
    load = (
        sa.select(col(LoanRequest.library_id).label("library_id"), sa.func.count().label("loans"))
        .where(HELD)
        .group_by(col(LoanRequest.library_id))
        .subquery()
    )
    rows = session.execute(
        sa.select(Library, free.c.copies, sa.func.coalesce(load.c.loans, 0))
        .join(free, free.c.library_id == col(Library.id))
        .outerjoin(load, load.c.library_id == col(Library.id))
        .where(col(Library.lends), col(Library.id).not_in([home.id, *without]))
    )
    found = [Candidate(library, copies, library.country == home.country, loans) for library, copies, loans in rows]
    return sorted(found, key=lambda candidate: candidate.order)


def other_lenders(session: Session, home: Library, without: Iterable[int] = ()) -> list[Library]:
    """Return the libraries that lend, for a request whose book nobody has catalogued."""
    return list(
        session.scalars(
            sa.select(Library)
            .where(col(Library.lends), col(Library.id).not_in([home.id, *without]))
            .order_by(col(Library.country) != home.country, col(Library.code))
        )
    )


# One request ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """One library of the order of suppliers, for display."""

    library: Library
    attempt: SupplierAttempt


def attempts(session: Session, loan: LoanRequest) -> list[Attempt]:
    """Return the libraries asked or still to be asked: first those asked, in the order they were, then by rank."""
    rows = session.execute(
        sa.select(Library, SupplierAttempt)
        .join(SupplierAttempt, col(SupplierAttempt.library_id) == col(Library.id))
        .where(col(SupplierAttempt.request_id) == loan.id)
    )
    found = [Attempt(library, attempt) for library, attempt in rows]
    return sorted(found, key=lambda one: (one.attempt.number is None, one.attempt.number or 0, one.attempt.rank))


def asked_library_ids(session: Session, loan: LoanRequest) -> list[int]:
    """Return the libraries that have been asked for this request."""
    return list(
        session.scalars(
            sa.select(col(SupplierAttempt.library_id)).where(
                col(SupplierAttempt.request_id) == loan.id, col(SupplierAttempt.state) != AttemptState.WAITING
            )
        )
    )


@dataclass(frozen=True)
class Event:
    """One line of a request's history."""

    at: datetime
    action: str
    by_partner: bool


def history(session: Session, loan: LoanRequest) -> list[Event]:
    """Return what happened to this row, oldest first."""
    rows = session.execute(
        sa.select(col(AuditEntry.at), col(AuditEntry.action), col(AuditEntry.actor_kind))
        .where(col(AuditEntry.subject) == "loan", col(AuditEntry.subject_id) == loan.id)
        .order_by(col(AuditEntry.id))
    )
    return [Event(at, action.removeprefix("loan."), kind == "partner") for at, action, kind in rows]


# Lists ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One request in a list: where it stands, what to do about it and by when."""

    id: int
    public_no: str
    side: Side
    state: str
    version: int
    title: Block
    partner: Library | None
    is_from_reader: bool
    duty: Duty | None
    action: Action | None
    act_by: date | None
    due_on: date | None
    is_late: bool
    days_left: int | None
    touched_at: datetime


@dataclass(frozen=True)
class Queue:
    """What waits for a library: the rows of the chosen group, most urgent first, and how many each group has."""

    rows: tuple[Row, ...]
    counts: dict[Duty, int]

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


def _row(
    loan: LoanRequest, partner: Library | None, has_another: bool, today: date, zone: ZoneInfo, language: str
) -> Row:
    side, state = loan.side, loan.stands
    late = is_overdue(side, state, loan.due_on, today)
    by = act_by(side, state, loan.touched_at.astimezone(zone).date(), loan.due_on)
    return Row(
        id=loan.id or 0,
        public_no=loan.public_no,
        side=side,
        state=loan.state,
        version=loan.version,
        title=Book.model_validate(loan.book).title_in(language),
        partner=partner,
        is_from_reader=loan.reader_id is not None,
        duty=duty(side, state, loan.due_on, today),
        action=next_action(side, state, late, has_another or loan.record_id is None),
        act_by=by,
        due_on=loan.due_on,
        is_late=late,
        days_left=(by - today).days if by else None,
        touched_at=loan.touched_at,
    )


def _here(library: Library, now: datetime) -> tuple[ZoneInfo, date]:
    """Return the library's time zone and the day it is there."""
    zone = ZoneInfo(library.timezone)
    return zone, now.astimezone(zone).date()


def _needs_attention(today: date) -> Any:
    waiting = [
        sa.and_(col(LoanRequest.side) == side, col(LoanRequest.state).in_([str(s) for s in duties]))
        for side, duties in DUTY_OF.items()
    ]
    late = [
        sa.and_(
            col(LoanRequest.side) == side,
            col(LoanRequest.state).in_([str(s) for s in states]),
            col(LoanRequest.due_on) < today,
        )
        for side, states in OUT.items()
    ]
    return sa.or_(*waiting, *late)


def _in_turn(row: Row) -> tuple[bool, date, int]:
    return not row.is_late, row.act_by or NEVER, row.id


def requests_waiting_for(
    session: Session, library: Library, now: datetime, language: str, group: Duty | None = None
) -> Queue:
    """Return what waits for `library` at `now`, overdue books first, then by the day to act; one query.

    With a `group`, only its rows; the counts are always of all groups.
    """
    zone, today = _here(library, now)
    found = session.execute(_rows_of(library.id or 0).where(_needs_attention(today)))
    rows = sorted((_row(row[0], row[1], row[2], today, zone, language) for row in found), key=_in_turn)
    counted = Counter(row.duty for row in rows if row.duty)
    wanted = [row for row in rows if group is None or row.duty is group]
    return Queue(tuple(wanted), {kind: counted[kind] for kind in Duty if counted[kind]})


def search_requests(session: Session, library: Library, words: str, now: datetime, language: str) -> list[Row]:
    """Return the library's requests, open or closed, whose number, title or author contains every one of `words`."""
    zone, today = _here(library, now)
    query = _rows_of(library.id or 0).order_by(col(LoanRequest.touched_at).desc(), col(LoanRequest.id).desc())
    for word in folded(words).split()[:8]:
        query = query.where(col(LoanRequest.search_text).contains(word, autoescape=True))
    return [_row(row[0], row[1], row[2], today, zone, language) for row in session.execute(query.limit(MOST_FOUND))]


def open_requests(session: Session, library: Library, now: datetime, language: str) -> list[Row]:
    """Return every open request of the library, those waiting for somebody else too, the last touched first."""
    zone, today = _here(library, now)
    query = (
        _rows_of(library.id or 0)
        .where(col(LoanRequest.closed_at).is_(None))
        .order_by(col(LoanRequest.touched_at).desc(), col(LoanRequest.id).desc())
    )
    return [_row(row[0], row[1], row[2], today, zone, language) for row in session.execute(query.limit(4 * MOST_FOUND))]


@dataclass(frozen=True)
class ReaderRow:
    """One request in its reader's list."""

    id: int
    request_no: str
    state: RequestingState
    title: Block
    due_on: date | None
    asked_at: datetime
    is_closed: bool


def requests_of_reader(session: Session, reader_id: int, language: str) -> Sequence[ReaderRow]:
    """Return the reader's requests, open ones first, the newest first; one query."""
    loans = session.scalars(
        sa.select(LoanRequest)
        .where(col(LoanRequest.reader_id) == reader_id)
        .order_by(col(LoanRequest.closed_at).is_not(None), col(LoanRequest.id).desc())
    )
    return [
        ReaderRow(
            id=loan.id or 0,
            request_no=loan.request_no,
            state=RequestingState(state_of(Side.REQUESTING, loan.state)),
            title=Book.model_validate(loan.book).title_in(language),
            due_on=loan.due_on,
            asked_at=loan.created_at,
            is_closed=loan.closed_at is not None,
        )
        for loan in loans
    ]
