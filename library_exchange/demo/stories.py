"""The loans of the demonstration: who asks whom for which book, and how many days ago each step was taken."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from library_exchange.loans.rules.codes import Action as A  # noqa: N817 - a table is read by its columns
from library_exchange.loans.rules.codes import DeclineReason
from library_exchange.loans.rules.standard_codes import ReasonUnfilled

WAY = (
    *(A.SEND, A.WILL_SUPPLY, A.FOUND, A.SHIP, A.RECEIVE),
    *(A.CHECK_OUT, A.PATRON_RETURNED, A.SHIP_RETURN, A.CHECK_IN),
)
"""The steps of a loan that goes there and back."""
WAY_OF_COPY = (A.SEND, A.WILL_SUPPLY, A.FOUND, A.DELIVER_COPY)
"""The steps of a copy of pages, handed over as a scan."""
REASONS = {"reason": ReasonUnfilled, "decline_reason": DeclineReason}


@dataclass(frozen=True)
class Story:
    """One request: the record, the library that asks, the ones it asks in turn.

    `days` are those since the asking and since each step along the `WAY`; `then` are steps off that way. With a
    `note` it is the library's reader who asks, else its librarian. `due_in` is the due date in days from today: what is
    meant to be overdue has a negative one, and nothing else is late on the day of the seeding;
    `given` what else is told at the last step. With `pages` a copy of them is asked for.
    """

    record: str
    home: str
    suppliers: tuple[str, ...]
    days: tuple[int, ...]
    then: tuple[tuple[A, int], ...] = ()
    note: str | None = None
    due_in: int | None = None
    reason: ReasonUnfilled = ReasonUnfilled.NOT_AVAILABLE
    decline_reason: DeclineReason | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    pages: str | None = None

    @property
    def steps(self) -> tuple[tuple[A, int], ...]:
        """Return the steps in order, each with how many days ago it was taken."""
        return (*zip(WAY_OF_COPY if self.pages else WAY, self.days[1:], strict=False), *self.then)

    @property
    def tells_of_damage(self) -> bool:
        """Whether the book came back damaged in the end."""
        return A.CHECK_IN_DAMAGED in dict(self.steps)

    def given_at(self, action: A) -> Mapping[str, str]:
        """Return what is told at `action` beside what every story tells there."""
        return self.given if self.then and self.then[-1][0] is action else {}


def _story(told: dict[str, Any]) -> Story:
    """Return a story as the file tells it."""
    then = tuple((A(action), days) for action, days in told.get("then", ()))
    lists = {name: tuple(told[name]) for name in ("suppliers", "days")}
    reasons = {name: kind(told[name]) for name, kind in REASONS.items() if name in told}
    return Story(**(told | lists | reasons | {"then": then}))


_TOLD = json.loads(files(__package__).joinpath("stories.json").read_text(encoding="utf-8"))
STORIES = tuple(_story(told) for told in _TOLD["stories"])
SET_OF: dict[str, str] = _TOLD["volumes"]
"""Volumes that follow the first one of their set, by the records' numbers."""
