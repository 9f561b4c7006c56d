"""The book of a loan among what travels: a consignment with its border papers, as an export for a time."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.regions import REGIONS
from library_exchange.core.titles import title_block
from library_exchange.directory.models import Library
from library_exchange.known_titles.queries.extents import find_extent
from library_exchange.loan_consignments.queries import find_publisher
from library_exchange.loan_consignments.services.single_title import send_alone
from library_exchange.loans import policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import KIND, sent_by
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.loans.services.parcels import SENDING
from library_exchange.loans.services.proposed_days import proposed_due_date
from library_exchange.shipping.models import CarrierService, Consignment
from library_exchange.shipping.queries.consignments import contents_of, growing
from library_exchange.shipping.rules.codes import LineState, Mode
from library_exchange.shipping.schemas import NewLine
from library_exchange.shipping.services.new_lines import new_line
from library_exchange.shipping.services.planning import add_loan

LONGEST_PUBLISHER = 200
LANGUAGES = {"zh": "chi", "ru": "rus", "en": "eng"}


def consign(session: Session, actor: Actor, loan: LoanRequest, way: Mode | int, now: datetime) -> Consignment:
    """Return the consignment in which the book of `loan` goes to the partner; one is planned if it is in none.

    By a mode it travels alone, by the id of a consignment to the partner that is got ready together with what is in
    that. From the supplying library it is an export for a time, to the due date; on the way back it goes home. Raises
    Conflict if nothing is to be sent now, or nothing may be added, InvalidInput for a consignment to somebody else,
    Forbidden if `actor` may not send it.
    """
    sending = [action for action in policy.actions_open_to(actor, loan) if action in SENDING]
    if not sending or loan.partner_id is None:
        raise Conflict("nothing-to-send", _l("The book of this request is not to be sent now."), loan=loan.id)
    planned = next((each for each in sent_by(session, loan) if each.line.state is LineState.EXPECTED), None)
    if planned is not None:
        return planned.consignment
    line = _line(session, loan)
    if isinstance(way, Mode):
        return_by = _return_by(session, loan, way, (), now)
        return send_alone(session, actor, loan.partner_id, line, return_by, way, now)
    together = next((each for each in growing(session, loan.library_id, loan.partner_id) if each.id == way), None)
    if together is None:
        raise InvalidInput({"way": _l("Nothing can be added to this consignment any more. Choose another way.")})
    services = contents_of(session, together).services.values()
    return_by = _return_by(session, loan, together.mode, services, now)
    add_loan(session, actor, together, line, return_by, now)
    return together


def _return_by(
    session: Session, loan: LoanRequest, mode: Mode, used: Iterable[CarrierService], now: datetime
) -> date | None:
    """Return the day by which a book that is lent is to be back where it belongs; none of one that is taken there."""
    if loan.side is Side.REQUESTING:
        return None
    return loan.due_on or proposed_due_date(session, loan, now, mode, used)


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
        extent=find_extent(session, book.record_id),
    ).model_copy(update={"goes_home": loan.side is Side.REQUESTING})


def _author_names(session: Session, loan: LoanRequest, book: BibliographicInfo) -> list[str]:
    """Return how each author is called in the languages that the papers are read in, the book's own way first."""
    ends = (session.get_one(Library, loan.library_id), session.get_one(Library, loan.partner_id))
    read_in = list(dict.fromkeys(REGIONS[each.country].language for each in ends))
    named = zip(*(book.authors_in(code) for code in read_in), strict=True)
    return [" / ".join(dict.fromkeys([ways[0].original.value, *(way.shown.value for way in ways)])) for ways in named]
