"""The room as the house sees it."""

from flask import Flask

from library_exchange.core.rooms import Room
from library_exchange.operation import metering, peer, policy, readiness, views
from library_exchange.operation.queries import IndexLook

ROOM = Room(routes=policy.ROUTES, blueprints=(views.bp,), feeds=(peer.bp,), doors=(views, peer))


def init_app(app: Flask) -> None:
    """Have the requests of `app` be counted, and the service looked at."""
    metering.init_app(app)
    readiness.init_app(app)
    app.extensions["index_look"] = IndexLook(app.extensions["database"], app.extensions["search"])
