"""What a library says of its own copies by hand."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import end_offers
from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState
from library_exchange.catalogue.queries.availability import promised
from library_exchange.catalogue.services import index
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import _l
from library_exchange.core.no_number import is_no_number
from library_exchange.core.text import narrow, one_line, widths

Told = Mapping[str, str]
NOTING: Hook[Callable[[Session, Actor, Item, Told, Told, datetime], None]] = Hook()
"""Who writes down what was written of a copy: the fields as they were before, and as they are."""


def set_state(session: Session, actor: Actor, item_id: int, state: LocalState, at: datetime) -> tuple[int, int]:
    """Note where a copy of the actor's library is; return the id of its record, and how many offers of it ended.

    Raises NotFound for another library's copy, Conflict for one that is withdrawn, promised or lent to a partner.
    """
    item = _get_own(session, actor, item_id)
    if item.local_state is LocalState.WITHDRAWN:
        raise Conflict("withdrawn", sentence=_l("This copy is withdrawn. Open it in Our holdings to take it back."))
    if session.scalar(sa.select(col(Item.id)).where(col(Item.id) == item_id, promised())) is not None:
        sentence = _l("This copy is promised or lent to another library. Finish that request first.")
        raise Conflict("item-promised", sentence=sentence)
    holding = session.get_one(Holding, item.holding_id)
    audit.record(session, actor, "set_state", "item", item.id, before=item.local_state, after=state)
    _note(session, actor, item, {"state": item.local_state.value}, {"state": state.value}, at)
    item.local_state = state
    session.flush()
    index.announce(session, [holding.record_id])
    return holding.record_id, end_offers(session, [item.id], state, at)


def set_number(session: Session, actor: Actor, item_id: int, number: str, at: datetime) -> int:
    """Note by which barcode or inventory number a copy of the actor's library is known; return the id of its record.

    Raises NotFound for another library's copy, InvalidInput for the number of another copy. Promised copies have theirs
    put right, too; without a number one is known by its place alone.
    """
    item = _get_own(session, actor, item_id)
    code = None if is_no_number(number) else one_line(narrow(number))
    if code is not None:
        require_free_number(session, item.library_id, item.id, code)
    audit.record(session, actor, "set_number", "item", item.id, before=item.barcode, after=code)
    _note(session, actor, item, {"barcode": item.barcode or ""}, {"barcode": code or ""}, at)
    item.barcode = code
    return session.get_one(Holding, item.holding_id).record_id


def _note(session: Session, actor: Actor, item: Item, before: Told, after: Told, at: datetime) -> None:
    for note in NOTING.fillings().values() if before != after else ():
        note(session, actor, item, before, after, at)


def _get_own(session: Session, actor: Actor, item_id: int) -> Item:
    item = session.get(Item, item_id)
    if item is None or item.library_id != actor.library_id:
        raise NotFound("item", item=item_id)
    return item


def record_of_own(session: Session, actor: Actor, item_id: int) -> int:
    """Return the id of the record of a copy of the actor's library; raises NotFound for another library's copy."""
    return session.get_one(Holding, _get_own(session, actor, item_id).holding_id).record_id


def require_free_number(session: Session, library_id: int, item_id: int, code: str) -> None:
    """Raise InvalidInput, which names the copy, if another of the library has this number, in letters of any width."""
    same = (col(Item.library_id) == library_id, col(Item.barcode).in_(widths(code)), col(Item.id) != item_id)
    whose = (
        sa.select(col(BibliographicRecord.card), col(Holding.call_number))
        .join(Holding, col(Holding.record_id) == col(BibliographicRecord.id))
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(*same)
        .limit(1)
    )
    for card, call_number in session.execute(whose):
        raise InvalidInput({"barcode": _taken_by(card["titles"][0][0], call_number)})


def _taken_by(title: str, call_number: str | None) -> Any:
    if call_number is None:
        return _l("This number is that of another copy of your library: “%(title)s”. Compare the two.", title=title)
    return _l(
        "This number is that of another copy of your library: “%(title)s”, call number %(call_number)s. "
        "Compare the two.",
        title=title,
        call_number=call_number,
    )
