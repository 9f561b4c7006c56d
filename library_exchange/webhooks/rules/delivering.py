"""What an answer means, when it is tried again, when an address gets nothing more until somebody says so."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum


class State(StrEnum):
    """Whether an address is delivered to, or why not."""

    ACTIVE = "active"
    PAUSED = "paused"
    FAILING = "failing"
    GONE = "gone"
    UNSIGNED = "unsigned"


class Action(StrEnum):
    """What a person does with an address."""

    PAUSE = "pause"
    RESUME = "resume"
    ROLL = "roll"
    SEND = "send"


TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.ACTIVE, Action.PAUSE): State.PAUSED,
    (State.PAUSED, Action.RESUME): State.ACTIVE,
    (State.FAILING, Action.RESUME): State.ACTIVE,
    (State.GONE, Action.RESUME): State.ACTIVE,
    (State.ACTIVE, Action.SEND): State.ACTIVE,
    (State.ACTIVE, Action.ROLL): State.ACTIVE,
    (State.PAUSED, Action.ROLL): State.PAUSED,
    (State.FAILING, Action.ROLL): State.FAILING,
    (State.GONE, Action.ROLL): State.GONE,
    (State.UNSIGNED, Action.ROLL): State.ACTIVE,
}
"""What may be done with an address that is so, and how it is then; `SEND` is a test, or once more what was sent."""
STOPPED = (State.FAILING, State.GONE, State.UNSIGNED)
"""States in which a person must look."""


class Outcome(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Verdict(StrEnum):
    """What an answer means."""

    DELIVERED = "delivered"
    AGAIN = "again"
    GONE = "gone"


PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""So long after each try that failed the next one follows; after the last of them it is given up."""
STOPPED_AFTER = timedelta(days=1)
"""After so long without any success an address gets nothing more until somebody looks."""
SPARED = timedelta(minutes=5)
"""A server that does not answer is asked no oftener, whatever waits for it."""
LONGEST_WAIT = timedelta(days=1)
"""No server may ask for more time."""
GONE = 410
WAIT = (429, 503)
"""Answers whose `Retry-After` is obeyed."""


def verdict(status: int | None) -> Verdict:
    """Return what the number of an answer means, None for no answer."""
    if status is not None and 200 <= status < 300:
        return Verdict.DELIVERED
    return Verdict.GONE if status == GONE else Verdict.AGAIN


def asked_to_wait(status: int | None, retry_after: str | None, at: datetime) -> timedelta | None:
    """Return how long a server wants to be left alone, in seconds or until a date as it said; None if it does not."""
    if status not in WAIT or not retry_after:
        return None
    told = retry_after.strip()
    if told.isascii() and told.isdecimal() and len(told) <= len(str(LONGEST_WAIT.total_seconds())):
        return min(timedelta(seconds=int(told)), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(timedelta(), min(until - at, LONGEST_WAIT))


def next_try(at: datetime, tries: int, wait: timedelta | None = None) -> datetime | None:
    """Return when it is tried again after so many tries, not before the server wants it; None when it is given up."""
    if tries > len(PAUSES):
        return None
    return at + max(PAUSES[tries - 1], wait or timedelta())


def spared_until(at: datetime, tries: int, is_silent: bool, wait: timedelta | None) -> datetime | None:
    """Return until when a server is asked for nothing at all; None if it may be asked for something else at once."""
    if wait is not None:
        return at + wait
    return at + min(PAUSES[min(tries, len(PAUSES)) - 1], SPARED) if is_silent else None


def is_to_stop(failing_since: datetime, at: datetime) -> bool:
    """Whether an address has failed for so long that a person should look."""
    return at - failing_since >= STOPPED_AFTER


def plain(answer: bytes, longest: int = 200) -> str:
    """Return the beginning of an answer as one line of text."""
    text = answer.decode("utf-8", "replace")
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:longest]
