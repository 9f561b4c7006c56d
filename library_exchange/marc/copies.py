"""The copies that a record states: how many under each call number, their numbers, and what of it is not kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from library_exchange.core.text import narrow
from library_exchange.marc.description import CopyState, LocalHolding
from library_exchange.marc.verdicts import Repair

MOST_COPIES = 999
"""So many copies under one call number without numbers of their own are believed; a slip of the key writes more."""
LONGEST_NUMBER, LONGEST_CALL_NUMBER = 60, 120


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies under one call number; the first of them have the `numbers` (barcodes or inventory numbers).

    `places` and `states` are told by number, as far as records say them; `state` is that of copies without a number.
    """

    call_number: str | None
    count: int = 1
    numbers: tuple[str, ...] = ()
    note: str | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, CopyState] = field(default_factory=dict)
    state: CopyState | None = None


def by_call_number(stated: Sequence[LocalHolding]) -> list[Copies]:
    """Return what a record states of its copies, added up under each call number; a record alone is one copy.

    Each number is one copy's and is kept. A record that names several libraries is a union list: of these only the
    giver's one copy is sure.
    """
    if not stated or is_union_list(stated):
        return [Copies(None)]
    found: dict[str | None, Copies] = {}
    for each in stated:
        call_number = (each.call_number or "")[:LONGEST_CALL_NUMBER] or None
        before = found.get(call_number, Copies(call_number, 0))
        number = narrow(each.own_number or "")[:LONGEST_NUMBER]
        numbers = tuple(dict.fromkeys((*before.numbers, number))) if number else before.numbers
        count = max(min(each.copies + before.count, MOST_COPIES), len(numbers))
        note = _both(before.note, each.note) if each.copies else before.note
        places = {**before.places, number: each.note} if number and each.note else before.places
        states = {**before.states, number: each.state} if number and each.state else before.states
        state = each.state if each.copies and not number else before.state
        found[call_number] = Copies(call_number, count, numbers, note, places, states, state)
    return list(found.values())


def _both(before: str | None, note: str | None) -> str | None:
    known = before.split("; ") if before else []
    return before if not note or note in known else "; ".join((*known, note))


def is_union_list(stated: Sequence[LocalHolding]) -> bool:
    """Whether a record tells of the copies of several libraries."""
    return len({each.library_code for each in stated}) > 1


def repairs_of(stated: Sequence[LocalHolding]) -> tuple[Repair, ...]:
    """Return what a librarian should hear of how the copies of a record are kept."""
    return tuple(_repairs(stated))


def _repairs(stated: Sequence[LocalHolding]) -> Iterator[Repair]:
    if is_union_list(stated):
        if len(stated) > 1 and any(each.own_number for each in stated):
            yield Repair.UNION_LIST
        return
    if any(each.barcode and not each.own_number for each in stated):
        yield Repair.NO_NUMBER
    copies = by_call_number(stated)
    if any(0 < len(each.numbers) < each.count for each in copies):
        yield Repair.COPIES_WITHOUT_NUMBER
    if sum(each.copies for each in stated) > sum(each.count for each in copies):
        yield Repair.TOO_MANY_COPIES
