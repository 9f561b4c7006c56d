"""The book of a loan among what travels: a consignment with its border papers, as an export for a time."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries.publishers import find_publisher
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.regions import REGIONS
from library_exchange.core.titles import title_block
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.loans import policy
from library_exchange.loans.labels import states
from library_exchange.loans.labels.sentences import day
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import KIND, own_row, sent_by
from library_exchange.loans.rules.codes import Action, Side
from library_exchange.loans.rules.steps import WENT
from library_exchange.loans.schemas import BibliographicInfo, StepInput
from library_exchange.loans.services.parcels import SENDING
from library_exchange.loans.services.proposed_days import proposed_due_date
from library_exchange.loans.services.steps import take_step
from library_exchange.shipping.models import Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries.consignments import growing
from library_exchange.shipping.rules.codes import LineState, Mode, Outcome, Purpose
from library_exchange.shipping.schemas import NewLine
from library_exchange.shipping.services.events import LineOutcome, OutcomeKind
from library_exchange.shipping.services.new_lines import new_line
from library_exchange.shipping.services.planning import add_loan
from library_exchange.shipping.services.single_title import send_alone

LONGEST_PUBLISHER = 200
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
    planned = next((each for each in sent_by(session, loan) if each.line.state is LineState.EXPECTED), None)
    if planned is not None:
        return planned.consignment
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
    sent = sent_by(session, loan)
    return sent[0].consignment if sent else None


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
        author="; ".join(_author_names(session, loan, book)),
        publisher=(book.publisher or find_publisher(session, book.record_id) or "")[:LONGEST_PUBLISHER] or None,
        year=record.year if record and record.year else min(map(int, book.years), default=None),
        isbn=book.isbn,
        printed_isbn=book.printed_isbn,
    )


def _author_names(session: Session, loan: LoanRequest, book: BibliographicInfo) -> list[str]:
    """Return how each author is called in the languages that the papers are read in, the book's own way first."""
    ends = (session.get_one(Library, loan.library_id), session.get_one(Library, loan.partner_id))
    read_in = list(dict.fromkeys(REGIONS[each.country].language for each in ends))
    named = zip(*(book.authors_in(code) for code in read_in), strict=True)
    return [" / ".join(dict.fromkeys([ways[0].original.value, *(way.shown.value for way in ways)])) for ways in named]


# What becomes of the consignment --------------------------------------------------------------------------------------

SENDS = {Side.SUPPLYING: Action.SHIP, Side.REQUESTING: Action.SHIP_RETURN}
"""The step of the library that hands the book over."""
FOLLOWS: dict[tuple[OutcomeKind, Side], Action] = {
    (OutcomeKind.RECEIVED, Side.REQUESTING): Action.RECEIVE,
    (OutcomeKind.RECEIVED, Side.SUPPLYING): Action.CHECK_IN,
    (OutcomeKind.LOST, Side.REQUESTING): Action.REPORT_LOST,
    (OutcomeKind.NOT_CLEARED, Side.SUPPLYING): Action.PARCEL_RETURNED,
}
"""What the library that noted the news says in its own row of the request; the partner hears of it by message."""


def hear(session: Session, actor: Actor, outcome: LineOutcome, now: datetime) -> None:
    """Move the row of the library that acts with the consignment; told twice, or where no step follows, nothing moves.

    Raises Conflict, so that nothing is handed over, if the book's request does not let it go.
    """
    sender = session.get(LoanRequest, outcome.subject_id)
    if sender is None:
        return
    if outcome.kind is OutcomeKind.SENT:
        _send(session, actor, sender, outcome, now)
        return
    own = own_row(session, sender, actor.library_id)
    action = FOLLOWS.get((_as_told(session, outcome, own), own.side)) if own else None
    if own is not None and action is not None and own.step(action) and policy.may(actor, action, own):
        take_step(session, actor, own, action, StepInput(), now)


def _as_told(session: Session, outcome: LineOutcome, own: LoanRequest) -> OutcomeKind:
    """Return what the news means for a loan.

    A borrowed book that came damaged is here all the same, and so is one for which a claim is withdrawn; of one that
    comes back damaged its library says itself how it is.
    """
    if own.library_id != outcome.consignee_id or outcome.was_counted:
        return outcome.kind
    is_damaged = session.get_one(ConsignmentLine, outcome.line_id).state is LineState.DAMAGED
    came_damaged = outcome.kind is OutcomeKind.CLAIM_OPENED and is_damaged and own.side is Side.REQUESTING
    turned_up = outcome.outcome is Outcome.WITHDRAWN and outcome.counts
    return OutcomeKind.RECEIVED if came_damaged or turned_up else outcome.kind


def _send(session: Session, actor: Actor, loan: LoanRequest, outcome: LineOutcome, now: datetime) -> None:
    """Take the step that sends the book, with what its parcel knows; one that was sent before is not sent again."""
    if loan.stands in WENT[loan.side]:
        return
    action = SENDS[loan.side]
    consignment = session.get_one(Consignment, outcome.consignment_id)
    line = session.get_one(ConsignmentLine, outcome.line_id)
    if loan.step(action) is None:
        raise Conflict("cannot-go", _cannot_go(loan, line), loan=loan.id)
    due_on = consignment.return_by if action is Action.SHIP and line.purpose is Purpose.TEMPORARY else None
    if due_on is not None and due_on <= day_at(session, loan.library_id, now):
        raise Conflict("papers-too-old", _papers_too_old(line, due_on), loan=loan.id)
    parcel = session.get(Parcel, line.parcel_id) if line.parcel_id else None
    told = StepInput(method=consignment.mode, due_on=due_on, tracking=parcel.tracking_no if parcel else None)
    take_step(session, actor, loan, action, told, now)


def _cannot_go(loan: LoanRequest, line: ConsignmentLine) -> Any:
    return _l(
        "Nothing was handed over: the request %(number)s for “%(title)s” is “%(state)s”. Open the request, move it on"
        " or take the book out of the consignment there, then hand over.",
        number=loan.public_no,
        title=line.title,
        state=states.state(loan.side, loan.stands),
    )


def _papers_too_old(line: ConsignmentLine, due_on: date) -> Any:
    return _l(
        "Nothing was handed over: by its papers “%(title)s” was to be back on %(date)s already. Open its request, take"
        " the book out of the consignment there and prepare the papers anew.",
        title=line.title,
        date=day(due_on),
    )
