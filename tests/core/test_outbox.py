"""Whatever leaves the house goes through the outbox: once, in order, never lost, never from a rolled back act."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import OutboxMessage


@pytest.fixture
def letters(app):
    """Register a kind of row for this test and collect what its handler is given."""
    received = []
    outbox.handles("test.letter", batch=2)(lambda payloads: received.extend(p["text"] for p in payloads))
    yield received
    outbox._kinds.pop("test.letter")


def test_a_rolled_back_act_sends_nothing(letters, deliver):
    with pytest.raises(RuntimeError), transaction() as session:
        outbox.put(session, "test.letter", {"text": "never"})
        raise RuntimeError("the act fails")
    assert deliver() == 0
    assert letters == []


def test_rows_are_carried_out_in_order_and_once(letters, deliver):
    with transaction() as session:
        for text in ("one", "two", "three"):
            outbox.put(session, "test.letter", {"text": text})
    assert deliver() == 3
    assert letters == ["one", "two", "three"]
    assert deliver() == 0


def test_a_failed_row_stays_and_is_tried_again_later(app, deliver):
    calls = []

    def handler(payloads):
        calls.append(payloads)
        raise OSError("the mail server is away")

    outbox.handles("test.failing")(handler)
    with transaction() as session:
        outbox.put(session, "test.failing", {})
    assert deliver() == 0
    assert deliver() == 0
    with reading() as session:
        row = session.scalars(sa.select(OutboxMessage)).one()
    assert (len(calls), row.attempts, row.done_at, row.last_error) == (1, 1, None, "OSError")
    outbox._kinds.pop("test.failing")


def test_a_row_that_waits_for_another_is_done_after_it(app, deliver):
    seen = []

    def handler(payloads):
        wanted = payloads[0]["no"]
        if wanted != len(seen) + 1:
            raise outbox.NotYet
        seen.append(wanted)

    outbox.handles("test.ordered")(handler)
    with transaction() as session:
        for no in (3, 1, 2):
            outbox.put(session, "test.ordered", {"no": no})
    assert deliver() == 3
    assert seen == [1, 2, 3]
    outbox._kinds.pop("test.ordered")


def test_a_row_that_waits_in_vain_is_counted_and_named_after_a_day(app, deliver):
    def handler(_payloads):
        raise outbox.NotYet

    outbox.handles("test.waiting")(handler)
    with transaction() as session:
        outbox.put(session, "test.waiting", {})
        outbox.put(session, "test.waiting", {}, due_at=now() + timedelta(days=9))  # nobody has tried it yet
    for _minute in range(2):
        deliver()
    with reading() as session:
        row = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.waits > 0)).one()
        assert (row.waits, row.attempts, row.last_error, row.done_at) == (2, 0, None, None)
        in_a_day = row.created_at + outbox.LONGEST_WAIT
        assert session.scalars(outbox.stuck(in_a_day - timedelta(seconds=1))).all() == []
        assert [one.id for one in session.scalars(outbox.stuck(in_a_day + timedelta(seconds=1)))] == [row.id]
        assert session.scalars(outbox.stuck(in_a_day + timedelta(seconds=1), "test.other")).all() == []
    outbox._kinds.pop("test.waiting")


def test_a_claimed_row_is_left_to_who_claimed_it(letters):
    with transaction() as session:
        outbox.put(session, "test.letter", {"text": "mine"})
    assert len(outbox._claim(database(), None, 10)) == 1
    assert outbox._claim(database(), None, 10) == []


def test_of_two_workers_who_see_a_row_at_once_only_one_gets_it(letters, monkeypatch):
    with transaction() as session:
        outbox.put(session, "test.letter", {"text": "mine"})
    shared, taken_by_the_other = database(), []
    looking = shared.reading

    @contextmanager
    def somebody_else_is_faster():
        """Let the other worker claim what this one has just seen."""
        with looking() as session:
            yield session
        monkeypatch.setattr(shared, "reading", looking)
        taken_by_the_other.extend(outbox._claim(shared, None, 10))

    monkeypatch.setattr(shared, "reading", somebody_else_is_faster)
    assert outbox._claim(shared, None, 10) == []
    assert [row.payload for row in taken_by_the_other] == [{"text": "mine"}]


def test_the_worker_is_woken_after_the_commit_only(letters):
    woken = []
    outbox.wake_with(outbox.QUICK, lambda: woken.append(True))
    with transaction() as session:
        outbox.put(session, "test.letter", {"text": "x"})
        assert woken == []
    assert woken == [True]
    outbox._wakers.clear()


def test_what_a_dead_worker_claimed_is_free_for_the_next_one(letters, deliver):
    with transaction() as session:
        outbox.put(session, "test.letter", {"text": "mine"})
    outbox._claim(database(), None, 10)
    assert deliver() == 0
    with transaction() as session:
        outbox.release_claims(session)
    assert deliver() == 1
    assert letters == ["mine"]
