"""Figures and the yearly report of a large network: seconds of CPU and queries, beside a bare route in the same run.

`python -m benchmarks.figures` makes 1,000 libraries that received 50,000 titles of each other, and prints the table.
"""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median

import sqlalchemy as sa
from flask import Flask
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from benchmarks.ground import fresh_app
from library_exchange.core.db import database, transaction
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import LineState, Mode, Purpose, ShipmentState

CITIES = (
    ("Harbin", "CN"),
    ("Heihe", "CN"),
    ("Suihua", "CN"),
    ("Khabarovsk", "RU"),
    ("Blagoveshchensk", "RU"),
    ("Chita", "RU"),
)
LINES_EACH, YEAR, REPEATS = 10, 2025, 5
PAGES = {
    "figures, all years": "/zh/figures",
    "figures of a year": f"/ru/figures?year={YEAR}",
    "yearly report": f"/zh/figures/{YEAR}",
    "the same as CSV": f"/ru/figures/{YEAR}/report.csv",
    "the same as PDF": f"/zh/figures/{YEAR}/report.pdf",
}
BARE = "/healthz"


def fill(session: Session, libraries: int, lines: int) -> None:
    """Make libraries and consignments of ten titles that were received in two years, at random from a fixed seed."""
    at = datetime(YEAR, 1, 5, tzinfo=UTC)
    session.execute(sa.insert(Library), [_library(number, at) for number in range(1, libraries + 1)])
    deliver(session, libraries, lines)


def deliver(session: Session, libraries: int, lines: int) -> None:
    """Make the consignments of libraries that are there, numbered from 1."""
    random = Random(1)
    at = datetime(YEAR, 1, 5, tzinfo=UTC)
    count = lines // LINES_EACH
    consignments, titles = [], []
    for number in range(1, count + 1):
        giver, receiver = random.sample(range(1, libraries + 1), 2)
        when = at + timedelta(days=random.randrange(700))
        consignments.append(_consignment(number, giver, receiver, when))
        titles += [_line(number, place, random, when) for place in range(1, LINES_EACH + 1)]
    session.execute(sa.insert(Consignment), consignments)
    session.execute(sa.insert(ConsignmentLine), titles)


def _library(number: int, at: datetime) -> dict[str, object]:
    city, country = CITIES[number % len(CITIES)]
    names = {f"name_{language}": f"{city} {number}" for language in ("zh", "ru", "en")}
    cities = {f"city_{language}": city for language in ("zh", "ru", "en")}
    return {
        "id": number,
        "code": f"library-{number}",
        "country": country,
        "kind": list(LibraryKind)[number % len(LibraryKind)],
        "timezone": "Asia/Shanghai",
        "language": "zh",
        "mailbox": f"ill@library-{number}.example",
        "joined_at": at,
        "is_inland": number % 3 == 0,
        **names,
        **cities,
    }


def _consignment(number: int, giver: int, receiver: int, when: datetime) -> dict[str, object]:
    instants = dict.fromkeys(("created_at", "touched_at", "received_at", "closed_at"), when)
    days = dict.fromkeys(("handed_on", "eta_on"), when.date())
    return {
        "id": number,
        "number": f"CN{YEAR}-{number:05d}",
        "consignor_id": giver,
        "consignee_id": receiver,
        "purpose": Purpose.PERMANENT,
        "mode": Mode.POST,
        "state": ShipmentState.CLOSED,
        "currency": "CNY",
        **instants,
        **days,
    }


def _line(consignment: int, place: int, random: Random, when: datetime) -> dict[str, object]:
    return {
        "consignment_id": consignment,
        "number": place,
        "purpose": Purpose.PERMANENT,
        "title": f"Book {consignment}-{place}",
        "language": random.choice(("chi", "rus", "eng", "und")),
        "copies": random.randint(1, 3),
        "weight_g": random.choice((None, 250, 400, 900)),
        "state": LineState.GOOD,
        "counted_at": when,
    }


def measured(app: Flask, path: str) -> tuple[float, int]:
    """Return the median CPU seconds of a page and how many statements it sends."""
    statements = 0

    def count(*_args: object) -> None:
        nonlocal statements
        statements += 1

    seconds = []
    engine = database().engine
    for number in range(REPEATS):
        if number == REPEATS - 1:
            sa.event.listen(engine, "before_cursor_execute", count)
        before = time.process_time()
        answer = app.test_client().get(path)
        seconds.append(time.process_time() - before)
        assert answer.status_code == 200, (path, answer.status_code)
    sa.event.remove(engine, "before_cursor_execute", count)
    return median(seconds), statements


def main(say: Callable[[object], None]) -> None:
    """Make the network, ask for each page, print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--libraries", type=int, default=1000)
    asked.add_argument("--lines", type=int, default=50_000)
    given = asked.parse_args()
    with fresh_app(TESTING=True) as (app, _folder):
        with transaction() as session:
            fill(session, given.libraries, given.lines)
        bare, _none = measured(app, BARE)
        size = f"{given.libraries} libraries, {given.lines} titles"
        table = Table("page", "CPU s", "÷ bare route", "statements", title=size)
        for name, path in PAGES.items():
            seconds, statements = measured(app, path)
            table.add_row(name, f"{seconds:.2f}", f"{seconds / bare:.0f}", str(statements))
    say(table)


if __name__ == "__main__":
    main(Console().print)
