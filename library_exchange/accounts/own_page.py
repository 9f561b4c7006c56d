"""What waits for a person on her own page; rooms above tell it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from library_exchange.core import worklist
from library_exchange.core.hooks import Hook


@dataclass(frozen=True)
class Question:
    """What a person is asked, in sentences; the one `field` of her answer, sent to `url` with the fields `hidden`."""

    sentences: Sequence[Any]
    url: str
    field: Mapping[str, Any]
    hidden: Mapping[str, Any]
    button: Any


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: a book by its title as pages show it, how it stands, what to do, and by which day.

    What is first in `rank` is most urgent. A `question` is answered where it stands.
    """

    rank: int
    title: Any
    url: str
    status: Any
    tone: str
    sentence: Any = None
    due_on: date | None = None
    question: Question | None = None


Teller = Callable[[Session, int, datetime], Sequence[Waiting]]
TELLERS: Hook[Teller] = Hook()
"""Tells what waits for the person with that number at that instant, in the language of the page."""
Counter = Callable[[int, datetime], Any]
COUNTERS: Hook[Counter] = Hook()
"""Returns the query that counts what a room tells of a person, without reading it."""
Work = Callable[[Session, int, datetime], int]
WORK: Hook[Work] = Hook()
"""Counts what waits for the staff of the library with that id."""
ASKED, OVERDUE, TO_FETCH, LENT, ANSWERED = range(5)
"""Ranks."""
ANSWERS_SHOWN_DAYS = 14
"""How long an answer stands on the page of who had asked."""


def waiting_for(session: Session, person_id: int, now: datetime) -> list[Waiting]:
    """Return what waits for a person, the most urgent first, then by the day."""
    found = [each for tell in TELLERS.fillings().values() for each in tell(session, person_id, now)]
    return sorted(found, key=lambda each: (each.rank, each.due_on or date.max))


def count(session: Session, person_id: int, now: datetime) -> int:
    """Return how many things wait for a person: as many as `waiting_for` lists; one query."""
    counts = [each(person_id, now).scalar_subquery() for each in COUNTERS.fillings().values()]
    return sum(session.execute(sa.select(*counts)).one()) if counts else 0


def count_overseen(session: Session, now: datetime) -> int:
    """Return how many things wait for who runs the platform; one query."""
    return sum(count for _kind, count in worklist.overseen(session, now))


def count_work(session: Session, library_id: int, now: datetime) -> int:
    """Return how many things wait for the staff of a library."""
    return sum(each(session, library_id, now) for each in WORK.fillings().values())
