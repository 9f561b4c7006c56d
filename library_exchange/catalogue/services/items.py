"""What a library says of its own copies by hand."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.catalogue.queries.availability import promised
from library_exchange.catalogue.services import index
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l


def set_state(session: Session, actor: Actor, item_id: int, state: LocalState) -> int:
    """Note where a copy of the actor's library is; return the id of its record.

    Raises NotFound for another library's copy, Conflict for one that is promised or lent to a partner.
    """
    item = session.get(Item, item_id)
    if item is None or item.library_id != actor.library_id:
        raise NotFound("item", item=item_id)
    if session.scalar(sa.select(col(Item.id)).where(col(Item.id) == item_id, promised())) is not None:
        sentence = _l("This copy is promised or lent to another library. Finish that request first.")
        raise Conflict("item-promised", sentence=sentence)
    holding = session.get_one(Holding, item.holding_id)
    audit.record(session, actor, "set_state", "item", item.id, before=item.local_state, after=state)
    item.local_state = state
    index.announce(session, [holding.record_id])
    return holding.record_id
