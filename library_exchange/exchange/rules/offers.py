"""The life of an offer line as a table, and what one may say of a book that is offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from library_exchange.core.procedure import find_step


class OfferState(StrEnum):
    """Where an offer stands."""

    DRAFT = "draft"
    OPEN = "open"
    RESERVED = "reserved"
    COMMITTED = "committed"
    SHIPPED = "shipped"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"


class OfferEvent(StrEnum):
    """What can happen to an offer."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    RESERVE = "reserve"
    RELEASE = "release"
    NOT_FOUND = "not_found"
    COMMIT = "commit"
    PACK = "pack"
    RECEIVE = "receive"
    LOSE = "lose"


class By(StrEnum):
    """Who brings an event about."""

    OWNER = "owner"
    EXCHANGE = "exchange"
    CLOCK = "clock"


class Material(StrEnum):
    """What kind of thing is offered; it decides the customs heading."""

    BOOK = "book"
    PICTURE_BOOK = "picture_book"
    DICTIONARY = "dictionary"
    PERIODICAL = "periodical"
    MUSIC = "music"
    MAP = "map"
    OTHER = "other"


class Condition(StrEnum):
    """How well a copy is kept, the best first."""

    NEW = "new"
    GOOD = "good"
    WORN = "worn"
    DAMAGED = "damaged"


class Reserve(StrEnum):
    """Whom the giver means an offer for."""

    ANYONE = "anyone"
    SCHOOLS = "schools"
    NGOS = "ngos"
    PARTNER = "partner"


class Provenance(StrEnum):
    """Why the giver has the copy to give."""

    DUPLICATE = "duplicate"
    SURPLUS = "surplus"
    OWN_PUBLICATION = "own_publication"
    GIFT = "gift"
    EXCHANGE_FUND = "exchange_fund"


class Level(StrEnum):
    """For which readers a book is."""

    CHILDREN = "children"
    SCHOOL = "school"
    GENERAL = "general"
    ACADEMIC = "academic"


@dataclass(frozen=True)
class Step:
    """Where an event leads and who may bring it about."""

    target: OfferState
    by: By


S, E = OfferState, OfferEvent

STEPS: Mapping[tuple[OfferState, OfferEvent], Step] = {
    (S.DRAFT, E.PUBLISH): Step(S.OPEN, By.OWNER),
    (S.DRAFT, E.WITHDRAW): Step(S.WITHDRAWN, By.OWNER),
    (S.OPEN, E.WITHDRAW): Step(S.WITHDRAWN, By.OWNER),
    (S.OPEN, E.EXPIRE): Step(S.WITHDRAWN, By.CLOCK),
    (S.OPEN, E.RESERVE): Step(S.RESERVED, By.EXCHANGE),
    (S.RESERVED, E.COMMIT): Step(S.COMMITTED, By.EXCHANGE),
    (S.RESERVED, E.RELEASE): Step(S.OPEN, By.EXCHANGE),
    (S.RESERVED, E.NOT_FOUND): Step(S.WITHDRAWN, By.OWNER),
    (S.COMMITTED, E.PACK): Step(S.SHIPPED, By.OWNER),
    # A title that gets no permit goes back to the list; one that is missing when the parcel is packed does not.
    (S.COMMITTED, E.RELEASE): Step(S.OPEN, By.EXCHANGE),
    (S.COMMITTED, E.NOT_FOUND): Step(S.WITHDRAWN, By.OWNER),
    (S.SHIPPED, E.RECEIVE): Step(S.TRANSFERRED, By.EXCHANGE),
    (S.SHIPPED, E.LOSE): Step(S.WITHDRAWN, By.EXCHANGE),
}
CLOSED = frozenset({S.TRANSFERRED, S.WITHDRAWN})
EDITABLE = frozenset({S.DRAFT, S.OPEN})
OLD_YEARS = 50
"""Books older than this may be cultural property: they wait for a clearance before a round takes them."""


def step(state: OfferState, event: OfferEvent) -> Step:
    """Return the step of `event` from `state`; raises NoSuchStep."""
    return find_step(STEPS, state, event)


def owner_events(state: OfferState) -> tuple[OfferEvent, ...]:
    """Return what the giver's librarian may do by hand in `state` on the page of the list, the likeliest first."""
    by_hand = (E.PUBLISH, E.WITHDRAW)
    return tuple(event for event in by_hand if (state, event) in STEPS)


def may_be_published(weight_g: int | None, pages: int | None) -> bool:
    """Whether enough is known of the parcel's weight: the book's own, or its pages."""
    return weight_g is not None or pages is not None


def is_old(year: int | None, on: date) -> bool:
    """Whether a book of `year` is more than `OLD_YEARS` years old; one without a year is not."""
    return year is not None and on.year - year > OLD_YEARS
