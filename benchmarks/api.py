"""The door for programs: a search beside its page and by SRU, and copies told in bulk: `python -m benchmarks.api`.

CPU time of this process per request, the same hits, rounds of all interleaved, median of the rounds: asked again, as
most searches are, and as if nothing had been asked before, when nothing is kept of plans, of answers and of hits.
A program is told short hits or whole records; SRU tells whole records alone, which lie written in the database.
"""

import gc
import json
import time
from collections.abc import Callable
from contextvars import Context
from functools import partial
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlmodel import col
from werkzeug.test import EnvironBuilder

from benchmarks.ground import SHARED_DATA, add_library, drain, fresh_app, show, take_in
from library_exchange.api_keys import services
from library_exchange.api_keys.rules import Scope
from library_exchange.api_keys.schemas import NewApiKey
from library_exchange.catalogue.models import Item, LocalState
from library_exchange.catalogue.views import results
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.rest_api.display import catalogue
from library_exchange.search import kept_plans

ROUNDS, REQUESTS = 7, 10
LINES = 1000
WORD = "%D0%B8%D1%81%D1%82%D0%BE%D1%80%D0%B8%D1%8F"
SEARCHES = {
    "20 hits": ("", "cql.allRecords%3D1"),
    "a word": (f"q={WORD}", WORD),
    "one filter": ("country=RU", "lex.country%3DRU"),
}
"""What is searched for, as the page and the program ask for it and in CQL."""
SRU = "/sru?version=2.0&operation=searchRetrieve&maximumRecords=20&recordSchema={}&query={}"
SCHEMAS = {"dc": "application/dc+xml", "marcxml": "application/marcxml+xml", "mods": "application/mods+xml"}
"""Forms of whole records, as SRU calls them and as a program asks for them."""


def _cpu_s(call: Callable[[], Any], times: int) -> float:
    gc.collect()
    started = time.process_time()
    for _time in range(times):
        call()
    return (time.process_time() - started) / times


def _key(library_id: int) -> str:
    administrator = Actor("person", library_id=library_id, roles=frozenset({Role.LIBRARY_ADMIN}))
    with transaction() as session:
        return services.make(session, administrator, NewApiKey(purpose="benchmark"), tuple(Scope), now())[1]


def _asking(app: Flask, path: str, headers: dict[str, str]) -> Callable[[], None]:
    """Return what asks the application itself, without a client around it."""
    environ = EnvironBuilder(path=path, headers=headers).get_environ()

    def ask() -> None:
        told: list[str] = []
        # A context of its own, as each thread of a server has one.
        answer = Context().run(app.wsgi_app, dict(environ), lambda status, *_more: told.append(status))
        b"".join(answer)
        if told != ["200 OK"]:
            raise RuntimeError(f"{path} answered {told}")

    return ask


def _forget(app: Flask) -> None:
    """Forget what is kept of plans, of answers of the index and of hits."""
    app.extensions["search"].forget_answers()
    kept_plans.forget()
    for kept in (catalogue._brief, results._kept, results._is_in):
        kept.cache_clear()


def _searches(app: Flask, key: str, is_first: bool) -> list[list[str]]:
    rows = []
    for name, (asked, cql) in SEARCHES.items():
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": "ru"}
        asking = [
            _asking(app, f"/ru/search?{asked}", {"Cookie": "lang=ru"}),
            _asking(app, f"/api/v1/records?{asked}&limit=20", headers),
            *(
                _asking(app, f"/api/v1/records?{asked}&limit=20", {**headers, "Accept": kind})
                for kind in SCHEMAS.values()
            ),
            *(_asking(app, SRU.format(schema, cql), {}) for schema in SCHEMAS),
        ]
        for ask in asking:
            ask()
        measured = [partial(_first, app, ask) for ask in asking] if is_first else asking
        rounds = [[_cpu_s(ask, REQUESTS) for ask in measured] for _round in range(ROUNDS)]
        taken = [f"{median(each) * 1000:.2f}" for each in zip(*rounds, strict=True)]
        share = median(each[1] / each[0] for each in rounds)
        whole, sru = range(2, 2 + len(SCHEMAS)), range(2 + len(SCHEMAS), len(asking))
        of_hits = [median(each[place] / each[1] for each in rounds) for place in sru]
        of_whole = [
            median(each[place] / each[other] for each in rounds) for place, other in zip(sru, whole, strict=True)
        ]
        times = [" ".join(f"{each:.2f}" for each in several) for several in (of_hits, of_whole)]
        rows.append([name, *taken, f"{share:.0%}", *times])
    return rows


def _first(app: Flask, ask: Callable[[], None]) -> None:
    _forget(app)
    ask()


def _bulk(app: Flask, key: str, library_id: int) -> list[list[str]]:
    client, rows = app.test_client(), []
    with reading() as session:
        own = sa.select(col(Item.id)).where(col(Item.library_id) == library_id).order_by(col(Item.id)).limit(LINES)
        ids = session.scalars(own).all()
    for number, state in enumerate((LocalState.OUT_LOCALLY, LocalState.ON_SHELF) * 3):
        body = json.dumps({"items": [{"id": each, "state": state.value} for each in ids]})
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"bulk {number}"}
        told: list[Any] = []

        def send(body: str = body, headers: dict[str, str] = headers, told: list[Any] = told) -> None:
            told.append(
                client.post("/api/v1/items/states", data=body, content_type="application/json", headers=headers)
            )

        took = _cpu_s(send, 1)
        if told[0].json["changed"] != len(ids):
            raise RuntimeError(told[0].text[:500])
        rows.append([state.value, str(len(ids)), f"{took * 1000:.0f}", f"{len(ids) / took:,.0f}"])
    return rows


def main() -> None:
    """Print the tables."""
    if not SHARED_DATA.is_dir():
        raise SystemExit("The real files of shared/data are absent.")
    with fresh_app() as (app, folder):
        app.extensions["limits"].enabled = False
        libraries = []
        for code, country, name in (("a", "CN", "zh_utf8"), ("b", "RU", "ru_utf8")):
            libraries.append(add_library(code, country))
            take_in(SHARED_DATA / "golden" / f"catalogue_{name}.iso", libraries[-1], folder)
        drain()
        key = _key(libraries[0])
        told = [f"{who}, {schema}" for who in ("program", "SRU") for schema in SCHEMAS]
        columns = ["what", "page, CPU ms", "program", *told, "program/page", "SRU/hits", "SRU/whole"]
        for name, is_first in (("A search, asked again", False), ("A search, nothing kept", True)):
            show(name, columns, _searches(app, key, is_first))
        show("Copies told in bulk", ["state", "copies", "CPU ms", "a CPU second"], _bulk(app, key, libraries[0]))


if __name__ == "__main__":
    main()
