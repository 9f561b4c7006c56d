"""Taking a partner's message: once, in order, changing only the row of the library it is addressed to."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core import audit, outbox
from library_exchange.core.actor import Actor, partner
from library_exchange.core.bounds import find_number
from library_exchange.core.outbox import NotYet
from library_exchange.core.procedure import STAY
from library_exchange.directory.models import Library
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loan_messages.rules import TAKEN, Arrival, Confirmation, arrival, refused, said_by
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Incoming, Outgoing, Side
from library_exchange.loans.rules.loan_steps import PARTNER, LoanStep
from library_exchange.loans.rules.messages import FORMS
from library_exchange.loans.rules.standard_codes import AgencyAction, ErrorType, MessageType, ServiceType
from library_exchange.loans.rules.steps import FIRST
from library_exchange.loans.schemas import OUTBOX_KIND, LoanMessage, line
from library_exchange.loans.services import charges, notices, transitions

CHANGES_NOTHING = LoanStep(STAY, PARTNER)
"""What a message does that fits no step."""

log = structlog.get_logger(__name__)


def deliver(session: Session, message: LoanMessage, now: datetime, raw: bytes | None = None) -> Confirmation:
    """Apply `message` to its recipient's row; return what its sender is to be answered.

    A message heard before changes nothing and is answered as then; a numbered one that comes too early raises NotYet
    and is tried again. A message that fits no request or no step moves nothing but is kept, as the bytes `raw` in which
    it came, with its answer. The unique constraints of `ReceivedMessage` see to it that two workers do not apply one.
    """
    ids = _library_ids(session, message)
    if len(ids) < 2:
        log.warning("loans.unknown_library", sender=message.sender, recipient=message.recipient)
        return refused(ErrorType.UNRECOGNISED_VALUE, "unknown library")
    sender_id, recipient_id = ids[message.sender], ids[message.recipient]
    loan = _row_of(session, message, sender_id, recipient_id)
    heard = _find_heard(session, message, sender_id, recipient_id)
    if heard is not None and not _may_fit_now(heard, message, loan):
        return Confirmation(heard.confirmation, heard.error, heard.error_text)
    verdict = arrival(message.seq, loan.received_seq if loan else 0) if message.seq else Arrival.APPLY
    if verdict is Arrival.DUPLICATE:
        return TAKEN
    if verdict is Arrival.EARLY and (loan is not None or message.form.type is not MessageType.SUPPLYING):
        raise NotYet
    said = said_by(message.form)
    answer = _answer(session, message, said, loan, recipient_id)
    if heard is not None:
        session.delete(heard)
        session.flush()
    _remember(session, message, said, sender_id, recipient_id, answer, raw or message.canonical(), now)
    actor = partner(recipient_id)
    if loan is not None:
        _apply(session, actor, loan, message, said, now)
    elif said is Incoming.REQUEST and message.book is not None:
        _open(session, actor, message, sender_id, now)
    else:
        # A supplier that was asked before another one: its late words concern nobody any more, but it waits in vain.
        if said is Incoming.NOT_REFUSED and answer == TAKEN:
            _say_another_is_asked(session, message, now)
        log.info("loans.no_such_request", number=message.request_no, said=str(said))
    return answer


def _answer(
    session: Session, message: LoanMessage, said: Incoming | None, loan: LoanRequest | None, recipient_id: int
) -> Confirmation:
    """Return what the sender is to be answered: that the message was taken, or what is wrong with it."""
    is_note = message.form.action is AgencyAction.NOTIFICATION
    if said is None and message.form.type is MessageType.REQUESTING and not is_note:
        return refused(ErrorType.UNSUPPORTED_ACTION, "this action is not supported")
    if said is Incoming.REQUEST and message.book is None:
        return refused(ErrorType.BADLY_FORMED, "a request names a book")
    if said is Incoming.REQUEST and loan is not None:
        return refused(ErrorType.UNRECOGNISED_VALUE, "a request of this number is there already")
    if said is not Incoming.REQUEST and loan is None and not _was_asked(session, message, recipient_id):
        return refused(ErrorType.UNRECOGNISED_VALUE, "no request of this number is known")
    return TAKEN


def _was_asked(session: Session, message: LoanMessage, recipient_id: int) -> bool:
    """Whether the message is about a request of the recipient's for which another library is asked by now."""
    request_no, _dash, _attempt = message.request_no.rpartition("-")
    wanted = (
        col(LoanRequest.side) == Side.REQUESTING,
        col(LoanRequest.library_id) == recipient_id,
        col(LoanRequest.request_no) == request_no,
    )
    is_for_requesting = message.form.type is MessageType.SUPPLYING
    return is_for_requesting and session.scalar(sa.select(col(LoanRequest.id)).where(*wanted)) is not None


def _library_ids(session: Session, message: LoanMessage) -> dict[str, int]:
    codes = (message.sender, message.recipient)
    rows = session.execute(sa.select(col(Library.code), col(Library.id)).where(col(Library.code).in_(codes)))
    return {code: number for code, number in rows if number is not None}


