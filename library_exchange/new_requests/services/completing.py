"""A citation is completed: staff write in the author, the year or the pages that a request of their library lacks."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import RequestingState, Side
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.new_requests.schemas import Completion
from library_exchange.new_requests.services.books import completed

SENT_ALREADY = _l("This request has been sent already: what it says of the book is not changed any more.")


def complete_citation(session: Session, actor: Actor, loan: LoanRequest, given: Completion, now: datetime) -> None:
    """Write into the book of `loan` what it lacks of author, year and pages; what it has stays.

    Raises NotFound for a request of another library, Conflict for one that is not under review any more, or that was
    changed since the page showed it.
    """
    if not actor.is_staff or actor.library_id != loan.library_id:
        raise NotFound("no-such-request")
    if loan.side is not Side.REQUESTING or loan.stands is not RequestingState.REVIEW:
        raise Conflict("sent-already", SENT_ALREADY, loan=loan.id)
    book = completed(BibliographicInfo.model_validate(loan.book), loan.lacks, given)
    told = {"book": book.model_dump(mode="json"), "search_text": book.search_text(loan.public_no), "touched_at": now}
    versions.change(session, loan, told, given.version)
    audit.record(session, actor, "loan.complete_citation", "loan", loan.id, at=now)
