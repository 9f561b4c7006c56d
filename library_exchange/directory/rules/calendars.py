"""Working days: national holidays with moved working days, a library's weekdays and its own closures.

A day is a date at the library itself. Where the official arrangement of a year is not published yet, its holidays are
provisional: the fixed days are known, the moved ones are not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from library_exchange.core.regions import REGIONS

DAY = timedelta(days=1)
FURTHEST_EAST, FURTHEST_WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
"""The zones in which each day begins first and ends last."""
MOVED = "moved"
"""The name of a day off that a working weekend pays for."""
LONGEST_SEARCH_DAYS = 3660
_OBSERVED = " (observed)"
_SUBSTITUTED = "Day off (substituted"


@dataclass(frozen=True)
class Closed:
    """Days from `starts_on` to `ends_on`, both included, on which a library is closed."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class LibraryCalendar:
    """When a library works: its country, ISO weekdays, own closures and time zone."""

    country: str
    timezone: str
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    closures: tuple[Closed, ...] = ()


@dataclass(frozen=True)
class Year:
    """A country's year: names of the holidays by day, working weekends, and whether it is official already."""

    holidays: dict[date, tuple[str, ...]]
    working_weekends: frozenset[date]
    is_official: bool


@cache
def year_of(country: str, year: int) -> Year:
    """Return the holidays of a year; names are the English ones of the `holidays` package, or `MOVED`."""
    region = REGIONS[country]
    found = _known_holidays(region.calendar, year)
    named = {day: _names(names) for day, names in found.items() if day.year == year}
    moved = frozenset(day for day in found.weekend_workdays if day.year == year)
    is_official = not region.moves_days or bool(moved) or any(MOVED in names for names in named.values())
    return Year(named, moved, is_official)


def _known_holidays(calendar: str, year: int) -> holidays.HolidayBase:
    """Return the holidays of a country; none of one that the package does not know."""
    try:
        return holidays.country_holidays(calendar, years=year, language="en_US")
    except NotImplementedError:
        return holidays.HolidayBase(years=year)


def _names(joined: str) -> tuple[str, ...]:
    parts = (part.removesuffix(_OBSERVED) for part in joined.split("; "))
    return tuple(dict.fromkeys(MOVED if part.startswith(_SUBSTITUTED) else part for part in parts))


def is_holiday(country: str, day: date) -> bool:
    """Whether `day` is a public holiday of `country`."""
    return day in year_of(country, day.year).holidays


def is_open(calendar: LibraryCalendar, day: date) -> bool:
    """Whether the library works on `day`: a closure beats everything, a moved working day beats the weekend."""
    if any(closed.starts_on <= day <= closed.ends_on for closed in calendar.closures):
        return False
    year = year_of(calendar.country, day.year)
    if day in year.working_weekends:
        return True
    return day.isoweekday() in calendar.weekdays and day not in year.holidays


def next_open_day(calendar: LibraryCalendar, day: date) -> date:
    """Return `day` if the library works then, otherwise the first day after it on which it does."""
    return add_working_days(calendar, day - DAY, 1)


def add_working_days(calendar: LibraryCalendar, start: date, n: int) -> date:
    """Return the `n`-th working day after `start`; 0 gives `start` itself.

    A library that is closed for ten years on end counts as one that works every day after them.
    """
    if n <= 0:
        return start
    for day in _days(start + DAY, start + LONGEST_SEARCH_DAYS * DAY):
        n -= is_open(calendar, day)
        if n == 0:
            return day
    return start + (LONGEST_SEARCH_DAYS + n) * DAY


def common_working_days(calendars: Iterable[LibraryCalendar], first: date, last: date) -> tuple[date, ...]:
    """Return the days from `first` to `last`, both included, on which every library of `calendars` works."""
    libraries = tuple(calendars)
    return tuple(day for day in _days(first, last) if all(is_open(each, day) for each in libraries))


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY


def day_at(calendar: LibraryCalendar, at: datetime) -> date:
    """Return the day that it is at the library at the instant `at`."""
    return at.astimezone(ZoneInfo(calendar.timezone)).date()


def furthest_day(at: datetime) -> date:
    """Return the day furthest on that it is anywhere at the instant `at`: what ends later is over nowhere."""
    return at.astimezone(FURTHEST_EAST).date()


def furthest_back_day(at: datetime) -> date:
    """Return the day furthest back that it is anywhere at the instant `at`: what ended earlier is over everywhere."""
    return at.astimezone(FURTHEST_WEST).date()


def deadline(acting: LibraryCalendar, asked_at: datetime, working_days: int) -> date:
    """Return the day, at the library that must act, by whose end it should: so many of its own working days on."""
    return add_working_days(acting, day_at(acting, asked_at), working_days)


@dataclass(frozen=True)
class Stretch:
    """Days on end of the same kind: holidays by their names, or one of the library's closures by its number."""

    first: date
    last: date
    names: tuple[str, ...] = ()
    closure: int | None = None
    is_provisional: bool = False


def coming_stretches(calendar: LibraryCalendar, first: date, last: date) -> tuple[Stretch, ...]:
    """Return closed days beside the weekly ones from `first` to `last`, in order; closures are not cut at the ends.

    Holidays that follow each other, a weekly day of rest between them or not, are one stretch; one that pays for a
    working weekend gives no name of its own when another does.
    """
    own = [
        Stretch(closed.starts_on, closed.ends_on, closure=number)
        for number, closed in enumerate(calendar.closures)
        if closed.ends_on >= first and closed.starts_on <= last
    ]
    return tuple(sorted([*own, *_holidays(calendar, first, last)], key=lambda one: (one.first, one.last)))


def _holidays(calendar: LibraryCalendar, first: date, last: date) -> Iterator[Stretch]:
    run: list[date] = []
    for day in _days(first, last + DAY):
        if day <= last and (is_holiday(calendar.country, day) or (run and not is_open(calendar, day))):
            run.append(day)
        elif run:
            yield _stretch(calendar.country, run)
            run = []


def _stretch(country: str, run: list[date]) -> Stretch:
    named = [day for day in run if is_holiday(country, day)]
    names = dict.fromkeys(name for day in named for name in year_of(country, day.year).holidays[day])
    kept = tuple(name for name in names if name != MOVED) or (MOVED,)
    return Stretch(
        named[0], named[-1], kept, is_provisional=not all(year_of(country, d.year).is_official for d in named)
    )


def working_weekends(calendar: LibraryCalendar, first: date, last: date) -> tuple[date, ...]:
    """Return the moved working days from `first` to `last` on which the library works."""
    return tuple(
        day
        for day in _days(first, last)
        if day in year_of(calendar.country, day.year).working_weekends and is_open(calendar, day)
    )
