"""What may become of a text that the other side is asked to write in its language, as a table."""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.procedure import Part, Procedure, Step, by


class TranslationState(StrEnum):
    """Where a request stands; `lapsed` means that the text was changed, or written, by whoever keeps it."""

    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class TranslationEvent(StrEnum):
    """What may happen to a request."""

    ANSWER = "answer"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


MESSAGE, POST = "message", "post"
"""Kinds of subjects that are what a library said in its own words, known by the id of the message or of the post."""
S, E, P = TranslationState, TranslationEvent, Part

_STEPS: Mapping[tuple[TranslationState, TranslationEvent], Step[TranslationState]] = {
    (S.ASKED, E.ANSWER): Step(S.ANSWERED, by(P.PARTNER)),
    (S.ASKED, E.DECLINE): Step(S.DECLINED, by(P.PARTNER), is_grave=True),
    (S.ASKED, E.WITHDRAW): Step(S.WITHDRAWN, by(P.AUTHOR)),
    (S.ASKED, E.LAPSE): Step(S.LAPSED, by(P.SERVICE)),
}
TRANSLATION: Procedure[TranslationState, TranslationEvent] = Procedure(_STEPS)


def parts(library_id: int | None, asker_id: int, partner_id: int) -> frozenset[Part]:
    """Return which parts a library has in a request: it asks, or is asked."""
    return {asker_id: by(P.AUTHOR), partner_id: by(P.PARTNER)}.get(library_id or 0, by())
