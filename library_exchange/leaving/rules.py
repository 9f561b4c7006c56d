"""The way of a library that leaves: announced, closing once its day has come, left once nothing is open.

For some time it may be brought back as it was; then it is gone for good, and what is known of its people is erased.
"""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.procedure import Part, Procedure, Step, by
from library_exchange.loans.rules.codes import RequestingState, Side, State, SupplyingState

LONGEST_AHEAD_DAYS = 730
"""So far ahead a library may say on which day it leaves."""
KEPT_DAYS = 90
"""So long a library that has left may be brought back, and nothing of it is erased."""


class DepartureState(StrEnum):
    """Where the departure of a library stands."""

    ANNOUNCED = "announced"
    CLOSING = "closing"
    LEFT = "left"
    CALLED_OFF = "called_off"
    RETURNED = "returned"
    GONE = "gone"


class DepartureEvent(StrEnum):
    """What may happen to a departure."""

    CLOSE = "close"
    CALL_OFF = "call_off"
    LEAVE = "leave"
    RETURN = "return"
    FORGET = "forget"


class Guard(StrEnum):
    """What must be true before a step."""

    NOTHING_OPEN = "nothing_open"


class Effect(StrEnum):
    """What a step brings about beside the new state."""

    TAKE_NOTHING_NEW = "take_nothing_new"
    STAY = "stay"
    LET_RIGHTS_REST = "let_rights_rest"
    COME_BACK = "come_back"
    LIST_HOLDINGS = "list_holdings"
    END_RIGHTS = "end_rights"
    WITHDRAW_LISTS = "withdraw_lists"
    WITHDRAW_HOLDINGS = "withdraw_holdings"
    TELL_PARTNERS = "tell_partners"


class Thing(StrEnum):
    """What may be open at a library, in the order in which it is seen to."""

    LENT = "lent"
    BORROWED = "borrowed"
    FOR_READERS = "for_readers"
    CONSIGNMENTS = "consignments"
    CLAIMS = "claims"
    ROUNDS = "rounds"
    BOXES = "boxes"
    PLEDGES = "pledges"
    STANDING = "standing"
    ACCOUNTS = "accounts"
    AGREEMENTS = "agreements"
    OFFERS = "offers"
    WANTS = "wants"
    STAFF = "staff"
    READERS = "readers"


ENDS_BY_ITSELF = (Thing.OFFERS, Thing.WANTS, Thing.STAFF, Thing.READERS)
"""What need not be finished: it rests once the library has left, and ends when that cannot come back any more."""


class Place(StrEnum):
    """Where a book is that is not where it belongs."""

    OUT_TO_PARTNER = "out_to_partner"
    AT_PARTNER = "at_partner"
    BACK_TO_US = "back_to_us"
    LOST_AT_PARTNER = "lost_at_partner"
    OUT_TO_US = "out_to_us"
    HERE = "here"
    WITH_READER = "with_reader"
    BACK_TO_PARTNER = "back_to_partner"
    SENT_ON = "sent_on"
    LOST_HERE = "lost_here"


R, S = RequestingState, SupplyingState
PLACES: Mapping[Side, Mapping[State, Place]] = {
    Side.SUPPLYING: {
        S.SHIPPED: Place.OUT_TO_PARTNER,
        S.ON_LOAN: Place.AT_PARTNER,
        S.RETURNING: Place.BACK_TO_US,
        S.LOST_CLAIMED: Place.LOST_AT_PARTNER,
    },
    Side.REQUESTING: {
        R.SHIPPED: Place.OUT_TO_US,
        R.RECEIVED: Place.HERE,
        R.TO_RETURN: Place.HERE,
        R.WITH_READER: Place.WITH_READER,
        R.RETURN_SHIPPED: Place.BACK_TO_PARTNER,
        R.FORWARDED: Place.SENT_ON,
        R.LOST_CLAIMED: Place.LOST_HERE,
    },
}
"""Where the book of a loan is, by the side on which the library that leaves has it, and how it stands there.

One that came back damaged is at home, though its claim is open.
"""

D, E = DepartureState, DepartureEvent
_WHO = by(Part.ADMINISTRATOR, Part.COORDINATOR)

DEPARTURE: Procedure[DepartureState, DepartureEvent] = Procedure(
    {
        (D.ANNOUNCED, E.CLOSE): Step(D.CLOSING, by(Part.CLOCK), effects=(Effect.TAKE_NOTHING_NEW,)),
        (D.ANNOUNCED, E.CALL_OFF): Step(D.CALLED_OFF, _WHO, effects=(Effect.STAY, Effect.TELL_PARTNERS)),
        (D.CLOSING, E.LEAVE): Step(
            D.LEFT,
            _WHO,
            guards=(Guard.NOTHING_OPEN,),
            effects=(Effect.TELL_PARTNERS, Effect.WITHDRAW_HOLDINGS, Effect.LET_RIGHTS_REST),
            is_grave=True,
        ),
        (D.CLOSING, E.CALL_OFF): Step(D.CALLED_OFF, _WHO, effects=(Effect.STAY, Effect.TELL_PARTNERS)),
        (D.LEFT, E.RETURN): Step(
            D.RETURNED,
            _WHO,
            effects=(Effect.COME_BACK, Effect.STAY, Effect.LIST_HOLDINGS, Effect.TELL_PARTNERS),
        ),
        (D.LEFT, E.FORGET): Step(D.GONE, by(Part.CLOCK), effects=(Effect.WITHDRAW_LISTS, Effect.END_RIGHTS)),
    }
)
"""An administrator of the library or the platform announces and takes back; its days come by themselves."""
