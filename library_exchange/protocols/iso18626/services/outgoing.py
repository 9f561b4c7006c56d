"""Sending a document: made in one transaction, posted outside of any, its confirmation written in another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeGuard
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import logs, outbox
from library_exchange.core.db import begins_with
from library_exchange.core.models import OutboxMessage
from library_exchange.core.outgoing import Bounds, Call, NotReached, answered
from library_exchange.core.public_addresses import Network
from library_exchange.core.sealed_secrets import Unsealable
from library_exchange.directory.fees import is_by_voucher
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.standard_codes import ErrorType, MessageStatus, MessageType, ReasonForMessage
from library_exchange.loans.schemas import WIRE_KIND, LoanMessage, line
from library_exchange.protocols.iso18626 import queries
from library_exchange.protocols.iso18626.from_document import Agency
from library_exchange.protocols.iso18626.models import Direction, EndPoint, WireMessage, WireRequest
from library_exchange.protocols.iso18626.rules.reading import Part, read_confirmation
from library_exchange.protocols.iso18626.to_document import Envelope, say

LONGEST_ANSWER = 256 * 1024
LARGEST_ANSWER = 64 * 1024 * 1024
"""What says more of itself is no answer to a message at all; of any other no more than the longest is read."""
CONNECT_S, SILENCE_S, MOST_S = 5.0, 20.0, 60.0
"""So long, in seconds, a partner's system may take to be reached, be silent, and take in all."""
HEADERS = {"Content-Type": "application/xml; charset=utf-8", "Accept": "application/xml, text/xml"}
SERVER_ERROR = 500
REMINDED = "Reminded"
"""What the answer to a reminder is called in the list of documents."""
TRY_LATER = (408, 425, 429)
"""Refusals of a server that mean "not now"."""


class NotDelivered(Exception):
    """The partner's system did not take the document this time; it is tried again, later and later."""


@dataclass(frozen=True)
class Prepared:
    """A document ready to be posted, and where."""

    message_id: int
    url: str
    headers: dict[str, str]
    raw: bytes


@dataclass(frozen=True)
class Answer:
    """What the partner's server answered: its HTTP status, and the confirmation if there was one."""

    http_status: int
    body: bytes


def must_wait(session: Session, message: LoanMessage) -> bool:
    """Whether the partner's system is not there or suspended, or an earlier message has still to be sent.

    A partner without numbers needs order; what a system that is gone or suspended is to be told is kept for later.
    """
    if not _is_there(queries.end_point_of(session, _library(session, message.recipient).id)):
        return True
    beginning = line(message.sender, message.recipient, message.request_no)
    before = sa.select(col(OutboxMessage.key)).where(
        col(OutboxMessage.kind) == WIRE_KIND,
        col(OutboxMessage.done_at).is_(None),
        begins_with(session, col(OutboxMessage.key), beginning),
    )
    return any(_number(key or "", beginning) < (message.seq or 0) for key in session.scalars(before))


def _is_there(end_point: EndPoint | None) -> TypeGuard[EndPoint]:
    return end_point is not None and end_point.is_active


def _number(key: str, beginning: str) -> int:
    rest = key[len(beginning) :]
    return int(rest) if rest.isdecimal() else 0


def prepare(session: Session, message: LoanMessage, answer_to: str, at: datetime, secret: str) -> Prepared | None:
    """Return the document for `message`, kept as it is sent; None if it is sent already, or nothing is known of it.

    It is written once and kept: whatever has changed meanwhile, a partner that gets it again knows it by its bytes.
    Raises NotYet while the partner's system is gone or suspended: it is sent once that is back; NotDelivered as
    `as_sent` does.
    """
    sender, recipient = _library(session, message.sender), _library(session, message.recipient)
    end_point = queries.end_point_of(session, recipient.id)
    if not _is_there(end_point):
        raise outbox.NotYet
    loan = _loan(session, message, sender, recipient)
    if loan is None:
        return None
    row = queries.message_of(session, end_point, Direction.OUT, message.digest())
    if row is None:
        wire = _known_as(session, message, loan, end_point, sender, recipient)
        envelope = _envelope(message, wire, end_point, sender, answer_to)
        if message.form.type is MessageType.REQUEST:
            envelope = replace(envelope, pays_by_voucher=is_by_voucher(session, sender, recipient))
        row = _written(session, loan, message, end_point, envelope, at)
    if row.confirmation is not None:
        return None
    row.tries += 1
    return as_sent(end_point, row, secret)


def as_sent(end_point: EndPoint, row: WireMessage, secret: str) -> Prepared:
    """Return a kept document as it is posted to the partner's system, with the key that `secret` sealed.

    Raises NotDelivered if another secret sealed it: the key must be entered anew.
    """
    try:
        key = end_point.key_sent(secret)
    except Unsealable as lost:
        raise NotDelivered("the key was sealed with another LX_SECRET_KEY") from lost
    request = logs.request_at_work()
    headers = HEADERS | ({end_point.key_header: key} if key else {}) | ({logs.HEADER: request} if request else {})
    return Prepared(row.id, end_point.url, headers, row.raw or b"")


def _library(session: Session, code: str) -> Library:
    return session.scalars(sa.select(Library).where(col(Library.code) == code)).one()


def _loan(session: Session, message: LoanMessage, sender: Library, recipient: Library) -> LoanRequest | None:
    """Return the sender's row that the message is about."""
    if message.form.type is MessageType.SUPPLYING:
        wanted = (
            col(LoanRequest.side) == Side.SUPPLYING,
            col(LoanRequest.partner_id) == recipient.id,
            col(LoanRequest.request_no) == message.request_no,
        )
    else:
        request_no = message.request_no.rpartition("-")[0]
        wanted = (col(LoanRequest.side) == Side.REQUESTING, col(LoanRequest.request_no) == request_no, sa.true())
    rows = sa.select(LoanRequest).where(col(LoanRequest.library_id) == sender.id, *wanted)
    return session.scalars(rows).one_or_none()


