"""What libraries have: holdings and items, as their records state them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.marc.description import Description, LocalHolding

MOST_COPIES = 999


def take_in(session: Session, library_id: int, given: Sequence[tuple[int, int, Description]]) -> None:
    """Bring the library's holdings in line with its records: (id of the union record, of the source, what it says).

    A record alone is one copy. Items no longer stated become withdrawn; they are not deleted, a loan may hold them.
    """
    present: dict[int | None, list[Holding]] = defaultdict(list)
    sources = [source_id for _record, source_id, _description in given]
    for holding in session.scalars(sa.select(Holding).where(col(Holding.source_record_id).in_(sources))):
        present[holding.source_record_id].append(holding)
    wanted: list[tuple[Holding, LocalHolding | None]] = []
    for record_id, source_id, description in given:
        wanted += _matched(session, library_id, record_id, source_id, description, present[source_id])
    session.flush()
    _set_copies(session, wanted)


def follow(session: Session, _library_id: int, given: Sequence[tuple[int, int, Description]]) -> None:
    """Have the holdings of these source records stand at the union records that they belong to now."""
    records = {source_id: record_id for record_id, source_id, _description in given}
    for holding in session.scalars(sa.select(Holding).where(col(Holding.source_record_id).in_(records))):
        holding.record_id = records[holding.source_record_id or 0]
    session.flush()


def _matched(
    session: Session,
    library_id: int,
    record_id: int,
    source_id: int,
    description: Description,
    present: list[Holding],
) -> list[tuple[Holding, LocalHolding | None]]:
    """Return the holdings of one source record with what it states of each; None for one it no longer states."""
    for before in present:
        before.record_id = record_id
    left = {holding.call_number: holding for holding in present}
    pairs: list[tuple[Holding, LocalHolding | None]] = []
    for stated in _by_call_number(description.holdings or (LocalHolding(None, None),)):
        holding = left.pop(stated.call_number, None)
        if holding is None:
            holding = Holding(
                record_id=record_id,
                library_id=library_id,
                source_record_id=source_id,
                call_number=stated.call_number,
            )
            session.add(holding)
        holding.note = (stated.note or "")[:300] or None
        pairs.append((holding, stated))
    return pairs + [(holding, None) for holding in left.values()]


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


def _set_copies(session: Session, wanted: Sequence[tuple[Holding, LocalHolding | None]]) -> None:
    items: dict[int, list[Item]] = defaultdict(list)
    ids = [holding.id for holding, _stated in wanted]
    for item in session.scalars(sa.select(Item).where(col(Item.holding_id).in_(ids)).order_by(col(Item.number))):
        items[item.holding_id].append(item)
    new: list[dict[str, Any]] = []
    for holding, stated in wanted:
        present = items[holding.id]
        copies = stated.copies if stated else 0
        for item in present[copies:]:
            item.local_state = LocalState.WITHDRAWN
        for item in present[:copies]:
            if item.local_state == LocalState.WITHDRAWN:
                item.local_state = LocalState.ON_SHELF
        barcode = (stated.barcode or "")[:60] or None if stated and copies == 1 else None
        new += [
            {
                "holding_id": holding.id,
                "library_id": holding.library_id,
                "number": number,
                "barcode": barcode,
                "local_state": LocalState.ON_SHELF,
            }
            for number in range(len(present) + 1, copies + 1)
        ]
    if new:
        session.execute(sa.insert(Item), new)
