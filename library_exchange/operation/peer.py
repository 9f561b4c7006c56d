"""Doors for monitors: whether the service is ready, and its figures."""

import secrets

from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.settings import Settings
from library_exchange.operation import queries
from library_exchange.operation.figures import Told
from library_exchange.operation.readiness import OK
from library_exchange.operation.state import look
from library_exchange.web.pages import talisman

bp = Blueprint("watching", __name__)
HERE = frozenset({"127.0.0.1", "::1"})


@bp.get("/readyz")
@talisman(force_https=False)
def readyz() -> tuple[dict[str, object], int]:
    """Tell whether the service can do its work, part by part; 503 if one cannot."""
    checks = current_app.extensions["readiness"].checks()
    is_ready = all(told == OK for told in checks.values())
    return {"status": "ready" if is_ready else "not-ready", "checks": checks}, 200 if is_ready else 503


@bp.get("/metrics")
@talisman(force_https=False)
def metrics() -> Response:
    """Give the figures as Prometheus reads them; 404 for who may not read them."""
    settings: Settings = current_app.extensions["settings"]
    if not _may_read(settings):
        return Response("Not found.\n", status=404, content_type="text/plain; charset=utf-8")
    with reading() as session:
        found = look(current_app, session, now())
        told = Told(found.seen, found.queues, queries.import_counts(session), queries.free_bytes(settings))
    registry = CollectorRegistry()
    registry.register(told)
    own = generate_latest(current_app.extensions["meters"].registry)
    return Response(own + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(settings: Settings) -> bool:
    """Whether the token is right; without one a demonstration answers its own machine.

    In production that is not enough: a proxy on this machine asks for everybody.
    """
    token = settings.metrics_token.get_secret_value()
    if token:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        return secrets.compare_digest(shown.encode(), token.encode())
    return settings.is_demo and request.remote_addr in HERE
