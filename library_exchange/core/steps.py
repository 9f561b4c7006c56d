"""How the tables of every procedure are read: from a state an event leads where its table says, or nowhere."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)
Found = TypeVar("Found")


class NoSuchStep(Exception):
    """The table has no such event in this state."""

    def __init__(self, state: StrEnum, event: StrEnum) -> None:
        super().__init__(f"{event} from {state}")
        self.state, self.event = state, event


def find_step(table: Mapping[tuple[State, Event], Found], state: State, event: Event) -> Found:
    """Return what `table` says of `event` from `state`; raises NoSuchStep."""
    found = table.get((state, event))
    if found is None:
        raise NoSuchStep(state, event)
    return found
