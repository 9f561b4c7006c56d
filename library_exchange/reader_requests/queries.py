"""A reader's own list of requests."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.leaving import Unfinished
from library_exchange.core.titles import TitleBlock
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import DeclineReason, DueState, RenewalRefusal, RequestingState, Side, State
from library_exchange.loans.rules.due_dates import is_overdue
from library_exchange.loans.rules.lacks import Lack
from library_exchange.loans.rules.standard_codes import ReasonRetry, ServiceType
from library_exchange.loans.rules.steps import state_of
from library_exchange.loans.schemas import BibliographicInfo

R = RequestingState
PLACES: dict[str, tuple[RequestingState, ...]] = {
    "with_reader": (R.WITH_READER,),
    "to_fetch": (R.RECEIVED,),
    "under_way": (
        *(R.REVIEW, R.READER_ASKED, R.SENT, R.CONDITION_PENDING, R.RETRY_PENDING, R.REFUSED),
        *(R.WILL_SUPPLY, R.CANCEL_PENDING, R.SHIPPED, R.DELIVERED, R.LOST_CLAIMED),
    ),
}
"""Where a book is for its reader, by the state of her request; one that she brought back is her library's business."""


@dataclass(frozen=True)
class ReaderRow:
    """One request in its reader's list."""

    id: int
    request_no: str
    state: RequestingState
    title: TitleBlock
    due_on: date | None
    asked_on: date
    closed_at: datetime | None
    due: DueState
    is_late: bool
    is_copy: bool
    reason_retry: ReasonRetry | None = None
    retry_after: date | None = None
    decline_reason: DeclineReason | None = None
    renewal_refusal: RenewalRefusal | None = None
    version: int = 1
    questions: tuple[Lack, ...] = ()
    reads_there: bool = False
    was_lent: bool = True
    came_damaged: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether nothing more happens to it."""
        return self.closed_at is not None

    @property
    def is_over(self) -> bool:
        """Whether it is over for its reader: nothing more happens to it, or she has brought the book back."""
        return self.is_closed or not any(self.state in states for states in PLACES.values())


def waiting_of_reader(reader_id: int, states: Collection[State], answers: Collection[State], since: datetime) -> Any:
    """Return the query that counts a reader's requests in some `states`, or with an answer of the time `since`.

    A book that came damaged waits for her library.
    """
    state = col(LoanRequest.state)
    is_ready = sa.or_(state != str(R.RECEIVED), col(LoanRequest.damage).is_(None))
    is_new = sa.and_(state.in_([str(each) for each in answers]), col(LoanRequest.closed_at) >= since)
    waits = sa.or_(sa.and_(state.in_([str(each) for each in states]), is_ready), is_new)
    return sa.select(sa.func.count(col(LoanRequest.id))).where(col(LoanRequest.reader_id) == reader_id, waits)


def requests_of_reader(session: Session, reader_id: int, now: datetime, language: str) -> Sequence[ReaderRow]:
    """Return the reader's requests as they stand at `now`, open ones first, the newest first; one query."""
    loans = session.execute(
        sa.select(LoanRequest, col(Library.timezone))
        .join(Library, col(Library.id) == col(LoanRequest.library_id))
        .where(col(LoanRequest.reader_id) == reader_id)
        .order_by(col(LoanRequest.closed_at).is_not(None), col(LoanRequest.id).desc())
    )
    return [
        ReaderRow(
            id=loan.id,
            request_no=loan.request_no,
            state=RequestingState(state_of(Side.REQUESTING, loan.state)),
            title=BibliographicInfo.model_validate(loan.book).title_in(language),
            due_on=loan.due_on,
            asked_on=loan.created_at.astimezone(ZoneInfo(timezone)).date(),
            closed_at=loan.closed_at,
            due=loan.due,
            reason_retry=loan.reason_retry,
            retry_after=loan.retry_after,
            decline_reason=loan.decline_reason,
            renewal_refusal=loan.renewal_refusal,
            version=loan.version,
            questions=loan.questions,
            reads_there=loan.reads_there,
            was_lent=loan.was_lent,
            came_damaged=loan.damage is not None,
            is_copy=loan.service is ServiceType.COPY,
            is_late=is_overdue(
                loan.side, loan.stands, loan.due, loan.due_on, now.astimezone(ZoneInfo(timezone)).date()
            ),
        )
        for loan, timezone in loans
    ]


def unfinished_of_reader(session: Session, reader_id: int, library_id: int) -> Unfinished:
    """Return the numbers of a reader's open requests at the library, by where their book is for her; one query."""
    is_hers = (col(LoanRequest.reader_id) == reader_id, col(LoanRequest.library_id) == library_id)
    open_ones = sa.select(col(LoanRequest.request_no), col(LoanRequest.state)).where(
        *is_hers, col(LoanRequest.side) == Side.REQUESTING, col(LoanRequest.closed_at).is_(None)
    )
    found = session.execute(open_ones.order_by(col(LoanRequest.id))).all()
    by_state = {place: [number for number, state in found if state in states] for place, states in PLACES.items()}
    return Unfinished(**by_state)
