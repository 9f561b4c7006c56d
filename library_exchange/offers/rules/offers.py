"""The life of an offer line as a table, and what one may say of a book that is offered."""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.procedure import Part, Procedure, Step, by


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


class Guard(StrEnum):
    """What must be true before a step."""

    WEIGHT_KNOWN = "weight_known"
    COPY_IS_THERE = "copy_is_there"


S, E, P = OfferState, OfferEvent, Part

_OWNER, _SERVICE = by(P.OWNER), by(P.SERVICE)
# The clock withdraws what is of a copy that came with a file by mistake.
_OWNER_OR_CLOCK = by(P.OWNER, P.CLOCK)

_STEPS: Mapping[tuple[OfferState, OfferEvent], Step[OfferState]] = {
    (S.DRAFT, E.PUBLISH): Step(S.OPEN, _OWNER, (Guard.WEIGHT_KNOWN, Guard.COPY_IS_THERE)),
    (S.DRAFT, E.WITHDRAW): Step(S.WITHDRAWN, _OWNER_OR_CLOCK, is_grave=True),
    (S.OPEN, E.WITHDRAW): Step(S.WITHDRAWN, _OWNER_OR_CLOCK, is_grave=True),
    (S.OPEN, E.EXPIRE): Step(S.WITHDRAWN, by(P.CLOCK)),
    (S.OPEN, E.RESERVE): Step(S.RESERVED, _SERVICE),
    (S.RESERVED, E.COMMIT): Step(S.COMMITTED, _SERVICE),
    (S.RESERVED, E.RELEASE): Step(S.OPEN, _SERVICE),
    (S.RESERVED, E.NOT_FOUND): Step(S.WITHDRAWN, _OWNER),
    (S.COMMITTED, E.PACK): Step(S.SHIPPED, _OWNER),
    # A title that gets no permit goes back to the list; one that is missing when the parcel is packed does not.
    (S.COMMITTED, E.RELEASE): Step(S.OPEN, _SERVICE),
    (S.COMMITTED, E.NOT_FOUND): Step(S.WITHDRAWN, _OWNER),
    (S.SHIPPED, E.RECEIVE): Step(S.TRANSFERRED, _SERVICE),
    (S.SHIPPED, E.LOSE): Step(S.WITHDRAWN, _SERVICE),
}
OFFER: Procedure[OfferState, OfferEvent] = Procedure(_STEPS)
CLOSED = frozenset({S.TRANSFERRED, S.WITHDRAWN})
EDITABLE = frozenset({S.DRAFT, S.OPEN})
LEADS_TO = {E.PUBLISH: S.OPEN, E.WITHDRAW: S.WITHDRAWN}
"""Where the steps that a librarian takes lead: what stands there has nothing more to do."""
CHOSEN_BY_NOBODY = {"condition": Condition.GOOD, "reserve": Reserve.ANYONE}
"""What an offer has where nobody chose anything: for a change of the gaps only, this is one."""


def owner_events(state: OfferState) -> tuple[OfferEvent, ...]:
    """Return what the giver's librarian may do by hand in `state` on the page of the list, the likeliest first."""
    by_hand = (E.PUBLISH, E.WITHDRAW)
    return tuple(event for event in by_hand if OFFER.find(state, event))


def may_be_published(weight_g: int | None, pages: int | None) -> bool:
    """Whether enough is known of the parcel's weight: the book's own, or its pages."""
    return weight_g is not None or pages is not None
