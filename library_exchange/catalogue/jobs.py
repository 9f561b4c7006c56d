"""Work of the catalogue that is done after the commit: the index and the taking in of files."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, current_app

from library_exchange.catalogue.services import imports, index
from library_exchange.core import outbox
from library_exchange.core.db import database, transaction
from library_exchange.core.settings import Settings
from library_exchange.search.port import SearchEngine
from library_exchange.search.whoosh_engine.engine import WhooshEngine

UPLOADS = "uploads"


def init_app(app: Flask) -> None:
    """Give `app` its search engine; the index lies in the instance folder."""
    settings: Settings = app.extensions["settings"]
    app.extensions["search"] = WhooshEngine(settings.folder("index"))


def engine() -> SearchEngine:
    """Return the search engine of the application in whose context we are."""
    found: SearchEngine = current_app.extensions["search"]
    return found


@outbox.handles(index.PUT, batch=100)
def _put(payloads: Sequence[dict[str, Any]]) -> None:
    changed = {record for payload in payloads for record in payload["records"]}
    index.bring_up_to_date(database(), engine(), changed)


@outbox.handles(index.REBUILD, lane=outbox.LONG)
def _rebuild(_payloads: Sequence[dict[str, Any]]) -> None:
    index.rebuild(database(), engine())


@outbox.handles(imports.RUN, lane=outbox.LONG)
def _import(payloads: Sequence[dict[str, Any]]) -> None:
    settings: Settings = current_app.extensions["settings"]
    for payload in payloads:
        try:
            imports.run(database(), payload["import"], settings.folder(UPLOADS))
        except Exception:
            with transaction() as session:
                imports.fail(session, payload["import"])
            raise
