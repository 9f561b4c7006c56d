"""What who runs the platform may do: have work that failed be tried again at once."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit, outbox
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.core.models import OutboxMessage


def try_again(session: Session, actor: Actor, message_id: int, at: datetime) -> None:
    """Have work that failed be tried at once; raises NotFound, or Conflict if it is done or being done."""
    message = outbox.hasten(session, message_id, at)
    if message is None:
        if session.get(OutboxMessage, message_id) is None:
            raise NotFound("work", id=message_id)
        raise Conflict("done-meanwhile", _l("This is done meanwhile, or is being done now. Reload the page."))
    audit.record(session, actor, "try_again", "outbox", message.id, kind=message.kind)
