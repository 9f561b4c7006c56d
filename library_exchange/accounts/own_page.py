"""What waits for a person on her own page; rooms above tell it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core.hooks import Hook


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: a book by its title as pages show it, how it stands, what to do, and by which day.

    What is first in `rank` is most urgent.
    """

    rank: int
    title: Any
    url: str
    status: Any
    tone: str
    sentence: Any = None
    due_on: date | None = None


Teller = Callable[[Session, int, datetime], Sequence[Waiting]]
TELLERS: Hook[Teller] = Hook()
"""Tells what waits for the person with that number at that instant, in the language of the page."""
OVERDUE, TO_FETCH, LENT, ANSWERED = range(4)
"""Ranks."""
ANSWERS_SHOWN_DAYS = 14
"""How long an answer stands on the page of who had asked."""


def waiting_for(session: Session, person_id: int, now: datetime) -> list[Waiting]:
    """Return what waits for a person, the most urgent first, then by the day."""
    found = [each for tell in TELLERS.fillings().values() for each in tell(session, person_id, now)]
    return sorted(found, key=lambda each: (each.rank, each.due_on or date.max))
