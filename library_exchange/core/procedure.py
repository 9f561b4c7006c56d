"""Procedures as tables: from a state an event leads where its table says, or nowhere. Free of database and web."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Generic, TypeVar


class Part(StrEnum):
    """Who takes a step, seen from the thing that moves; somebody may have several parts in one thing."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    AUTHOR = "author"
    PARTNER = "partner"
    ON_TURN = "on_turn"
    CONSIGNOR = "consignor"
    CONSIGNEE = "consignee"
    GATEWAY = "gateway"
    EDITOR = "editor"
    ORGANISER = "organiser"
    MODERATOR = "moderator"
    HIDER = "hider"
    OTHER_MODERATOR = "other_moderator"
    COORDINATOR = "coordinator"
    SPONSOR = "sponsor"
    SERVICE = "service"
    CLOCK = "clock"


class Whither(Enum):
    """Where a step leads that names no state: nowhere, or back to the state that was left last."""

    STAY = "stay"
    BACK = "back"


STAY, BACK = Whither.STAY, Whither.BACK

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


@dataclass(frozen=True)
class Step(Generic[State]):
    """One step: where it leads, who may take it, what must be true, what else it does, what it says and writes.

    `guards` and `effects` are names that the machine of the procedure carries out; `message` is what the other side is
    told; `facts` are columns that this step always writes. Who clicks on a step that `is_grave`, one that is not what
    usually comes next or that nobody can take back, is told what will happen and asked whether it shall.
    """

    target: State | Whither
    by: frozenset[Part] = frozenset()
    guards: tuple[StrEnum, ...] = ()
    effects: tuple[StrEnum, ...] = ()
    message: StrEnum | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_grave: bool = False

    def leads_to(self, state: State, before: State | None = None) -> State:
        """Return the state after the step from `state`, which was entered from `before`.

        Raises ValueError for a step back if nothing is known of the state before.
        """
        if self.target is STAY:
            return state
        if self.target is BACK:
            if before is None:
                raise ValueError(f"no state before {state} is known")
            return before
        return self.target  # type: ignore[return-value]


def by(*parts: Part) -> frozenset[Part]:
    """Return who may take a step."""
    return frozenset(parts)


class NoSuchStep(Exception):
    """The table has no such event in this state."""

    def __init__(self, state: StrEnum, event: StrEnum) -> None:
        super().__init__(f"{event} from {state}")
        self.state, self.event = state, event


class Procedure(Generic[State, Event]):
    """A table of steps by state and event, the likeliest event of a state first.

    States are members of one class: a state of another procedure is refused even if it is spelled alike.
    """

    def __init__(self, steps: Mapping[tuple[State, Event], Step[State]]) -> None:
        self.steps = steps
        [self.states] = {type(state) for state, _event in steps}
        self.events = frozenset(type(event) for _state, event in steps)

    def find(self, state: State, event: Event) -> Step[State] | None:
        """Return the step of `event` from `state`, or None; raises TypeError for a state of another procedure."""
        if type(state) is not self.states or type(event) not in self.events:
            raise TypeError(f"{state!r} and {event!r} are not of one procedure")
        return self.steps.get((state, event))

    def step(self, state: State, event: Event) -> Step[State]:
        """Return the step of `event` from `state`; raises NoSuchStep."""
        found = self.find(state, event)
        if found is None:
            raise NoSuchStep(state, event)
        return found

    def events_from(self, state: State, parts: Iterable[Part]) -> tuple[Event, ...]:
        """Return the events that somebody with these `parts` may make happen from `state`, the likeliest first."""
        mine = frozenset(parts)
        return tuple(event for (at, event), step in self.steps.items() if at is state and step.by & mine)

    def leading_on(self, state: State, parts: Iterable[Part]) -> tuple[Event, ...]:
        """Return those of the events that may be what comes next, the likeliest first: none of them is grave."""
        return tuple(event for event in self.events_from(state, parts) if not self.is_grave(state, event))

    def is_final(self, state: State) -> bool:
        """Whether nothing can happen from `state`."""
        return all(at is not state for at, _event in self.steps)

    def guards(self) -> frozenset[StrEnum]:
        """Return every guard that a step names."""
        return frozenset(guard for step in self.steps.values() for guard in step.guards)

    def is_grave(self, state: State, event: Event) -> bool:
        """Whether somebody who makes `event` happen in `state` is to be asked first."""
        found = self.find(state, event)
        return found is not None and found.is_grave

    def effects(self) -> frozenset[StrEnum]:
        """Return every effect that a step names."""
        return frozenset(effect for step in self.steps.values() for effect in step.effects)
