"""A citation is completed or corrected by staff before a request of their library goes out; what was asked stays."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import RequestingState, Side
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.new_requests.schemas import Completion, Correction
from library_exchange.new_requests.services.books import completed, described, part_of_request

SENT_ALREADY = _l("This request has been sent already: what it says of the book is not changed any more.")

OF_A_RECORD = _l("This book is in the catalogue: correct its record there.")


def complete_citation(session: Session, actor: Actor, loan: LoanRequest, given: Completion, now: datetime) -> None:
    """Write into the book of `loan` what it lacks of author, year and pages; what it has stays.

    Raises NotFound for a request of another library, Conflict for one that is not under review any more, or that was
    changed since the page showed it.
    """
    _require_ours_under_review(actor, loan)
    book = completed(BibliographicInfo.model_validate(loan.book), loan.lacks, given)
    _write(session, actor, loan, book, given.version, now)


def complete_beside(session: Session, actor: Actor, loan: LoanRequest, given: Completion, now: datetime) -> None:
    """Write into the book of `loan` what `complete_citation` does, in the transaction of the step that sends it.

    The step changes the row, and so guards this too. What the library asked before was told is not changed any more:
    only what the next one reads beside it is added.
    """
    asked, book = loan.book, BibliographicInfo.model_validate(loan.book)
    is_first = loan.stands is RequestingState.REVIEW
    changed = completed(book, loan.lacks if is_first else (), given)
    if changed == book:
        return
    if is_first:
        loan.book_as_asked = loan.book_as_asked or asked
    loan.book = changed.model_dump(mode="json")
    loan.search_text = changed.search_text(*_found_by(loan, loan.book_as_asked or asked))
    audit.record(session, actor, "loan.complete_citation", "loan", loan.id, at=now)


def _found_by(loan: LoanRequest, asked: dict[str, Any]) -> tuple[str, ...]:
    return (loan.public_no, *(form["value"] for form in asked["title"]))


def correct_citation(session: Session, actor: Actor, loan: LoanRequest, given: Correction, now: datetime) -> None:
    """Have the book of `loan` be as it is `given`, in all its fields; what was asked for stays seen, and is found by.

    Raises as `complete_citation` does; Conflict too for a book of the catalogue, whose record is corrected there, and
    InvalidInput without title, or without pages where a copy is asked for.
    """
    require_correctable(actor, loan)
    book = described(given).model_copy(update={"part": part_of_request(given, loan.service)})
    _write(session, actor, loan, book, given.version, now)


def require_correctable(actor: Actor, loan: LoanRequest) -> None:
    """Raise what `correct_citation` raises of the row itself."""
    _require_ours_under_review(actor, loan)
    if not loan.is_correctable:
        raise Conflict("of-a-record", OF_A_RECORD, loan=loan.id)


def _require_ours_under_review(actor: Actor, loan: LoanRequest) -> None:
    if not actor.is_staff or actor.library_id != loan.library_id:
        raise NotFound("no-such-request")
    if loan.side is not Side.REQUESTING or loan.stands is not RequestingState.REVIEW:
        raise Conflict("sent-already", SENT_ALREADY, loan=loan.id)


def _write(
    session: Session, actor: Actor, loan: LoanRequest, book: BibliographicInfo, version: int | None, now: datetime
) -> None:
    asked = loan.book_as_asked or loan.book
    told = {
        "book": book.model_dump(mode="json"),
        "book_as_asked": asked,
        "search_text": book.search_text(*_found_by(loan, asked)),
    }
    versions.change(session, loan, told | {"touched_at": now}, version)
    audit.record(session, actor, "loan.complete_citation", "loan", loan.id, at=now)
