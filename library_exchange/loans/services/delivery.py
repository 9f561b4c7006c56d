"""Taking a partner's message: once, in order, changing only the row of the library it is addressed to."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core import audit
from library_exchange.core.actor import Actor, partner
from library_exchange.core.outbox import NotYet
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest, ReceivedMessage
from library_exchange.loans.rules.codes import Incoming, MessageType, Side
from library_exchange.loans.rules.messages import Arrival, arrival, said_by
from library_exchange.loans.rules.steps import FIRST, Step, incoming_step
from library_exchange.loans.schemas import LoanMessage
from library_exchange.loans.services import moves, notices
from library_exchange.loans.services.books import search_text

log = structlog.get_logger(__name__)


def deliver(session: Session, message: LoanMessage, now: datetime) -> None:
    """Apply `message` to its recipient's row.

    A message heard before changes nothing; one that comes too early raises NotYet and is tried again. A message that
    fits no request or no step changes nothing but is noted. The unique constraint of `ReceivedMessage` guarantees that
    two workers cannot both apply it.
    """
    ids = _library_ids(session, message)
    if len(ids) < 2:
        log.warning("loans.unknown_library", sender=message.sender, recipient=message.recipient)
        return
    sender_id, recipient_id = ids[message.sender], ids[message.recipient]
    loan = _row_of(session, message, sender_id, recipient_id)
    verdict = arrival(message.seq, loan.received_seq if loan else 0)
    if verdict is Arrival.DUPLICATE or (loan is None and _is_remembered(session, message, sender_id, recipient_id)):
        return
    if verdict is Arrival.EARLY and (loan is not None or message.form.type is not MessageType.SUPPLYING):
        raise NotYet
    said = said_by(message.form.as_rule())
    _remember(session, message, said, sender_id, recipient_id, now)
    actor = partner(recipient_id)
    if loan is not None:
        _apply(session, actor, loan, message, said, now)
    elif said is Incoming.REQUEST and message.book is not None:
        _open(session, actor, message, sender_id, now)
    else:
        # A supplier that was asked before another one: its late words concern nobody any more.
        log.info("loans.no_such_request", number=message.request_no, said=str(said))


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
            col(LoanRequest.attempt) == (int(attempt) if attempt.isdecimal() else 0),
        )
    else:
        wanted = (
            col(LoanRequest.side) == Side.SUPPLYING,
            col(LoanRequest.request_no) == message.request_no,
            sa.true(),
        )
    return session.scalars(sa.select(LoanRequest).where(*mine, *wanted)).one_or_none()


def _is_remembered(session: Session, message: LoanMessage, sender_id: int, recipient_id: int) -> bool:
    same = (
        col(ReceivedMessage.sender_library_id) == sender_id,
        col(ReceivedMessage.recipient_library_id) == recipient_id,
        col(ReceivedMessage.request_no) == message.request_no,
        col(ReceivedMessage.seq) == message.seq,
    )
    return session.scalar(sa.select(col(ReceivedMessage.id)).where(*same)) is not None


def _remember(
    session: Session, message: LoanMessage, said: Incoming | None, sender_id: int, recipient_id: int, now: datetime
) -> None:
    session.add(
        ReceivedMessage(
            sender_library_id=sender_id,
            recipient_library_id=recipient_id,
            request_no=message.request_no,
            seq=message.seq,
            said=str(said),
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
        state=str(FIRST[Side.SUPPLYING]),
        received_seq=message.seq,
        record_id=book.record_id if known else None,
        book=book.model_dump(mode="json"),
        search_text=search_text(book, message.request_no),
        needed_by=message.needed_by,
        created_at=now,
        touched_at=now,
    )
    session.add(loan)
    session.flush()
    audit.record(
        session, actor, f"loan.{Incoming.REQUEST}", "loan", loan.id, at=now, to=loan.state, number=loan.public_no
    )
    notices.tell(session, actor, loan, str(Incoming.REQUEST))


def _apply(
    session: Session, actor: Actor, loan: LoanRequest, message: LoanMessage, said: Incoming | None, now: datetime
) -> None:
    at = moves.at_or_after(now, loan)
    found = incoming_step(loan.side, loan.stands, said) if said else None
    if found is None:
        log.warning("loans.unexpected", number=loan.public_no, state=loan.state, said=str(said))
        moves.move(session, actor, loan, f"unexpected.{said}", Step(None), {"received_seq": message.seq}, at)
        return
    changes = {"received_seq": message.seq} | (_facts(message, said, at) if said and found.target else {})
    moves.move(session, actor, loan, str(said), found, changes, at)


def _facts(message: LoanMessage, said: Incoming, at: datetime) -> dict[str, Any]:
    """Return what the message tells beside its codes, as columns; instants are ours, not the sender's."""
    parcel = {"ship_method": message.ship_method, "tracking_no": message.tracking_no}
    told: dict[Incoming, dict[str, Any]] = {
        Incoming.WILL_SUPPLY: {"answered_at": at},
        Incoming.UNFILLED: {"answered_at": at, "reason": message.reason_unfilled},
        Incoming.LOANED: {"shipped_at": at, "due_on": message.due_on, **parcel},
        Incoming.RECEIVED: {"received_at": at},
        Incoming.SHIPPED_RETURN: {"return_shipped_at": at, **parcel},
    }
    return told.get(said, {})
