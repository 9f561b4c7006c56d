"""What may become of a post on a public discussion, as a table: one side hides at once, both together remove."""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.procedure import Part, Procedure, Step, by


class PostState(StrEnum):
    """Where a post stands; `kept` means that the other side restored it, so one side alone cannot hide it again."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    KEPT = "kept"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"


class PostEvent(StrEnum):
    """What may happen to a post."""

    HIDE = "hide"
    TAKE_BACK = "take_back"
    RESTORE = "restore"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"


class Reason(StrEnum):
    """Why a post is hidden: neutral, the same words for everybody."""

    OFF_TOPIC = "off_topic"
    PERSONAL_DATA = "personal_data"
    IMPOLITE = "impolite"
    ADVERTISING = "advertising"
    TWICE = "twice"


class Guard(StrEnum):
    """What must be true before a step."""

    REASON_GIVEN = "reason_given"


S, E, P = PostState, PostEvent, Part

_STEPS: Mapping[tuple[PostState, PostEvent], Step[PostState]] = {
    (S.SHOWN, E.HIDE): Step(S.HIDDEN, by(P.MODERATOR), (Guard.REASON_GIVEN,)),
    (S.SHOWN, E.WITHDRAW): Step(S.WITHDRAWN, by(P.AUTHOR), is_grave=True),
    (S.HIDDEN, E.RESTORE): Step(S.KEPT, by(P.OTHER_MODERATOR)),
    (S.HIDDEN, E.CONFIRM): Step(S.REMOVED, by(P.OTHER_MODERATOR), is_grave=True),
    (S.HIDDEN, E.TAKE_BACK): Step(S.SHOWN, by(P.HIDER)),
    (S.HIDDEN, E.WITHDRAW): Step(S.WITHDRAWN, by(P.AUTHOR), is_grave=True),
    (S.KEPT, E.WITHDRAW): Step(S.WITHDRAWN, by(P.AUTHOR), is_grave=True),
}
POST: Procedure[PostState, PostEvent] = Procedure(_STEPS)
READABLE = frozenset({S.SHOWN, S.KEPT})


def parts(library_id: int | None, author_id: int, hider_id: int | None, moderators: frozenset[int]) -> frozenset[Part]:
    """Return the parts that a library has in a post: it wrote it, it moderates, it or another one hid it."""
    if library_id is None:
        return by()
    found = {P.AUTHOR} if library_id == author_id else set()
    if library_id in moderators:
        found |= {P.MODERATOR, P.HIDER if library_id == hider_id else P.OTHER_MODERATOR}
    return frozenset(found)
