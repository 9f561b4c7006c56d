"""What who runs the platform may do: have work that failed be tried again at once."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit, outbox
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l


def try_again(session: Session, actor: Actor, message_id: int, at: datetime) -> None:
    """Have work that failed be tried at once; raises Conflict if it is done, or being done."""
    message = outbox.hasten(session, message_id, at)
    if message is None:
        raise Conflict("done-meanwhile", _l("This is done meanwhile, or is being done now. Reload the page."))
    audit.record(session, actor, "try_again", "outbox", message.id, kind=message.kind)
