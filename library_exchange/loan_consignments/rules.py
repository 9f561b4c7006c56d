"""What becomes of a book that did not come as it should: who acts, and whether it has turned up since."""

from enum import StrEnum

from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import Side, State
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.steps import CLOSED, OUT_OF_THE_HOUSE
from library_exchange.shipping.rules.codes import LineState


class Deed(StrEnum):
    """What a library does about a book that did not come as it should."""

    LOOKS = "looks"
    ASKS = "asks"
    SETTLES = "settles"
    WAITS = "waits"
    GOES_ON = "goes_on"

    @property
    def leads_on(self) -> bool:
        """Whether something is to be done in the request of the book."""
        return self in (Deed.LOOKS, Deed.ASKS, Deed.SETTLES)


CLAIMED: dict[Side, frozenset[State]] = {
    Side.REQUESTING: frozenset[State]({R.LOST_CLAIMED, R.DAMAGE_CLAIMED}),
    Side.SUPPLYING: frozenset[State]({S.LOST_CLAIMED, S.DAMAGE_CLAIMED}),
}
"""Where a request stands that says what is wrong: the library whose book it is settles it."""
HAS_COME: dict[bool, frozenset[State]] = {
    True: frozenset[State](
        {R.RECEIVED, R.WITH_READER, R.TO_RETURN, R.RETURN_SHIPPED, R.DAMAGE_CLAIMED, R.COMPLETED}
        | {S.ON_LOAN, S.RETURNING, S.DAMAGE_CLAIMED, S.COMPLETED}
    ),
    False: frozenset[State]({R.COMPLETED, R.DAMAGE_CLAIMED, S.COMPLETED, S.DAMAGE_CLAIMED}),
}
"""Where a request stands whose book came after all, by whether the parcel took it to the library that borrows it."""
UNTOLD: frozenset[State] = frozenset[State]({R.SHIPPED, R.RETURN_SHIPPED, S.RETURNING, *OUT_OF_THE_HOUSE})
"""Where a request stands that says nothing yet of how the book came."""


def deed_of(side: Side, stands: State, came: LineState, is_sender: bool) -> Deed | None:
    """Return what a library does about a book that `came` otherwise than it should; None if that is settled."""
    if came not in (LineState.MISSING, LineState.WRONG, LineState.DAMAGED) or stands in CLOSED[side]:
        return None
    if stands in CLAIMED[side]:
        return Deed.SETTLES if side is Side.SUPPLYING else Deed.WAITS
    if came is LineState.DAMAGED:
        return Deed.GOES_ON
    if stands not in UNTOLD:
        return None
    return Deed.LOOKS if is_sender else Deed.ASKS


def has_come(stands: State, goes_there: bool) -> bool:
    """Whether a book that was not in its parcel has come since."""
    return stands in HAS_COME[goes_there]


def waits_for_reader(side: Side, stands: State, has_reader: bool) -> bool:
    """Whether a book lies ready for its reader, who reads that she may fetch it: she has not had it."""
    return has_reader and side is Side.REQUESTING and stands is R.RECEIVED
