"""Titles that may not leave the house yet, as the rooms tell that have them sent: asked before they are packed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core.hooks import Hook
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.shipments import NOT_SENT

HELD_BACK: Hook[Callable[[Session, Consignment, Sequence[ConsignmentLine], datetime], Mapping[int, Any]]] = Hook()
"""Who tells, by the kind of titles' subjects, which of some titles cannot travel yet: why, by the id of the line."""


def held_back(
    session: Session, consignment: Consignment, going: Sequence[ConsignmentLine], at: datetime
) -> Mapping[int, Any]:
    """Return why some of the titles that are to go may not leave yet, by the id of the line, in the list's order."""
    if consignment.state not in NOT_SENT:
        return {}
    found: dict[int, Any] = {}
    for kind, tell in HELD_BACK.fillings().items():
        mine = [line for line in going if line.subject_kind == kind]
        found |= tell(session, consignment, mine, at) if mine else {}
    return {line.id: found[line.id] for line in going if line.id in found}
