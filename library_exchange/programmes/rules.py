"""The life of a programme, of a curated list and of a pledge, as tables."""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.procedure import STAY, Part, Procedure, Step, by


class ProgrammeState(StrEnum):
    """Where a programme stands; everybody sees it once both organisers have agreed to it."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    OVER = "over"
    CANCELLED = "cancelled"


class ProgrammeEvent(StrEnum):
    """What can happen to a programme."""

    PROPOSE = "propose"
    AGREE = "agree"
    SEND_BACK = "send_back"
    END = "end"
    CANCEL = "cancel"


class ListState(StrEnum):
    """Where a curated list stands."""

    DRAFT = "draft"
    OPEN = "open"
    UNDER_WAY = "under_way"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class ListEvent(StrEnum):
    """What can happen to a curated list."""

    PUBLISH = "publish"
    CLOSE = "close"
    CLOSE_EMPTY = "close_empty"
    SETTLE = "settle"
    CANCEL = "cancel"


class PledgeState(StrEnum):
    """What became of the copies that a library pledged."""

    PLEDGED = "pledged"
    PLANNED = "planned"
    SENT = "sent"
    RECEIVED = "received"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class PledgeEvent(StrEnum):
    """What can happen to a pledge."""

    WITHDRAW = "withdraw"
    PLAN = "plan"
    SEND = "send"
    RECEIVE = "receive"
    FAIL = "fail"


class Guard(StrEnum):
    """What must be true before a step."""

    PARTNER_SIGNS_IN = "partner_signs_in"
    READABLE_OR_ASKABLE = "readable_or_askable"
    SAID_IN_BOTH = "said_in_both"
    NO_LIVE_LISTS = "no_live_lists"
    PROGRAMME_PUBLIC = "programme_public"
    HAS_TITLES = "has_titles"


class Effect(StrEnum):
    """What a step does beside changing the state."""

    CONSIGN = "consign"
    FREE_PLEDGES = "free_pledges"
    FREE_COPIES = "free_copies"
    ASK_PARTNER = "ask_partner"


P, PE, L, LE, G, GE = ProgrammeState, ProgrammeEvent, ListState, ListEvent, PledgeState, PledgeEvent

_AUTHOR, _PARTNER, _BOTH = by(Part.AUTHOR), by(Part.PARTNER), by(Part.AUTHOR, Part.PARTNER)
_EDITOR, _IN_TIME = by(Part.EDITOR), by(Part.EDITOR, Part.CLOCK)
_OWNER, _SERVICE = by(Part.OWNER), by(Part.SERVICE)

_PROGRAMME: Mapping[tuple[ProgrammeState, ProgrammeEvent], Step[ProgrammeState]] = {
    (P.DRAFT, PE.PROPOSE): Step(
        P.PROPOSED, _AUTHOR, (Guard.PARTNER_SIGNS_IN, Guard.READABLE_OR_ASKABLE), (Effect.ASK_PARTNER,)
    ),
    (P.DRAFT, PE.CANCEL): Step(P.CANCELLED, _AUTHOR, (Guard.NO_LIVE_LISTS,), is_grave=True),
    (P.PROPOSED, PE.AGREE): Step(P.PUBLISHED, _PARTNER, (Guard.SAID_IN_BOTH,)),
    (P.PROPOSED, PE.SEND_BACK): Step(P.DRAFT, _PARTNER),
    (P.PROPOSED, PE.CANCEL): Step(P.CANCELLED, _BOTH, (Guard.NO_LIVE_LISTS,), is_grave=True),
    (P.PUBLISHED, PE.END): Step(P.OVER, by(Part.CLOCK)),
    (P.PUBLISHED, PE.CANCEL): Step(P.CANCELLED, _BOTH, (Guard.NO_LIVE_LISTS,), is_grave=True),
}
_LIST: Mapping[tuple[ListState, ListEvent], Step[ListState]] = {
    (L.DRAFT, LE.PUBLISH): Step(L.OPEN, _EDITOR, (Guard.SAID_IN_BOTH, Guard.PROGRAMME_PUBLIC, Guard.HAS_TITLES)),
    (L.DRAFT, LE.CANCEL): Step(L.CANCELLED, _EDITOR, is_grave=True),
    # The organisers answer for what stands in their programme, so they may take an open list out of it.
    (L.OPEN, LE.CLOSE): Step(L.UNDER_WAY, _IN_TIME, effects=(Effect.CONSIGN,), is_grave=True),
    (L.OPEN, LE.CLOSE_EMPTY): Step(L.SETTLED, _IN_TIME, is_grave=True),
    (L.OPEN, LE.CANCEL): Step(
        L.CANCELLED, by(Part.EDITOR, Part.ORGANISER), effects=(Effect.FREE_PLEDGES,), is_grave=True
    ),
    (L.UNDER_WAY, LE.SETTLE): Step(L.SETTLED, _SERVICE),
}
_FAILED: Step[PledgeState] = Step(G.FAILED, _SERVICE, effects=(Effect.FREE_COPIES,))
_PLEDGE: Mapping[tuple[PledgeState, PledgeEvent], Step[PledgeState]] = {
    (G.PLEDGED, GE.WITHDRAW): Step(G.WITHDRAWN, _OWNER, effects=(Effect.FREE_COPIES,)),
    (G.PLEDGED, GE.PLAN): Step(G.PLANNED, _SERVICE),
    # The list was cancelled.
    (G.PLEDGED, GE.FAIL): _FAILED,
    (G.PLANNED, GE.SEND): Step(G.SENT, _SERVICE),
    (G.PLANNED, GE.FAIL): _FAILED,
    (G.SENT, GE.RECEIVE): Step(G.RECEIVED, _SERVICE),
    (G.SENT, GE.FAIL): _FAILED,
    # A book that was taken for good and is credited after a claim never was received.
    (G.RECEIVED, GE.FAIL): _FAILED,
    # Copies that did not come well are sent again, beside those that did.
    (G.SENT, GE.SEND): Step(STAY, _SERVICE),
    (G.RECEIVED, GE.SEND): Step(STAY, _SERVICE),
    (G.RECEIVED, GE.RECEIVE): Step(STAY, _SERVICE),
}
PROGRAMME: Procedure[ProgrammeState, ProgrammeEvent] = Procedure(_PROGRAMME)
LIST: Procedure[ListState, ListEvent] = Procedure(_LIST)
PLEDGE: Procedure[PledgeState, PledgeEvent] = Procedure(_PLEDGE)
PROGRAMME_TEXTS, LIST_TEXTS = "programme", "book-list"
"""What programmes and lists are called where texts lack a language."""
WORDS = ("name", "note")
"""What a programme and a list say in words, in columns for each language; all of it, before everybody sees it."""
BEING_WRITTEN = frozenset({P.DRAFT, P.PROPOSED})
"""While a programme is talked about: its words may lack one of the languages, which the other organiser adds."""
GROWING = frozenset({L.DRAFT, L.OPEN})
"""While titles may be put on a list, and each may lack one of the languages."""
BY_HAND = (LE.PUBLISH, LE.CLOSE, LE.CANCEL)
"""What is a button on the page of a list; that it closes without a pledge is found out."""
HOLDING = (G.PLEDGED, G.PLANNED, G.SENT, G.RECEIVED)
"""States in which a pledge counts towards the copies that a list asks for."""
ON_THE_WAY = (G.PLANNED, G.SENT)
PUBLIC_PROGRAMMES = frozenset({P.PUBLISHED, P.OVER})
PUBLIC_LISTS = frozenset({L.OPEN, L.UNDER_WAY, L.SETTLED})


def parts_in_programme(library_id: int | None, author_id: int, partner_id: int) -> frozenset[Part]:
    """Return which part a library has in a programme."""
    if library_id == author_id:
        return _AUTHOR
    return _PARTNER if library_id == partner_id else by()


def parts_in_list(library_id: int | None, editor_id: int, organisers: frozenset[int]) -> frozenset[Part]:
    """Return which parts a library has in a curated list."""
    organiser = by(Part.ORGANISER) if library_id in organisers else by()
    return organiser | (_EDITOR if library_id == editor_id else by())


def list_events(state: ListState, parts: frozenset[Part]) -> tuple[ListEvent, ...]:
    """Return what somebody with these parts may do with a list in `state`, the likeliest first."""
    return tuple(event for event in LIST.events_from(state, parts) if event in BY_HAND)
