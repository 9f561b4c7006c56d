"""The letter of the week: in the morning where the library is, and a week after the last one by its own days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from library_exchange.want_alerts.rules import is_due, next_morning

NIGHT = datetime(2026, 3, 1, 18, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "morning"),
    [
        ("Asia/Shanghai", datetime(2026, 3, 2, 0, 0, tzinfo=UTC)),
        ("Asia/Yakutsk", datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
        ("Europe/Moscow", datetime(2026, 3, 2, 5, 0, tzinfo=UTC)),
    ],
)
def test_each_library_is_written_to_in_its_own_morning(zone, morning):
    assert next_morning(ZoneInfo(zone), NIGHT.astimezone(ZoneInfo(zone)).date(), NIGHT) == morning


def test_at_eight_it_is_morning_and_a_minute_later_it_is_that_of_the_next_day():
    zone = ZoneInfo("Asia/Shanghai")
    today, eight = date(2026, 3, 2), datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert next_morning(zone, today, eight) == eight
    assert next_morning(zone, today, eight + timedelta(minutes=1)) == eight + timedelta(days=1)


def test_a_library_is_told_once_in_seven_days():
    assert is_due(None, date(2026, 3, 2))
    assert not is_due(date(2026, 3, 2), date(2026, 3, 8))
    assert is_due(date(2026, 3, 2), date(2026, 3, 9))
