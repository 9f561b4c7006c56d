"""How the book of a loan can go to the partner: by which modes alone, with which consignment, in which it goes."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import sent_by
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.carriers import modes_between
from library_exchange.shipping.queries.consignments import contents_of, growing
from library_exchange.shipping.queries.permissions import is_needed
from library_exchange.shipping.queries.regulations import rules_on
from library_exchange.shipping.rules.codes import Mode


def ways(session: Session, loan: LoanRequest) -> tuple[list[Mode], list[Consignment]]:
    """Return by which modes the book may travel alone, and the consignments to the partner that it may join."""
    if loan.partner_id is None:
        return [], []
    return _modes(session, loan), growing(session, loan.library_id, loan.partner_id)


def waits_for_permission(session: Session, loan: LoanRequest, consignment: Consignment, at: datetime) -> bool:
    """Whether a consignment that the book may join waits for leave to cross, so that the book would wait with it."""
    rules = rules_on(session, day_at(session, loan.library_id, at))
    return is_needed(session, consignment, contents_of(session, consignment), rules)


def usual_mode(session: Session, loan: LoanRequest) -> Mode:
    """Return how the book most likely travels: as its consignment does, else through a gateway if there is one."""
    planned = find_consignment(session, loan)
    return planned.mode if planned else _modes(session, loan)[0]


def _modes(session: Session, loan: LoanRequest) -> list[Mode]:
    home, partner = (session.get_one(Library, each or loan.library_id) for each in (loan.library_id, loan.partner_id))
    return modes_between(home, partner)


def find_consignment(session: Session, loan: LoanRequest) -> Consignment | None:
    """Return the consignment in which the book of this library's side of a loan travels, unless that was given up."""
    sent = sent_by(session, loan)
    return sent[0].consignment if sent else None
