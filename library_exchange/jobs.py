"""The worker and the clock: carries out the outbox, and tidies up at night.

A file of SQLite has one worker. Machines that share a PostgreSQL have one each, and one of these keeps the time.
"""

import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

import structlog
from flask import Flask, current_app
from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from library_exchange.answer_links.services import night as answer_links_night
from library_exchange.border_transfers.services import night as border_transfers_night
from library_exchange.catalogue.services import index
from library_exchange.copy_cataloguing.services import night as copy_cataloguing_night
from library_exchange.core import alike, kept_files, machines, nightly, once, outbox, rate_counts
from library_exchange.core.checkpoints import Checkpoints
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.errors import Unavailable
from library_exchange.core.lanes import Seats
from library_exchange.core.settings import Settings
from library_exchange.core.worker_lock import LOOKED_S, WorkerLock
from library_exchange.deals.services import night as deals_night
from library_exchange.delivery.services import night as delivery_night
from library_exchange.door_keeping.keeper import Keeper
from library_exchange.door_keeping.services import night as door_keeping_night
from library_exchange.exports.services import night as exports_night
from library_exchange.harvesting.services import night as harvesting_night
from library_exchange.imports.services import night as imports_night
from library_exchange.joining.services import night as joining_night
from library_exchange.leaving.services import night as leaving_night
from library_exchange.loans.services import night
from library_exchange.mail import jobs as mail_jobs
from library_exchange.offers.services import night as offers_night
from library_exchange.practice.services import night as practice_night
from library_exchange.practice_exchange.services import night as practice_exchange_night
from library_exchange.programmes.services import night as programmes_night
from library_exchange.protocols.oai_pmh.services import night as oai_pmh_night
from library_exchange.protocols.union_records.services import night as union_records_night
from library_exchange.reader_applications.services import night as reader_applications_night
from library_exchange.reconciliation.services import night as reconciliation_night
from library_exchange.rest_api.services import night as api_night
from library_exchange.retention.services import night as retention_night
from library_exchange.rounds.services import night as rounds_night
from library_exchange.scheduled_imports.services import night as scheduled_imports_night
from library_exchange.search_alerts.services import night as search_alerts_night
from library_exchange.search_cluster.engine import is_shared
from library_exchange.shipping.services import night as shipping_night
from library_exchange.standing_exchange.services import night as standing_exchange_night
from library_exchange.succession.services import night as succession_night
from library_exchange.supplier_order.services import night as supplier_order_night
from library_exchange.want_alerts.services import night as want_alerts_night
from library_exchange.webhooks.jobs import collect
from library_exchange.webhooks.services import night as webhooks_night

log = structlog.get_logger(__name__)

WORKERS = sum(outbox.SEATS.values()) + 3
"""One for each seat in the lanes; the others for the clock, and for the wake-ups that find no seat."""
KEEP_DONE = timedelta(days=30)
LOOK_AFTER = "index.look_after"
NIGHT_HOUR_UTC = 18
"""Two at night in Harbin, four in Khabarovsk."""
HOURLY_AT = "47"
"""The minute at which files are swept; the work of the night begins at another."""


