"""What one process counts for a monitor: requests, how long they took, turns at writing that were waited for.

Nothing that a person wrote is a label: kinds and codes are few, and known beforehand.
"""

import time
from typing import Any

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

from library_exchange.core.db import Database
from library_exchange.core.outages import LOCKED
from library_exchange.operation.rules import kind_of

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Meters:
    """The counters of one application in one process, since it was started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own: dict[str, Any] = {"registry": self.registry}
        self.requests = Counter("lx_requests", "Requests by kind and status.", ["kind", "code"], **own)
        self.seconds = Histogram(
            "lx_request_seconds", "How long requests took, by kind.", ["kind"], buckets=SECONDS, **own
        )
        self.conflicts = Counter("lx_conflicts", "Acts that came too late (409), by kind.", ["kind"], **own)
        self.waits = Histogram(
            "lx_write_wait_seconds", "How long writers waited for their turn (SQLite).", buckets=SECONDS, **own
        )
        self.locked = Counter("lx_write_refused", "Writers that were sent away, for another held the database.", **own)

    def count(self, kind: str, code: int, seconds: float) -> None:
        """Count an answer."""
        self.requests.labels(kind, str(code)).inc()
        self.seconds.labels(kind).observe(seconds)
        if code == 409:
            self.conflicts.labels(kind).inc()


def init_app(app: Flask) -> None:
    """Have the requests of `app` be counted."""
    meters = app.extensions["meters"] = Meters()
    database: Database = app.extensions["database"]
    database.on_waited = meters.waits.observe
    database.on_outage = lambda reason: meters.locked.inc() if reason == LOCKED else None
    app.before_request(_begin)
    app.after_request(_count)


def _begin() -> None:
    g.begun_at = time.perf_counter()


def _count(answer: Response) -> Response:
    meters: Meters = current_app.extensions["meters"]
    door = g.get("door")
    kind = kind_of(request.endpoint, request.method, door.name if door is not None else None)
    meters.count(kind, answer.status_code, time.perf_counter() - g.get("begun_at", time.perf_counter()))
    return answer
