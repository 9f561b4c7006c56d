"""Who has asked for the same title, and what of it the library has itself: what staff look at before asking another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import User
from library_exchange.catalogue.models import Holding, Identifier, Item, LocalState
from library_exchange.core.text import folded
from library_exchange.known_titles.queries.standing import gone
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.lacks import Lack
from library_exchange.loans.rules.steps import OPEN_FOR_READER
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.own_editions.queries import is_free_edition

MOST_LOOKED_AT = 50
OPEN = col(LoanRequest.state).in_([str(state) for state in OPEN_FOR_READER])


@dataclass(frozen=True)
class Remarks:
    """What speaks for looking at a request before it goes out: who else asked, what is held here, what is missing.

    `editions` are records of other editions that stand free here, the newest first. What `is_gone` no library has any
    more: there is nobody to ask.
    """

    others: Sequence[LoanRequest]
    held: Sequence[tuple[int, str | None]]
    lacks: tuple[Lack, ...]
    is_catalogued: bool
    is_gone: bool = False
    editions: Sequence[int] = ()

    @property
    def is_clear(self) -> bool:
        """Whether there is nothing to decide."""
        return self.is_catalogued and not (self.is_gone or self.others or self.held or self.lacks)


def open_requests_of(session: Session, reader_id: int) -> Sequence[LoanRequest]:
    """Return the reader's open requests, the oldest first; one who asks twice at once is taken one after the other."""
    session.execute(sa.select(col(User.id)).where(col(User.id) == reader_id).with_for_update())
    mine = sa.select(LoanRequest).where(col(LoanRequest.reader_id) == reader_id, OPEN)
    return session.scalars(mine.order_by(col(LoanRequest.id))).all()


def count_open(session: Session, library_id: int, reader_id: int | None) -> int:
    """Return how many open requests the reader has at the library."""
    mine = (col(LoanRequest.library_id) == library_id, col(LoanRequest.reader_id) == reader_id, OPEN)
    return session.scalar(sa.select(sa.func.count(col(LoanRequest.id))).where(*mine)) or 0


def find_same(requests: Sequence[LoanRequest], book: BibliographicInfo) -> LoanRequest | None:
    """Return the first of `requests` that is for `book`, None if none is."""
    return next((each for each in requests if book.is_same(BibliographicInfo.model_validate(each.book))), None)


def remarks(session: Session, loan: LoanRequest) -> Remarks:
    """Return what staff should know of before the request goes out; a few queries."""
    book = BibliographicInfo.model_validate(loan.book)
    others, found = _asked_by_others(session, loan, book), _copies_of(session, loan.library_id, book)
    copies = [each for each in found if each.is_it]
    editions = [each.record_id for each in found if not each.is_it]
    held = [(each.record_id, each.call_number) for each in copies if each.is_own and each.is_found]
    is_gone = loan.record_id is not None and not copies and bool(gone(session, [loan.record_id]))
    newest = sorted(set(editions), reverse=True)
    return Remarks(others, held, loan.lacks, loan.record_id is not None, is_gone, newest)


def _asked_by_others(session: Session, loan: LoanRequest, book: BibliographicInfo) -> list[LoanRequest]:
    """Return the library's other open requests for the book, whoever they are for."""
    named = [col(LoanRequest.search_text).contains(folded(form.value), autoescape=True) for form in book.title]
    numbered = [col(LoanRequest.search_text).contains(number) for number in [book.number] if number]
    wanted = [*named, *numbered, *([col(LoanRequest.record_id) == book.record_id] if book.record_id else [])]
    found = session.scalars(
        sa.select(LoanRequest)
        .where(col(LoanRequest.library_id) == loan.library_id, col(LoanRequest.side) == Side.REQUESTING, OPEN)
        .where(col(LoanRequest.id) != loan.id, sa.or_(*wanted))
        .order_by(col(LoanRequest.id))
        .limit(MOST_LOOKED_AT)
    )
    return [each for each in found if book.is_same(BibliographicInfo.model_validate(each.book))]


def _copies_of(session: Session, library_id: int, book: BibliographicInfo) -> Sequence[Any]:
    """Return where copies of the book stand that are not withdrawn: record, call number, here or not, found or not.

    With them come other editions of its work (`is_it` is not so) that stand free at the library.
    """
    by_number = sa.select(col(Identifier.record_id)).where(
        col(Identifier.kind) == "isbn", col(Identifier.value) == book.number, col(Identifier.is_valid)
    )
    is_it = col(Holding.record_id) == book.record_id if book.record_id else col(Holding.record_id).in_(by_number)
    is_own, is_found = col(Holding.library_id) == library_id, col(Item.local_state) != LocalState.MISSING
    columns = (
        *(col(Holding.record_id), col(Holding.call_number)),
        *(is_own.label("is_own"), is_found.label("is_found"), is_it.label("is_it")),
    )
    wanted = sa.or_(is_it, is_free_edition(library_id, book.record_id)) if book.record_id else is_it
    rows = (
        sa.select(*columns)
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(wanted, col(Item.local_state) != LocalState.WITHDRAWN)
    )
    return session.execute(rows.distinct().order_by(*columns[:2])).all()
