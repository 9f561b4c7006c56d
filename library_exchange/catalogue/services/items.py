"""What a library says of its own copies by hand."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.catalogue.queries.availability import promised
from library_exchange.catalogue.services import index
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.core.text import narrow, one_line, widths


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


def set_number(session: Session, actor: Actor, item_id: int, number: str) -> int:
    """Note by which barcode or inventory number a copy of the actor's library is known; return the id of its record.

    Raises NotFound for another library's copy, InvalidInput for the number of another copy. Promised copies have theirs
    put right, too; without a number one is known by its place alone.
    """
    item = session.get(Item, item_id)
    if item is None or item.library_id != actor.library_id:
        raise NotFound("item", item=item_id)
    code = one_line(narrow(number)) or None
    if code is not None:
        require_free_number(session, item.library_id, item.id, code)
    audit.record(session, actor, "set_number", "item", item.id, before=item.barcode, after=code)
    item.barcode = code
    return session.get_one(Holding, item.holding_id).record_id


def require_free_number(session: Session, library_id: int, item_id: int, code: str) -> None:
    """Raise InvalidInput if another copy of the library has this number, in letters of any width."""
    same = (col(Item.library_id) == library_id, col(Item.barcode).in_(widths(code)), col(Item.id) != item_id)
    if session.scalar(sa.select(col(Item.id)).where(*same).limit(1)) is not None:
        raise InvalidInput({"barcode": _l("Another copy of your library has this number.")})
