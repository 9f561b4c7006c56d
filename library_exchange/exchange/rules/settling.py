"""Settling an account as a table: one side proposes what becomes of the balance, the other confirms or disputes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.core.procedure import find_step


class SettlementState(StrEnum):
    """Where a settlement stands."""

    SENT = "sent"
    DISPUTED = "disputed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class SettlementEvent(StrEnum):
    """What can happen to a settlement."""

    CONFIRM = "confirm"
    DISPUTE = "dispute"
    WITHDRAW = "withdraw"
    SILENCE = "silence"


class Remedy(StrEnum):
    """What becomes of a balance."""

    CARRY = "carry"
    IN_KIND = "in_kind"
    FORGIVE = "forgive"


class SettlingBy(StrEnum):
    """Who brings an event about."""

    PROPOSER = "proposer"
    OTHER = "other"
    CLOCK = "clock"


@dataclass(frozen=True)
class Step:
    """Where an event leads, and who may bring it about."""

    target: SettlementState
    by: SettlingBy


S, E = SettlementState, SettlementEvent

STEPS: Mapping[tuple[SettlementState, SettlementEvent], Step] = {
    (S.SENT, E.CONFIRM): Step(S.CLOSED, SettlingBy.OTHER),
    (S.SENT, E.DISPUTE): Step(S.DISPUTED, SettlingBy.OTHER),
    (S.SENT, E.SILENCE): Step(S.CLOSED, SettlingBy.CLOCK),
    (S.SENT, E.WITHDRAW): Step(S.WITHDRAWN, SettlingBy.PROPOSER),
    (S.DISPUTED, E.CONFIRM): Step(S.CLOSED, SettlingBy.OTHER),
    (S.DISPUTED, E.WITHDRAW): Step(S.WITHDRAWN, SettlingBy.PROPOSER),
}
OPEN = frozenset({S.SENT, S.DISPUTED})
SILENCE_DAYS = 30
"""After so many days silence carries a balance over; it never forgives one."""


def step(state: SettlementState, event: SettlementEvent) -> Step:
    """Return the step of `event` from `state`; raises NoSuchStep."""
    return find_step(STEPS, state, event)


def events_open_to(state: SettlementState, is_proposer: bool) -> tuple[SettlementEvent, ...]:
    """Return what the staff of one side may do in `state`, the likeliest first."""
    mine = SettlingBy.PROPOSER if is_proposer else SettlingBy.OTHER
    return tuple(event for (at, event), found in STEPS.items() if at is state and found.by is mine)