class Worker:
    """huey's consumer over the outbox, started and stopped with the process that owns it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._settings: Settings = app.extensions["settings"]
        self._database: Database = app.extensions["database"]
        path = self._settings.folder("jobs") / "worker.lock"
        self._machine = join(app)
        self._lock = self._clock = WorkerLock(self._database, path, machine=self._machine)
        if self._machine is not None:
            self._clock = WorkerLock(self._database, path)
        self._consumer: Consumer | None = None
        self._huey = queue_of(app, self._lock.is_held, self._clock.is_held)
        self._listener = machines.Listener(self._database, self._huey.wake)
        self._checkpoints = Checkpoints(self._database)
        self._ended = Event()
        self._watch = Thread(target=self._watch_the_lock, name="worker-lock", daemon=True)

    def start(self) -> None:
        """Start in threads of this process. Raises AnotherWorkerRuns if this machine has one already."""
        self._lock.take()
        if self._machine is not None:
            self._clock.want()
            self._listener.start()
        self._begin()
        self._checkpoints.start()
        self._watch.start()

    def stop(self) -> None:
        """Finish what is at hand and stop."""
        self._ended.set()
        if self._watch.is_alive():
            self._watch.join()
        self._pause()
        self._listener.stop()
        self._checkpoints.stop()
        self._app.extensions["door_keeper"].write_down()
        self._clock.give_up()
        self._lock.give_up()

    def _begin(self) -> None:
        with self._database.transaction() as session:
            outbox.release_claims(session, self._machine)
        self._consumer = self._huey.create_consumer(workers=WORKERS, periodic=True, initial_delay=0.1, max_delay=1.0)
        # Signals belong to the process that embeds the consumer.
        self._consumer._set_signal_handlers = lambda: None
        self._consumer.start()
        for lane in outbox.LEASES:
            self._huey.wake(lane)
        log.info("worker.started", host=socket.gethostname())

    def _pause(self) -> None:
        if self._consumer is not None:
            self._consumer.stop(graceful=True)
            self._consumer = None

    def _watch_the_lock(self) -> None:
        """Work as long as the lock is held: without it another worker may be at work."""
        while not self._ended.wait(LOOKED_S):
            self._clock.is_held()
            is_held = self._lock.is_held()
            if is_held == (self._consumer is not None):
                continue
            try:
                self._begin() if is_held else self._pause()
            except (SQLAlchemyError, Unavailable):  # the server is still away: the next look is soon enough
                log.warning("worker.not_begun", exc_info=True)


class _Queue(SqliteHuey):
    """huey's queue file with our tasks on it."""

    wake: Any


def join(app: Flask) -> int | None:
    """Have `app` be one of the processes on its database; raises NotAlike if it is set otherwise than the others.

    Returns the number of this machine, None if there cannot be several. One that is new compares its index with the
    database; what changes from then on it is told.
    """

    def look_after_index(session: Session, machine: int) -> None:
        outbox.put(session, LOOK_AFTER, {}, machine=machine)

    alike.check(app.extensions["database"], app.extensions["settings"])
    return machines.become(app.extensions["database"], app.extensions["settings"], look_after_index)


def queue_of(
    app: Flask, is_ours: Callable[[], bool] = lambda: True, is_clock: Callable[[], bool] = lambda: True
) -> _Queue:
    """Return the queue of `app` and have commits wake the worker through it; every serving process calls this.

    The worker carries out what it finds there as long as it holds the lock, which `is_ours` tells, and keeps the time
    as long as `is_clock` says so.
    """
    database: Database = app.extensions["database"]
    seats = Seats(outbox.SEATS)
    settings: Settings = app.extensions["settings"]
    queue = _Queue("bridge", filename=str(settings.folder("jobs") / "queue.sqlite"), immediate=False)

    @queue.task()
    def carry_out(lane: str) -> None:
        with app.app_context():
            seats.work(lane, lambda: outbox.drain(database, lane, may_go_on=is_ours))

    queue.wake = carry_out
    _keep_time(queue, app, is_ours, is_clock)
    for lane in outbox.LEASES:
        wake = partial(carry_out, lane) if database.is_sqlite else partial(machines.call, database, lane)
        outbox.wake_with(lane, wake)
    return queue


def _keep_time(queue: _Queue, app: Flask, is_ours: Callable[[], bool], is_clock: Callable[[], bool]) -> None:
    """Have the clock of `queue` do what is done each minute, each hour and every night."""
    database: Database = app.extensions["database"]
    settings: Settings = app.extensions["settings"]
    keeper: Keeper = app.extensions["door_keeper"]

    @queue.periodic_task(crontab(minute="*"))
    def every_minute() -> None:
        if not is_ours():
            return
        for lane in outbox.LEASES:
            queue.wake(lane)
        _look_after_machines(database, is_clock())
        keeper.write_down_if_due()

    @queue.periodic_task(crontab(minute=HOURLY_AT))
    def every_hour() -> None:
        if is_ours():
            _sweep_files(settings)

    @queue.periodic_task(crontab(minute="*"))
    def collect_events() -> None:
        with app.app_context():
            if is_ours() and is_clock():
                collect()

    @queue.periodic_task(crontab(hour=str(NIGHT_HOUR_UTC), minute="17"))
    def every_night() -> None:
        with app.app_context():
            if is_ours() and is_clock():
                tidy(app)


