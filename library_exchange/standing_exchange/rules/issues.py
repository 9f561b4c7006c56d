"""The way of one issue as a table, which issues are expected of a year, and which of them are late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from library_exchange.core.procedure import BACK, Part, Procedure, Step, by


class IssueState(StrEnum):
    """Where an issue stands; one that is gone will not come."""

    EXPECTED = "expected"
    SENT = "sent"
    RECEIVED = "received"
    CLAIMED = "claimed"
    GONE = "gone"


class IssueEvent(StrEnum):
    """What can happen to an issue."""

    SEND = "send"
    RECEIVE = "receive"
    CLAIM = "claim"
    WITHDRAW_CLAIM = "withdraw_claim"
    WILL_COME = "will_come"
    OUT_OF_PRINT = "out_of_print"
    CEASED = "ceased"
    NOT_SENT = "not_sent"
    NOT_RECEIVED = "not_received"


class Answer(StrEnum):
    """What the giver said to a claim."""

    SENT_AGAIN = "sent_again"
    WILL_COME = "will_come"
    OUT_OF_PRINT = "out_of_print"
    CEASED = "ceased"


class Frequency(StrEnum):
    """How often a serial appears."""

    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    SEMIMONTHLY = "semimonthly"
    MONTHLY = "monthly"
    BIMONTHLY = "bimonthly"
    QUARTERLY = "quarterly"
    SEMIANNUAL = "semiannual"
    ANNUAL = "annual"
    IRREGULAR = "irregular"


class Channel(StrEnum):
    """How the issues of a serial travel."""

    POST = "post"
    CONSIGNMENT = "consignment"
    PUBLISHER = "publisher"


class Guard(StrEnum):
    """What must be true before a step."""

    IS_LATE = "is_late"


class Effect(StrEnum):
    """What a step does beside changing the state."""

    COUNT = "count"
    COUNT_NO_MORE = "count_no_more"


S, E, P = IssueState, IssueEvent, Part
_GIVER, _RECEIVER = by(P.CONSIGNOR), by(P.CONSIGNEE)
# What a consignment that an issue travels in brings about, whoever acts in it.
_GIVER_OR_WAY, _RECEIVER_OR_WAY = by(P.CONSIGNOR, P.SERVICE), by(P.CONSIGNEE, P.SERVICE)


def _receive() -> Step[IssueState]:
    return Step(S.RECEIVED, _RECEIVER_OR_WAY, effects=(Effect.COUNT,))


def _answered(state: IssueState, answer: Answer, who: frozenset[Part] = _GIVER) -> Step[IssueState]:
    return Step(state, who, facts={"answer": answer})


_CLAIM = Step(S.CLAIMED, _RECEIVER, (Guard.IS_LATE,), is_grave=True)
_CEASED = Step(S.GONE, _GIVER, facts={"answer": Answer.CEASED}, is_grave=True)
_STEPS: Mapping[tuple[IssueState, IssueEvent], Step[IssueState]] = {
    (S.EXPECTED, E.SEND): Step(S.SENT, _GIVER_OR_WAY),
    (S.EXPECTED, E.RECEIVE): _receive(),
    (S.EXPECTED, E.CLAIM): _CLAIM,
    (S.EXPECTED, E.OUT_OF_PRINT): _answered(S.GONE, Answer.OUT_OF_PRINT),
    (S.EXPECTED, E.CEASED): _CEASED,
    (S.SENT, E.RECEIVE): _receive(),
    (S.SENT, E.CLAIM): _CLAIM,
    (S.SENT, E.NOT_SENT): Step(S.EXPECTED, _GIVER_OR_WAY),
    (S.CLAIMED, E.RECEIVE): _receive(),
    (S.CLAIMED, E.SEND): _answered(S.SENT, Answer.SENT_AGAIN, _GIVER_OR_WAY),
    (S.CLAIMED, E.WILL_COME): _answered(S.EXPECTED, Answer.WILL_COME),
    (S.CLAIMED, E.OUT_OF_PRINT): _answered(S.GONE, Answer.OUT_OF_PRINT),
    (S.CLAIMED, E.CEASED): _CEASED,
    (S.CLAIMED, E.WITHDRAW_CLAIM): Step(BACK, _RECEIVER),
    (S.GONE, E.RECEIVE): _receive(),
    (S.GONE, E.WILL_COME): _answered(S.EXPECTED, Answer.WILL_COME),
    (S.RECEIVED, E.NOT_RECEIVED): Step(BACK, _RECEIVER, effects=(Effect.COUNT_NO_MORE,)),
}
ISSUE: Procedure[IssueState, IssueEvent] = Procedure(_STEPS)
AWAITED = frozenset({S.EXPECTED, S.SENT})
"""While an issue may be late."""
ANSWERS = frozenset({E.SEND, E.WILL_COME, E.OUT_OF_PRINT, E.CEASED})
"""What the giver answers to a claim."""
GRAVE = frozenset(event for (_state, event), step in ISSUE.steps.items() if step.is_grave)
"""What is asked before it happens to the issues that are ticked."""


@dataclass(frozen=True)
class Rhythm:
    """How many issues a year has, how many days lie between them if they keep no months, and when one is late."""

    issues: int
    late_days: int
    days_between: int | None = None


RHYTHMS: Mapping[Frequency, Rhythm] = {
    Frequency.WEEKLY: Rhythm(52, 60, 7),
    Frequency.BIWEEKLY: Rhythm(26, 60, 14),
    Frequency.SEMIMONTHLY: Rhythm(24, 60),
    Frequency.MONTHLY: Rhythm(12, 75),
    Frequency.BIMONTHLY: Rhythm(6, 90),
    Frequency.QUARTERLY: Rhythm(4, 120),
    Frequency.SEMIANNUAL: Rhythm(2, 180),
    Frequency.ANNUAL: Rhythm(1, 365),
    Frequency.IRREGULAR: Rhythm(0, 90),
}
"""An irregular serial has no expected issues: who sends one enters it."""
MIDDLE_OF_MONTH = 16


@dataclass(frozen=True)
class Expected:
    """One issue that a year should have: its number in the year, and the day on which it should appear."""

    number: int
    due_on: date


def expected(frequency: Frequency, year: int, first_number: int = 1) -> tuple[Expected, ...]:
    """Return the issues that a serial should have in a year, from the number `first_number` on."""
    rhythm = RHYTHMS[frequency]
    return tuple(Expected(number, _due(rhythm, year, number)) for number in range(first_number, rhythm.issues + 1))


def _due(rhythm: Rhythm, year: int, number: int) -> date:
    if rhythm.days_between is not None:
        return date(year, 1, 1) + timedelta(days=rhythm.days_between * (number - 1))
    if rhythm.issues > 12:
        month, half = divmod(number - 1, 2)
        return date(year, month + 1, MIDDLE_OF_MONTH if half else 1)
    return date(year, 1 + (number - 1) * 12 // rhythm.issues, 1)


def late_from(frequency: Frequency, since: date) -> date:
    """Return the first day on which an issue is late that was due, or promised anew, on the day `since`."""
    return since + timedelta(days=RHYTHMS[frequency].late_days + 1)


def volume_of(first_volume: int | None, first_year: int, year: int) -> int | None:
    """Return the volume of a year, one a year from `first_volume` in `first_year` on; None for a serial without."""
    return None if first_volume is None else first_volume + year - first_year


@dataclass(frozen=True)
class Standing:
    """What is known of an issue when it is asked whether it is late; `is_promised` says that the giver answered."""

    state: IssueState
    due_on: date
    late_from: date
    is_promised: bool


def is_late(issue: Standing, today: date, received: Iterable[date]) -> bool:
    """Whether an issue is late: its days are over, or a later one came and nobody has promised this one since.

    `received` are the days on which the issues of the same serial were due that have arrived.
    """
    if issue.state not in AWAITED:
        return False
    if today >= issue.late_from:
        return True
    return not issue.is_promised and any(issue.due_on < due_on for due_on in received)


def is_to_send(issue: Standing, today: date) -> bool:
    """Whether its giver is to send an issue now: its day has passed, or the time for which it was promised anew."""
    if issue.state is not IssueState.EXPECTED:
        return False
    return today >= issue.late_from or (not issue.is_promised and issue.due_on < today)


def late_since(issue: Standing, received: Iterable[tuple[date, date]]) -> date | None:
    """Return the first day on which an issue is late, None for one that is not awaited; it may lie ahead.

    `received` are the days on which the issues of the same serial that have arrived were due, and came.
    """
    if issue.state not in AWAITED:
        return None
    later = [came_on for due_on, came_on in received if issue.due_on < due_on and not issue.is_promised]
    return min([issue.late_from, *later])
