"""What libraries have: holdings and items, as their records state them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import GONE
from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.catalogue.queries.availability import promised
from library_exchange.core import many_rows
from library_exchange.core.no_number import is_no_number
from library_exchange.core.text import narrow
from library_exchange.marc.copies import Copies, by_call_number
from library_exchange.marc.description import CopyState, Description

_HOLDING = ("record_id", "library_id", "source_record_id", "call_number", "note")


def take_in(
    session: Session, library_id: int, given: Sequence[tuple[int, int, Description]], new: Collection[int] = ()
) -> list[int]:
    """Bring the library's holdings in line with its records: (id of the union record, of the source, what it says).

    A record alone is one copy. Items no longer stated become withdrawn; they are not deleted, a loan may hold them. One
    that is promised or lent to a partner stays as it was. Returns the copies that are gone now. Sources
    that are `new` have no holdings yet.
    """
    _add_first(session, library_id, [each for each in given if each[1] in new])
    before = [each for each in given if each[1] not in new]
    if not before:
        return []
    present: dict[int | None, list[Holding]] = defaultdict(list)
    sources = [source_id for _record, source_id, _description in before]
    for holding in session.scalars(sa.select(Holding).where(col(Holding.source_record_id).in_(sources))):
        present[holding.source_record_id].append(holding)
    wanted: list[tuple[Holding, Copies | None]] = []
    for record_id, source_id, description in before:
        wanted += _matched(library_id, record_id, source_id, description, present[source_id])
    new_holdings = [holding for holding, _stated in wanted if holding.id is None]
    rows = [{name: getattr(holding, name) for name in _HOLDING} for holding in new_holdings]
    for holding, number in zip(new_holdings, many_rows.insert_numbered(session, Holding, rows), strict=True):
        holding.id = number
    return _set_copies(session, wanted, {holding.id for holding in new_holdings})


def _add_first(session: Session, library_id: int, given: Sequence[tuple[int, int, Description]]) -> None:
    """Add the copies of sources that had none: nothing is there with which they must agree."""
    stated = [(record, source, each) for record, source, said in given for each in by_call_number(said.holdings)]
    rows = [
        {
            "record_id": record_id,
            "library_id": library_id,
            "source_record_id": source_id,
            "call_number": each.call_number,
            "note": (each.note or "")[:300] or None,
        }
        for record_id, source_id, each in stated
    ]
    numbers = many_rows.insert_numbered(session, Holding, rows)
    items = [
        row
        for number, (_record, _source, each) in zip(numbers, stated, strict=True)
        for row in _new_items(number, library_id, each, _kept((), each), 0)
    ]
    many_rows.insert(session, Item, items)


def follow(
    session: Session,
    _library_id: int,
    given: Sequence[tuple[int, int, Description]],
    _new: Collection[int] = (),
) -> list[int]:
    """Have the holdings of these source records stand at the union records that they belong to now; no copy goes."""
    records = {source_id: record_id for record_id, source_id, _description in given}
    for holding in session.scalars(sa.select(Holding).where(col(Holding.source_record_id).in_(records))):
        holding.record_id = records[holding.source_record_id or 0]
    session.flush()
    return []


def _matched(
    library_id: int,
    record_id: int,
    source_id: int,
    description: Description,
    present: list[Holding],
) -> list[tuple[Holding, Copies | None]]:
    """Return the holdings of one source record with what it states of each; None for one it no longer states."""
    for before in present:
        before.record_id = record_id
    left = {holding.call_number: holding for holding in present}
    pairs: list[tuple[Holding, Copies | None]] = []
    for stated in by_call_number(description.holdings):
        holding = left.pop(stated.call_number, None)
        if holding is None:
            holding = Holding(
                record_id=record_id,
                library_id=library_id,
                source_record_id=source_id,
                call_number=stated.call_number,
            )
        holding.note = (stated.note or "")[:300] or None
        pairs.append((holding, stated))
    return pairs + [(holding, None) for holding in left.values()]


def _set_copies(
    session: Session, wanted: Sequence[tuple[Holding, Copies | None]], empty: Collection[int | None]
) -> list[int]:
    items: dict[int, list[Item]] = defaultdict(list)
    ids = [holding.id for holding, _stated in wanted if holding.id not in empty]
    there = sa.select(Item).where(col(Item.holding_id).in_(ids)).order_by(col(Item.number))
    for item in session.scalars(there) if ids else ():
        items[item.holding_id].append(item)
    was = [(item, item.local_state) for several in items.values() for item in several]
    new: list[dict[str, Any]] = []
    for holding, stated in wanted:
        present = items[holding.id]
        numbers = _kept(present, stated or Copies(None, 0))
        new += _new_items(holding.id, holding.library_id, stated, numbers, len(present))
    many_rows.insert(session, Item, new)
    return _gone(session, was)


def _new_items(
    holding_id: int | None, library_id: int, stated: Copies | None, numbers: Sequence[str | None], there: int
) -> list[dict[str, Any]]:
    """Return the rows of copies with these numbers that come to so many as are there."""
    return [
        {
            "holding_id": holding_id,
            "library_id": library_id,
            "number": at,
            "barcode": number,
            "place": _place(stated, number),
            "local_state": _state(stated, number) or LocalState.ON_SHELF,
        }
        for at, number in enumerate(numbers, there + 1)
    ]


def _gone(session: Session, was: Sequence[tuple[Item, LocalState]]) -> list[int]:
    """Return which copies are gone and were not; those promised are back in the states that they were in."""
    gone = [(item, state) for item, state in was if item.local_state in GONE and state not in GONE]
    ids = [item.id for item, _state in gone]
    taken = set(session.scalars(sa.select(col(Item.id)).where(col(Item.id).in_(ids), promised()))) if gone else set()
    for item, state in gone:
        if item.id in taken:
            item.local_state = state
    return [each for each in ids if each not in taken]


def _kept(present: Sequence[Item], stated: Copies) -> list[str | None]:
    """Keep the copies that are stated, and withdraw the others; return the numbers of those that are still to come.

    A copy is known by its number. A new number goes to a copy that had none; a copy that is only counted is one without
    a number, or else one whose number is stated no more.
    """
    for item in present:
        if item.barcode and is_no_number(item.barcode):
            item.barcode = None
    known = {narrow(item.barcode): item for item in reversed(present) if item.barcode}
    kept = {known[number].id for number in stated.numbers if number in known}
    new: list[str | None] = [number for number in stated.numbers if number not in known]
    free = [item for item in present if item.id not in kept]
    free.sort(key=lambda item: item.barcode is not None)
    while new and free and free[0].barcode is None:
        free[0].barcode = new.pop(0)
        kept.add(free.pop(0).id)
    counted = stated.count - len(stated.numbers)
    kept |= {item.id for item in free[:counted]}
    for item in present:
        if item.id not in kept:
            item.local_state = LocalState.WITHDRAWN
            continue
        item.place = _place(stated, item.barcode)
        if (told := _state(stated, item.barcode)) is not None:
            item.local_state = told
        elif item.local_state == LocalState.WITHDRAWN:
            item.local_state = LocalState.ON_SHELF
    return new + [None] * (counted - len(free[:counted]))


_STATES = {
    CopyState.ON_SHELF: LocalState.ON_SHELF,
    CopyState.OUT: LocalState.OUT_LOCALLY,
    CopyState.NOT_LENT: LocalState.NOT_LENT,
    CopyState.MISSING: LocalState.MISSING,
    CopyState.GONE: LocalState.WITHDRAWN,
}


def _place(stated: Copies | None, number: str | None) -> str | None:
    """Return where the copy of this number stands, as far as its record says."""
    place = stated.places.get(number) if stated is not None and number else None
    return place[:120] if place else None


def _state(stated: Copies | None, number: str | None) -> LocalState | None:
    """Return what the record says of the state of a copy; None if it says nothing."""
    if stated is None:
        return None
    told = stated.states.get(number) if number in stated.numbers else stated.state
    return _STATES[told] if told is not None else None
