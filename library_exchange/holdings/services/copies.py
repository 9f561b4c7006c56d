"""Copies of a library's records: added, changed, and told in what the record says, so that both agree."""

import re
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import end_offers
from library_exchange.catalogue.models import Holding, Item, LocalState, SourceRecord
from library_exchange.catalogue.services import index, removing
from library_exchange.catalogue.services.items import require_free_number
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.holdings.queries.on_word import holdings_on_word
from library_exchange.holdings.queries.own_records import OwnCopy, copies_of
from library_exchange.holdings.schemas import CopyGiven, NewCopies
from library_exchange.marc.description import CopyState, LocalHolding

PROMISED = _l("This copy is promised or lent to another library. Finish that request first.")
_SEVERAL = re.compile(r"[,;，；、]")
"""What stands between the numbers of several copies."""
_STATED = {
    LocalState.ON_SHELF: CopyState.ON_SHELF,
    LocalState.OUT_LOCALLY: CopyState.OUT,
    LocalState.NOT_LENT: CopyState.NOT_LENT,
    LocalState.MISSING: CopyState.MISSING,
}


def stated(copies: Sequence[OwnCopy]) -> tuple[LocalHolding, ...]:
    """Return the copies that are there as a record states them."""
    return tuple(
        LocalHolding(None, each.call_number, 1, each.barcode, each.place, _STATED[each.state])
        for each in copies
        if each.state is not LocalState.WITHDRAWN
    )


def require_free(session: Session, library_id: int, given: NewCopies) -> None:
    """Raise InvalidInput if new copies have the number of another one, or several shall have one number."""
    if given.barcode and (given.copies > 1 or _SEVERAL.search(given.barcode)):
        raise InvalidInput({"barcode": _l("One number is one copy's. Add copies with numbers one by one.")})
    if given.state is LocalState.WITHDRAWN:
        raise InvalidInput({"state": _l("Choose one of the values offered.")})
    if given.barcode:
        require_free_number(session, library_id, 0, given.barcode)


def add(session: Session, source: SourceRecord, given: NewCopies, is_first: bool = False) -> list[int]:
    """Add copies to a record; return their ids. Those that came with a record without any are the first of them."""
    holding = _holding(session, source, given.call_number or None)
    taken: list[Item] = []
    if is_first:
        own = sa.select(col(Holding.id)).where(col(Holding.source_record_id) == source.id)
        there = sa.select(Item).where(col(Item.holding_id).in_(own)).order_by(col(Item.id))
        taken = list(session.scalars(there.limit(given.copies)))
        for item in taken:
            _move(session, item, holding)
    promised = {each.id for each in copies_of(session, [source.id])[source.id] if each.is_promised}
    while len(taken) < given.copies:
        item = Item(holding_id=holding.id, library_id=source.library_id, number=_next_number(session, holding.id))
        session.add(item)
        session.flush()
        taken.append(item)
    for item in taken:
        item.barcode, item.place = given.barcode or None, given.copy_place or None
        item.local_state = item.local_state if item.id in promised else given.state
    session.flush()
    index.announce(session, [source.record_id])
    return [item.id for item in taken]


def take_on_word(session: Session, source: SourceRecord, call_number: str | None) -> None:
    """Have copies of a title that stood on the library's word be those of its new record, under one shelf mark."""
    on_word = holdings_on_word(session, source.library_id, source.record_id)
    if not on_word:
        return
    removing.remove_copies(session, [each.id for each in copies_of(session, [source.id])[source.id]])
    first, *others = on_word
    first.source_record_id, first.call_number = source.id, call_number
    moving = sa.select(Item).where(col(Item.holding_id).in_([each.id for each in others]))
    for item in session.scalars(moving.order_by(col(Item.id))).all():
        _move(session, item, first)
    session.flush()


def change(session: Session, source: SourceRecord, copy: OwnCopy, given: CopyGiven, at: datetime) -> int:
    """Write number, shelf mark, place and state of a copy; return how many offers of it ended with that.

    Raises InvalidInput for the number of another copy, Conflict if the state of a promised one is to change.
    """
    if copy.is_promised and given.state is not copy.state:
        raise Conflict("item-promised", PROMISED)
    if given.barcode:
        require_free_number(session, source.library_id, copy.id, given.barcode)
    item = session.get_one(Item, copy.id)
    if (given.call_number or None) != copy.call_number:
        _move(session, item, _holding(session, source, given.call_number or None))
    if (given.copy_place or None) != copy.place:
        item.place = given.copy_place or None
    item.barcode, item.local_state = given.barcode or None, given.state
    session.flush()
    index.announce(session, [source.record_id])
    return end_offers(session, [item.id], given.state, at)


def tell_states(session: Session, copies: Sequence[tuple[int, str]], source: SourceRecord) -> None:
    """Have copies that are withdrawn still be in the states that they were in."""
    for item_id, state in copies:
        item = session.get(Item, item_id)
        if item is not None and item.local_state is LocalState.WITHDRAWN:
            item.local_state = LocalState(state)
    session.flush()
    index.announce(session, [source.record_id])


def _holding(session: Session, source: SourceRecord, call_number: str | None) -> Holding:
    """Return the record's holding under a shelf mark, a new one if it has none."""
    is_same = col(Holding.call_number) == call_number if call_number else col(Holding.call_number).is_(None)
    own = sa.select(Holding).where(col(Holding.source_record_id) == source.id, is_same).limit(1)
    found = session.scalars(own).first()
    if found is None:
        found = Holding(
            record_id=source.record_id,
            library_id=source.library_id,
            source_record_id=source.id,
            call_number=call_number,
        )
        session.add(found)
        session.flush()
    return found


def _move(session: Session, item: Item, holding: Holding) -> None:
    """Have a copy stand under another shelf mark; a holding that is left without copies goes."""
    left = item.holding_id
    if left == holding.id:
        return
    item.number = _next_number(session, holding.id)
    item.holding_id = holding.id
    session.flush()
    if session.scalar(sa.select(col(Item.id)).where(col(Item.holding_id) == left).limit(1)) is None:
        session.execute(sa.delete(Holding).where(col(Holding.id) == left))


def _next_number(session: Session, holding_id: int) -> int:
    last = sa.select(sa.func.max(col(Item.number))).where(col(Item.holding_id) == holding_id)
    return (session.scalar(last) or 0) + 1
