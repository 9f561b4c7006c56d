"""What the tables of this room share: steps, guards and effects by name, and what somebody may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from library_exchange.shipping.rules.codes import Outcome, Part


class Guard(StrEnum):
    """What must be true before a step."""

    TITLES_COMPLETE = "titles_complete"
    FIGURES_COMPLETE = "figures_complete"
    LIST_COMPLETE = "list_complete"
    ALL_IN_PARCELS = "all_in_parcels"
    WEIGHT_WITHIN_LIMIT = "weight_within_limit"
    OLD_BOOKS_CONFIRMED = "old_books_confirmed"
    PERMITS_IN_FORCE = "permits_in_force"
    WEIGHED = "weighed"
    TRACKING_GIVEN = "tracking_given"
    WITHIN_CLAIM_TIME = "within_claim_time"


class Effect(StrEnum):
    """What a step does beside changing the state."""

    DROP_REFUSED_LINES = "drop_refused_lines"
    TELL_RECEIVED = "tell_received"
    OPEN_CLAIMS = "open_claims"
    TELL_RESOLVED = "tell_resolved"
    RELEASE_LINES = "release_lines"
    FREEZE_LIST = "freeze_list"


State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


@dataclass(frozen=True)
class Step(Generic[State]):
    """One step: where it leads, who may take it, what must be true, what else it does."""

    target: State
    by: frozenset[Part]
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    outcome: Outcome | None = None


def by(*parts: Part) -> frozenset[Part]:
    """Return who may take a step."""
    return frozenset(parts)


def events_from(
    table: Mapping[tuple[State, Event], Step[State]], state: State, parts: Iterable[Part]
) -> tuple[Event, ...]:
    """Return the events that somebody with these `parts` may make happen from `state`, the likeliest first."""
    mine = frozenset(parts)
    return tuple(event for (at, event), step in table.items() if at == state and step.by & mine)


def is_final(table: Mapping[tuple[State, Event], Step[State]], state: State) -> bool:
    """Whether nothing can happen from `state`."""
    return all(at != state for at, _event in table)
