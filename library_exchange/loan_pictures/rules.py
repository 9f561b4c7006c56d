"""Pictures of a loan's book: at which moments of its way each library shows how the book is, and how many."""

from enum import StrEnum

from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import Side, State
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.steps import is_closed


class Moment(StrEnum):
    """When a picture of the book was taken, in the order of its way."""

    LEAVING = "leaving"
    ARRIVING = "arriving"
    ON_LOAN = "on_loan"
    GOING_BACK = "going_back"
    COMING_BACK = "coming_back"


MOMENTS: dict[Side, dict[State, tuple[Moment, ...]]] = {
    Side.SUPPLYING: {
        S.TO_SHIP: (Moment.LEAVING,),
        S.SHIPPED: (Moment.LEAVING,),
        S.RETURNING: (Moment.COMING_BACK,),
        S.DAMAGE_CLAIMED: (Moment.COMING_BACK,),
    },
    Side.REQUESTING: {
        R.SHIPPED: (Moment.ARRIVING,),
        R.RECEIVED: (Moment.ARRIVING, Moment.GOING_BACK),
        R.WITH_READER: (Moment.ON_LOAN, Moment.ARRIVING),
        R.TO_RETURN: (Moment.GOING_BACK, Moment.ON_LOAN),
        R.RETURN_SHIPPED: (Moment.GOING_BACK,),
        R.FORWARDED: (Moment.GOING_BACK,),
        R.DAMAGE_CLAIMED: (Moment.GOING_BACK,),
    },
}
"""Of which moments a library may show pictures while its row stands so, the likeliest first.

Whoever packed the book may still show what it photographed then, until the other library has it; a borrower, until the
lender has ended the damage that it claims.
"""
MOST_OF_A_MOMENT = 4


def moments_for(side: Side, state: State, shown: dict[Moment, int]) -> tuple[Moment, ...]:
    """Return of which moments more pictures may be shown where so many of each are shown already."""
    return tuple(each for each in MOMENTS[side].get(state, ()) if shown.get(each, 0) < MOST_OF_A_MOMENT)


def may_take_back(side: Side, state: State) -> bool:
    """Whether a library may still take back a picture that it showed."""
    return not is_closed(side, state)


def has_just_come(side: Side, state: State) -> bool:
    """Whether the book is on its way to a library, which sees on unpacking how it has come."""
    return side is Side.REQUESTING and state is R.SHIPPED
