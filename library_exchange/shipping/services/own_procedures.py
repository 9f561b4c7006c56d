"""Titles of which an upper room itself settles what came badly, such as books that are lent; it says so in `app`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from library_exchange.core.hooks import Hook
from library_exchange.shipping.models import ConsignmentLine


@dataclass(frozen=True)
class OwnProcedure:
    """How a room takes in that a title of its own came badly: it is told and leads on, and no claim is opened.

    `damages` names by its code what may be wrong with a damaged one; who notes what came chooses among them.
    """

    damages: Mapping[str, Any]


OWN_PROCEDURES: Hook[OwnProcedure] = Hook()
"""The rooms that settle damage and loss by themselves, by the kind of their titles' subjects."""


def own_procedure(line: ConsignmentLine) -> OwnProcedure | None:
    """Return how the room of a title settles what came badly; None where a claim is opened."""
    return OWN_PROCEDURES.find(line.subject_kind) if line.subject_id is not None else None
