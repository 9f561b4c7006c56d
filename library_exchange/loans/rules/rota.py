"""The order in which libraries are asked: by keys that are published, each told with the rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from library_exchange.directory.rules.calendars import LibraryCalendar, add_working_days, next_open_day
from library_exchange.loans.rules.codes import RequestingState as R
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
    fee_minor: int = 0
    fee_currency: str = ""

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

    Those of the own country first (no border, cheaper); then free before paid, and the lower fee first where all of
    the own country, or all of the others, ask in one currency; then by the week in which the book would arrive; then
    those that have borrowed more than they lent, newcomers at the median; then the less busy ones; then by code.
    """
    shares = [each.share for each in standings if each.share is not None]
    usual = median(shares) if shares else NEWCOMERS_SHARE

    currencies = {is_home: _currencies(standings, is_home) for is_home in (True, False)}

    def rank(each: Standing) -> tuple[bool, bool, int, int, float, int, str]:
        weeks = (each.arrives_on - today).days // 7
        share = usual if each.share is None else each.share
        fee = each.fee_minor if len(currencies[each.is_same_country]) == 1 else 0
        return not each.is_same_country, each.fee_minor > 0, fee, weeks, share, each.active_loans, each.code

    return sorted(standings, key=rank)


def _currencies(standings: Sequence[Standing], is_home: bool) -> set[str]:
    """Return in which currencies the libraries of the own country, or the others, ask for something."""
    return {each.fee_currency for each in standings if each.fee_minor and each.is_same_country is is_home}


# What staff changes of it ---------------------------------------------------------------------------------------------

ARRANGED_IN = (R.REVIEW, R.READER_ASKED, R.SENT, R.CONDITION_PENDING, R.RETRY_PENDING, R.REFUSED)
"""Where a request stands as long as another library may still be asked: there staff changes the order."""


class Rearrangement(StrEnum):
    """What staff does with one library of the order."""

    UP = "order_up"
    DOWN = "order_down"
    LEAVE_OUT = "order_leave_out"
    PUT_BACK = "order_put_back"
    ADD = "order_add"


ORDER_SET = "order_set"
"""What staff does with the whole order at once."""


@dataclass(frozen=True)
class StaffOrder:
    """What staff has changed, by ids of libraries: their order, which of them was moved, added or left out."""

    order: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()

    def arranged(self, by_keys: Sequence[int]) -> list[int]:
        """Return whom to ask of those ranked `by_keys` and those added; who has come since stands last."""
        present = [each for each in dict.fromkeys([*by_keys, *self.added]) if each not in self.left_out]
        placed = [each for each in self.order if each in present]
        return placed + [each for each in present if each not in placed]

    def after(self, change: Rearrangement, library_id: int, now: Sequence[int]) -> "StaffOrder | None":
        """Return the order after `change` to a library, `now` being whom to ask; None if there is nothing to change."""
        steps = {Rearrangement.UP: -1, Rearrangement.DOWN: 1}
        if change in steps:
            return self._moved(library_id, now, steps[change])
        if (library_id in now) is not (change is Rearrangement.LEAVE_OUT):
            return None
        if change is Rearrangement.LEAVE_OUT:
            return replace(self, left_out=_with(self.left_out, library_id))
        if change is Rearrangement.ADD:
            return replace(self, added=_with(self.added, library_id), left_out=_without(self.left_out, library_id))
        is_out = library_id in self.left_out
        return replace(self, left_out=_without(self.left_out, library_id)) if is_out else None

    def placed(self, places: Mapping[int, int], now: Sequence[int]) -> "StaffOrder | None":
        """Return the order that numbers give those to ask `now`, all at once; None if that is how they stand.

        Who has no number keeps its own; of two with one number the one that was given it anew comes first.
        """
        here = {each: at for at, each in enumerate(now, 1)}
        there = {each: places.get(each, at) for each, at in here.items()}
        order = sorted(now, key=lambda each: (there[each], there[each] == here[each], here[each]))
        if order == list(now):
            return None
        moved = self.moved
        for each in order:
            moved = _with(moved, each) if there[each] != here[each] else moved
        return replace(self, order=tuple(order), moved=moved)

    def _moved(self, library_id: int, now: Sequence[int], step: int) -> "StaffOrder | None":
        here = now.index(library_id) if library_id in now else -1
        there = here + step
        if here < 0 or not 0 <= there < len(now):
            return None
        order = list(now)
        order[here], order[there] = order[there], order[here]
        return replace(self, order=tuple(order), moved=_with(self.moved, library_id))


def _with(ids: tuple[int, ...], one: int) -> tuple[int, ...]:
    return ids if one in ids else (*ids, one)


def _without(ids: tuple[int, ...], one: int) -> tuple[int, ...]:
    return tuple(each for each in ids if each != one)
