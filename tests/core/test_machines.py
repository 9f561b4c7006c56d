"""Machines that share a PostgreSQL: set alike or refused, each woken by the other, each with an index of its own."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlmodel import col

from library_exchange.catalogue.services import index
from library_exchange.cli import main
from library_exchange.core import alike, machines, outbox, outbox_queues
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import Machine, OutboxMessage
from library_exchange.core.worker_lock import AnotherWorkerRuns
from library_exchange.jobs import LOOK_AFTER, Worker, join
from library_exchange.search_cluster.engine import OpenSearchEngine
from tests.catalogue.conftest import take_in_file
from tests.conftest import settings_for
from tests.machines import SECRETS, two_machines

WAITED_S = 20

__all__ = ["take_in_file"]


@pytest.fixture
def two(postgres_server, tmp_path):
    with two_machines(postgres_server, tmp_path) as apps:
        yield apps
    outbox._wakers.clear()


@pytest.fixture
def bell():
    """A kind of work, and who did it."""
    rung = []

    def ring(payloads):
        rung.extend((database().machine, each["n"]) for each in payloads)

    outbox.handles("test.bell")(ring)
    yield rung
    outbox._kinds.pop("test.bell")


def soon(what):
    give_up = time.monotonic() + WAITED_S
    while not what():
        assert time.monotonic() < give_up
        time.sleep(0.05)


@pytest.mark.postgres
def test_a_machine_with_another_secret_does_not_start(two, postgres_server, tmp_path):
    first, second = two
    assert join(first) != join(second)
    assert join(first) == join(first)
    settings = second.extensions["settings"]
    other = settings_for(tmp_path / "second", settings.database_url, **(SECRETS | {"secret_key": "another key " * 5}))
    with pytest.raises(alike.NotAlike, match="LX_SECRET_KEY: set otherwise") as refused:
        alike.check(second.extensions["database"], other)
    assert "another key" not in str(refused.value)
    with second.app_context(), transaction() as session:
        alike.accept(session, other)
    alike.check(second.extensions["database"], other)
    with pytest.raises(alike.NotAlike):
        Worker(first)


def test_a_file_of_sqlite_has_one_machine_whose_secrets_may_change(web):
    assert join(web) is None
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(sa.table("alike_setting"))) == 0
    told = CliRunner().invoke(main, ["machines"], obj=_info_of(web))
    assert (told.exit_code, "one machine only" in told.output) == (1, True)


@pytest.mark.postgres
def test_the_operator_sees_the_machines_and_what_is_not_alike(two):
    first, second = two
    join(first), join(second)
    told = CliRunner().invoke(main, ["machines"], obj=_info_of(first))
    assert told.exit_code == 0
    assert told.output.count("no worker") == 2
    assert "LX_FILES is empty" in told.output
    with first.app_context(), transaction() as session:
        session.execute(sa.text("UPDATE alike_setting SET fingerprint = 'x' WHERE name = 'oai_domain'"))
    told = CliRunner().invoke(main, ["machines"], obj=_info_of(first))
    assert (told.exit_code, "LX_OAI_DOMAIN is set otherwise" in told.output) == (1, True)
    told = CliRunner().invoke(main, ["machines", "--accept-settings"], obj=_info_of(first))
    assert (told.exit_code, "otherwise" in told.output) == (0, False)


def _info_of(app):
    from flask.cli import ScriptInfo

    return ScriptInfo(create_app=lambda: app)


@pytest.mark.postgres
def test_both_machines_work_one_keeps_the_time_and_the_other_takes_over(two, bell):
    first, second = (Worker(app) for app in two)
    first.start()
    second.start()
    try:
        with pytest.raises(AnotherWorkerRuns):
            Worker(two[0]).start()
        soon(lambda: first._clock.is_held() or second._clock.is_held())
        keeper, other = (first, second) if first._clock.is_held() else (second, first)
        assert not other._clock.is_held()
        with two[0].app_context(), reading() as session:
            assert [each.is_living for each in machines.seen(session)] == [True, True]
        with two[1].app_context(), transaction() as session:
            for number in range(30):
                outbox.put(session, "test.bell", {"n": number})
        soon(lambda: len(bell) == 30)
        assert sorted(number for _machine, number in bell) == list(range(30))  # each once
        keeper.stop()
        soon(other._clock.is_held)
        with two[0].app_context(), reading() as session:
            assert [each.is_living for each in machines.seen(session)].count(True) == 1
    finally:
        for each in (first, second):
            each.stop()


@pytest.mark.postgres
def test_a_call_of_one_machine_wakes_the_worker_of_the_other(two, bell):
    worker = Worker(two[0])
    worker.start()
    try:
        soon(lambda: _is_done(two[0], LOOK_AFTER))
        join(two[1])
        outbox.wake_with(outbox.QUICK, lambda: machines.call(two[1].extensions["database"], outbox.QUICK))
        begun = time.monotonic()
        with two[1].app_context(), transaction() as session:
            outbox.put(session, "test.bell", {"n": 1})
        soon(lambda: bell)
        assert bell == [(worker._machine, 1)]
        assert time.monotonic() - begun < 10  # the clock comes once a minute
    finally:
        worker.stop()


def _is_done(app, kind):
    with app.app_context(), reading() as session:
        row = OutboxMessage
        return session.scalar(sa.select(sa.func.count()).where(col(row.kind) == kind, col(row.done_at).is_not(None)))


@pytest.mark.postgres
def test_what_a_dead_worker_had_claimed_is_free_and_what_a_living_one_has_is_not(two, bell):
    living = Worker(two[1])
    dead = join(two[0])
    living._lock.take()
    with two[0].app_context():
        with transaction() as session:
            for number in range(4):
                outbox.put(session, "test.bell", {"n": number})
        mine = outbox._claim(database(), outbox.QUICK, 1)
    with two[1].app_context():
        theirs = outbox._claim(database(), outbox.QUICK, 2)
        assert {each.claimed_by for each in (*mine, *theirs)} == {dead, living._machine}
        with transaction() as session:
            assert machines.release_the_dead(session) == 1
        assert outbox.drain(database(), outbox.QUICK) == 2  # the one that nobody had, and that of the dead
        with transaction() as session:
            outbox.release_claims(session, living._machine)
        assert outbox.drain(database(), outbox.QUICK) == 2
    assert sorted(number for _machine, number in bell) == [0, 1, 2, 3]
    living._lock.give_up()


@pytest.mark.postgres
def test_each_machine_keeps_an_index_of_its_own(two, make_library, take_in_file, shared_data):
    first, second = two
    numbers = [join(app) for app in two]
    with first.app_context():
        take_in_file(shared_data / "marc" / "cnmarc" / "bnu_10_utf8.iso", make_library())
    for app in (first, second, first, second):
        with app.app_context():
            while outbox.drain(database()):
                pass
    assert [app.extensions["search"].count for app in two] == [10, 10]
    engine = second.extensions["search"]
    for folder in (second.extensions["settings"].instance_dir / "index").iterdir():
        folder.rename(folder.with_name(f"lost-{folder.name}")) if folder.is_dir() else folder.unlink()
    engine.close()
    before = first.extensions["search"].generation
    for _reader in range(3):
        with second.app_context(), transaction() as session:
            index.announce_rebuild(session)  # as a page does that finds no index
    with first.app_context():
        with reading() as session:
            wanted = sa.select(col(OutboxMessage.lane)).where(col(OutboxMessage.kind) == index.REBUILD)
            lanes = session.scalars(wanted.where(col(OutboxMessage.done_at).is_(None))).all()
        assert lanes == [outbox.own_lane(numbers[1])]  # ordered once, and of nobody else
        assert outbox.drain(database()) == 0
    assert first.extensions["search"].generation == before
    with second.app_context():
        assert outbox.drain(database()) == 1
    assert second.extensions["search"].count == 10


@pytest.mark.postgres
def test_what_one_machine_does_for_itself_goes_not_for_what_all_must_learn(two):
    """Else what was done at once with its own is told to nobody, and the index of the other lacks it for good."""
    own, learned = next(iter([join(app) for app in two])), []
    outbox.handles("test.lesson", batch=10, lane=outbox.INDEX, is_everywhere=True)(
        lambda payloads: learned.extend((database().machine == own, each["n"]) for each in payloads)
    )
    with two[0].app_context(), transaction() as session:
        outbox.put(session, "test.lesson", {"n": 1}, machine=own)
        outbox.put(session, "test.lesson", {"n": 2})
        outbox.put(session, "test.lesson", {"n": 3}, machine=own)
    for app in two:
        with app.app_context():
            outbox.drain(database(), outbox.INDEX)
    outbox._kinds.pop("test.lesson")
    assert sorted(learned) == [(False, 2), (True, 1), (True, 2), (True, 3)]


@pytest.mark.postgres
def test_one_index_in_a_cluster_is_told_once_for_all_machines(two, make_library, take_in_file, shared_data):
    told = []

    class InCluster(OpenSearchEngine):
        def put(self, records):
            told.extend(record.id for record in records)

    for app in two:
        join(app)
        app.extensions["search"] = InCluster("http://127.0.0.1:1")
    with two[0].app_context():
        take_in_file(shared_data / "marc" / "cnmarc" / "bnu_10_utf8.iso", make_library())
    for app in two:
        with app.app_context():
            while outbox.drain(database()):
                pass
    with two[1].app_context(), reading() as session:
        lanes = set(session.scalars(sa.select(col(OutboxMessage.lane)).where(col(OutboxMessage.kind) == index.PUT)))
    assert lanes == {outbox.INDEX}
    assert len(set(told)) == 10


@pytest.mark.postgres
def test_a_machine_that_nobody_has_seen_for_a_week_is_forgotten_with_its_work(two):
    gone, stays = (join(app) for app in two)
    with two[1].app_context():
        with transaction() as session:
            long_ago = now() - machines.FORGOTTEN_AFTER - timedelta(minutes=1)
            session.execute(sa.update(Machine).where(col(Machine.id) == gone).values(seen_at=long_ago))
        with transaction() as session:
            assert machines.forget_gone(session, now()) == 1
        with reading() as session:
            assert [each.number for each in machines.seen(session)] == [stays]
            assert session.scalars(sa.select(col(OutboxMessage.lane))).all() == [outbox.own_lane(stays)]
            assert [queue.lane for queue in outbox_queues.queues(session)] == [outbox.INDEX]
    assert join(two[0]) not in (gone, stays)
