"""The days of a round, counted on paper: only those on which libraries of both countries work."""

from datetime import date

import pytest

from library_exchange.directory.rules.calendars import Closed, LibraryCalendar
from library_exchange.rounds.queries.rounds import country_calendars
from library_exchange.rounds.rules.answers import (
    Calendar,
    after_common_days,
    answer_day,
    has_enough_days,
    proposed_calendar,
)

# In 2026 China rests on 25 September and from 1 to 7 October; Russia on none of these days.
TUESDAY, SATURDAY = date(2026, 9, 1), date(2026, 9, 5)


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (TUESDAY, Calendar(TUESDAY, date(2026, 9, 21), date(2026, 9, 29))),
        (SATURDAY, Calendar(date(2026, 9, 7), date(2026, 9, 28), date(2026, 10, 12))),
    ],
)
def test_lists_are_open_for_fifteen_common_days_and_choices_for_five_more(first, days):
    assert proposed_calendar(country_calendars(), first) == days
    assert has_enough_days(country_calendars(), days.listing_from, days.listing_until)


@pytest.mark.parametrize(("last", "is_enough"), [(21, True), (20, False), (18, False), (30, True)])
def test_fourteen_common_days_are_too_few(last, is_enough):
    assert has_enough_days(country_calendars(), TUESDAY, date(2026, 9, last)) is is_enough


def test_a_proposal_is_answered_within_ten_common_days():
    assert answer_day(country_calendars(), date(2026, 9, 28)) == date(2026, 10, 19)


@pytest.mark.parametrize(("number", "day"), [(1, date(2026, 9, 2)), (2, date(2026, 9, 3)), (3, date(2026, 9, 4))])
def test_the_day_from_which_is_counted_does_not_count(number, day):
    assert after_common_days(country_calendars(), TUESDAY, number) == day


def test_the_search_for_a_common_day_ends_after_four_hundred():
    for_ever = Closed(date(2026, 9, 1), date(2030, 9, 1))
    calendars = (country_calendars()[0], LibraryCalendar("RU", "Asia/Yakutsk", closures=(for_ever,)))
    assert after_common_days(calendars, TUESDAY, 1) == date(2027, 10, 6)
    until = Closed(date(2026, 9, 1), date(2027, 10, 5))
    opens = (country_calendars()[1], LibraryCalendar("RU", "Asia/Yakutsk", closures=(until,)))
    assert after_common_days(opens, TUESDAY, 1) == date(2027, 10, 6), "the last day searched is searched too"