def _known_as(
    session: Session,
    message: LoanMessage,
    loan: LoanRequest,
    end_point: EndPoint,
    sender: Library,
    recipient: Library,
) -> WireRequest:
    """Return how the request is known on the wire; one that we make is known by its number."""
    is_ours = loan.side is Side.REQUESTING
    known = queries.wire_request_of(session, loan.id, message.request_no if is_ours else None)
    if known is not None:
        return known
    partner, own = queries.agency_of(session, recipient), queries.agency_of(session, sender)
    wire = WireRequest(
        loan_id=loan.id,
        end_point_id=end_point.id,
        request_id=message.request_no,
        partner_type=partner.type,
        partner_value=partner.value,
        own_type=own.type,
        own_value=own.value,
    )
    session.add(wire)
    session.flush()
    return wire


def _envelope(
    message: LoanMessage, wire: WireRequest, end_point: EndPoint, sender: Library, answer_to: str
) -> Envelope:
    own, partner = Agency(wire.own_type, wire.own_value), Agency(wire.partner_type, wire.partner_value)
    supplies = message.form.type is MessageType.SUPPLYING
    return Envelope(
        edition=end_point.edition,
        shim=end_point.shim,
        supplying=own if supplies else partner,
        requesting=partner if supplies else own,
        request_id=wire.request_id,
        supplier_request_id=message.request_no if supplies else wire.supplier_request_id,
        previous_id=message.previous_no,
        is_reminded=wire.is_reminded,
        name=sender.name_en,
        mailbox=sender.mailbox,
        answer_to=answer_to,
        zone=ZoneInfo(sender.timezone),
    )


def _written(
    session: Session, loan: LoanRequest, message: LoanMessage, end_point: EndPoint, envelope: Envelope, at: datetime
) -> WireMessage:
    """Return the document that says `message`, kept from now on."""
    said, raw = say(message, envelope)
    is_answer = message.form.reason_for_message is ReasonForMessage.STATUS_REQUEST_RESPONSE
    row = WireMessage(
        end_point_id=end_point.id,
        loan_id=loan.id,
        direction=Direction.OUT,
        message=str(message.form.type),
        said=REMINDED if envelope.is_reminded and is_answer else said[:40],
        version=str(end_point.edition),
        raw=raw,
        digest=message.digest(),
        at=at,
    )
    session.add(row)
    session.flush()
    return row


def post(prepared: Prepared, allowed: Sequence[Network] = ()) -> Answer:
    """Post the document to a public network or an `allowed` one; raises NotDelivered if no server answers in time.

    Who runs the platform enters the address: http is as good as https.
    """
    bounds = Bounds(LARGEST_ANSWER, MOST_S, allowed, is_plain_allowed=True, connect_s=CONNECT_S, silence_s=SILENCE_S)
    try:
        with answered(Call(prepared.url, "POST", prepared.raw, prepared.headers), bounds) as coming:
            return Answer(coming.status, coming.beginning(LONGEST_ANSWER))
    except NotReached as error:
        raise NotDelivered(error.why) from error


def note_answer(session: Session, prepared: Prepared, answer: Answer | None, at: datetime) -> bool:
    """Write what the partner answered, None for nothing; return whether the document is done with.

    A server's error of 5xx, or silence, is tried again; one of 4xx and a refusing confirmation are for staff to see.
    """
    row = session.get_one(WireMessage, prepared.message_id)
    row.http_status = answer.http_status if answer else None
    if answer is None or answer.http_status >= SERVER_ERROR or answer.http_status in TRY_LATER:
        return False
    confirmation = read_confirmation(answer.body) if answer.http_status < 300 else None
    row.answered_at = at
    if row.said == REMINDED:
        _forget_reminder(session, row)
    if confirmation is None:
        row.confirmation, row.error_text = MessageStatus.ERROR, _plain(answer)
        return True
    is_taken = (confirmation.text("confirmationHeader/messageStatus") or "").upper() != MessageStatus.ERROR
    row.confirmation = MessageStatus.OK if is_taken else MessageStatus.ERROR
    if not is_taken:
        row.error, row.error_text = _error(confirmation)
    return True


def _forget_reminder(session: Session, row: WireMessage) -> None:
    wire = queries.wire_request_of(session, row.loan_id or 0)
    if wire is not None:
        wire.is_reminded = False


def _error(confirmation: Part) -> tuple[ErrorType | None, str | None]:
    name = confirmation.text("errorData/errorType") or ""
    # One system in use spells it the American way, which the schema does not know.
    spelled = name.replace("Unrecognized", "Unrecognised")
    error = next((known for known in ErrorType if known == spelled), None)
    return error, (confirmation.text("errorData/errorValue") or name)[:300] or None


def _plain(answer: Answer) -> str:
    """Return what a server that does not confirm said, in one line; an empty answer is told by its status."""
    text = answer.body[:300].decode("utf-8", "replace")
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())[:300]
    return plain or f"HTTP {answer.http_status}"


def send_again(session: Session, row: WireMessage, at: datetime) -> None:
    """Have a document that was refused tried once more."""
    row.confirmation, row.error, row.error_text, row.answered_at, row.seen_at = None, None, None, None, None
    session.add(row)
    outbox.put(session, RESEND_KIND, {"message": row.id}, due_at=at)


RESEND_KIND = "iso18626.resend"
"""What the outbox calls a document that staff want to be sent once more."""
