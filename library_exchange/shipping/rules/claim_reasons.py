"""Why a side says what it says in a claim: reasons that stand in every language, by what is said."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from library_exchange.shipping.rules.codes import ClaimEvent, LineState

OPEN = "open"
"""What raising a claim is called beside the steps that follow."""


class Why(StrEnum):
    """A reason in a claim; a code, so that it needs no translator."""

    DAMAGED_INSIDE = "damaged_inside"
    DAMAGED_OUTSIDE = "damaged_outside"
    WET = "wet"
    CAME_OPEN = "came_open"
    NOT_INSIDE = "not_inside"
    OTHER_EDITION = "other_edition"
    LEFT_WHOLE = "left_whole"
    WAS_PACKED = "was_packed"
    AS_LISTED = "as_listed"
    ON_THE_WAY = "on_the_way"
    PICTURES_SHOW = "pictures_show"
    NO_USE = "no_use"
    NOT_AS_LISTED = "not_as_listed"
    CLAIM_PROVEN = "claim_proven"
    CLAIM_NOT_PROVEN = "claim_not_proven"
    NOBODYS_FAULT = "nobodys_fault"


FITS: Mapping[LineState, tuple[Why, ...]] = {
    LineState.DAMAGED: (Why.DAMAGED_INSIDE, Why.DAMAGED_OUTSIDE, Why.WET, Why.CAME_OPEN),
    LineState.MISSING: (Why.CAME_OPEN, Why.NOT_INSIDE),
    LineState.WRONG: (Why.OTHER_EDITION,),
}
"""Which reasons there are to claim a book, by what is wrong with it."""
REFUSING: Mapping[LineState, tuple[Why, ...]] = {
    LineState.DAMAGED: (Why.LEFT_WHOLE, Why.ON_THE_WAY),
    LineState.MISSING: (Why.WAS_PACKED, Why.ON_THE_WAY),
    LineState.WRONG: (Why.AS_LISTED, Why.WAS_PACKED),
    LineState.LOST: (Why.WAS_PACKED, Why.ON_THE_WAY),
}
"""Which reasons there are to refuse a claim, by what is claimed."""
_OPENING = tuple(dict.fromkeys(why for found in FITS.values() for why in found))
_DECISIONS = (Why.CLAIM_PROVEN, Why.CLAIM_NOT_PROVEN, Why.NOBODYS_FAULT)
REASONS: Mapping[str, tuple[Why, ...]] = {
    OPEN: _OPENING,
    str(ClaimEvent.CORRECT): _OPENING,
    str(ClaimEvent.REFUSE): (Why.LEFT_WHOLE, Why.WAS_PACKED, Why.AS_LISTED, Why.ON_THE_WAY),
    str(ClaimEvent.DISAGREE): (Why.PICTURES_SHOW, Why.NOT_AS_LISTED, Why.NO_USE),
    str(ClaimEvent.DECIDE_FOR_CONSIGNEE): _DECISIONS,
    str(ClaimEvent.DECIDE_FOR_CONSIGNOR): _DECISIONS,
    str(ClaimEvent.DECIDE_FOR_FUND): _DECISIONS,
}
"""What may be given as a reason, by what is said; of other steps no reason is asked."""
LONGEST_WORDS = 1000


def fits(why: Why | None, faults: Collection[LineState]) -> bool:
    """Whether a reason to claim is one of some of these faults; own words alone fit any."""
    return why is None or any(why in FITS.get(fault, ()) for fault in faults)


def reasons_for(step: str, fault: LineState) -> tuple[Why, ...]:
    """Return which reasons there are to take a step in the claim of `fault`."""
    return REFUSING[fault] if step == ClaimEvent.REFUSE else REASONS.get(step, ())
