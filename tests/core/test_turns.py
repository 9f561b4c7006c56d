"""Turns at writing: whoever waits longest comes next, long work last, and nobody waits for ever."""

import sqlite3
from threading import Barrier, Event, Thread, get_ident

import pytest
import sqlalchemy as sa

from library_exchange.core import audit, db, outbox, turns
from library_exchange.core.actor import clock
from library_exchange.core.db import Database, database, transaction
from library_exchange.core.outages import LOCKED
from library_exchange.core.turns import Turns, is_long_work, long_work


class Line:
    """Threads that take a turn one after another, and in which order they got it."""

    def __init__(self):
        self.turns, self.order, self.threads = Turns(), [], []

    def joins(self, name, is_long=False):
        """Have somebody stand in line, and wait until it stands there."""
        before = sum(map(len, self.turns._lines))

        def wait():
            with long_work() if is_long else pytest.MonkeyPatch.context():
                self.turns.take()
            self.order.append(name)
            self.turns.give_up()

        thread = Thread(target=wait)
        thread.start()
        self.threads.append(thread)
        while sum(map(len, self.turns._lines)) == before:
            pass

    def ends(self):
        self.turns.give_up()
        for thread in self.threads:
            thread.join(10)
        return self.order


def test_clerks_come_in_the_order_in_which_they_came_and_long_work_last():
    line = Line()
    line.turns.take()
    for name, is_long in (("import", True), ("first", False), ("another import", True), ("second", False)):
        line.joins(name, is_long)
    assert line.ends() == ["first", "second", "import", "another import"]


def test_who_has_the_turn_takes_it_again_at_once():
    line = Turns()
    line.take()
    line.take()
    line.give_up()
    line.give_up()


def test_who_waits_in_vain_goes_on_all_the_same(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_S", 0.05)
    line, may_end = Turns(), Event()

    def forgets():
        line.take()
        may_end.wait(10)
        line.give_up()

    forgetful = Thread(target=forgets)
    forgetful.start()
    while line._holder is None:
        pass
    line.take()
    may_end.set()
    forgetful.join(10)
    assert line._holder is not None, "what is given up late is not the turn of somebody else"
    line.give_up()
    assert line._holder is None


def test_long_work_is_long_for_its_thread_alone_and_only_while_it_lasts():
    seen = []
    with long_work():
        other = Thread(target=lambda: seen.append(is_long_work()))
        other.start()
        other.join()
        with long_work():
            pass
        seen.append(is_long_work())
    assert [*seen, is_long_work()] == [False, True, False]


def test_what_the_outbox_has_done_in_the_long_lane_is_long_work(web, monkeypatch):
    seen = {}
    for name, lane in (("test.long", outbox.LONG), ("test.quick", outbox.QUICK)):
        handler = lambda _payloads, name=name: seen.setdefault(name, is_long_work())  # noqa: E731
        monkeypatch.setitem(outbox._kinds, name, outbox._Kind(handler, 1, lane))
        with transaction() as session:
            outbox.put(session, name, {})
    outbox.drain(database())
    assert seen == {"test.long": True, "test.quick": False}


def test_every_transaction_gives_its_turn_up_however_it_ends(web):
    line = database()._turns
    with transaction() as session:
        session.execute(sa.text("SELECT 1"))
        assert line._holder is not None
    assert line._holder is None
    with pytest.raises(ZeroDivisionError), transaction() as session:
        session.execute(sa.text("SELECT 1"))
        raise ZeroDivisionError
    assert line._holder is None


def test_many_clerks_at_once_are_all_served(web):
    start, failed = Barrier(8), []

    def clerk():
        with web.app_context():
            try:
                start.wait(10)
                for _time in range(5):
                    with transaction() as session:
                        session.execute(sa.text("UPDATE library SET code = code"))
            except Exception as error:
                failed.append(error)

    clerks = [Thread(target=clerk) for _each in range(8)]
    for each in clerks:
        each.start()
    for each in clerks:
        each.join(30)
    assert failed == []


def test_whoever_waits_for_another_process_looks_every_few_moments_and_keeps_the_turn(
    sqlite_template, tmp_path, monkeypatch
):
    """The other one ends as soon as it was looked for several times; SQLite alone would look once, and then sleep."""
    file = tmp_path / "bridge.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    opened, holders = Database(f"sqlite:///{file}"), []
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def reason_of(_error):
        holders.append(opened._turns._holder)
        if len(holders) == 3:
            other.close()
        return LOCKED

    monkeypatch.setattr(db, "reason_of", reason_of)
    with opened.transaction() as session:
        audit.record(session, clock(), "note", "test", None)
        assert session.scalar(sa.text("PRAGMA busy_timeout")) == db.BUSY_TIMEOUT_MS
    assert holders == [get_ident()] * 3
    assert opened._turns._holder is None
    opened.dispose()
