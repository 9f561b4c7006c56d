"""The worker and the clock: carries out the outbox, and tidies up at night, in exactly one process."""

import socket
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import structlog
from flask import Flask
from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError

from library_exchange.answer_links.services import night as answer_links_night
from library_exchange.border_transfers.services import night as border_transfers_night
from library_exchange.catalogue.services import index
from library_exchange.copy_cataloguing.services import night as copy_cataloguing_night
from library_exchange.core import nightly, once, outbox
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
from library_exchange.reader_applications.services import night as reader_applications_night
from library_exchange.reconciliation.services import night as reconciliation_night
from library_exchange.rest_api.services import night as api_night
from library_exchange.retention.services import night as retention_night
from library_exchange.rounds.services import night as rounds_night
from library_exchange.scheduled_imports.services import night as scheduled_imports_night
from library_exchange.search_alerts.services import night as search_alerts_night
from library_exchange.shipping.services import night as shipping_night
from library_exchange.standing_exchange.services import night as standing_exchange_night
from library_exchange.supplier_order.services import night as supplier_order_night
from library_exchange.want_alerts.services import night as want_alerts_night
from library_exchange.webhooks.jobs import collect
from library_exchange.webhooks.services import night as webhooks_night

log = structlog.get_logger(__name__)

WORKERS = sum(outbox.SEATS.values()) + 3
"""One for each seat in the lanes; the others for the clock, and for the wake-ups that find no seat."""
KEEP_DONE = timedelta(days=30)
NIGHT_HOUR_UTC = 18
"""Two at night in Harbin, four in Khabarovsk."""


class Worker:
    """huey's consumer over the outbox, started and stopped with the process that owns it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._settings: Settings = app.extensions["settings"]
        self._database: Database = app.extensions["database"]
        self._lock = WorkerLock(self._database, self._settings.folder("jobs") / "worker.lock")
        self._consumer: Consumer | None = None
        self._huey = queue_of(app, self._lock.is_held)
        self._ended = Event()
        self._watch = Thread(target=self._watch_the_lock, name="worker-lock", daemon=True)

    def start(self) -> None:
        """Start in threads of this process. Raises AnotherWorkerRuns if there is one on this database."""
        self._lock.take()
        self._begin()
        self._watch.start()

    def stop(self) -> None:
        """Finish what is at hand and stop."""
        self._ended.set()
        if self._watch.is_alive():
            self._watch.join()
        self._pause()
        self._app.extensions["door_keeper"].write_down()
        self._lock.give_up()

    def _begin(self) -> None:
        with self._database.transaction() as session:
            outbox.release_claims(session)
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


def queue_of(app: Flask, is_ours: Callable[[], bool] = lambda: True) -> _Queue:
    """Return the queue of `app` and have commits wake the worker through it; every serving process calls this.

    The worker carries out what it finds there as long as it holds the lock, which `is_ours` tells.
    """
    seats = Seats(outbox.SEATS)
    settings: Settings = app.extensions["settings"]
    keeper: Keeper = app.extensions["door_keeper"]
    queue = _Queue("bridge", filename=str(settings.folder("jobs") / "queue.sqlite"), immediate=False)

    @queue.task()
    def carry_out(lane: str) -> None:
        with app.app_context():
            seats.work(lane, lambda: outbox.drain(app.extensions["database"], lane, may_go_on=is_ours))

    @queue.periodic_task(crontab(minute="*"))
    def every_minute() -> None:
        if not is_ours():
            return
        for lane in outbox.LEASES:
            carry_out(lane)
        keeper.write_down_if_due()

    @queue.periodic_task(crontab(minute="*"))
    def collect_events() -> None:
        with app.app_context():
            if is_ours():
                collect()

    @queue.periodic_task(crontab(hour=str(NIGHT_HOUR_UTC), minute="17"))
    def every_night() -> None:
        with app.app_context():
            if is_ours():
                tidy(app)

    queue.wake = carry_out
    for lane in outbox.LEASES:
        outbox.wake_with(lane, lambda lane=lane: carry_out(lane))  # type: ignore[misc]
    return queue


def night_work(app: Flask) -> dict[str, nightly.Verb]:
    """Return all that is done every night, by name and in order; each verb is a transaction of its own."""
    database: Database = app.extensions["database"]
    verbs: dict[str, nightly.SessionVerb] = {
        "outbox.forget_done": lambda session, at: outbox.forget_done(session, at - KEEP_DONE),
        "once.forget": once.forget,
        **_named("mail", mail_jobs.VERBS),
        **_named("joining", joining_night.VERBS),
        **_named("leaving", leaving_night.VERBS),
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
        **_named("reconciliation", reconciliation_night.VERBS),
        **_named("shipping", shipping_night.VERBS),
        **_named("want_alerts", want_alerts_night.VERBS),
        **_named("webhooks", webhooks_night.VERBS),
        **_named("border_transfers", border_transfers_night.VERBS),
        **_named("retention", retention_night.VERBS),
    }
    alone = {name: nightly.in_transaction(database, verb) for name, verb in verbs.items()}
    return {"catalogue.look_after_index": lambda _at: _look_after_index(app), **alone}


def _named(room: str, verbs: Mapping[str, nightly.SessionVerb]) -> dict[str, nightly.SessionVerb]:
    return {f"{room}.{name}": verb for name, verb in verbs.items()}


def _look_after_index(app: Flask) -> None:
    differed = index.look_after(app.extensions["database"], app.extensions["search"])
    if differed is None or differed.all:
        log.warning("index.differed", records=None if differed is None else len(differed.all))


def tidy(app: Flask) -> list[str]:
    """Do the nightly work; return the names of what failed."""
    return nightly.carry_out(app.extensions["database"], night_work(app), now())
