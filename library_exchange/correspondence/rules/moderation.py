"""What may become of a post on a public board, as a table: one side hides at once, both together remove."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.core.procedure import find_step


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


class Voice(StrEnum):
    """Who brings an event about: a moderator, the one that hid the post, another one, the library that wrote it."""

    MODERATOR = "moderator"
    HIDER = "hider"
    OTHER_MODERATOR = "other_moderator"
    AUTHOR = "author"


class Reason(StrEnum):
    """Why a post is hidden: neutral, the same words for everybody."""

    OFF_TOPIC = "off_topic"
    PERSONAL_DATA = "personal_data"
    IMPOLITE = "impolite"
    ADVERTISING = "advertising"
    TWICE = "twice"


@dataclass(frozen=True)
class Step:
    """Where an event leads, and who may bring it about."""

    target: PostState
    by: Voice


S, E = PostState, PostEvent

STEPS: Mapping[tuple[PostState, PostEvent], Step] = {
    (S.SHOWN, E.HIDE): Step(S.HIDDEN, Voice.MODERATOR),
    (S.SHOWN, E.WITHDRAW): Step(S.WITHDRAWN, Voice.AUTHOR),
    (S.HIDDEN, E.RESTORE): Step(S.KEPT, Voice.OTHER_MODERATOR),
    (S.HIDDEN, E.CONFIRM): Step(S.REMOVED, Voice.OTHER_MODERATOR),
    (S.HIDDEN, E.TAKE_BACK): Step(S.SHOWN, Voice.HIDER),
    (S.HIDDEN, E.WITHDRAW): Step(S.WITHDRAWN, Voice.AUTHOR),
    (S.KEPT, E.WITHDRAW): Step(S.WITHDRAWN, Voice.AUTHOR),
}
READABLE = frozenset({S.SHOWN, S.KEPT})


def step(state: PostState, event: PostEvent) -> Step:
    """Return the step of `event` from `state`; raises NoSuchStep."""
    return find_step(STEPS, state, event)


def voices(
    library_id: int | None, author_id: int, hider_id: int | None, moderators: frozenset[int]
) -> frozenset[Voice]:
    """Return in which voices a library may speak about a post."""
    if library_id is None:
        return frozenset()
    found = {Voice.AUTHOR} if library_id == author_id else set()
    if library_id in moderators:
        found |= {Voice.MODERATOR, Voice.HIDER if library_id == hider_id else Voice.OTHER_MODERATOR}
    return frozenset(found)


def events_open_to(state: PostState, speaking: frozenset[Voice]) -> tuple[PostEvent, ...]:
    """Return what may be done in `state` by who speaks in these voices, the likeliest first."""
    return tuple(event for (at, event), found in STEPS.items() if at is state and found.by in speaking)
