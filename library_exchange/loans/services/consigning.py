"""The book of a loan among what travels: a consignment with its border papers, as an export for a time."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.titles import title_block
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.loans import policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, Side
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.loans.services.steps import proposed_due_date
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import DROPPED, growing
from library_exchange.shipping.rules.codes import Mode
from library_exchange.shipping.schemas import NewLine
from library_exchange.shipping.services.new_lines import new_line
from library_exchange.shipping.services.planning import add_loan
from library_exchange.shipping.services.single_title import send_alone

KIND = "loan"
"""What consignments call the row of a loan that a book travels for."""
SENDING = (Action.SHIP, Action.SHIP_RETURN)
LANGUAGES = {"zh": "chi", "ru": "rus", "en": "eng"}


def consign(session: Session, actor: Actor, loan: LoanRequest, way: Mode | int, now: datetime) -> Consignment:
    """Return the consignment in which the book of `loan` goes to the partner; one is planned if it is in none.

    By a mode it travels alone, by the id of a consignment to the partner that is got ready together with what is in
    that. It is an export for a time: to the due date from the supplying library, and on the way back to today. Raises
    Conflict if nothing is to be sent now, or nothing may be added, InvalidInput for a consignment to somebody else,
    Forbidden if `actor` may not send it.
    """
    sending = [action for action in policy.actions_open_to(actor, loan) if action in SENDING]
    if not sending or loan.partner_id is None:
        raise Conflict("nothing-to-send", _l("The book of this request is not to be sent now."), loan=loan.id)
    planned = find_consignment(session, loan)
    if planned is not None:
        return planned
    line, return_by = _line(session, loan), _return_by(session, loan, now)
    if isinstance(way, Mode):
        return send_alone(session, actor, loan.partner_id, line, return_by, way, now)
    together = next((each for each in growing(session, loan.library_id, loan.partner_id) if each.id == way), None)
    if together is None:
        raise InvalidInput({"way": _l("Nothing can be added to this consignment any more. Choose another way.")})
    add_loan(session, actor, together, line, return_by, now)
    return together


def ways(session: Session, loan: LoanRequest) -> tuple[list[Mode], list[Consignment]]:
    """Return by which modes the book may travel alone, and the consignments to the partner that it may join."""
    if loan.partner_id is None:
        return [], []
    return _modes(session, loan), growing(session, loan.library_id, loan.partner_id)


def usual_mode(session: Session, loan: LoanRequest) -> Mode:
    """Return how the book most likely travels: as its consignment does, else through a gateway if there is one."""
    planned = find_consignment(session, loan)
    return planned.mode if planned else _modes(session, loan)[0]


def _modes(session: Session, loan: LoanRequest) -> list[Mode]:
    """Return what is possible, the usual first; through a gateway only over the border, and if a side has one."""
    home, partner = (session.get_one(Library, each or loan.library_id) for each in (loan.library_id, loan.partner_id))
    has_gateway = home.country != partner.country and bool(home.gateway_id or partner.gateway_id)
    return [*([Mode.GATEWAY] if has_gateway else []), Mode.POST, Mode.DELEGATION]


def find_consignment(session: Session, loan: LoanRequest) -> Consignment | None:
    """Return the consignment in which the book of this library's side of a loan travels, unless that was given up."""
    return session.scalar(
        sa.select(Consignment)
        .join(ConsignmentLine, col(ConsignmentLine.consignment_id) == col(Consignment.id))
        .where(
            col(ConsignmentLine.subject_kind) == KIND,
            col(ConsignmentLine.subject_id) == loan.id,
            col(ConsignmentLine.state).not_in(DROPPED),
        )
        .order_by(col(Consignment.id).desc())
        .limit(1)
    )


def _return_by(session: Session, loan: LoanRequest, now: datetime) -> date:
    """Return the day by which the book is to be back where it belongs, also for a parcel that takes it there."""
    if loan.due_on is not None:
        return loan.due_on
    is_lent = loan.side is Side.SUPPLYING
    return proposed_due_date(session, loan, now) if is_lent else day_at(session, loan.library_id, now)


def _line(session: Session, loan: LoanRequest) -> NewLine:
    book = BibliographicInfo.model_validate(loan.book)
    forms = [form.for_page() for form in book.title]
    record = session.get(BibliographicRecord, book.record_id) if book.record_id else None
    return new_line(
        KIND,
        loan.id,
        forms,
        language=LANGUAGES.get(title_block(forms, "").original.lang[:2]),
        author="; ".join(names[0].value for names in book.authors),
        year=record.year if record else None,
        isbn=book.isbn,
    )
