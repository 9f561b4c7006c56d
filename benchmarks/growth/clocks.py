"""Processor time of one act: of this process, of the PostgreSQL processes that serve it, and of the search node."""

import contextvars
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from benchmarks.growth.libraries import PASSWORD
from benchmarks.growth.servers import Backends, Servers, cpu_s_of
from library_exchange.core.db import Database


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time, and how many statements were sent."""

    here: float
    database: float
    search: float
    statements: int

    @property
    def whole(self) -> float:
        """All of it."""
        return self.here + self.database + self.search

    def told(self) -> dict[str, float]:
        """Return it as it is kept: milliseconds."""
        parts = {"ms": self.whole, "here": self.here, "database": self.database, "search": self.search}
        return {name: round(seconds * 1000, 3) for name, seconds in parts.items()} | {"statements": self.statements}


class Clock:
    """Reads the clocks of all who work for an application."""

    def __init__(self, servers: Servers, name: str, app: Flask) -> None:
        self._servers = servers
        self._backends = Backends(servers.database_of(name))
        self._statements = self._questions = 0
        database: Database = app.extensions["database"]
        sa.event.listen(database.engine, "before_cursor_execute", self._note)
        cluster = app.extensions["search"]._cluster
        cluster.ask, cluster.ask_lines = self._counted(cluster.ask), self._counted(cluster.ask_lines)

    def _note(self, *_given: object) -> None:
        self._statements += 1

    def _counted(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*given: Any, **more: Any) -> Any:
            self._questions += 1
            return ask(*given, **more)

        return counting

    def spent(self, act: Callable[[], Any]) -> Spent:
        """Return what an act took."""
        return self.told(act)[0]

    def told(self, act: Callable[[], Any]) -> tuple[Spent, Any]:
        """Return what an act took, and what it gave."""
        before, counted, questions = self._read(), self._statements, self._questions
        started = time.process_time()
        given = act()
        here = time.process_time() - started
        sent = self._statements - counted
        after = self._read()
        known = {pid: seconds for pid, seconds in before[0].items() if pid in after[0]}
        database = sum(after[0].values()) - sum(known.values())
        # What the node does while nobody asks it is no part of an act.
        search = after[1] - before[1] if self._questions > questions else 0.0
        return Spent(here, database, search, sent), given

    def _read(self) -> tuple[dict[int, float], float]:
        return {pid: cpu_s_of([pid]) for pid in self._backends.pids()}, self._servers.search_cpu_s()


class Browser(FlaskClient):
    """A browser each of whose requests leaves nothing behind for the next."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask for a page."""
        return contextvars.Context().run(super().open, *args, **kwargs)


def signed_in(app: Flask, who: str) -> Browser:
    """Return the browser of somebody of the first library; of nobody without a name."""
    browser = Browser(app)
    if who:
        answer = browser.post("/en/login", data={"email": f"{who}@growth.example", "password": PASSWORD})
        if answer.status_code != 302:
            raise SystemExit(f"{who} was not signed in: {answer.status_code}")
    return browser


def got(browser: Browser, path: str) -> TestResponse:
    """Return the answer to a request; raises SystemExit unless it is a page."""
    answer = browser.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return answer


def p95(found: list[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(found, n=20, method="inclusive")[-1]


@contextmanager
def listened(database: Database, note: Callable[[str, Any], None]) -> Iterator[None]:
    """Have `note` be told of each statement and what is given to it."""

    def hear(_connection: object, _cursor: object, statement: str, given: Any, *_more: object) -> None:
        note(statement, given)

    sa.event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", hear)
