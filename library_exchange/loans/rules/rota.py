"""The order in which libraries are asked: by keys that are published, each told with the rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from library_exchange.directory.rules.calendars import LibraryCalendar, add_working_days, next_open_day
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.tasks import TASK_OF

BALANCE_DAYS = 365
"""Over how many days what a library lent and borrowed is counted."""
WORK_DAYS = sum(TASK_OF[Side.SUPPLYING][state][1] for state in (S.NEW, S.TO_PICK, S.TO_SHIP))
"""Working days that a library has to answer, to fetch the book and to ship it."""
SILENCE_DAYS = 5
"""After how many of its working days without a word a library counts as not answering."""
NEWCOMERS_SHARE = 0.5
"""What a newcomer's share of lending counts as where nobody has lent or borrowed yet."""


@dataclass(frozen=True)
class Standing:
    """What a library that has a free copy is ranked by; `lent` and `borrowed` are books shipped in the last year."""

    code: str
    is_same_country: bool
    arrives_on: date
    lent: int
    borrowed: int
    active_loans: int

    @property
    def share(self) -> float | None:
        """How much of what it moved it lent, 0 to 1; None for a newcomer."""
        moved = self.lent + self.borrowed
        return self.lent / moved if moved else None


def arrival(today: date, supplying: LibraryCalendar, transit_days: int, requesting: LibraryCalendar) -> date:
    """Return the day by which a book asked for `today` should be received, by the working days of both libraries."""
    shipped_on = add_working_days(supplying, today, WORK_DAYS)
    return next_open_day(requesting, shipped_on + timedelta(days=transit_days))


def is_silent(asked_on: date, today: date, supplying: LibraryCalendar) -> bool:
    """Whether a library that was asked on a day should have answered by `today`."""
    return add_working_days(supplying, asked_on, SILENCE_DAYS) < today


def in_order(standings: Sequence[Standing], today: date) -> list[Standing]:
    """Return libraries in the order in which they are asked.

    Those of the own country first (no border, cheaper); then by the week in which the book would arrive; then those
    that have borrowed more than they lent, newcomers at the median; then the less busy ones; then by code.
    """
    shares = [each.share for each in standings if each.share is not None]
    usual = median(shares) if shares else NEWCOMERS_SHARE

    def rank(each: Standing) -> tuple[bool, int, float, int, str]:
        weeks = (each.arrives_on - today).days // 7
        share = usual if each.share is None else each.share
        return not each.is_same_country, weeks, share, each.active_loans, each.code

    return sorted(standings, key=rank)