def _look_after_machines(database: Database, is_clock: bool) -> None:
    """Tell that this machine lives; the one that keeps the time frees what dead ones left."""
    if database.machine is None:
        return
    try:
        with database.transaction() as session:
            machines.tell_alive(session, database.machine, now())
            if is_clock:
                machines.release_the_dead(session)
                rate_counts.forget_ended(session, now())
    except (SQLAlchemyError, Unavailable):  # a minute later is soon enough
        log.warning("machines.not_looked_after", exc_info=True)


def _sweep_files(settings: Settings) -> None:
    """Have each folder of files be swept; where the depot is away, an hour later is soon enough."""
    for name in kept_files.FOLDERS:
        try:
            kept_files.sweep(settings.instance_dir / name)
        except Exception:  # a store elsewhere may raise anything; one folder's failure must not stop the others
            log.exception("files.not_swept", folder=name)


@outbox.handles(LOOK_AFTER, lane=outbox.LONG, is_everywhere=lambda: not is_shared(current_app.extensions["search"]))
def _look_after(_payloads: Sequence[dict[str, Any]]) -> None:
    _look_after_index(current_app)


def night_work(app: Flask) -> dict[str, nightly.Verb]:
    """Return all that is done every night, by name and in order; each verb is a transaction of its own."""
    database: Database = app.extensions["database"]
    verbs: dict[str, nightly.SessionVerb] = {
        "outbox.forget_done": lambda session, at: outbox.forget_done(session, at - KEEP_DONE),
        "once.forget": once.forget,
        "machines.forget_gone": machines.forget_gone,
        **_named("mail", mail_jobs.VERBS),
        **_named("joining", joining_night.VERBS),
        **_named("leaving", leaving_night.VERBS),
        **_named("succession", succession_night.VERBS),
        **_named("search_alerts", search_alerts_night.VERBS),
        **_named("reader_applications", reader_applications_night.VERBS),
        **_named("imports", imports_night.VERBS),
        **_named("scheduled_imports", scheduled_imports_night.VERBS),
        **_named("harvesting", harvesting_night.VERBS),
        **_named("api", api_night.VERBS),
        **_named("door_keeping", door_keeping_night.VERBS),
        **_named("exports", exports_night.VERBS),
        **_named("offers", offers_night.VERBS),
        **_named("copy_cataloguing", copy_cataloguing_night.VERBS),
        **_named("deals", deals_night.VERBS),
        **_named("standing_exchange", standing_exchange_night.VERBS),
        **_named("rounds", rounds_night.VERBS),
        **_named("loans", night.VERBS),
        **_named("supplier_order", supplier_order_night.VERBS),
        **_named("answer_links", answer_links_night.VERBS),
        **_named("delivery", delivery_night.VERBS),
        **_named("practice", practice_night.VERBS),
        **_named("practice_exchange", practice_exchange_night.VERBS),
        **_named("programmes", programmes_night.VERBS),
        **_named("oai_pmh", oai_pmh_night.VERBS),
        **_named("union_records", union_records_night.VERBS),
        **_named("reconciliation", reconciliation_night.VERBS),
        **_named("shipping", shipping_night.VERBS),
        **_named("want_alerts", want_alerts_night.VERBS),
        **_named("webhooks", webhooks_night.VERBS),
        **_named("border_transfers", border_transfers_night.VERBS),
        **_named("retention", retention_night.VERBS),
    }
    alone = {name: nightly.in_transaction(database, verb) for name, verb in verbs.items()}
    return {"catalogue.look_after_index": lambda _at: _look_after_all(app), **alone}


def _named(room: str, verbs: Mapping[str, nightly.SessionVerb]) -> dict[str, nightly.SessionVerb]:
    return {f"{room}.{name}": verb for name, verb in verbs.items()}


def _look_after_all(app: Flask) -> None:
    """Look after the index; of several machines, each after its own."""
    database: Database = app.extensions["database"]
    if database.machine is None:
        _look_after_index(app)
        return
    with database.transaction() as session:
        outbox.put(session, LOOK_AFTER, {})


def _look_after_index(app: Flask) -> None:
    differed = index.look_after(app.extensions["database"], app.extensions["search"])
    if differed is None or differed.all:
        log.warning("index.differed", records=None if differed is None else len(differed.all))


def tidy(app: Flask) -> list[str]:
    """Do the nightly work; return the names of what failed."""
    return nightly.carry_out(app.extensions["database"], night_work(app), now())
