"""Working days of both countries: holidays, moved working days, a library's own weekdays and closures."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_exchange.core.i18n import LANGUAGES, speaking
from library_exchange.directory.labels import CLOSURES, HOLIDAYS
from library_exchange.directory.models import ClosureReason
from library_exchange.directory.rules import calendars
from library_exchange.directory.rules.calendars import Closed, LibraryCalendar

HEIHE = LibraryCalendar("CN", "Asia/Shanghai")
AMUR = LibraryCalendar("RU", "Asia/Yakutsk")
days = st.dates(date(2019, 1, 1), date(2030, 12, 31))
calendars_ = st.builds(
    LibraryCalendar,
    country=st.sampled_from(["CN", "RU"]),
    timezone=st.just("Asia/Shanghai"),
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    closures=st.lists(
        st.tuples(days, st.integers(0, 60)).map(lambda c: Closed(c[0], c[0] + timedelta(days=c[1]))), max_size=3
    ).map(tuple),
)


@pytest.mark.parametrize(
    ("calendar", "day", "is_open"),
    [
        (HEIHE, date(2026, 2, 13), True),  # Friday before the Spring Festival
        (HEIHE, date(2026, 2, 14), True),  # Saturday, moved to work
        (HEIHE, date(2026, 2, 17), False),  # Spring Festival
        (HEIHE, date(2026, 10, 5), False),  # National Day week
        (HEIHE, date(2026, 3, 7), False),  # Saturday
        (AMUR, date(2026, 1, 9), False),  # moved day off
        (AMUR, date(2026, 2, 17), True),
        (AMUR, date(2026, 5, 11), False),  # Victory Day fell on a Saturday
        (AMUR, date(2025, 11, 1), True),  # Saturday, moved to work
    ],
)
def test_a_desk_works_on_the_days_its_country_works(calendar, day, is_open):
    assert calendars.is_open(calendar, day) is is_open


def test_a_library_s_own_closure_beats_a_moved_working_day():
    closed = LibraryCalendar("CN", "Asia/Shanghai", closures=(Closed(date(2026, 2, 14), date(2026, 2, 14)),))
    assert not calendars.is_open(closed, date(2026, 2, 14))


def test_a_library_that_rests_on_mondays_works_on_sundays():
    public = LibraryCalendar("RU", "Asia/Vladivostok", weekdays=frozenset({2, 3, 4, 5, 6, 7}))
    assert [calendars.is_open(public, date(2026, 3, day)) for day in (1, 2, 3)] == [True, False, True]


def test_what_was_asked_before_the_spring_festival_is_answered_after_it():
    asked = datetime(2026, 2, 13, 16, 30, tzinfo=UTC)  # Saturday in Heihe already, a working one
    assert calendars.day_at(HEIHE, asked) == date(2026, 2, 14)
    assert calendars.deadline(HEIHE, asked, 3) == date(2026, 2, 26)
    assert calendars.deadline(AMUR, asked, 3) == date(2026, 2, 18)  # across the river the days count as usual


def test_nobody_asks_for_an_answer_between_two_countries_holidays():
    both = calendars.common_working_days((HEIHE, AMUR), date(2026, 4, 30), date(2026, 5, 13))
    assert both == (date(2026, 4, 30), *(date(2026, 5, day) for day in (6, 7, 8, 12, 13)))


def test_a_year_without_an_official_arrangement_is_provisional():
    assert calendars.year_of("CN", 2026).is_official
    assert calendars.year_of("RU", 2026).is_official
    assert not calendars.year_of("CN", 2028).is_official
    assert not calendars.year_of("RU", 2028).is_official
    (stretch,) = calendars.coming_stretches(HEIHE, date(2028, 1, 1), date(2028, 1, 2))
    assert stretch.is_provisional


def test_days_off_on_end_are_one_stretch_with_the_festival_s_name():
    closed = LibraryCalendar("CN", "Asia/Shanghai", closures=(Closed(date(2026, 1, 30), date(2026, 2, 3)),))
    repairs, festival = calendars.coming_stretches(closed, date(2026, 2, 1), date(2026, 3, 1))
    assert (repairs.first, repairs.last, repairs.closure) == (date(2026, 1, 30), date(2026, 2, 3), 0)
    assert (festival.first, festival.last) == (date(2026, 2, 16), date(2026, 2, 23))
    assert calendars.MOVED not in festival.names
    assert calendars.working_weekends(closed, date(2026, 2, 1), date(2026, 3, 1)) == (
        date(2026, 2, 14),
        date(2026, 2, 28),
    )


@given(calendars_, days, st.integers(1, 15))
@settings(max_examples=60)
def test_so_many_working_days_lie_between_a_day_and_its_deadline(calendar, start, n):
    found = calendars.add_working_days(calendar, start, n)
    between = [start + timedelta(days=d) for d in range(1, (found - start).days + 1)]
    assert sum(calendars.is_open(calendar, day) for day in between) == n
    assert calendars.is_open(calendar, found)
    assert calendars.next_open_day(calendar, found) == found


def test_no_days_are_today_and_a_library_that_never_opens_has_an_end():
    assert calendars.add_working_days(HEIHE, date(2026, 3, 7), 0) == date(2026, 3, 7)
    never = LibraryCalendar("RU", "Asia/Yakutsk", closures=(Closed(date(2026, 1, 1), date(2099, 1, 1)),))
    assert calendars.add_working_days(never, date(2026, 1, 1), 2) > date(2035, 1, 1)


@pytest.mark.parametrize("country", ["CN", "RU"])
def test_every_holiday_has_a_name_in_three_languages(web, country):
    names = {
        n for year in range(2015, 2036) for found in calendars.year_of(country, year).holidays.values() for n in found
    }
    assert names <= set(HOLIDAYS)
    assert set(CLOSURES) == set(ClosureReason)
    for code in LANGUAGES:
        with speaking(code):
            assert all(str(HOLIDAYS[name]) for name in names)
    with speaking("ru"):
        assert str(HOLIDAYS["Chinese New Year (Spring Festival)"]).startswith("Праздник весны")
    with speaking("zh"):
        assert str(HOLIDAYS["Unity Day"]) == "民族统一日"
