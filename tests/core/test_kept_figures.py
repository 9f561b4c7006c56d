"""What counting takes decides how long its figure is kept."""

from collections.abc import Callable

import pytest
from flask import Flask

from library_exchange.core.db import reading
from library_exchange.core.kept_figures import DEAR_S, TIMES, kept


class Clock:
    """A clock that stands until it is put on."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def count_taking(web: Flask) -> tuple[Clock, Callable[[float], int]]:
    """Ask for a figure that takes so many seconds to count, and is another each time."""
    clock, counted = Clock(), iter(range(100))

    def ask(seconds: float) -> int:
        def count(_session: object) -> int:
            clock.at += seconds
            return next(counted)

        with reading() as session:
            return kept(session, "titles", count, clock)

    return clock, ask


def test_what_is_quickly_counted_is_counted_each_time(count_taking) -> None:
    _clock, ask = count_taking
    assert [ask(DEAR_S / 2) for _time in range(3)] == [0, 1, 2]


def test_what_takes_long_is_kept_a_hundred_times_as_long(count_taking) -> None:
    clock, ask = count_taking
    assert [ask(3.0) for _time in range(3)] == [0, 0, 0]
    clock.at += 3 * TIMES - 1
    assert ask(3.0) == 0
    clock.at += 1
    assert ask(3.0) == 1


def test_each_figure_and_each_database_has_its_own(make_app, sqlite_url) -> None:
    clock = Clock()

    def count(session: object) -> int:
        clock.at += 1
        return id(session.get_bind())

    made = []
    for _database in range(2):
        with make_app(sqlite_url).app_context(), reading() as session:
            made += [kept(session, name, count, clock) == id(session.get_bind()) for name in ("titles", "copies")]
    assert made == [True] * 4