def _row_of(session: Session, message: LoanMessage, sender_id: int, recipient_id: int) -> LoanRequest | None:
    """Return the recipient's row that the message is about, as long as the sender is the library being asked now."""
    mine = (col(LoanRequest.library_id) == recipient_id, col(LoanRequest.partner_id) == sender_id)
    if message.form.type is MessageType.SUPPLYING:
        request_no, _dash, attempt = message.request_no.rpartition("-")
        wanted = (
            col(LoanRequest.side) == Side.REQUESTING,
            col(LoanRequest.request_no) == request_no,
            col(LoanRequest.attempt) == (find_number(attempt) or 0),
        )
    else:
        wanted = (
            col(LoanRequest.side) == Side.SUPPLYING,
            col(LoanRequest.request_no) == message.request_no,
            sa.true(),
        )
    return session.scalars(sa.select(LoanRequest).where(*mine, *wanted)).one_or_none()


def _find_heard(session: Session, message: LoanMessage, sender_id: int, recipient_id: int) -> ReceivedMessage | None:
    """Return the same message if it came before: of the same number, or if it has none of the same content."""
    if message.seq is not None:
        same = (col(ReceivedMessage.request_no) == message.request_no, col(ReceivedMessage.seq) == message.seq)
    else:
        same = (col(ReceivedMessage.side) == _side_of(message), col(ReceivedMessage.digest) == message.digest())
    parties = (
        col(ReceivedMessage.sender_library_id) == sender_id,
        col(ReceivedMessage.recipient_library_id) == recipient_id,
    )
    return session.scalars(sa.select(ReceivedMessage).where(*parties, *same)).one_or_none()


def _may_fit_now(heard: ReceivedMessage, message: LoanMessage, loan: LoanRequest | None) -> bool:
    """Whether a message that was refused because it came before its request comes again when that is there."""
    was_refused = message.seq is None and heard.error is ErrorType.UNRECOGNISED_VALUE
    return was_refused and loan is not None and message.form.type is not MessageType.REQUEST


def _side_of(message: LoanMessage) -> Side:
    """Return which side the message is addressed to."""
    return Side.REQUESTING if message.form.type is MessageType.SUPPLYING else Side.SUPPLYING


def _remember(
    session: Session,
    message: LoanMessage,
    said: Incoming | None,
    sender_id: int,
    recipient_id: int,
    answer: Confirmation,
    raw: bytes,
    now: datetime,
) -> None:
    session.add(
        ReceivedMessage(
            sender_library_id=sender_id,
            recipient_library_id=recipient_id,
            request_no=message.request_no,
            side=_side_of(message),
            seq=message.seq,
            digest=message.digest() if message.seq is None else None,
            said=str(said),
            raw=raw,
            confirmation=answer.status,
            error=answer.error,
            error_text=answer.text,
            received_at=now,
        )
    )
    session.flush()


def _open(session: Session, actor: Actor, message: LoanMessage, sender_id: int, now: datetime) -> None:
    """Make the supplying library's row of a request that has just come in."""
    book = message.book
    if book is None:
        return
    known = book.record_id is not None and session.get(BibliographicRecord, book.record_id) is not None
    loan = LoanRequest(
        side=Side.SUPPLYING,
        library_id=actor.library_id or 0,
        partner_id=sender_id,
        request_no=message.request_no,
        service=message.service_type or ServiceType.LOAN,
        state=str(FIRST[Side.SUPPLYING]),
        received_seq=message.seq or 0,
        record_id=book.record_id if known else None,
        book=book.model_dump(mode="json"),
        previous_no=message.previous_no,
        search_text=book.search_text(message.request_no),
        needed_by=message.needed_by,
        local_check_on=message.local_check_on,
        **charges.told(session, message, sender_id, actor.library_id or 0),
        created_at=now,
        touched_at=now,
    )
    session.add(loan)
    session.flush()
    audit.record(
        session, actor, f"loan.{Incoming.REQUEST}", "loan", loan.id, at=now, to=loan.state, number=loan.public_no
    )
    notices.tell(session, actor, loan, str(Incoming.REQUEST))
    _say_it_is_here(session, loan, now)


def _say_it_is_here(session: Session, loan: LoanRequest, now: datetime) -> None:
    """Tell the library that asks that its request has come, at once: it cannot tell otherwise whether it was lost."""
    loan.sent_seq = 1
    session.flush()
    transitions.send(session, loan, Outgoing.REQUEST_RECEIVED, now)


def _say_another_is_asked(session: Session, message: LoanMessage, now: datetime) -> None:
    """Tell a library that takes its refusal back that its request has gone elsewhere; the row counts that no more."""
    form = FORMS[Outgoing.WITHDRAWN]
    parties = {"sender": message.recipient, "recipient": message.sender, "request_no": message.request_no}
    told = LoanMessage(**parties, sent_at=now, form=form).model_dump(mode="json", exclude_none=True)
    outbox.put(session, OUTBOX_KIND, told, key=f"{line(*parties.values())}{message.seq}")


