"""The life of a want line as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.core.procedure import find_step
from library_exchange.exchange.rules.offers import By


class WantState(StrEnum):
    """Where a want stands."""

    OPEN = "open"
    PENDING = "pending"
    COMMITTED = "committed"
    FILLED = "filled"
    PAUSED = "paused"
    EXPIRED = "expired"


class WantEvent(StrEnum):
    """What can happen to a want."""

    MATCH = "match"
    CONFIRM = "confirm"
    DECLINE = "decline"
    DECLINE_AGAIN = "decline_again"
    RELEASE = "release"
    RECEIVE = "receive"
    RECEIVE_LAST = "receive_last"
    FAIL = "fail"
    PAUSE = "pause"
    RESUME = "resume"
    EXPIRE = "expire"
    GIVE_UP = "give_up"
    RENEW = "renew"
    UNDO = "undo"


class WantKind(StrEnum):
    """By what rule a want is met."""

    EDITION = "edition"
    WORK = "work"
    SERIES = "series"
    PROFILE = "profile"


@dataclass(frozen=True)
class Step:
    """Where an event leads, who may bring it about, and by how much it raises the priority."""

    target: WantState
    by: By
    raises_priority: bool = False


S, E = WantState, WantEvent

STEPS: Mapping[tuple[WantState, WantEvent], Step] = {
    (S.OPEN, E.MATCH): Step(S.PENDING, By.EXCHANGE),
    (S.OPEN, E.PAUSE): Step(S.PAUSED, By.OWNER),
    (S.OPEN, E.GIVE_UP): Step(S.EXPIRED, By.OWNER),
    (S.OPEN, E.EXPIRE): Step(S.EXPIRED, By.CLOCK),
    (S.PENDING, E.CONFIRM): Step(S.COMMITTED, By.EXCHANGE),
    (S.PENDING, E.DECLINE): Step(S.OPEN, By.EXCHANGE),
    (S.PENDING, E.DECLINE_AGAIN): Step(S.PAUSED, By.EXCHANGE),
    (S.PENDING, E.RELEASE): Step(S.OPEN, By.EXCHANGE),
    (S.COMMITTED, E.RECEIVE): Step(S.OPEN, By.EXCHANGE),
    (S.COMMITTED, E.RECEIVE_LAST): Step(S.FILLED, By.EXCHANGE),
    # What failed once wins later rounds more easily.
    (S.COMMITTED, E.FAIL): Step(S.OPEN, By.EXCHANGE, raises_priority=True),
    # A copy that was taken for good and is credited after a claim is wanted again.
    (S.FILLED, E.UNDO): Step(S.OPEN, By.EXCHANGE, raises_priority=True),
    (S.OPEN, E.UNDO): Step(S.OPEN, By.EXCHANGE, raises_priority=True),
    (S.PAUSED, E.RESUME): Step(S.OPEN, By.OWNER),
    (S.PAUSED, E.GIVE_UP): Step(S.EXPIRED, By.OWNER),
    (S.PAUSED, E.EXPIRE): Step(S.EXPIRED, By.CLOCK),
    (S.EXPIRED, E.RENEW): Step(S.OPEN, By.OWNER),
}
CLOSED = frozenset({S.FILLED, S.EXPIRED})
EDITABLE = frozenset({S.OPEN, S.PAUSED, S.EXPIRED})
DECLINES_ALLOWED = 1
"""A want declined more often than this is paused: its rule finds the wrong books."""
HIGHEST_PRIORITY = 5


def step(state: WantState, event: WantEvent) -> Step:
    """Return the step of `event` from `state`; raises NoSuchStep."""
    return find_step(STEPS, state, event)


def owner_events(state: WantState) -> tuple[WantEvent, ...]:
    """Return what the librarian may do by hand in `state`, the likeliest first."""
    return tuple(event for (at, event), found in STEPS.items() if at is state and found.by is By.OWNER)


def event_of_decline(declined_before: int) -> WantEvent:
    """Return what a decline by the want's owner is, after `declined_before` earlier ones."""
    return E.DECLINE if declined_before < DECLINES_ALLOWED else E.DECLINE_AGAIN


def event_of_receipt(received: int, cap: int) -> WantEvent:
    """Return what a good receipt is when `received` copies, this one counted, have come of the `cap` wanted."""
    return E.RECEIVE if received < cap else E.RECEIVE_LAST


def raised(priority: int) -> int:
    """Return the next higher priority; the highest stays."""
    return min(priority + 1, HIGHEST_PRIORITY)
