"""Settling an account as a table: one side proposes what becomes of the balance, the other confirms or disputes."""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.procedure import Part, Procedure, Step, by


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
    ON_PAPER = "on_paper"
    WITHDRAW = "withdraw"
    SILENCE = "silence"


class Remedy(StrEnum):
    """What becomes of a balance."""

    CARRY = "carry"
    IN_KIND = "in_kind"
    FORGIVE = "forgive"
    PAID = "paid"


class Guard(StrEnum):
    """What must be true before a step."""

    PARTNER_BY_LETTER = "partner_by_letter"
    STILL_OWED = "still_owed"


class Effect(StrEnum):
    """What a step does beside changing the state."""

    ENTER = "enter"


S, E, P = SettlementState, SettlementEvent, Part


def _closed(who: Part, *first: Guard) -> Step[SettlementState]:
    return Step(S.CLOSED, by(who), (*first, Guard.STILL_OWED), (Effect.ENTER,))


_STEPS: Mapping[tuple[SettlementState, SettlementEvent], Step[SettlementState]] = {
    (S.SENT, E.CONFIRM): _closed(P.PARTNER),
    (S.SENT, E.DISPUTE): Step(S.DISPUTED, by(P.PARTNER)),
    (S.SENT, E.SILENCE): _closed(P.CLOCK),
    (S.SENT, E.ON_PAPER): _closed(P.AUTHOR, Guard.PARTNER_BY_LETTER),
    (S.SENT, E.WITHDRAW): Step(S.WITHDRAWN, by(P.AUTHOR)),
    (S.DISPUTED, E.CONFIRM): _closed(P.PARTNER),
    (S.DISPUTED, E.WITHDRAW): Step(S.WITHDRAWN, by(P.AUTHOR)),
}
SETTLEMENT: Procedure[SettlementState, SettlementEvent] = Procedure(_STEPS)
OPEN = frozenset({S.SENT, S.DISPUTED})
SILENCE_DAYS = 30
"""After so many days silence carries a balance over; it never forgives one."""
