"""The life of a want line as a table."""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.procedure import Part, Procedure, Step, by


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


class Effect(StrEnum):
    """What a step does beside changing the state."""

    RAISE_PRIORITY = "raise_priority"


S, E, P = WantState, WantEvent, Part

_OWNER, _SERVICE, _CLOCK = by(P.OWNER), by(P.SERVICE), by(P.CLOCK)
_URGENT: Step[WantState] = Step(S.OPEN, _SERVICE, effects=(Effect.RAISE_PRIORITY,))

_STEPS: Mapping[tuple[WantState, WantEvent], Step[WantState]] = {
    (S.OPEN, E.MATCH): Step(S.PENDING, _SERVICE),
    (S.OPEN, E.PAUSE): Step(S.PAUSED, _OWNER),
    (S.OPEN, E.GIVE_UP): Step(S.EXPIRED, _OWNER),
    (S.OPEN, E.EXPIRE): Step(S.EXPIRED, _CLOCK),
    (S.PENDING, E.CONFIRM): Step(S.COMMITTED, _SERVICE),
    (S.PENDING, E.DECLINE): Step(S.OPEN, _SERVICE),
    (S.PENDING, E.DECLINE_AGAIN): Step(S.PAUSED, _SERVICE),
    (S.PENDING, E.RELEASE): Step(S.OPEN, _SERVICE),
    (S.COMMITTED, E.RECEIVE): Step(S.OPEN, _SERVICE),
    (S.COMMITTED, E.RECEIVE_LAST): Step(S.FILLED, _SERVICE),
    # What failed once wins later rounds more easily.
    (S.COMMITTED, E.FAIL): _URGENT,
    # A copy that was taken for good and is credited after a claim is wanted again.
    (S.FILLED, E.UNDO): _URGENT,
    (S.OPEN, E.UNDO): _URGENT,
    (S.PAUSED, E.RESUME): Step(S.OPEN, _OWNER),
    (S.PAUSED, E.GIVE_UP): Step(S.EXPIRED, _OWNER),
    (S.PAUSED, E.EXPIRE): Step(S.EXPIRED, _CLOCK),
    (S.EXPIRED, E.RENEW): Step(S.OPEN, _OWNER),
}
WANT: Procedure[WantState, WantEvent] = Procedure(_STEPS)
CLOSED = frozenset({S.FILLED, S.EXPIRED})
EDITABLE = frozenset({S.OPEN, S.PAUSED, S.EXPIRED})
LEADS_TO = {E.PAUSE: S.PAUSED, E.RESUME: S.OPEN, E.GIVE_UP: S.EXPIRED, E.RENEW: S.OPEN}
"""Where the steps that a librarian takes lead: what stands there has nothing more to do."""
CHOSEN_BY_NOBODY = {"priority": 3}
"""What a want has where nobody chose anything: for a change of the gaps only, this is one."""
DECLINES_ALLOWED = 1
"""A want declined more often than this is paused: its rule finds the wrong books."""
HIGHEST_PRIORITY = 5


def owner_events(state: WantState) -> tuple[WantEvent, ...]:
    """Return what the librarian may do by hand in `state`, the likeliest first."""
    return WANT.events_from(state, _OWNER)


def event_of_decline(declined_before: int) -> WantEvent:
    """Return what a decline by the want's owner is, after `declined_before` earlier ones."""
    return E.DECLINE if declined_before < DECLINES_ALLOWED else E.DECLINE_AGAIN


def event_of_receipt(received: int, cap: int) -> WantEvent:
    """Return what a good receipt is when `received` copies, this one counted, have come of the `cap` wanted."""
    return E.RECEIVE if received < cap else E.RECEIVE_LAST


def raised(priority: int) -> int:
    """Return the next higher priority; the highest stays."""
    return min(priority + 1, HIGHEST_PRIORITY)
