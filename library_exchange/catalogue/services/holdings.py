"""What libraries have: holdings and items taken from records and changed by hand."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState, SourceRecord
from library_exchange.marc.description import LocalHolding

MOST_COPIES = 999


def take_in(session: Session, record_id: int, source: SourceRecord, given: Sequence[LocalHolding]) -> None:
    """Bring the holdings of the library's record `source` in line with what it states; a record alone is one copy.

    Items that are no longer stated become withdrawn; they are not deleted, a loan may hold them.
    """
    present = list(session.scalars(sa.select(Holding).where(col(Holding.source_record_id) == source.id)))
    unseen = {holding.id for holding in present}
    for wanted in _by_call_number(given or [LocalHolding(None, None)]):
        holding = next((h for h in present if h.call_number == wanted.call_number and h.id in unseen), None)
        if holding is None:
            holding = Holding(
                record_id=record_id,
                library_id=source.library_id,
                source_record_id=source.id,
                call_number=wanted.call_number,
            )
            session.add(holding)
            session.flush()
        unseen.discard(holding.id)
        holding.note = (wanted.note or "")[:300] or None
        _set_copies(session, holding, wanted)
    for holding in present:
        if holding.id in unseen:
            _set_copies(session, holding, None)


def _by_call_number(given: Sequence[LocalHolding]) -> list[LocalHolding]:
    """Return `given` with the copies under one call number added up.

    A record that names several libraries is a union list: of these only the giver's one copy is sure.
    """
    if len({each.library_code for each in given}) > 1:
        return [LocalHolding(None, None)]
    found: dict[str | None, LocalHolding] = {}
    for each in given:
        call_number = (each.call_number or "")[:120] or None
        before = found.get(call_number)
        copies = min(each.copies + (before.copies if before else 0), MOST_COPIES)
        barcode = each.barcode or (before.barcode if before else None)
        found[call_number] = LocalHolding(each.library_code, call_number, copies, barcode, each.note)
    return list(found.values())


def _set_copies(session: Session, holding: Holding, wanted: LocalHolding | None) -> None:
    if holding.id is None:
        raise ValueError("the holding has no id before it is flushed")
    items = list(session.scalars(sa.select(Item).where(col(Item.holding_id) == holding.id).order_by("number")))
    copies = wanted.copies if wanted else 0
    for item in items[copies:]:
        item.local_state = LocalState.WITHDRAWN
    for item in items[:copies]:
        if item.local_state == LocalState.WITHDRAWN:
            item.local_state = LocalState.ON_SHELF
    session.add_all(
        Item(
            holding_id=holding.id,
            library_id=holding.library_id,
            number=number,
            barcode=(wanted.barcode or "")[:60] or None if wanted and copies == 1 else None,
        )
        for number in range(len(items) + 1, copies + 1)
    )
