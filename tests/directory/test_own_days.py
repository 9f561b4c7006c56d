"""The day of each row's own library, asked of the database."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.db import reading
from library_exchange.directory.models import Library
from library_exchange.directory.queries import days_gone, on_own_day
from library_exchange.directory.rules.calendars import furthest_back_day, furthest_day
from tests.local_hours import after_midnight, before_midnight

LAST = date(2026, 9, 30)


def joined_before(at: datetime) -> list[str]:
    """Return the libraries for whose own day the end of `LAST` has passed."""
    with reading() as session:
        passed = on_own_day(session, col(Library.id), at, lambda today: sa.literal(LAST) < today)
        return list(session.scalars(sa.select(Library.code).where(passed).order_by(Library.code)))


def test_each_library_has_its_own_day(app, make_library):
    make_library("Harbin", "CN")
    make_library("Yakutsk", "RU")
    make_library("Vladivostok", "RU", timezone="Asia/Vladivostok")
    make_library("Moscow", "RU", timezone="Europe/Moscow")
    assert joined_before(before_midnight(LAST, "Asia/Vladivostok")) == []
    assert joined_before(after_midnight(LAST, "Asia/Vladivostok")) == ["vladivostok"]
    assert joined_before(after_midnight(LAST, "Asia/Yakutsk")) == ["vladivostok", "yakutsk"]
    assert joined_before(after_midnight(LAST, "Asia/Shanghai")) == ["harbin", "vladivostok", "yakutsk"]
    assert len(joined_before(after_midnight(LAST, "Europe/Moscow"))) == 4


def test_where_there_is_no_library_nothing_is_over(app):
    assert joined_before(after_midnight(LAST, "Europe/Moscow")) == []


def test_days_are_counted_by_midnights_where_the_library_stands(web, make_library):
    vladivostok = make_library("Vladivostok", "RU", timezone="Asia/Vladivostok")
    with reading() as session:
        evening, night = (hour(LAST, "Asia/Vladivostok") for hour in (before_midnight, after_midnight))
        assert (days_gone(session, vladivostok, evening, night), days_gone(session, vladivostok, night, night)) == (
            1,
            0,
        )


def test_no_place_is_ahead_of_the_furthest_day_or_behind_the_furthest_back():
    noon = datetime(2026, 9, 30, 12, tzinfo=UTC)
    assert (furthest_back_day(noon), furthest_day(noon)) == (LAST, date(2026, 10, 1))
    assert furthest_back_day(noon.replace(hour=11)) == date(2026, 9, 29)
