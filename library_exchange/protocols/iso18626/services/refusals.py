"""What people do about documents that a partner's system has refused."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.core.rights import require_party
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.standard_codes import MessageStatus
from library_exchange.protocols.iso18626.models import Direction, EndPoint, WireMessage
from library_exchange.protocols.iso18626.services import outgoing


def require_own(session: Session, actor: Actor, row: WireMessage) -> int:
    """Return the request of the actor's library that the document is about; raises NotFound for another's."""
    loan = session.get(LoanRequest, row.loan_id) if row.loan_id else None
    if loan is None:
        raise NotFound("another-librarys")
    require_party(actor, loan.library_id)
    return loan.id


def send_again(session: Session, actor: Actor, row: WireMessage, at: datetime) -> None:
    """Have a refused document sent once more; raises Conflict if it is none, or its partner's system is suspended."""
    _require_refused(row)
    if not session.get_one(EndPoint, row.end_point_id).is_active:
        raise Conflict("suspended", _l("The partner's system is suspended. Write or call the library."))
    outgoing.send_again(session, row, at)
    audit.record(session, actor, "send_again", "document", row.id, at=at)


def see(session: Session, actor: Actor, row: WireMessage, at: datetime) -> None:
    """Note that staff have seen to a refused document; raises Conflict if it is none."""
    _require_refused(row)
    row.seen_at = at
    session.add(row)
    audit.record(session, actor, "see", "document", row.id, at=at)


def _require_refused(row: WireMessage) -> None:
    if row.direction is not Direction.OUT or row.confirmation is not MessageStatus.ERROR:
        raise Conflict("not-refused", _l("This is not refused any more: look at what was exchanged."))
