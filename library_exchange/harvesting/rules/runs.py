"""What becomes of a harvest and why, how long is waited, when all is harvested anew."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

TOLD_AFTER = 3
"""After so many failures in a row the library's list of work tells of it."""
OVERLAP = timedelta(days=1)
"""So much of what is known already is asked for again: servers tell days, or forget their zone, or write late."""
STINT = timedelta(minutes=10)
"""So long a harvest goes on before other long work has its turn."""
LONGEST = timedelta(days=7)
"""After so long a harvest that broke off begins anew: what came is too old."""
WHOLE_EVERY = timedelta(days=28)
"""So often all is harvested from a server that does not tell for good what was deleted."""
MOST_PAGES, MOST_EMPTY, MOST_RESTARTS, MOST_WAITS = 50_000, 20, 3, 10
"""Pages of a harvest; pages in a row without a new record; tokens that expired; times in a row that we had to wait."""
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=6)


class Outcome(StrEnum):
    """What became of a harvest."""

    RUNNING = "running"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    STOPPED = "stopped"
    CHECKING = "checking"
    TAKEN_IN = "taken_in"
    WAITS = "waits"
    OVERTAKEN = "overtaken"


class Failure(StrEnum):
    """Why a harvest failed or broke off."""

    NO_SUCH_SERVER = "no_such_server"
    NOT_PUBLIC = "not_public"
    NO_ANSWER = "no_answer"
    CERTIFICATE = "certificate"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    REFUSED = "refused"
    NOT_THERE = "not_there"
    SERVER_ERROR = "server_error"
    BUSY = "busy"
    WEB_PAGE = "web_page"
    NOT_OAI = "not_oai"
    FORBIDDEN_XML = "forbidden_xml"
    TORN = "torn"
    NO_FORMAT = "no_format"
    PROTOCOL = "protocol"
    ENDLESS = "endless"
    TOKENS_EXPIRE = "tokens_expire"
    ONLY_REFUSED = "only_refused"


FEW_REFUSED = 3
"""If no more came, and none of it can be read, nobody need decide anything: it comes again when it is mended."""
FINAL = frozenset({Failure.FORBIDDEN_XML, Failure.PROTOCOL, Failure.NO_FORMAT, Failure.ENDLESS, Failure.TOKENS_EXPIRE})
"""After these nothing is gained by going on where the harvest was."""


class Deleted(StrEnum):
    """What a server tells of records that it has no more (section 2.5.1 of the protocol)."""

    NO = "no"
    TRANSIENT = "transient"
    PERSISTENT = "persistent"


def wait_of(told: str | None, times: int, now: datetime) -> timedelta:
    """Return how long is waited after a server said 503 so many times in a row: as it wishes, within bounds."""
    wished = _wished(told, now)
    wait = timedelta(minutes=1) * 2 ** min(times, 6) if wished is None else wished
    return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)


def _wished(told: str | None, now: datetime) -> timedelta | None:
    """Return the time that `Retry-After` tells, in seconds or as a date (RFC 9110, 10.2.3)."""
    text = (told or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        until = datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=now.tzinfo)
    except ValueError:
        return None
    return until - now


def is_whole_due(deleted: Deleted, last_whole: datetime | None, now: datetime) -> bool:
    """Whether all is harvested, because nothing else tells what was deleted, or because nothing came yet."""
    if last_whole is None:
        return True
    return deleted is not Deleted.PERSISTENT and now - last_whole >= WHOLE_EVERY - timedelta(hours=12)


def resumes_from(pages: Iterable[Sequence[datetime | None]]) -> datetime | None:
    """Return the datestamp from which a list goes on whose token expired, by those of its pages so far.

    None where they do not stand in their order, or are not told: then it begins anew.
    """
    last: datetime | None = None
    for page in pages:
        for each in page:
            if each is None or (last is not None and each < last):
                return None
            last = each
    return last
