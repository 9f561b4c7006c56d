"""Taking a document: known by its bytes, addressed to a row of ours, applied once, confirmed at once."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Identifier
from library_exchange.core.bounds import FIRST_DAY, LAST_DAY
from library_exchange.directory.models import Library
from library_exchange.loan_messages.rules import Confirmation, refused
from library_exchange.loan_messages.services import deliver
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side, SupplyingState
from library_exchange.loans.rules.standard_codes import ErrorType, MessageStatus, MessageType
from library_exchange.loans.schemas import BibliographicInfo, LoanMessage
from library_exchange.protocols.iso18626 import queries
from library_exchange.protocols.iso18626.from_document import REMINDER, RETRY, Agency, Heard, hear
from library_exchange.protocols.iso18626.models import Direction, EndPoint, WireMessage, WireRequest
from library_exchange.protocols.iso18626.rules.reading import Document
from library_exchange.protocols.iso18626.rules.shims import Shim
from library_exchange.protocols.iso18626.to_document import confirm

LONGEST_NUMBER, LONGEST_ID = 40, 300
LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Addressed:
    """Whom a message is for: a library of ours, under which number the request is ours, and its row if there is one."""

    library: Library
    number: str
    wire: WireRequest | None = None
    previous_no: str | None = None


def take(session: Session, end_point: EndPoint, document: Document, raw: bytes, at: datetime) -> bytes:
    """Apply `document`, which came as `raw` from the partner's system; return the document that confirms it.

    The same bytes are answered as before and change nothing; what was refused because it came too early is tried anew.
    Raises NotYet if a message of another node comes before the one that it must follow.
    """
    heard = hear(document, end_point.shim)
    if end_point.shim is Shim.BRIDGE:
        named = heard.requesting if heard.is_for_supplier else heard.supplying
        speaking = queries.of_the_same_node(session, end_point, named)
        if speaking is None:
            unknown = refused(ErrorType.UNRECOGNISED_VALUE, "the agency that speaks names no library that is connected")
            heard = replace(heard, refusal=heard.refusal or unknown)
        end_point = speaking or end_point
    digest = sha256(raw).hexdigest()
    kept = queries.message_of(session, end_point, Direction.IN, digest)
    if kept is not None and kept.error is not ErrorType.UNRECOGNISED_VALUE:
        answer = Confirmation(kept.confirmation or MessageStatus.OK, kept.error, kept.error_text)
    else:
        answer, loan_id = _apply(session, end_point, heard, at)
        _keep(session, kept, end_point, document, heard, raw, digest, answer, loan_id, at)
    return confirm(document, heard, document.edition or end_point.edition, answer, at)


def _keep(
    session: Session,
    kept: WireMessage | None,
    end_point: EndPoint,
    document: Document,
    heard: Heard,
    raw: bytes,
    digest: str,
    answer: Confirmation,
    loan_id: int | None,
    at: datetime,
) -> None:
    row = kept or WireMessage(
        end_point_id=end_point.id,
        direction=Direction.IN,
        message=document.name,
        said=_said(heard),
        version=document.version[:20],
        raw=raw,
        digest=digest,
        note=heard.note[:LONGEST_NOTE] if heard.note else None,
        at=at,
    )
    row.loan_id, row.confirmation, row.tries = loan_id, answer.status, row.tries + 1
    row.error, row.error_text, row.answered_at = answer.error, answer.text, at
    session.add(row)


def _said(heard: Heard) -> str:
    form = heard.form
    if form.type is MessageType.REQUEST:
        return heard.request_type[:40]
    return str(form.notice or form.action or form.status or form.reason_for_message or "?")


def _apply(session: Session, end_point: EndPoint, heard: Heard, at: datetime) -> tuple[Confirmation, int | None]:
    if heard.refusal is not None:
        return heard.refusal, None
    addressed = _address(session, end_point, heard)
    if isinstance(addressed, Confirmation):
        return addressed, None
    partner = session.get_one(Library, end_point.library_id)
    message = _message(session, heard, addressed, partner)
    answer = deliver(session, message, at)
    wire = addressed.wire or _opened(session, end_point, heard, addressed, partner)
    if wire is not None and answer.status is MessageStatus.OK:
        _follow(wire, heard)
    return answer, wire.loan_id if wire else None


def _address(session: Session, end_point: EndPoint, heard: Heard) -> Addressed | Confirmation:
    side = Side.SUPPLYING if heard.is_for_supplier else Side.REQUESTING
    known = queries.wire_requests(session, end_point, heard.request_id[:LONGEST_ID], side)
    if heard.form.type is MessageType.REQUEST:
        return _address_request(session, heard, known)
    if not known:
        return refused(ErrorType.UNRECOGNISED_VALUE, "no request of this number is known")
    loan = session.get_one(LoanRequest, known[0].loan_id)
    return Addressed(session.get_one(Library, loan.library_id), _number_of(loan, heard), known[0])


def _number_of(loan: LoanRequest, heard: Heard) -> str:
    """Return under which number the row takes the message: on the requesting side that of the attempt it is about."""
    return loan.request_no if loan.side is Side.SUPPLYING else heard.request_id


def _address_request(session: Session, heard: Heard, known: list[WireRequest]) -> Addressed | Confirmation:
    library = queries.find_member(session, heard.supplying)
    if library is None:
        return refused(ErrorType.UNRECOGNISED_VALUE, "supplyingAgencyId names no library of this node")
    if heard.facts.get("book") is None:
        return refused(ErrorType.BADLY_FORMED, "a request names a book")
    number = _short(heard.request_id)
    if not known:
        return Addressed(library, number, previous_no=_short(heard.previous_id) if heard.previous_id else None)
    before = session.get_one(LoanRequest, known[0].loan_id)
    if heard.request_type != RETRY or before.stands is not SupplyingState.RETRY:
        return refused(ErrorType.UNRECOGNISED_VALUE, "a request of this number is there already")
    # Some systems ask again under the number that they asked with before.
    return Addressed(library, _short(f"{heard.request_id}/{len(known) + 1}"), previous_no=before.request_no)


def _short(number: str) -> str:
    """Return `number` as a row keeps it; a longer one is told by its beginning and its hash."""
    if len(number) <= LONGEST_NUMBER:
        return number
    return f"{number[: LONGEST_NUMBER - 9]}~{sha256(number.encode()).hexdigest()[:8]}"


def _message(session: Session, heard: Heard, addressed: Addressed, partner: Library) -> LoanMessage:
    facts: dict[str, Any] = dict(heard.facts)
    if isinstance(facts.get("book"), BibliographicInfo):
        facts["book"] = _found(session, facts["book"], addressed.library)
    days = {"due_on": heard.due_at, "retry_after": heard.retry_at, "needed_by": heard.needed_at}
    facts |= {name: _day(addressed.library, instant) for name, instant in days.items()}
    return LoanMessage(
        sender=partner.code,
        recipient=addressed.library.code,
        request_no=addressed.number,
        sent_at=heard.sent_at or datetime.fromisoformat("1970-01-01T00:00:00+00:00"),
        form=heard.form,
        previous_no=addressed.previous_no,
        **facts,
    )


def _day(library: Library, instant: datetime | None) -> Any:
    """Return the day of `instant` at the library, None if it is none of our times."""
    if instant is None:
        return None
    try:
        day = library.day_at(instant)
    except OverflowError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _found(session: Session, book: BibliographicInfo, library: Library) -> BibliographicInfo:
    """Return the book with the record that bears its ISBN, first one of which the library has a copy."""
    if book.isbn is None:
        return book.model_copy(update={"record_id": None})
    held = sa.exists().where(col(Holding.record_id) == col(Identifier.record_id), col(Holding.library_id) == library.id)
    bears = (col(Identifier.kind) == "isbn", col(Identifier.value) == book.isbn, col(Identifier.is_valid))
    record = sa.select(col(Identifier.record_id)).where(*bears).order_by(held.desc(), col(Identifier.id)).limit(1)
    return book.model_copy(update={"record_id": session.scalar(record)})


def _opened(
    session: Session, end_point: EndPoint, heard: Heard, addressed: Addressed, partner: Library
) -> WireRequest | None:
    """Note how a row that has just been opened is known on the wire."""
    wanted = (
        col(LoanRequest.side) == Side.SUPPLYING,
        col(LoanRequest.library_id) == addressed.library.id,
        col(LoanRequest.partner_id) == partner.id,
        col(LoanRequest.request_no) == addressed.number,
    )
    loan = session.scalars(sa.select(LoanRequest).where(*wanted)).one_or_none()
    if loan is None:
        return None
    named = heard.requesting or queries.agency_of(session, partner)
    own = heard.supplying or queries.agency_of(session, addressed.library)
    wire = WireRequest(
        loan_id=loan.id,
        end_point_id=end_point.id,
        request_id=heard.request_id[:LONGEST_ID],
        partner_type=named.type[:40],
        partner_value=named.value[:100],
        own_type=own.type[:40],
        own_value=own.value[:100],
    )
    session.add(wire)
    session.flush()
    return wire


def _follow(wire: WireRequest, heard: Heard) -> None:
    """Note how the partner names itself now, its own number, and that it waits for the answer to a reminder."""
    named: Agency | None = heard.requesting if heard.is_for_supplier else heard.supplying
    if named is not None:
        wire.partner_type, wire.partner_value = named.type[:40], named.value[:100]
    if not heard.is_for_supplier and heard.supplier_request_id:
        wire.supplier_request_id = heard.supplier_request_id[:LONGEST_ID]
    wire.is_reminded = wire.is_reminded or heard.request_type == REMINDER
