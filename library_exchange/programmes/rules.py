"""The life of a programme, of a curated list and of a pledge, as tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from library_exchange.core.procedure import find_step


class ProgrammeState(StrEnum):
    """Where a programme stands; everybody sees it once both organisers have agreed to it."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    OVER = "over"
    CANCELLED = "cancelled"


class ProgrammeEvent(StrEnum):
    """What can happen to a programme."""

    PROPOSE = "propose"
    AGREE = "agree"
    SEND_BACK = "send_back"
    END = "end"
    CANCEL = "cancel"


class ListState(StrEnum):
    """Where a curated list stands."""

    DRAFT = "draft"
    OPEN = "open"
    UNDER_WAY = "under_way"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class ListEvent(StrEnum):
    """What can happen to a curated list."""

    PUBLISH = "publish"
    CLOSE = "close"
    CLOSE_EMPTY = "close_empty"
    SETTLE = "settle"
    CANCEL = "cancel"


class PledgeState(StrEnum):
    """What became of the copies that a library pledged."""

    PLEDGED = "pledged"
    PLANNED = "planned"
    SENT = "sent"
    RECEIVED = "received"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class PledgeEvent(StrEnum):
    """What can happen to a pledge."""

    WITHDRAW = "withdraw"
    PLAN = "plan"
    SEND = "send"
    RECEIVE = "receive"
    FAIL = "fail"


class Side(StrEnum):
    """Who brings an event about: an organiser (who proposed, who was asked, either), a list's editor, the clock."""

    AUTHOR = "author"
    PARTNER = "partner"
    EITHER = "either"
    EDITOR = "editor"
    CLOCK = "clock"


S = TypeVar("S", ProgrammeState, ListState)


@dataclass(frozen=True)
class Step(Generic[S]):
    """Where an event leads, and who may bring it about."""

    target: S
    by: frozenset[Side]


P, PE, L, LE, G, GE = ProgrammeState, ProgrammeEvent, ListState, ListEvent, PledgeState, PledgeEvent


def _by(*sides: Side) -> frozenset[Side]:
    return frozenset(sides)


PROGRAMME: Mapping[tuple[ProgrammeState, ProgrammeEvent], Step[ProgrammeState]] = {
    (P.DRAFT, PE.PROPOSE): Step(P.PROPOSED, _by(Side.AUTHOR)),
    (P.DRAFT, PE.CANCEL): Step(P.CANCELLED, _by(Side.AUTHOR)),
    (P.PROPOSED, PE.AGREE): Step(P.PUBLISHED, _by(Side.PARTNER)),
    (P.PROPOSED, PE.SEND_BACK): Step(P.DRAFT, _by(Side.PARTNER)),
    (P.PROPOSED, PE.CANCEL): Step(P.CANCELLED, _by(Side.EITHER)),
    (P.PUBLISHED, PE.END): Step(P.OVER, _by(Side.CLOCK)),
    (P.PUBLISHED, PE.CANCEL): Step(P.CANCELLED, _by(Side.EITHER)),
}
LIST: Mapping[tuple[ListState, ListEvent], Step[ListState]] = {
    (L.DRAFT, LE.PUBLISH): Step(L.OPEN, _by(Side.EDITOR)),
    (L.DRAFT, LE.CANCEL): Step(L.CANCELLED, _by(Side.EDITOR)),
    # The organisers answer for what stands in their programme, so they may take an open list out of it.
    (L.OPEN, LE.CLOSE): Step(L.UNDER_WAY, _by(Side.EDITOR, Side.CLOCK)),
    (L.OPEN, LE.CLOSE_EMPTY): Step(L.SETTLED, _by(Side.EDITOR, Side.CLOCK)),
    (L.OPEN, LE.CANCEL): Step(L.CANCELLED, _by(Side.EDITOR, Side.EITHER)),
    (L.UNDER_WAY, LE.SETTLE): Step(L.SETTLED, _by(Side.CLOCK)),
}
PLEDGE: Mapping[tuple[PledgeState, PledgeEvent], PledgeState] = {
    (G.PLEDGED, GE.WITHDRAW): G.WITHDRAWN,
    (G.PLEDGED, GE.PLAN): G.PLANNED,
    # The list was cancelled.
    (G.PLEDGED, GE.FAIL): G.FAILED,
    (G.PLANNED, GE.SEND): G.SENT,
    (G.PLANNED, GE.FAIL): G.FAILED,
    (G.SENT, GE.RECEIVE): G.RECEIVED,
    (G.SENT, GE.FAIL): G.FAILED,
    # A book that was taken for good and is credited after a claim never was received.
    (G.RECEIVED, GE.FAIL): G.FAILED,
    # Copies that did not come well are sent again, beside those that did.
    (G.SENT, GE.SEND): G.SENT,
    (G.RECEIVED, GE.SEND): G.RECEIVED,
    (G.RECEIVED, GE.RECEIVE): G.RECEIVED,
}
HOLDING = (G.PLEDGED, G.PLANNED, G.SENT, G.RECEIVED)
"""States in which a pledge counts towards the copies that a list asks for."""
ON_THE_WAY = (G.PLANNED, G.SENT)
PUBLIC_PROGRAMMES = frozenset({P.PUBLISHED, P.OVER})
PUBLIC_LISTS = frozenset({L.OPEN, L.UNDER_WAY, L.SETTLED})


def programme_step(state: ProgrammeState, event: ProgrammeEvent) -> Step[ProgrammeState]:
    """Return the step of `event` from a programme's `state`; raises NoSuchStep."""
    return find_step(PROGRAMME, state, event)


def list_step(state: ListState, event: ListEvent) -> Step[ListState]:
    """Return the step of `event` from a list's `state`; raises NoSuchStep."""
    return find_step(LIST, state, event)


def pledge_step(state: PledgeState, event: PledgeEvent) -> PledgeState:
    """Return where `event` leads a pledge from `state`; raises NoSuchStep."""
    return find_step(PLEDGE, state, event)


def sides_in_programme(library_id: int | None, author_id: int, partner_id: int) -> frozenset[Side]:
    """Return which sides of a programme a library is."""
    if library_id == author_id:
        return _by(Side.AUTHOR, Side.EITHER)
    return _by(Side.PARTNER, Side.EITHER) if library_id == partner_id else _by()


def sides_of_list(library_id: int | None, editor_id: int, organisers: frozenset[int]) -> frozenset[Side]:
    """Return which sides of a curated list a library is."""
    editor = _by(Side.EDITOR) if library_id == editor_id else _by()
    return editor | (_by(Side.EITHER) if library_id in organisers else _by())


def programme_events(state: ProgrammeState, sides: frozenset[Side]) -> tuple[ProgrammeEvent, ...]:
    """Return what these sides may do with a programme in `state`, the likeliest first."""
    return tuple(event for (at, event), step in PROGRAMME.items() if at is state and step.by & sides)


def list_events(state: ListState, sides: frozenset[Side]) -> tuple[ListEvent, ...]:
    """Return what these sides may do with a list in `state`, the likeliest first."""
    by_hand = (LE.PUBLISH, LE.CLOSE, LE.CANCEL)
    return tuple(event for (at, event), step in LIST.items() if at is state and event in by_hand and step.by & sides)


def is_over(ends_on: date, today: date) -> bool:
    """Whether the last day, which still belongs to it, has passed."""
    return today > ends_on