def _apply(
    session: Session, actor: Actor, loan: LoanRequest, message: LoanMessage, said: Incoming | None, now: datetime
) -> None:
    at = transitions.at_or_after(now, loan)
    found = loan.step(said) if said else None
    heard = {"received_seq": message.seq} if message.seq else {}
    if said is None or found is None:
        log.warning("loans.unexpected", number=loan.public_no, state=loan.state, said=str(said))
        transitions.move(session, actor, loan, f"unexpected.{said}", CHANGES_NOTHING, heard, at)
        return
    facts = _facts(session, loan, message, said, at)
    if found.target is STAY:
        facts = {name: value for name, value in facts.items() if name not in _instants_known(loan)}
    transitions.move(session, actor, loan, str(said), found, heard | facts, at)


def _instants_known(loan: LoanRequest) -> set[str]:
    """Return the instants that late news does not change: what is known, what must have come before, if that is over.

    An arrival comes before a known departure, and a request that has ended is sent no book any more.
    """
    known = {
        name
        for name in ("shipped_at", "received_at", "return_shipped_at", "delivered_at")
        if getattr(loan, name) is not None
    }
    known |= {"shipped_at"} if loan.closed_at is not None else set()
    return known | ({"received_at"} if "return_shipped_at" in known else set())


TOLD: dict[Incoming, tuple[str, ...]] = {
    Incoming.UNREADABLE: ("copy_fault",),
    Incoming.COPY_COMPLETED: ("delivered_url", "copy_until", "copy_openings", "ship_method", "tracking_no"),
    Incoming.UNFILLED: ("reason",),
    Incoming.CONDITION: ("loan_condition",),
    Incoming.RETRY: ("reason_retry", "retry_after"),
    Incoming.LOANED: ("due_on", "ship_method", "tracking_no"),
    Incoming.TRACKING: ("ship_method", "tracking_no"),
    Incoming.SHIPPED_RETURN: ("return_method", "return_tracking_no"),
    Incoming.RETURN_TRACKING: ("return_method", "return_tracking_no"),
    Incoming.SHIPPED_FORWARD: ("return_method", "return_tracking_no"),
    Incoming.RENEW_NO: ("renewal_refusal",),
    Incoming.ARRIVED_DAMAGED: ("damage",),
    Incoming.DAMAGED_ON_LOAN: ("damage",),
    Incoming.RETURNED_DAMAGED: ("damage",),
    Incoming.NOT_RETURNED_DAMAGED: ("damage",),
    Incoming.LOAN_COMPLETED: transitions.SETTLED,
    Incoming.COMPLETED_WITHOUT_RETURN: transitions.SETTLED,
}
"""The columns that are written from what a message tells beside its codes."""
INSTANT: dict[Incoming, str] = {
    Incoming.REQUEST_RECEIVED: "acknowledged_at",
    Incoming.WILL_SUPPLY: "answered_at",
    Incoming.CONDITION: "answered_at",
    Incoming.RETRY: "answered_at",
    Incoming.UNFILLED: "answered_at",
    Incoming.LOANED: "shipped_at",
    Incoming.COPY_COMPLETED: "delivered_at",
    Incoming.RECEIVED: "received_at",
    Incoming.SHIPPED_RETURN: "return_shipped_at",
    Incoming.STATUS: "told_status_at",
}
"""The instant that a message tells of; it is ours, not the sender's."""
PRICED = (Incoming.WILL_SUPPLY, Incoming.CONDITION, Incoming.LOANED, Incoming.COPY_COMPLETED)
"""What a supplying library may name its fee with."""
NEW_DAY = (Incoming.RENEW_YES, Incoming.RECALLED, Incoming.RELEASE_RETURN)
"""What gives a loan another due date, if it names one."""


def _facts(session: Session, loan: LoanRequest, message: LoanMessage, said: Incoming, at: datetime) -> dict[str, Any]:
    """Return what the message tells beside its codes, as columns."""
    facts = {name: getattr(message, transitions.CALLED.get(name, name)) for name in TOLD.get(said, ())}
    if said in INSTANT:
        facts[INSTANT[said]] = at
    if said in NEW_DAY and message.due_on is not None:
        facts["due_on"] = message.due_on
    if said is Incoming.RENEW_YES:
        facts |= {"renewals": loan.renewals + 1, "renewal_refusal": None}
    if said in PRICED:
        facts |= charges.offered(session, loan, message)
    if said is Incoming.STATUS:
        facts["told_status"] = message.form.status
    if said is Incoming.SHIPPED_FORWARD:
        facts["holder_id"] = session.scalar(sa.select(col(Library.id)).where(col(Library.code) == message.holder))
    return facts
