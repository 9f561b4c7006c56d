"""Which phrase staff is likely to say about a request, by its side and where it stands; and what of it is known."""

from collections.abc import Mapping
from datetime import date

from library_exchange.loans.rules.codes import DueState, RequestingState, Side, State, SupplyingState
from library_exchange.loans.rules.standard_codes import ServiceType

R, S = RequestingState, SupplyingState
WHEN_AN_ANSWER, ANSWER_BY, STILL_LOOKING, AGREE, THANKS = 1, 10, 16, 18, 90
LEFT_US, NOT_ARRIVED, ARRIVED = 30, 32, 31
EXTEND, EXTENDED, PLEASE_EARLY, OVERDUE, SENT_BACK = 55, 56, 58, 59, 60
DAMAGED, LOST, REPLACE = 65, 69, 70
LIKELY: Mapping[Side, Mapping[State, int]] = {
    Side.REQUESTING: {
        R.SENT: WHEN_AN_ANSWER,
        R.CONDITION_PENDING: AGREE,
        R.CANCEL_PENDING: WHEN_AN_ANSWER,
        R.SHIPPED: NOT_ARRIVED,
        R.RECEIVED: EXTEND,
        R.WITH_READER: EXTEND,
        R.TO_RETURN: EXTEND,
        R.RETURN_SHIPPED: SENT_BACK,
        R.FORWARDED: SENT_BACK,
        R.LOST_CLAIMED: LOST,
        R.DAMAGE_CLAIMED: DAMAGED,
    },
    Side.SUPPLYING: {
        S.NEW: ANSWER_BY,
        S.AWAITING_CONDITION: ANSWER_BY,
        S.TO_PICK: STILL_LOOKING,
        S.TO_SHIP: ANSWER_BY,
        S.CANCEL_ASKED: ANSWER_BY,
        S.SHIPPED: LEFT_US,
        S.ON_LOAN: PLEASE_EARLY,
        S.RETURNING: ARRIVED,
        S.LOST_CLAIMED: REPLACE,
        S.DAMAGE_CLAIMED: DAMAGED,
    },
}
"""What is offered first; elsewhere, thanks."""


def likely_phrase(side: Side, stands: State, due: DueState, is_late: bool, service: ServiceType) -> int:
    """Return the number of the phrase offered first; a lender speaks of the due date where that is what is open."""
    if service is ServiceType.LOAN and side is Side.SUPPLYING and stands in (S.SHIPPED, S.ON_LOAN):
        if is_late:
            return OVERDUE
        if due is DueState.RENEW_ASKED:
            return EXTENDED
    return LIKELY[side].get(stands, THANKS)


def known_slots(
    due_on: date | None, sent_on: date | None, returned_on: date | None, tracking: str | None, tracking_back: str | None
) -> dict[int, dict[str, str]]:
    """Return by phrase what its blanks are known to hold: days in ISO 8601, numbers of parcels."""
    told: dict[int, dict[str, date | str | None]] = {
        OVERDUE: {"date": due_on},
        LEFT_US: {"date": sent_on, "number": tracking},
        NOT_ARRIVED: {"number": tracking or tracking_back},
        SENT_BACK: {"date": returned_on},
    }
    return {code: {name: str(value) for name, value in slots.items() if value} for code, slots in told.items()}
