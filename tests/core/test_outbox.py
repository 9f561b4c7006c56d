"""Whatever leaves the house goes through the outbox: once, in order, never lost, never from a rolled back act."""

from contextlib import contextmanager
from datetime import timedelta
from time import sleep

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core import outbox, outbox_queues
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


def test_the_operator_reads_in_the_log_what_failed_and_nothing_of_what_it_said(app, deliver, capsys):
    def handler(_payloads):
        raise OSError("the mail server is away")

    outbox.handles("test.failing")(handler)
    put("a letter to somebody", "test.failing")
    deliver()
    outbox._kinds.pop("test.failing")
    said = capsys.readouterr().out
    assert all(word in said for word in ("outbox.failed", "test.failing", "the mail server is away"))
    assert "a letter to somebody" not in said


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
        in_a_day = row.created_at + outbox_queues.LONGEST_WAIT
        assert session.scalars(outbox_queues.stuck(in_a_day - timedelta(seconds=1))).all() == []
        assert [one.id for one in session.scalars(outbox_queues.stuck(in_a_day + timedelta(seconds=1)))] == [row.id]
        assert session.scalars(outbox_queues.stuck(in_a_day + timedelta(seconds=1), "test.other")).all() == []
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


# Time -----------------------------------------------------------------------------------------------------------------

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def later(monkeypatch):
    """Have the outbox think that it is so much later than the test began."""
    start = now()

    def move(by):
        monkeypatch.setattr(outbox, "now", lambda: start + by)

    move(timedelta())
    return move


def put(text, kind="test.letter", **more):
    with transaction() as session:
        return outbox.put(session, kind, {"text": text}, **more)


def test_what_is_due_later_waits_for_its_time(letters, deliver, later):
    put("tomorrow", due_at=outbox.now() + 24 * HOUR)
    later(24 * HOUR - SECOND)
    assert deliver() == 0
    later(24 * HOUR)
    assert deliver() == 1


@pytest.mark.parametrize(("lane", "lease"), [(outbox.QUICK, 10 * MINUTE), (outbox.LONG, 5 * MINUTE)])
def test_what_a_worker_claimed_and_never_finished_is_free_when_its_lease_is_over(letters, later, lane, lease):
    outbox.handles("test.letter", lane=lane)(lambda _payloads: None)
    put("mine")
    assert len(outbox._claim(database(), lane, 10)) == 1
    later(lease)
    assert outbox._claim(database(), lane, 10) == []
    later(lease + SECOND)
    assert len(outbox._claim(database(), lane, 10)) == 1


def test_long_work_keeps_its_row_while_it_lasts_and_no_longer(app, letters, later, monkeypatch):
    """Its lease ends soon after its process: what was killed is gone on with, and nothing is done twice."""
    seen, lease = [], outbox.LEASES[outbox.LONG]

    def claimed_until():
        with reading() as session:
            return session.scalar(sa.select(col(OutboxMessage.claimed_until)).where(OutboxMessage.kind == "test.long"))

    def handler(_payloads):
        first = claimed_until()
        later(lease - SECOND)
        while claimed_until() == first:
            sleep(0.01)
        later(lease + SECOND)
        seen.append(outbox._claim(database(), outbox.LONG, 10))

    monkeypatch.setattr(outbox, "RENEWED_S", 0.01)
    outbox.handles("test.long", lane=outbox.LONG)(handler)
    with transaction() as session:
        outbox.put(session, "test.long", {})
    assert outbox.drain(database(), outbox.LONG) == 1
    assert seen == [[]]
    outbox._kinds.pop("test.long")


def test_a_lane_carries_out_its_own_rows_alone_and_nobody_named_all(letters, deliver):
    heavy = []
    outbox.handles("test.import", lane=outbox.LONG)(lambda payloads: heavy.extend(p["text"] for p in payloads))
    for text, kind in (("a letter", "test.letter"), ("an import", "test.import"), ("another", "test.letter")):
        put(text, kind)
    assert outbox.drain(database(), outbox.LONG) == 1
    assert (letters, heavy) == ([], ["an import"])
    assert deliver() == 2
    assert letters == ["a letter", "another"]
    outbox._kinds.pop("test.import")


def test_each_lane_has_its_own_waker(letters):
    woken = []
    outbox.handles("test.import", lane=outbox.LONG)(lambda _payloads: None)
    for lane in (outbox.QUICK, outbox.LONG):
        outbox.wake_with(lane, lambda lane=lane: woken.append(lane))
    put("an import", "test.import")
    assert woken == [outbox.LONG]
    outbox._wakers.clear()
    outbox._kinds.pop("test.import")


