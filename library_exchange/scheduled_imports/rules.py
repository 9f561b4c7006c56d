"""When files are fetched, what stops them from being taken in without a person, how long is waited after a failure."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Often(StrEnum):
    """How often a file is fetched."""

    NIGHTLY = "nightly"
    WEEKLY = "weekly"
    FOUR_WEEKLY = "four_weekly"


NIGHTS = {Often.NIGHTLY: 1, Often.WEEKLY: 7, Often.FOUR_WEEKLY: 28}
"""After so many nights it is fetched again."""
NIGHT_HOUR = 2
"""At this hour of the library's own clock files are fetched."""
PAUSES = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(days=1))
"""So long after a failure it is tried again; the last pause goes on."""
TOLD_AFTER = 3
"""After so many failures in a row the library's list of work tells of it."""
OPENED_FOR = timedelta(minutes=30)
"""No file may take longer."""
WRITTEN_FOR = timedelta(minutes=1)
"""A file in the operator's folder that changed within this time may still be written."""
FOLDER = "folder:"
"""So begins the address of a file in the operator's folder, before its name."""


class Outcome(StrEnum):
    """What became of one try to fetch a file."""

    UNCHANGED = "unchanged"
    FAILED = "failed"
    CHECKING = "checking"
    TAKEN_IN = "taken_in"
    WAITS = "waits"
    OVERTAKEN = "overtaken"


class Failure(StrEnum):
    """Why a file did not come."""

    NO_SUCH_SERVER = "no_such_server"
    NOT_PUBLIC = "not_public"
    NO_ANSWER = "no_answer"
    CERTIFICATE = "certificate"
    REFUSED = "refused"
    SIGN_IN_WANTED = "sign_in_wanted"
    SIGN_IN_LOST = "sign_in_lost"
    NOT_THERE = "not_there"
    SERVER_ERROR = "server_error"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    EMPTY = "empty"
    WEB_PAGE = "web_page"
    NOT_IN_FOLDER = "not_in_folder"
    STILL_WRITTEN = "still_written"


class Reason(StrEnum):
    """Why a file that came waits for a person."""

    FIRST = "first"
    NOT_READY = "not_ready"
    OTHER_COLUMNS = "other_columns"
    MANY_MISSING = "many_missing"
    MANY_GONE = "many_gone"
    MANY_REJECTED = "many_rejected"
    MANY_QUESTIONS = "many_questions"
    DOUBTFUL = "doubtful"
    OVERWRITTEN = "overwritten"
    BROUGHT_BACK = "brought_back"
    MANY_CHANGED = "many_changed"


@dataclass(frozen=True)
class Limit:
    """A count of the survey that lets a file wait, where it is more than `percent` of another one, and than `few`."""

    reason: Reason
    part: str
    of: str
    percent: int
    few: int = 0


WHOLE_ONLY = frozenset({Reason.MANY_MISSING})
LIMITS = (
    Limit(Reason.MANY_MISSING, "missing", "standing", 5),
    Limit(Reason.MANY_GONE, "withdrawn", "standing", 5),
    Limit(Reason.MANY_REJECTED, "rejected", "read", 5),
    Limit(Reason.MANY_QUESTIONS, "held", "read", 1, few=3),
    Limit(Reason.DOUBTFUL, "doubtful", "read", 1),
    Limit(Reason.OVERWRITTEN, "overwritten", "read", 0),
    Limit(Reason.BROUGHT_BACK, "brought_back", "read", 0),
    Limit(Reason.MANY_CHANGED, "updated", "standing", 25),
)
"""What a person looks at before it is taken in; all else of a known address is taken in by itself."""


def reason_to_wait(survey: Mapping[str, int], is_whole: bool) -> Reason | None:
    """Return why a file waits for a person by the counts of its survey, the first reason of the table; None if not."""
    for limit in LIMITS:
        if limit.reason in WHOLE_ONLY and not is_whole:
            continue
        part = survey.get(limit.part, 0)
        if part > limit.few and part * 100 > limit.percent * survey.get(limit.of, 0):
            return limit.reason
    return None


def authorization(username: str, password: str) -> str:
    """Return the header that tells a server who asks (RFC 7617, in UTF-8)."""
    return "Basic " + b64encode(f"{username}:{password}".encode()).decode("ascii")


def next_night(at: datetime, zone: str, often: Often) -> datetime:
    """Return the instant of the library's night in which a file is fetched next, counted from `at`."""
    local = at.astimezone(ZoneInfo(zone))
    night = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    # By the calendar, so that the hour stays the same where clocks are set forward.
    nights = NIGHTS[often] - (1 if night > local else 0)
    return (night + timedelta(days=nights)).astimezone(at.tzinfo)


def next_try(at: datetime, failures: int) -> datetime:
    """Return when a file is tried again after so many failures in a row."""
    return at + PAUSES[min(failures, len(PAUSES)) - 1]
