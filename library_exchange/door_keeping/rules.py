"""What is kept of answers: how many in each hour, and the faults, as many as tell something."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

KEPT = timedelta(days=30)
MOST_ALIKE = 20
"""So many faults of one kind, of one door, in one hour are kept singly; the others are only counted."""
MOST_UNWRITTEN = 2_000
"""So many faults wait in memory to be written down; the others are only counted."""
WRITTEN_EVERY_S = 60.0
KNOWN_FOR_S = 10.0
"""So long another process may not know what an operator has decided in this one."""
LONGEST_ACT, LONGEST_FAULT = 80, 60


class Fault(NamedTuple):
    """What went wrong: when, of what kind, what was asked for, by whom, under which number it stands in the log."""

    door: str
    at: datetime
    kind: str
    status: int
    act: str
    client: str
    key_id: int | None
    reference: str


@dataclass
class Hour:
    """How many answers there were in an hour, how many of them tell of a fault, and when the last was given."""

    answers: int = 0
    faults: int = 0
    last_at: datetime | None = None


class Gathered(NamedTuple):
    """What is to be written down: counts by door and hour, and single faults."""

    hours: Mapping[tuple[str, datetime], Hour]
    faults: list[Fault]


def hour_of(at: datetime) -> datetime:
    """Return the beginning of the hour."""
    return at.replace(minute=0, second=0, microsecond=0)


@dataclass
class Gathering:
    """What one process has to write down; several threads may add to it."""

    hours: dict[tuple[str, datetime], Hour] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    alike: Counter[tuple[str, str]] = field(default_factory=Counter)
    alike_in: datetime | None = None
    lock: Lock = field(default_factory=Lock)

    def add(self, door: str, at: datetime, fault: Fault | None = None) -> None:
        """Count an answer of a door, with what went wrong."""
        hour = hour_of(at)
        with self.lock:
            counted = self.hours.setdefault((door, hour), Hour())
            counted.answers += 1
            counted.last_at = max(counted.last_at or at, at)
            if fault is None:
                return
            counted.faults += 1
            if self.alike_in != hour:
                self.alike.clear()
                self.alike_in = hour
            self.alike[door, fault.kind] += 1
            if self.alike[door, fault.kind] <= MOST_ALIKE and len(self.faults) < MOST_UNWRITTEN:
                self.faults.append(fault)

    def take(self) -> Gathered:
        """Return what was gathered, and begin anew."""
        with self.lock:
            taken = Gathered(self.hours, self.faults)
            self.hours, self.faults = {}, []
            return taken

    def put_back(self, taken: Gathered) -> None:
        """Have what could not be written down wait once more."""
        with self.lock:
            for place, hour in taken.hours.items():
                counted = self.hours.setdefault(place, Hour())
                counted.answers += hour.answers
                counted.faults += hour.faults
                counted.last_at = max(filter(None, (counted.last_at, hour.last_at)), default=None)
            self.faults = (taken.faults + self.faults)[:MOST_UNWRITTEN]
