"""Milestones of a loan's way, as its page shows them."""

from enum import StrEnum

from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import Side, State
from library_exchange.loans.rules.codes import SupplyingState as S


class Milestone(StrEnum):
    """One span of the bridge on a loan's page."""

    ASKED = "asked"
    AGREED = "agreed"
    SHIPPED = "shipped"
    RECEIVED = "received"
    IN_USE = "in_use"
    RETURNED = "returned"


MILESTONE_OF: dict[Side, dict[State, Milestone]] = {
    Side.REQUESTING: {
        R.REVIEW: Milestone.ASKED,
        R.SENT: Milestone.AGREED,
        R.CONDITION_PENDING: Milestone.AGREED,
        R.RETRY_PENDING: Milestone.AGREED,
        R.REFUSED: Milestone.AGREED,
        R.WILL_SUPPLY: Milestone.SHIPPED,
        R.CANCEL_PENDING: Milestone.SHIPPED,
        R.SHIPPED: Milestone.RECEIVED,
        R.RECEIVED: Milestone.IN_USE,
        R.WITH_READER: Milestone.IN_USE,
        R.TO_RETURN: Milestone.RETURNED,
        R.RETURN_SHIPPED: Milestone.RETURNED,
        R.FORWARDED: Milestone.RETURNED,
        R.LOST_CLAIMED: Milestone.RETURNED,
        R.DAMAGE_CLAIMED: Milestone.RETURNED,
    },
    Side.SUPPLYING: {
        S.NEW: Milestone.AGREED,
        S.AWAITING_CONDITION: Milestone.AGREED,
        S.TO_PICK: Milestone.SHIPPED,
        S.TO_SHIP: Milestone.SHIPPED,
        S.CANCEL_ASKED: Milestone.SHIPPED,
        S.SHIPPED: Milestone.RECEIVED,
        S.ON_LOAN: Milestone.IN_USE,
        S.RETURNING: Milestone.RETURNED,
        S.LOST_CLAIMED: Milestone.RETURNED,
        S.DAMAGE_CLAIMED: Milestone.RETURNED,
    },
}


def milestones(side: Side, state: State) -> tuple[tuple[Milestone, ...], Milestone | None, tuple[Milestone, ...]]:
    """Return the milestones crossed, the present one and those ahead.

    A completed loan has crossed all; a loan that ended otherwise has no milestones left to show.
    """
    every = tuple(Milestone)
    if state.value == "completed":
        return every, None, ()
    here = MILESTONE_OF[side].get(state)
    if here is None:
        return (), None, ()
    at = every.index(here)
    return every[:at], here, every[at + 1 :]
