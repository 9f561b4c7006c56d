"""Pages against a bare Flask route, each on the built-in server: `python -m benchmarks.search_page`.

CPU time of the serving process per request, rounds of both interleaved, median of the rounds.
"""

import http.client
import multiprocessing
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from multiprocessing.connection import Connection
from statistics import median
from typing import Any

import sqlalchemy as sa
import waitress
from flask import Flask

from benchmarks.ground import SHARED_DATA, add_library, drain, fresh_app, show, take_in
from library_exchange.core.db import database

ROUNDS = 7
REQUESTS = 100
PAGES = {
    "search, 20 hits": "/zh/search",
    "search with words": "/ru/search?q=%D0%B8%D1%81%D1%82%D0%BE%D1%80%D0%B8%D1%8F",
    "search, one filter": "/ru/search?country=RU",
    "record": "/zh/r/1",
    "home": "/ru/",
}


class TimedEngine:
    """The engine with its own CPU time counted apart."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.cpu_s = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def search(self, query: Any) -> Any:
        started = time.thread_time()
        try:
            return self._engine.search(query)
        finally:
            self.cpu_s += time.thread_time() - started


def _serve(app: Flask, pipe: Connection, extra: Callable[[], tuple[float, int]]) -> None:
    """Serve `app` until told to stop; tell CPU seconds, the index's seconds and the number of queries when asked."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    pipe.send(server.effective_port)
    while pipe.recv() == "tell":
        pipe.send((time.process_time(), *extra()))


def _serve_bare(pipe: Connection) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "Hello")
    _serve(bare, pipe, lambda: (0.0, 0))


def _serve_ours(pipe: Connection) -> None:
    with fresh_app() as (app, folder):
        for code, country, name in (("a", "CN", "zh_utf8"), ("b", "RU", "ru_utf8")):
            take_in(SHARED_DATA / "golden" / f"catalogue_{name}.iso", add_library(code, country), folder)
        drain()
        engine = app.extensions["search"] = TimedEngine(app.extensions["search"])
        queries: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                queries.append(statement)

        sa.event.listen(database().engine, "before_cursor_execute", note)
        _serve(app, pipe, lambda: (engine.cpu_s, len(queries)))


@contextmanager
def _server(target: Callable[[Connection], None]) -> Any:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=target, args=(theirs,), daemon=True)
    process.start()
    yield ours, http.client.HTTPConnection("127.0.0.1", ours.recv())
    ours.send("stop")
    process.join(timeout=10)


def _measured(server: tuple[Connection, http.client.HTTPConnection], path: str) -> tuple[float, float, int]:
    """Return CPU seconds, of them in the index, and queries of one request to `path`."""
    pipe, connection = server
    language = "zh" if path.startswith("/zh") else "ru"
    pipe.send("tell")
    before = pipe.recv()
    for _request in range(REQUESTS):
        connection.request("GET", path, headers={"Cookie": f"lang={language}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path} answered {answer.status}")
    pipe.send("tell")
    after = pipe.recv()
    cpu, index, queries = (b - a for a, b in zip(before, after, strict=True))
    return cpu / REQUESTS, index / REQUESTS, round(queries / REQUESTS)


def main() -> None:
    """Print the table."""
    if not SHARED_DATA.is_dir():
        raise SystemExit("The real files of shared/data are absent.")
    rows = []
    with _server(_serve_bare) as bare, _server(_serve_ours) as ours:
        for name, path in PAGES.items():
            _measured(ours, path)
            rounds = [(_measured(bare, "/")[0], *_measured(ours, path)) for _round in range(ROUNDS)]
            cpu_ms = median(cpu for _base, cpu, _index, _queries in rounds) * 1000
            ratio = median(cpu / base for base, cpu, _index, _queries in rounds)
            without = median((cpu - index) / base for base, cpu, index, _queries in rounds)
            rows.append([name, f"{cpu_ms:.2f}", f"{ratio:.1f}", f"{without:.1f}", str(rounds[0][3])])
    show("Pages", ["page", "CPU ms", "÷ bare route", "÷ bare, without the index", "queries"], rows)


if __name__ == "__main__":
    main()
