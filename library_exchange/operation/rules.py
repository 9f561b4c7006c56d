"""What of the service's state calls for a person, and how requests are counted; free of database and web."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LEAST_FREE = 0.05
"""The share of the disk below which the service is not ready."""
SCARCE = 0.15
"""The share of the disk below which a person should see to it."""
LONGEST_LAG = timedelta(minutes=15)
"""Work that could have been done and was not begun for so long: nobody carries out the outbox, or too slowly."""
OLDEST_BACKUP = timedelta(hours=36)
LATEST_NIGHT = timedelta(hours=36)


class Trouble(StrEnum):
    """What a person should see to, the gravest first."""

    SCHEMA = "schema"
    DISK_FULL = "disk-full"
    NO_WORKER = "no-worker"
    INDEX_LOST = "index-lost"
    FAILING = "failing"
    NIGHT_FAILED = "night-failed"
    NIGHT_LATE = "night-late"
    INDEX_DRIFT = "index-drift"
    DISK_SCARCE = "disk-scarce"
    NO_BACKUP = "no-backup"
    OLD_BACKUP = "old-backup"


GRAVE = frozenset({Trouble.SCHEMA, Trouble.DISK_FULL, Trouble.NO_WORKER, Trouble.INDEX_LOST})


@dataclass(frozen=True)
class Seen:
    """What was seen of the service at an instant.

    `overdue` tells for each lane since when work that nobody has begun has been due; `drift` how many records the
    index has wrong, None where it cannot be read; `free` the share of the disk.
    """

    at: datetime
    free: float
    is_schema_current: bool = True
    overdue: Mapping[str, datetime] = field(default_factory=dict)
    failing: int = 0
    waiting_for_index: int = 0
    drift: int | None = 0
    last_backup: datetime | None = None
    last_night: datetime | None = None
    failed_nights: int = 0

    @property
    def lag(self) -> timedelta:
        """How long the oldest work that could be done has not been begun."""
        return max((self.at - due for due in self.overdue.values()), default=timedelta())


def troubles(seen: Seen) -> list[Trouble]:
    """Return what a person should see to, the gravest first."""
    holds = {
        Trouble.SCHEMA: not seen.is_schema_current,
        Trouble.DISK_FULL: seen.free < LEAST_FREE,
        Trouble.NO_WORKER: seen.lag > LONGEST_LAG,
        Trouble.INDEX_LOST: seen.drift is None,
        Trouble.FAILING: seen.failing > 0,
        Trouble.NIGHT_FAILED: seen.failed_nights > 0,
        Trouble.NIGHT_LATE: seen.last_night is not None and seen.at - seen.last_night > LATEST_NIGHT,
        # What is on its way to the index differs for a moment: that is no damage.
        Trouble.INDEX_DRIFT: (seen.drift or 0) > seen.waiting_for_index,
        Trouble.DISK_SCARCE: LEAST_FREE <= seen.free < SCARCE,
        Trouble.NO_BACKUP: seen.last_backup is None,
        Trouble.OLD_BACKUP: seen.last_backup is not None and seen.at - seen.last_backup > OLDEST_BACKUP,
    }
    return [trouble for trouble in Trouble if holds[trouble]]


WATCHING = frozenset({"web.healthz", "watching.readyz", "watching.metrics"})
SEARCHING = frozenset({"catalogue.search", "catalogue.advanced", "catalogue.suggest"})


def kind_of(endpoint: str | None, method: str, door: str | None) -> str:
    """Return under which kind a request is counted: few kinds, and nothing of what stood in its address."""
    if endpoint is None:
        return "nowhere"
    if door is not None:
        return door
    if endpoint in WATCHING:
        return "watching"
    if endpoint == "static":
        return "static"
    if endpoint in SEARCHING:
        return "search"
    return "page" if method in ("GET", "HEAD") else "act"
