"""The life of an agreement between two libraries as a table, and what its terms mean."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from library_exchange.core.procedure import Part, Procedure, Step, by
from library_exchange.core.regions import WRITTEN


class AgreementState(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    SETTLING = "settling"
    CLOSED = "closed"


class AgreementEvent(StrEnum):
    """What can happen to an agreement."""

    PROPOSE = "propose"
    COUNTER = "counter"
    ACCEPT = "accept"
    DECLINE = "decline"
    SILENCE = "silence"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"
    SETTLE = "settle"
    DISCARD = "discard"


class Mode(StrEnum):
    """How what goes to and fro is counted."""

    OPEN = "open"
    PIECE = "piece"
    PRICED = "priced"
    PAGE = "page"
    GIFT_ONLY = "gift_only"


class Payer(StrEnum):
    """Who pays which leg of the way."""

    SENDER = "sender"
    RECEIVER = "receiver"
    OWN_COUNTRY = "own_country"


class Ending(StrEnum):
    """Why an agreement is closed."""

    DECLINED = "declined"
    SILENCE = "silence"
    DISCARDED = "discarded"
    SETTLED = "settled"


class Guard(StrEnum):
    """What must be true before a step."""

    PARTNER_SIGNS_IN = "partner_signs_in"
    READABLE_OR_ASKABLE = "readable_or_askable"
    SAID_IN_BOTH = "said_in_both"
    TERMS_CHANGED = "terms_changed"
    NO_OTHER_IN_FORCE = "no_other_in_force"


class Effect(StrEnum):
    """What a step does beside changing the state."""

    KEEP_TERMS = "keep_terms"
    OPEN_ACCOUNTS = "open_accounts"
    CLOSE_IF_EVEN = "close_if_even"
    ASK_PARTNER = "ask_partner"
    ASK_NO_MORE = "ask_no_more"


S, E, P, G = AgreementState, AgreementEvent, Part, Guard

_AUTHOR, _BOTH, _TURN = by(P.AUTHOR), by(P.AUTHOR, P.PARTNER), by(P.ON_TURN)
_KEEP, _END = (Effect.KEEP_TERMS, Effect.ASK_PARTNER), (Effect.CLOSE_IF_EVEN,)
_NO_MORE = (Effect.ASK_NO_MORE,)


def _closed(
    who: frozenset[Part], ending: Ending, effects: tuple[Effect, ...] = _NO_MORE, is_grave: bool = False
) -> Step[AgreementState]:
    return Step(S.CLOSED, who, effects=effects, facts={"ending": ending}, is_grave=is_grave)


_STEPS: Mapping[tuple[AgreementState, AgreementEvent], Step[AgreementState]] = {
    (S.DRAFT, E.PROPOSE): Step(S.PROPOSED, _AUTHOR, (G.PARTNER_SIGNS_IN, G.READABLE_OR_ASKABLE), _KEEP),
    (S.DRAFT, E.DISCARD): _closed(_AUTHOR, Ending.DISCARDED, is_grave=True),
    (S.PROPOSED, E.ACCEPT): Step(S.ACTIVE, _TURN, (G.SAID_IN_BOTH, G.NO_OTHER_IN_FORCE), (Effect.OPEN_ACCOUNTS,)),
    (S.PROPOSED, E.COUNTER): Step(
        S.PROPOSED, _TURN, (G.PARTNER_SIGNS_IN, G.TERMS_CHANGED, G.READABLE_OR_ASKABLE), _KEEP
    ),
    (S.PROPOSED, E.DECLINE): _closed(_BOTH, Ending.DECLINED, is_grave=True),
    (S.PROPOSED, E.SILENCE): _closed(by(P.CLOCK), Ending.SILENCE),
    (S.ACTIVE, E.SUSPEND): Step(S.SUSPENDED, _BOTH),
    (S.ACTIVE, E.END): Step(S.SETTLING, _BOTH, effects=_END, is_grave=True),
    (S.SUSPENDED, E.RESUME): Step(S.ACTIVE, _BOTH),
    (S.SUSPENDED, E.END): Step(S.SETTLING, _BOTH, effects=_END, is_grave=True),
    (S.SETTLING, E.SETTLE): _closed(by(P.SERVICE), Ending.SETTLED, ()),
}
AGREEMENT: Procedure[AgreementState, AgreementEvent] = Procedure(_STEPS)
SILENCE_DAYS = 60
"""A proposal that nobody answers for so long is closed."""
OPEN = frozenset({S.DRAFT, S.PROPOSED})
"""While an agreement is talked about: what it says in words may lack one of the languages, which the partner adds."""
LIVE = frozenset({S.DRAFT, S.PROPOSED, S.ACTIVE, S.SUSPENDED, S.SETTLING})
IN_FORCE = frozenset({S.ACTIVE, S.SUSPENDED, S.SETTLING})
TERMS = ("mode", "credit", "term_months", "payer", "languages", "review_on", "paper_reference", "note_zh", "note_ru")
"""What an agreement says; who proposes or counters says it anew."""
TEXTS_KIND = "agreement"
"""What agreements are called where texts lack a language."""
WORDS = ("note",)
"""What an agreement says in words, in columns for each language."""
UNIT_OF: Mapping[Mode, str | None] = {
    Mode.OPEN: None,
    Mode.PIECE: "pieces",
    Mode.PRICED: "points",
    Mode.PAGE: "pages",
    Mode.GIFT_ONLY: None,
}
"""The unit that each mode is counted in; open exchange and gifts are not."""


def parts(library_id: int | None, author_id: int, partner_id: int, turn_id: int | None) -> frozenset[Part]:
    """Return which parts a library has in an agreement: one of its two parties, perhaps the one whose turn it is."""
    mine = {author_id: by(P.AUTHOR), partner_id: by(P.PARTNER)}.get(library_id or 0, by())
    return mine | _TURN if mine and library_id == turn_id else mine


def only_language(one: str, other: str) -> str | None:
    """Return the language of the bridge that both libraries have, None where what is agreed has to stand in both."""
    return one if one == other and one in WRITTEN else None


def lacking_language(note_zh: str | None, note_ru: str | None, only: str | None = None) -> str | None:
    """Return the language that what is written in words lacks, None if it lacks none.

    Where both libraries have the language `only`, no other lacks.
    """
    if bool(note_zh) == bool(note_ru):
        return None
    lacks = "ru" if note_zh else "zh"
    return lacks if only in (None, lacks) else None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the terms in which two versions differ, in the order of `TERMS`."""
    return tuple(name for name in TERMS if before.get(name) != after.get(name))
