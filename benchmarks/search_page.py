"""The search page against a bare Flask route, without the index: `python -m benchmarks.search_page`."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.ground import SHARED_DATA, add_library, drain, fresh_app, show, take_in
from library_exchange.core.db import database

ROUNDS = 7
REQUESTS = 60
PAGES = {
    "search, 20 hits": "/zh/search",
    "search with words": "/ru/search?q=%D0%B8%D1%81%D1%82%D0%BE%D1%80%D0%B8%D1%8F",
    "search, one filter": "/ru/search?country=RU",
    "record": "/zh/r/1",
    "home": "/ru/",
}


class _TimedEngine:
    """The engine with its own CPU time counted apart."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.cpu_s = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def search(self, query: Any) -> Any:
        started = time.process_time()
        try:
            return self._engine.search(query)
        finally:
            self.cpu_s += time.process_time() - started


def _bare_app() -> Flask:
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "Hello")
    return bare


def _requests(app: Flask, path: str) -> Callable[[], None]:
    builder = EnvironBuilder(path=path.partition("?")[0], query_string=path.partition("?")[2])
    builder.headers["Cookie"] = "lang=zh" if path.startswith("/zh") else "lang=ru"
    environ = builder.get_environ()

    def send() -> None:
        for _request in range(REQUESTS):
            body, status, _headers = run_wsgi_app(app, dict(environ))
            b"".join(body)
            if not status.startswith("200"):
                raise RuntimeError(f"{path} answered {status}")

    return send


def _queries(app: Flask, path: str) -> int:
    statements: list[str] = []
    engine = database().engine
    listen = (engine, "before_cursor_execute", lambda _c, _cur, statement, *_rest: statements.append(statement))
    sa.event.listen(*listen)
    run_wsgi_app(app, EnvironBuilder(path=path.partition("?")[0], query_string=path.partition("?")[2]).get_environ())
    sa.event.remove(*listen)
    return sum(1 for statement in statements if statement.lstrip().upper().startswith(("SELECT", "WITH")))


def main() -> None:
    """Print the table: pages interleaved with the bare route, median of the rounds."""
    with fresh_app() as (app, folder):
        if not SHARED_DATA.is_dir():
            raise SystemExit("The real files of shared/data are absent.")
        for code, country, name in (("a", "CN", "zh_utf8"), ("b", "RU", "ru_utf8")):
            take_in(SHARED_DATA / "golden" / f"catalogue_{name}.iso", add_library(code, country), folder)
        drain()
        engine = app.extensions["search"] = _TimedEngine(app.extensions["search"])
        bare = _requests(_bare_app(), "/")
        rows = []
        for name, path in PAGES.items():
            page = _requests(app, path)
            page()
            pairs = [_measured(bare, page, engine) for _round in range(ROUNDS)]
            ratio = median(total / base for base, total, _index in pairs)
            without = median((total - index) / base for base, total, index in pairs)
            per_request_ms = median(total for _base, total, _index in pairs) / REQUESTS * 1000
            rows.append([name, f"{per_request_ms:.2f}", f"{ratio:.1f}", f"{without:.1f}", str(_queries(app, path))])
        show("Pages", ["page", "CPU ms", "÷ bare route", "÷ bare, without the index", "queries"], rows)


def _measured(bare: Callable[[], None], page: Callable[[], None], engine: _TimedEngine) -> tuple[float, float, float]:
    started = time.process_time()
    bare()
    base = time.process_time() - started
    engine.cpu_s = 0.0
    started = time.process_time()
    page()
    return base, time.process_time() - started, engine.cpu_s


if __name__ == "__main__":
    main()
