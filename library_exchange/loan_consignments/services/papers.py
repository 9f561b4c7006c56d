"""What staff note of a book in a consignment: it is taken out, its papers are extended."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.i18n import _l
from library_exchange.core.procedure import Part
from library_exchange.loans import policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import find_waiting, sent_by
from library_exchange.shipping.services import leaving


def take_out(session: Session, actor: Actor, loan: LoanRequest, now: datetime) -> None:
    """Take the book out of the consignment in which it waits, so that it can be sent otherwise.

    Raises Forbidden for others than staff of its library, Conflict if it waits in none.
    """
    _require_staff(actor, loan)
    waiting = find_waiting(session, loan)
    if waiting is None:
        raise Conflict("in-no-consignment", _l("This book does not wait in a consignment any more."), loan=loan.id)
    leaving.leave(session, actor, waiting.consignment, waiting.line, now)


def papers_extended(session: Session, actor: Actor, loan: LoanRequest, now: datetime) -> None:
    """Note that the papers of a book that is abroad tell its present due date.

    Raises Forbidden for others than staff of the library that sent it, Conflict if the papers are long enough.
    """
    _require_staff(actor, loan)
    sent = next(iter(sent_by(session, loan)), None)
    told = sent.consignment.return_by if sent and not sent.is_waiting else None
    if sent is None or told is None or loan.due_on is None or told >= loan.due_on:
        raise Conflict("papers-fit", _l("The papers of this book are valid until its due date."), loan=loan.id)
    leaving.set_return_day(session, actor, sent.consignment, loan.due_on, now)


def _require_staff(actor: Actor, loan: LoanRequest) -> None:
    if Part.OWNER not in policy.parts_of(actor, loan):
        raise Forbidden("step", loan=loan.id)
