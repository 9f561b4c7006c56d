"""On one PostgreSQL all processes count together: who is slowed down at one is slowed down at the other."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from library_exchange.core import rate_counts
from library_exchange.core.clock import now
from library_exchange.core.models import RateCount
from tests.machines import two_machines

pytestmark = pytest.mark.postgres
WRONG = "not it at all"


@pytest.fixture
def two(postgres_server, tmp_path):
    with two_machines(postgres_server, tmp_path, RATELIMIT_ENABLED=True) as apps:
        yield apps


def test_five_wrong_passwords_over_both_processes_are_five(two, visitor, make_person):
    with two[0].app_context():
        make_person("anna@amur.example")
    answers = [visitor(two[n % 2]).sign_in("anna@amur.example", WRONG).status_code for n in range(8)]
    assert answers == [200] * 5 + [429] * 3
    with two[1].app_context():
        make_person("li@heihe.example")
        assert visitor(two[1]).sign_in("li@heihe.example").status_code == 302  # whom nobody guessed at
    with two[0].extensions["database"].reading() as session:
        keys = session.scalars(sa.select(RateCount.key)).all()
    assert keys
    assert all(len(key) == 64 and "anna" not in key for key in keys)


def test_a_window_that_is_over_begins_anew_and_goes_by_night(two):
    counts = [app.extensions["limits"].storage for app in two]
    assert [each.incr("who", 60) for each in (*counts, *counts)] == [1, 2, 3, 4]
    assert (counts[1].get("who"), counts[1].get("somebody else")) == (4, 0)
    assert 0 < counts[0].get_expiry("who") - now().timestamp() <= 60
    database = two[0].extensions["database"]
    with database.transaction() as session:
        session.execute(sa.update(RateCount).values(ends_at=now() - timedelta(seconds=1)))
    assert counts[0].get("who") == 0
    assert counts[1].incr("who", 60) == 1
    with database.transaction() as session:
        assert rate_counts.forget_ended(session, now()) == 0
        assert rate_counts.forget_ended(session, now() + timedelta(minutes=2)) == 1
    counts[0].incr("who", 60)
    counts[0].clear("who")
    assert counts[1].get("who") == 0


def test_while_the_database_is_away_a_process_counts_by_itself(two, monkeypatch):
    counts, other = (app.extensions["limits"].storage for app in two)
    other.incr("who", 60)
    for way in ("begin", "connect"):
        monkeypatch.setattr(two[0].extensions["database"].engine, way, _away)
    assert not counts.check()
    assert [counts.incr("who", 60), counts.incr("who", 60), counts.get("who")] == [1, 2, 2]
    assert counts.get_expiry("who") > now().timestamp()
    monkeypatch.undo()
    assert counts.check()
    assert counts.get("who") == 1


def _away():
    raise sa.exc.OperationalError("SELECT 1", {}, OSError("away"))
