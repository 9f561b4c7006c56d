"""What libraries answer to the lines of a round, what silence means, and the days a round needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from library_exchange.directory.rules.calendars import LibraryCalendar, common_working_days
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.rounds import ANSWER_WORKING_DAYS, COMMON_WORKING_DAYS

SELECTING_WORKING_DAYS = 5
"""Common working days in which libraries make their choice once the lists are frozen."""
LONGEST_SEARCH_DAYS = 400


class Answer(StrEnum):
    """What one side says to a line."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class LineState(StrEnum):
    """Where a line of a round stands."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    RECLEARED = "recleared"
    CONFIRMED = "confirmed"
    RECEIVED = "received"
    FAILED = "failed"


class End(StrEnum):
    """Which end of a line a library is."""

    GIVER = "giver"
    RECEIVER = "receiver"


class Refusal(StrEnum):
    """Why a line was refused; silence is that of a side, what is lost was to come to who refused to send another."""

    NOT_FOUND = "not_found"
    DAMAGED = "damaged"
    STILL_NEEDED = "still_needed"
    WRONG_EDITION = "wrong_edition"
    ALREADY_BOUGHT = "already_bought"
    NOT_NEEDED = "not_needed"
    SILENCE = "silence"
    LOST = "lost"


class Stage(StrEnum):
    """How far the clearing of a round has come."""

    WAITING = "waiting"
    PAIRING = "pairing"
    SOLVING = "solving"
    WRITING = "writing"


REFUSALS: dict[End, tuple[Refusal, ...]] = {
    End.GIVER: (Refusal.NOT_FOUND, Refusal.DAMAGED, Refusal.STILL_NEEDED),
    End.RECEIVER: (Refusal.WRONG_EDITION, Refusal.ALREADY_BOUGHT, Refusal.NOT_NEEDED),
}
"""What each end may give as its reason."""


def silent_answer(end: End, accepts_silently: bool) -> Answer:
    """Return what silence means: a giver's is a no, a receiver's a yes only where it asked for that beforehand."""
    return Answer.ACCEPTED if end is End.RECEIVER and accepts_silently else Answer.DECLINED


def is_agreed(giver: Answer, receiver: Answer) -> bool:
    """Whether both sides accept."""
    return giver is Answer.ACCEPTED and receiver is Answer.ACCEPTED


@dataclass(frozen=True)
class Calendar:
    """The days of a round, each stage to the end of its last day."""

    listing_from: date
    listing_until: date
    selecting_until: date


def after_common_days(calendars: Sequence[LibraryCalendar], start: date, number: int) -> date:
    """Return the `number`-th day after `start` on which every library works; the last one searched if there is none."""
    found = common_working_days(calendars, start + timedelta(days=1), start + timedelta(days=LONGEST_SEARCH_DAYS))
    return found[number - 1] if len(found) >= number else start + timedelta(days=LONGEST_SEARCH_DAYS)


def proposed_calendar(calendars: Sequence[LibraryCalendar], first: date) -> Calendar:
    """Return a calendar from the first common working day on or after `first`, as short as the rule allows."""
    start = after_common_days(calendars, first - timedelta(days=1), 1)
    listing = first_last_day(calendars, start)
    return Calendar(start, listing, after_common_days(calendars, listing, SELECTING_WORKING_DAYS))


def first_last_day(calendars: Sequence[LibraryCalendar], first: date) -> date:
    """Return the earliest day to which lists that are open from `first` may be open."""
    return after_common_days(calendars, first - timedelta(days=1), COMMON_WORKING_DAYS)


def has_enough_days(calendars: Sequence[LibraryCalendar], first: date, last: date) -> bool:
    """Whether the lists are open for as many common working days as the rule asks."""
    return len(common_working_days(calendars, first, last)) >= COMMON_WORKING_DAYS


def answer_day(calendars: Sequence[LibraryCalendar], today: date) -> date:
    """Return the last day to answer a proposal sent on `today`."""
    return after_common_days(calendars, today, ANSWER_WORKING_DAYS)


def end_that_refused(refusal: Refusal, giver: Answer) -> End:
    """Return which end refused a line: by its reason; of two silent ones the giver, without whom nothing is sent."""
    if refusal is Refusal.LOST:
        return End.RECEIVER
    if refusal is Refusal.SILENCE:
        return End.RECEIVER if giver is Answer.ACCEPTED else End.GIVER
    return End.GIVER if refusal in REFUSALS[End.GIVER] else End.RECEIVER


def outcome_of_refusal(end: End, copies_left: int, reason: Refusal | None = None) -> Outcome:
    """Return what becomes of a want one of whose lines this end refused, when `copies_left` are still to come."""
    if copies_left:
        return Outcome.PARTLY_FILLED
    if reason is Refusal.LOST:
        return Outcome.LOST_BY_REFUSAL
    return Outcome.NOT_SENT_BY_GIVER if end is End.GIVER else Outcome.DECLINED_BY_OWNER
