"""Letters: a successor is asked, has answered, has taken over; partners learn to whom they belong now."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from library_exchange.directory.models import Library
from library_exchange.directory.queries import find_member
from library_exchange.notifications.services import notify_library
from library_exchange.succession import labels
from library_exchange.succession.models import Succession
from library_exchange.succession.rules import Kind


def tell_successor(session: Session, row: Succession) -> None:
    """Write to the successor that it is asked, or that it is asked no more."""
    _write(session, row, row.successor_id, row.state.value, row.asked)


def tell_leaver(session: Session, row: Succession) -> None:
    """Write to the library that leaves what its successor says."""
    _write(session, row, row.library_id, row.state.value, row.taken)


def tell_both(session: Session, row: Succession) -> None:
    """Write to both libraries that what had been accepted is taken back."""
    for library_id in (row.library_id, row.successor_id):
        _write(session, row, library_id, "taken_back", row.taken)


def tell_carried(session: Session, row: Succession, carried: Mapping[Kind, Sequence[tuple[int, int]]]) -> None:
    """Write to both libraries what was carried over, and to each partner what of it is open with it."""
    counts = {kind.value: len(found) for kind, found in carried.items() if found}
    for library_id in (row.library_id, row.successor_id):
        _write(session, row, library_id, "carried", list(counts), counts)
    of_partners: dict[int, dict[str, int]] = {}
    for kind, found in carried.items():
        for _number, partner_id in found:
            counted = of_partners.setdefault(partner_id, {})
            counted[kind.value] = counted.get(kind.value, 0) + 1
    for partner_id, counted in sorted(of_partners.items()):
        if find_member(session, partner_id) is not None:
            _write(session, row, partner_id, "partner", list(counted), counted)


def _write(
    session: Session,
    row: Succession,
    library_id: int,
    what: str,
    kinds: Sequence[str],
    counts: Mapping[str, int] | None = None,
) -> None:
    to, leaver, successor = (session.get_one(Library, each) for each in (library_id, row.library_id, row.successor_id))
    named = [(labels.KINDS[Kind(kind)][0], (counts or {}).get(kind)) for kind in kinds]
    told = {
        "leaver": leaver.name_in(to.language),
        "successor": successor.name_in(to.language),
        "successor_code": successor.code,
        "code": leaver.code,
        "things": named,
    }
    notify_library(session, to, f"succession/{what}", **told)
