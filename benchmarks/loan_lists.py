"""What librarians and readers see of many open requests, and what the night does with them.

`python -m benchmarks.loan_lists` fills databases with 100, 1,000 and 10,000 open requests between two libraries and
prints what pages of both desks cost: CPU of this process as multiples of a bare route in the same run, queries, and the
first request of a page apart. Then what each piece of the night's work costs in a night in which up to 300 books come
near their day or pass it, with the letters it writes, and once more when nothing is new.
"""

import argparse
import contextvars
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from rich.table import Table
from sqlmodel import col
from werkzeug.test import TestResponse

from benchmarks.ground import console, drain, fresh_app
from benchmarks.iso18626 import BARE
from benchmarks.open_requests import PASSWORD, Desks, add_open_requests, open_desks
from library_exchange.accounts.models import User
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.nightly import Verb
from library_exchange.jobs import night_work
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import DueState

SIZES = (100, 1_000, 10_000)
BARE_TIMES = 50
COMING, REMINDED_OF_ALL = 300, 1_000
NIGHTS = ("loans.let_due_dates_come", "loans.remind", "loans.withdraw_from_the_silent", "answer_links.remind")
BORROWER: dict[str, str] = {
    "requesting: what waits": "/zh/staff",
    "requesting: what waits, page 20": "/zh/staff?page=20",
    "requesting: one task": "/zh/staff?group=check_out",
    "requesting: all open": "/zh/staff?group=open",
    "requesting: filtered": "/zh/staff?state=requesting.received&partner=amur&waits=week",
    "requesting: found by a title": "/zh/staff?q=%E7%BA%A2%E6%A5%BC%E6%A2%A6",
    "requesting: one beside the list": "/zh/staff?open=10",
}
LENDER: dict[str, str] = {
    "supplying: what waits": "/ru/staff",
    "supplying: one task": "/ru/staff?group=pick",
    "supplying: all open": "/ru/staff?group=open",
    "supplying: due within a week": "/ru/staff?due=week",
    "supplying: one beside the list": "/ru/staff?open=23",
}
READER = {"a reader's own, ten requests": "/zh/loans"}


class Browser(FlaskClient):
    """A browser for which each request is one of its own, as on a real server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return contextvars.Context().run(super().open, *args, **kwargs)


def sit_down(app: Flask, actor: Actor) -> Browser:
    """Sign `actor` in."""
    with reading() as session:
        email = session.get_one(User, actor.user_id).email
    browser = Browser(app)
    answer = browser.post("/en/login", data={"email": email, "password": PASSWORD})
    if answer.status_code != 302:
        raise SystemExit(f"{email} was not signed in: {answer.status_code}")
    return browser


def asked(browser: Browser, path: str) -> float:
    """Return the CPU seconds of a page."""
    begun = time.process_time()
    answer = browser.get(path)
    seconds = time.process_time() - begun
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return seconds


def queries_of(call: Callable[[], object]) -> int:
    """Return how many statements `call` sends that read."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            sent.append(statement)

    sa.event.listen(database().engine, "before_cursor_execute", note)
    call()
    sa.event.remove(database().engine, "before_cursor_execute", note)
    return len(sent)


def page_costs(browser: Browser, path: str, times: int) -> tuple[float, float, float, int]:
    """Return a page's CPU at first, its median and p95 when repeated, as multiples of a bare route; and its queries."""
    first = asked(browser, path)
    seconds, bare = [], []
    for _time in range(times):
        bare.append(sum(asked(browser, BARE) for _each in range(BARE_TIMES // times)) / (BARE_TIMES // times))
        seconds.append(asked(browser, path))
    unit = sorted(bare)[times // 2]
    ordered = sorted(seconds)
    p95 = ordered[min(times - 1, round(0.95 * times))]
    return first / unit, ordered[times // 2] / unit, p95 / unit, queries_of(lambda: browser.get(path))


def pages(app: Flask, desks: Desks, times: int) -> dict[str, tuple[float, float, float, int]]:
    """Return what each page costs."""
    seats = ((desks.borrower, BORROWER), (desks.lender, LENDER), (desks.reader, READER))
    found = {}
    for actor, paths in seats:
        browser = sit_down(app, actor)
        asked(browser, BARE)
        found |= {name: page_costs(browser, path, times) for name, path in paths.items()}
    return found


def night(app: Flask) -> dict[str, tuple[float, float]]:
    """Return the CPU seconds of the night's pieces that read loans, in a busy night and in the next, and of letters."""
    with transaction() as session:
        near = col(LoanRequest.due).in_((DueState.DUE_SOON, DueState.OVERDUE))
        session.execute(sa.update(LoanRequest).where(near).values(reminded_days=REMINDED_OF_ALL))
        coming = sa.select(col(LoanRequest.id)).where(near).order_by(col(LoanRequest.id)).limit(COMING)
        new = {"due": DueState.OK, "reminded_days": None}
        session.execute(sa.update(LoanRequest).where(col(LoanRequest.id).in_(coming)).values(**new))
    at = now()
    work = night_work(app)
    found = {}
    for name in NIGHTS:
        found[name] = (_spent(work[name], at), _spent(work[name], at + timedelta(minutes=1)))
    begun = time.process_time()
    done = drain()
    seconds = time.process_time() - begun
    found[f"{done:,} messages and letters carried out"] = (seconds, 0.0)
    return found


def _spent(verb: Verb, at: datetime) -> float:
    begun = time.process_time()
    verb(at)
    return time.process_time() - begun


def report(found: dict[int, dict[str, tuple[float, float, float, int]]], show: Callable[[object], None]) -> None:
    """Show a row for each page: median and p95 at each size, the first request at the largest, queries."""
    table = Table("page, ÷ bare route", *(f"{size:,}: p50 / p95" for size in found), "first", "queries")
    largest = list(found)[-1]
    for name, (first, *_rest) in found[largest].items():
        cells = [f"{pages[name][1]:.0f} / {pages[name][2]:.0f}" for pages in found.values()]
        counts = {pages[name][3] for pages in found.values()}
        table.add_row(name, *cells, f"{first:.0f}", "–".join(str(count) for count in sorted(counts)))
    show(table)


def report_nights(found: dict[int, dict[str, tuple[float, float]]], show: Callable[[object], None]) -> None:
    """Show what the night costs at each size, and the night after."""
    for size, pieces in found.items():
        table = Table(f"{size:,} open requests, CPU s", "busy night", "the next")
        for name, (busy, after) in pieces.items():
            table.add_row(name, f"{busy:.2f}", f"{after:.2f}")
        show(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=25, help="requests of each page")
    times = parser.parse_args().times
    costs, nights = {}, {}
    for size in SIZES:
        with fresh_app(WTF_CSRF_ENABLED=False) as (app, _folder):
            desks = open_desks()
            add_open_requests(desks, size)
            drain()
            costs[size] = pages(app, desks, times)
            nights[size] = night(app)
    report(costs, console.print)
    report_nights(nights, console.print)


if __name__ == "__main__":
    main()
