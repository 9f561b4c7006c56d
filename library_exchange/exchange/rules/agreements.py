"""The life of an agreement between two libraries as a table, and what its terms mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from library_exchange.core.procedure import find_step


class AgreementState(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    SETTLING = "settling"
    CLOSED = "closed"


class AgreementEvent(StrEnum):
    """What can happen to an agreement."""

    PROPOSE = "propose"
    COUNTER = "counter"
    ACCEPT = "accept"
    DECLINE = "decline"
    SILENCE = "silence"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"
    SETTLE = "settle"
    DISCARD = "discard"


class Side(StrEnum):
    """Who brings an event about: whose turn it is, either side, who began the draft, or the clock."""

    TURN = "turn"
    EITHER = "either"
    AUTHOR = "author"
    CLOCK = "clock"


class Mode(StrEnum):
    """How what goes to and fro is counted."""

    OPEN = "open"
    PIECE = "piece"
    PRICED = "priced"
    PAGE = "page"
    GIFT_ONLY = "gift_only"


class Payer(StrEnum):
    """Who pays which leg of the way."""

    SENDER = "sender"
    RECEIVER = "receiver"
    OWN_COUNTRY = "own_country"


class Ending(StrEnum):
    """Why an agreement is closed."""

    DECLINED = "declined"
    SILENCE = "silence"
    DISCARDED = "discarded"
    SETTLED = "settled"


@dataclass(frozen=True)
class Step:
    """Where an event leads, who may bring it about, and why the agreement then is closed."""

    target: AgreementState
    by: Side
    ending: Ending | None = None


S, E = AgreementState, AgreementEvent

STEPS: Mapping[tuple[AgreementState, AgreementEvent], Step] = {
    (S.DRAFT, E.PROPOSE): Step(S.PROPOSED, Side.AUTHOR),
    (S.DRAFT, E.DISCARD): Step(S.CLOSED, Side.AUTHOR, Ending.DISCARDED),
    (S.PROPOSED, E.ACCEPT): Step(S.ACTIVE, Side.TURN),
    (S.PROPOSED, E.COUNTER): Step(S.PROPOSED, Side.TURN),
    (S.PROPOSED, E.DECLINE): Step(S.CLOSED, Side.EITHER, Ending.DECLINED),
    (S.PROPOSED, E.SILENCE): Step(S.CLOSED, Side.CLOCK, Ending.SILENCE),
    (S.ACTIVE, E.SUSPEND): Step(S.SUSPENDED, Side.EITHER),
    (S.ACTIVE, E.END): Step(S.SETTLING, Side.EITHER),
    (S.SUSPENDED, E.RESUME): Step(S.ACTIVE, Side.EITHER),
    (S.SUSPENDED, E.END): Step(S.SETTLING, Side.EITHER),
    (S.SETTLING, E.SETTLE): Step(S.CLOSED, Side.CLOCK, Ending.SETTLED),
}
SILENCE_DAYS = 60
"""A proposal that nobody answers for so long is closed."""
LIVE = frozenset({S.DRAFT, S.PROPOSED, S.ACTIVE, S.SUSPENDED, S.SETTLING})
IN_FORCE = frozenset({S.ACTIVE, S.SUSPENDED, S.SETTLING})
TERMS = ("mode", "credit", "term_months", "payer", "languages", "review_on", "paper_reference", "note_zh", "note_ru")
"""What an agreement says; who proposes or counters says it anew."""
UNIT_OF: Mapping[Mode, str | None] = {
    Mode.OPEN: None,
    Mode.PIECE: "pieces",
    Mode.PRICED: "points",
    Mode.PAGE: "pages",
    Mode.GIFT_ONLY: None,
}
"""The unit that each mode is counted in; open exchange and gifts are not."""


def step(state: AgreementState, event: AgreementEvent) -> Step:
    """Return the step of `event` from `state`; raises NoSuchStep."""
    return find_step(STEPS, state, event)


def events_open_to(
    state: AgreementState, library_id: int, author_id: int, turn_id: int | None
) -> tuple[AgreementEvent, ...]:
    """Return what the staff of a party may do in `state`, the likeliest first."""
    mine = {Side.EITHER: True, Side.AUTHOR: library_id == author_id, Side.TURN: library_id == turn_id}
    return tuple(event for (at, event), found in STEPS.items() if at is state and mine.get(found.by, False))


def is_said_in_both(note_zh: str | None, note_ru: str | None) -> bool:
    """Whether what is written in words stands in both languages, or in none."""
    return bool(note_zh) == bool(note_ru)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the terms in which two versions differ, in the order of `TERMS`."""
    return tuple(name for name in TERMS if before.get(name) != after.get(name))
