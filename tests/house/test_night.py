"""A night in a world that has one of everything: all of it is done, and a second night on the same day adds nothing."""

from datetime import timedelta

import pytest

from library_exchange import jobs
from library_exchange.core.clock import now
from library_exchange.jobs import tidy
from tests.house.conftest import World, deliver

NIGHT_AFTER = [0, 25, 400]
"""So many days later: nothing is over yet, rounds and lists are, everything is."""


def told(world: World) -> dict[str, set[tuple]]:
    """Return the rows of the world but for those that say when something was looked at or tried."""
    passing = {"nightly_run", "outbox"}
    found = {table: set(map(tuple, rows)) for table, rows in world.content().items() if table not in passing}
    counters = {row for row in found["sqlite_sequence"] if row[0] not in passing}
    return found | {"sqlite_sequence": counters}


@pytest.mark.parametrize("days", NIGHT_AFTER)
def test_the_work_of_a_night_done_twice_does_no_harm(world, monkeypatch, days):
    at = now() + timedelta(days=days)
    monkeypatch.setattr(jobs, "now", lambda: at)
    # A mail that is forgotten takes its file with it, which does not come back with the rows; see the tests of mails.
    monkeypatch.setattr(world.app.extensions["settings"], "mail_days", 10_000)
    with world.app.app_context():
        try:
            before = told(world)
            assert tidy(world.app) == []
            deliver()
            once = told(world)
            assert tidy(world.app) == []
            deliver()
            assert told(world) == once
            assert (once != before) or not days, "a later night has something to do"
        finally:
            world.restore()
