"""The way of an application: confirmed by its author, vouched for where that is needed, decided by the platform."""

from datetime import timedelta
from enum import StrEnum

from library_exchange.core.procedure import Part, Procedure, Step, by

CONFIRM_WITHIN = timedelta(days=7)
"""So long the link works by which an address is confirmed; then the application is forgotten."""
SPONSOR_WITHIN = timedelta(days=30)
"""So long a sponsor has time to answer."""
KEPT_AFTER = timedelta(days=30)
"""So long an application is kept after it was decided: the author can look up the answer."""
MOST_UNCONFIRMED = 3
"""So many applications may wait for one address to be confirmed: nobody is flooded with letters."""


class ApplicationState(StrEnum):
    """Where an application stands."""

    UNCONFIRMED = "unconfirmed"
    AT_SPONSOR = "at_sponsor"
    AT_PLATFORM = "at_platform"
    ADMITTED = "admitted"
    DECLINED = "declined"


class ApplicationEvent(StrEnum):
    """What may happen to an application."""

    CONFIRM = "confirm"
    CONFIRM_TO_SPONSOR = "confirm_to_sponsor"
    VOUCH = "vouch"
    NOT_VOUCH = "not_vouch"
    TAKE_BACK = "take_back"
    LAPSE = "lapse"
    ADMIT = "admit"
    DECLINE = "decline"


class Stock(StrEnum):
    """How many volumes a library has."""

    TO_1000 = "to_1000"
    TO_10000 = "to_10000"
    TO_100000 = "to_100000"
    MORE = "more"


class ForeignStock(StrEnum):
    """Whether it has books in the languages of the other side."""

    NONE = "none"
    SOME = "some"
    COLLECTION = "collection"


class Wish(StrEnum):
    """What a library wants here."""

    BORROW = "borrow"
    LEND = "lend"
    EXCHANGE = "exchange"
    PROGRAMMES = "programmes"


class FirstStep(StrEnum):
    """What a library that has just joined does first, in this order."""

    ADDRESS = "address"
    RULES = "rules"
    DAYS = "days"
    FILE = "file"
    FOUND = "found"
    PEOPLE = "people"
    BORROW = "borrow"
    LEND = "lend"
    EXCHANGE = "exchange"


VOLUNTARY = (FirstStep.BORROW, FirstStep.LEND, FirstStep.EXCHANGE)
"""What a library practises if it likes: nobody is asked to, and without it all is done."""


class Guard(StrEnum):
    """What must be true before a step."""

    IN_TIME = "in_time"


class Effect(StrEnum):
    """What a step brings about beside the new state."""

    ASK_SPONSOR = "ask_sponsor"
    TELL_PLATFORM = "tell_platform"
    TELL_DECLINED = "tell_declined"
    TELL_ADMITTED = "tell_admitted"


class Reason(StrEnum):
    """Why a library is not admitted, or not vouched for."""

    NOT_REACHED = "not_reached"
    NO_LIBRARY = "no_library"
    MEMBER_ALREADY = "member_already"
    NOT_KNOWN = "not_known"
    NO_CAPACITY = "no_capacity"
    SPONSOR_SILENT = "sponsor_silent"
    OTHER = "other"


PLATFORM_REASONS = (Reason.NOT_REACHED, Reason.NO_LIBRARY, Reason.MEMBER_ALREADY, Reason.OTHER)
SPONSOR_REASONS = (Reason.NOT_KNOWN, Reason.NO_CAPACITY, Reason.OTHER)

S, E = ApplicationState, ApplicationEvent
_DECLINED = Step(S.DECLINED, by(Part.COORDINATOR), effects=(Effect.TELL_DECLINED,), is_grave=True)

APPLICATION: Procedure[ApplicationState, ApplicationEvent] = Procedure(
    {
        (S.UNCONFIRMED, E.CONFIRM): Step(
            S.AT_PLATFORM, by(Part.AUTHOR), guards=(Guard.IN_TIME,), effects=(Effect.TELL_PLATFORM,)
        ),
        (S.UNCONFIRMED, E.CONFIRM_TO_SPONSOR): Step(
            S.AT_SPONSOR, by(Part.AUTHOR), guards=(Guard.IN_TIME,), effects=(Effect.ASK_SPONSOR,)
        ),
        (S.AT_SPONSOR, E.VOUCH): Step(S.AT_PLATFORM, by(Part.SPONSOR), effects=(Effect.TELL_PLATFORM,), is_grave=True),
        (S.AT_SPONSOR, E.NOT_VOUCH): Step(S.DECLINED, by(Part.SPONSOR), effects=(Effect.TELL_DECLINED,), is_grave=True),
        (S.AT_SPONSOR, E.DECLINE): _DECLINED,
        (S.AT_SPONSOR, E.LAPSE): Step(
            S.DECLINED, by(Part.CLOCK), effects=(Effect.TELL_DECLINED,), facts={"reason": Reason.SPONSOR_SILENT}
        ),
        (S.AT_PLATFORM, E.TAKE_BACK): Step(S.AT_SPONSOR, by(Part.SPONSOR), facts={"vouched_at": None}),
        (S.AT_PLATFORM, E.ADMIT): Step(S.ADMITTED, by(Part.COORDINATOR), effects=(Effect.TELL_ADMITTED,)),
        (S.AT_PLATFORM, E.DECLINE): _DECLINED,
    }
)
"""Whoever has the link of an application is its author; the platform is its coordinator."""
