"""A box between two libraries and each of its lines as tables, and what a book weighs and counts for."""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.procedure import Part, Procedure, Step, by
from library_exchange.deals.rules.agreements import Mode
from library_exchange.deals.rules.filling import InBox


class BoxState(StrEnum):
    """Where a box stands."""

    TICKING = "ticking"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class BoxEvent(StrEnum):
    """What can happen to a box."""

    PROPOSE = "propose"
    COUNTER = "counter"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    AGREE = "agree"
    REOPEN = "reopen"
    CANCEL = "cancel"
    SEND = "send"
    SETTLE = "settle"


class LineState(StrEnum):
    """Where one book of a box stands."""

    TICKED = "ticked"
    IN = "in"
    OUT = "out"
    AGREED = "agreed"
    SENT = "sent"
    RECEIVED = "received"
    FAILED = "failed"


class LineEvent(StrEnum):
    """What can happen to one book of a box."""

    CHOOSE = "choose"
    LEAVE = "leave"
    TICK_AGAIN = "tick_again"
    AGREE = "agree"
    SEND = "send"
    RECEIVE = "receive"
    FAIL = "fail"
    TURN_UP = "turn_up"


class Why(StrEnum):
    """Why a book is in the box or not: the reasons of the proposal, and those that people and time bring."""

    CHOSEN = InBox.CHOSEN.value
    SAME_WORK = InBox.SAME_WORK.value
    BOX_FULL = InBox.BOX_FULL.value
    BALANCE = InBox.BALANCE.value
    GONE = "gone"
    PUT_IN = "put_in"
    TAKEN_OUT = "taken_out"
    NOT_FOUND = "not_found"
    NOT_CLEARED = "not_cleared"
    LOST = "lost"
    CREDITED = "credited"
    REPLACEMENT = "replacement"


S, E, L, V = BoxState, BoxEvent, LineState, LineEvent

_EITHER, _SERVICE = by(Part.PARTNER), by(Part.SERVICE)

_STEPS: Mapping[tuple[BoxState, BoxEvent], Step[BoxState]] = {
    (S.TICKING, E.PROPOSE): Step(S.PROPOSED, _EITHER),
    (S.TICKING, E.CANCEL): Step(S.CANCELLED, _EITHER, is_grave=True),
    (S.PROPOSED, E.ACCEPT): Step(S.PROPOSED, _EITHER),
    (S.PROPOSED, E.COUNTER): Step(S.PROPOSED, _EITHER),
    (S.PROPOSED, E.WITHDRAW): Step(S.PROPOSED, _EITHER),
    (S.PROPOSED, E.AGREE): Step(S.ACCEPTED, _SERVICE),
    (S.PROPOSED, E.REOPEN): Step(S.TICKING, _EITHER, is_grave=True),
    (S.PROPOSED, E.CANCEL): Step(S.CANCELLED, _EITHER, is_grave=True),
    (S.ACCEPTED, E.SEND): Step(S.UNDER_WAY, _EITHER),
    (S.ACCEPTED, E.SETTLE): Step(S.SETTLED, _SERVICE),
    (S.UNDER_WAY, E.SETTLE): Step(S.SETTLED, _SERVICE),
}
_LINES: Mapping[tuple[LineState, LineEvent], Step[LineState]] = {
    (L.TICKED, V.CHOOSE): Step(L.IN, _SERVICE),
    (L.TICKED, V.LEAVE): Step(L.OUT, _SERVICE),
    (L.OUT, V.CHOOSE): Step(L.IN, _SERVICE),
    (L.IN, V.LEAVE): Step(L.OUT, _SERVICE),
    (L.IN, V.TICK_AGAIN): Step(L.TICKED, _SERVICE),
    (L.OUT, V.TICK_AGAIN): Step(L.TICKED, _SERVICE),
    (L.IN, V.AGREE): Step(L.AGREED, _SERVICE),
    (L.AGREED, V.SEND): Step(L.SENT, _SERVICE),
    (L.AGREED, V.FAIL): Step(L.FAILED, _SERVICE),
    (L.SENT, V.RECEIVE): Step(L.RECEIVED, _SERVICE),
    (L.SENT, V.FAIL): Step(L.FAILED, _SERVICE),
    # A book that was taken for good and is credited after a claim never was received.
    (L.RECEIVED, V.FAIL): Step(L.FAILED, _SERVICE),
    # What was lost came after all, before its claim was settled.
    (L.FAILED, V.TURN_UP): Step(L.RECEIVED, _SERVICE),
}
BOX: Procedure[BoxState, BoxEvent] = Procedure(_STEPS)
LINE: Procedure[LineState, LineEvent] = Procedure(_LINES)
HOLDING = (L.IN, L.AGREED, L.SENT)
"""States in which a line holds its offer and its want: no other box or round may have them."""
PROMISED = (L.AGREED, L.SENT)
ENDED = (L.RECEIVED, L.FAILED, L.OUT)
LIVE = frozenset({S.TICKING, S.PROPOSED})
GRAMS_PER_PAGE, COVER_G = 1.3, 60
"""An octavo leaf of 80 g/m² and a soft cover."""


def weight_of(weight_g: int | None, pages: int | None) -> int:
    """Return what a copy weighs in grams: by the scale, else reckoned from its pages; 0 if neither is known."""
    if weight_g is not None:
        return weight_g
    return round(pages * GRAMS_PER_PAGE) + COVER_G if pages else 0


def worth(mode: Mode, copies: int, points: int, pages: int | None, weight_g: int | None, is_gift: bool) -> int:
    """Return what `copies` of a book count for in the unit of `mode`; 0 where nothing is counted.

    Pages that nobody gave are reckoned from the weight, the other way round.
    """
    if is_gift or mode in (Mode.OPEN, Mode.GIFT_ONLY):
        return 0
    if mode is Mode.PIECE:
        return copies
    if mode is Mode.PRICED:
        return copies * points
    reckoned = max(1, round(((weight_g or 0) - COVER_G) / GRAMS_PER_PAGE))
    return copies * (pages or reckoned)


def is_within(closing: int, now: int, credit: int) -> bool:
    """Whether a balance may become `closing`: no debt beyond `credit`, or at least none that grows."""
    return abs(closing) <= credit or (closing * now > 0 and abs(closing) <= abs(now))
