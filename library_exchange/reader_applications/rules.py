"""The way of somebody who asks to become a reader: her address confirmed by herself, then her library decides."""

from datetime import timedelta
from enum import StrEnum

from library_exchange.core.procedure import Part, Procedure, Step, by

CONFIRM_WITHIN = timedelta(days=7)
"""So long the link works by which an address is confirmed; then what was written is forgotten."""
DECIDE_WITHIN = timedelta(days=30)
"""So long a library has time to answer."""
KEPT_AFTER = timedelta(days=30)
"""So long what was decided is kept: who asked can look up the answer."""
MOST_WAITING = 3
"""So much may wait under one address: nobody is flooded with letters."""


class ReaderApplicationState(StrEnum):
    """Where somebody stands who asked."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ADMITTED = "admitted"
    DECLINED = "declined"


class ReaderApplicationEvent(StrEnum):
    """What may happen to what somebody asked."""

    CONFIRM = "confirm"
    ADMIT = "admit"
    DECLINE = "decline"
    LAPSE = "lapse"


class Guard(StrEnum):
    """What must be true before a step."""

    IN_TIME = "in_time"


class Effect(StrEnum):
    """What a step brings about beside the new state."""

    TELL_DESK = "tell_desk"
    TELL_ADMITTED = "tell_admitted"
    TELL_DECLINED = "tell_declined"


class Reason(StrEnum):
    """Why somebody does not become a reader."""

    COME_TO_DESK = "come_to_desk"
    NOT_OURS = "not_ours"
    UNKNOWN_CARD = "unknown_card"
    SILENT = "silent"
    OTHER = "other"


STAFF_REASONS = (Reason.COME_TO_DESK, Reason.NOT_OURS, Reason.UNKNOWN_CARD, Reason.OTHER)
_TOLD = (Effect.TELL_DECLINED,)
S, E = ReaderApplicationState, ReaderApplicationEvent

BECOMING_READER: Procedure[ReaderApplicationState, ReaderApplicationEvent] = Procedure(
    {
        (S.UNCONFIRMED, E.CONFIRM): Step(
            S.WAITING, by(Part.AUTHOR), guards=(Guard.IN_TIME,), effects=(Effect.TELL_DESK,)
        ),
        (S.WAITING, E.ADMIT): Step(S.ADMITTED, by(Part.OWNER), effects=(Effect.TELL_ADMITTED,), is_grave=True),
        (S.WAITING, E.DECLINE): Step(S.DECLINED, by(Part.OWNER), effects=_TOLD, is_grave=True),
        (S.WAITING, E.LAPSE): Step(S.DECLINED, by(Part.CLOCK), effects=_TOLD, facts={"reason": Reason.SILENT}),
    }
)
"""Whoever has the link is the author; the staff of the library that she chose is its owner."""