def test_a_handler_gets_as_many_as_it_asked_for_and_the_rest(app, deliver):
    sizes = []
    outbox.handles("test.batch", batch=3)(lambda payloads: sizes.append(len(payloads)))
    for number in range(7):
        put(str(number), "test.batch")
    assert deliver() == 7
    assert sizes == [3, 3, 1]
    outbox._kinds.pop("test.batch")


@pytest.mark.parametrize(("limit", "done"), [(0, 0), (1, 1), (4, 4), (5, 5), (100, 5)])
def test_no_more_is_carried_out_than_was_asked_for(letters, limit, done):
    for number in range(5):
        put(str(number))
    assert outbox.drain(database(), limit=limit) == done
    assert letters == [str(number) for number in range(done)]


def test_pauses_double_up_to_an_hour():
    pauses = [outbox._pause(attempts).total_seconds() for attempts in range(1, 12)]
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


def test_a_failed_row_is_tried_again_after_its_pause_and_then_forgets_its_error(app, deliver, later):
    fails = [True, True, False]

    def handler(_payloads):
        if fails.pop(0):
            raise OSError("the mail server is away")

    outbox.handles("test.failing")(handler)
    put("x", "test.failing")
    waits = []
    for at in (0, 9, 10, 29, 30):
        later(at * SECOND)
        waits.append(deliver())
    assert waits == [0, 0, 0, 0, 1]
    with reading() as session:
        row = session.scalars(sa.select(OutboxMessage)).one()
    assert (row.attempts, row.last_error, row.claimed_until) == (2, None, None)
    assert row.done_at == outbox.now()
    outbox._kinds.pop("test.failing")


def test_a_row_that_waits_for_another_has_not_failed(app, deliver):
    def handler(_payloads):
        raise outbox.NotYet

    outbox.handles("test.waiting")(handler)
    put("x", "test.waiting")
    assert deliver() == 0
    with reading() as session:
        row = session.scalars(sa.select(OutboxMessage)).one()
    assert (row.attempts, row.last_error, row.claimed_until, row.done_at) == (0, None, None, None)
    outbox._kinds.pop("test.waiting")


def test_one_row_that_fails_does_not_stop_the_others(letters, deliver):
    outbox.handles("test.failing")(lambda payloads: payloads[0]["nothing"])
    put("bad", "test.failing")
    put("good")
    assert deliver() == 1
    assert letters == ["good"]
    outbox._kinds.pop("test.failing")


def test_a_kind_that_nobody_handles_is_refused_and_one_that_was_left_behind_waits(letters, deliver):
    with pytest.raises(KeyError):
        put("x", "test.nobody")
    put("kept")
    known = outbox._kinds.pop("test.letter")
    assert deliver() == 0
    outbox._kinds["test.letter"] = known
    assert deliver() == 1


def test_what_was_done_is_forgotten_and_what_waits_is_not(letters, deliver, later):
    put("old")
    deliver()
    put("waits", due_at=outbox.now() + HOUR)
    with transaction() as session:
        assert outbox.forget_done(session, outbox.now()) == 0
        assert outbox.forget_done(session, outbox.now() + SECOND) == 1
    with reading() as session:
        assert [row.payload["text"] for row in session.scalars(sa.select(OutboxMessage))] == ["waits"]


# A clock that is set back ---------------------------------------------------------------------------------------------


def test_what_was_due_at_once_waits_for_no_clock_that_was_set_back(letters, deliver, later):
    put("before it was set back")
    later(-48 * HOUR)
    assert deliver() == 1


def test_what_waits_for_another_is_tried_though_the_clock_was_set_back(app, deliver, later):
    first = []

    def handler(payloads):
        if not first:
            raise outbox.NotYet

    outbox.handles("test.waiting")(handler)
    put("x", "test.waiting")
    assert deliver() == 0
    first.append("is there")
    later(-48 * HOUR)
    assert deliver() == 1
    outbox._kinds.pop("test.waiting")


def test_what_failed_is_tried_again_within_the_longest_pause_whatever_became_of_the_clock(app, deliver, later):
    fails = [True, False]

    def handler(_payloads):
        if fails.pop(0):
            raise OSError("away")

    outbox.handles("test.failing")(handler)
    put("x", "test.failing")
    assert deliver() == 0
    later(-48 * HOUR)
    assert deliver() == 1
    outbox._kinds.pop("test.failing")


def test_what_a_worker_claimed_before_the_clock_was_set_back_is_free(letters, later):
    put("mine")
    assert len(outbox._claim(database(), None, 10)) == 1
    later(-48 * HOUR)
    assert len(outbox._claim(database(), None, 10)) == 1
    assert outbox._claim(database(), None, 10) == []


def test_what_is_meant_for_tomorrow_is_not_done_two_days_before(letters, deliver, later):
    put("tomorrow", due_at=outbox.now() + 24 * HOUR)
    later(-48 * HOUR)
    assert deliver() == 0
