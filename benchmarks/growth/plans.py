"""Which statements of pages and of the nightly work read a large table whole, by the plans of the server."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from benchmarks.growth import asked, filling
from benchmarks.growth.clocks import Browser, got, listened, signed_in
from benchmarks.growth.servers import Servers
from library_exchange.core.clock import now
from library_exchange.jobs import night_work

LARGE = 50_000
"""Rows of a table that is large."""
ROWS = "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND reltuples >= %s"
WHOLE = ("Seq Scan", "Index Only Scan", "Index Scan", "Bitmap Heap Scan")
SHARE = 0.2
"""A look at so much of a table is one at all of it."""


def find(servers: Servers, titles: int, seed: int, names: list[str]) -> Iterator[str]:
    """Yield a line for each statement that reads a large table whole: where it is sent, which table, what it says."""
    name = filling.name_of(titles, seed)
    with TemporaryDirectory(prefix="bridge-growth-") as place:
        app = filling.application(servers, name, Path(place))
        database = app.extensions["database"]
        with app.app_context(), psycopg.connect(servers.database_of(name), autocommit=True) as server:
            large = dict(server.execute(ROWS, [LARGE]).fetchall())
            for where, act in _acts(app, titles, names):
                sent: dict[str, Any] = {}
                with listened(database, sent.setdefault):
                    act()
                for statement, given in sent.items():
                    for told in _findings(server, statement, given, large):
                        yield f"{where}: {told}"
        database.dispose()


def _acts(app: Any, titles: int, names: list[str]) -> Iterator[tuple[str, Callable[[], Any]]]:
    browsers = {who: signed_in(app, who) for who in ("", "librarian", "reader")}
    if "pages" in names:
        for page, (who, path) in asked.pages(titles, filling.libraries_of(titles)).items():
            yield page, lambda browser=browsers[who], path=path: _asked(browser, path)
    if "night" in names:
        for verb, act in night_work(app).items():
            yield verb, lambda act=act: act(now())


def _asked(browser: Browser, path: str) -> None:
    with suppress(SystemExit):
        got(browser, path)


def _findings(server: psycopg.Connection[Any], statement: str, given: Any, large: dict[str, float]) -> Iterator[str]:
    if isinstance(given, list) or not re.match(r"\s*(SELECT|WITH|UPDATE|DELETE|INSERT)", statement):
        return
    try:
        plan = server.execute(f"EXPLAIN (FORMAT JSON) {statement}", given or None).fetchone()[0][0]["Plan"]
    except psycopg.Error as error:
        yield f"no plan: {error}"
        return
    for node in _nodes(plan):
        table = node.get("Relation Name")
        if node["Node Type"] not in WHOLE or table not in large:
            continue
        is_whole = node["Node Type"] == "Seq Scan" or node["Plan Rows"] > SHARE * large[table]
        if is_whole:
            words = " ".join(statement.split())
            size = f"{node['Plan Rows']:,} of {large[table]:,.0f}, cost {plan['Total Cost']:,.0f}"
            yield f"{node['Node Type']} {table} {size}: {words[:90]} … {words[-260:]}"


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)
