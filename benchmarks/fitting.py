"""Offers that fit: 10,000 open offers, 1,000 profiles of 100 libraries; the night, a letter and a page.

`python -m benchmarks.fitting` prints the table; `--offers 20000` and `--profiles 2000` show what grows. One offer in
twenty is new. Seconds are CPU seconds of this process; the database is SQLite in a temporary folder.
"""

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.ground import add_library, fresh_app, show
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.subjects import Subject
from library_exchange.offers.rules.wants import WantKind
from library_exchange.want_alerts import queries

LIBRARIES, NEW_EVERY = 100, 20
LANGUAGES = ("chi", "rus", "eng")
SUBJECTS = list(Subject)


def fill(session: Session, libraries: list[int], offers: int, profiles: int) -> None:
    """Write offers and profiles, spread evenly over libraries, subjects and languages."""
    at = now()
    session.execute(
        sa.insert(Offer),
        [_offer(n, libraries, at - timedelta(days=1 if n % NEW_EVERY == 0 else 90)) for n in range(offers)],
    )
    session.execute(sa.insert(Want), [_profile(n, libraries, at) for n in range(profiles)])


def _offer(number: int, libraries: list[int], at: Any) -> dict[str, Any]:
    return {
        "library_id": libraries[number % len(libraries)],
        "state": OfferState.OPEN,
        "title": f"Книга {number}",
        "title_key": f"книга{number}",
        "subject": SUBJECTS[number // 7 % len(SUBJECTS)],
        "language": LANGUAGES[number // 3 % len(LANGUAGES)],
        "year": 1960 + number % 60,
        "weight_g": 300,
        "created_at": at,
        "touched_at": at,
        "published_at": at,
    }


def _profile(number: int, libraries: list[int], at: Any) -> dict[str, Any]:
    return {
        "library_id": libraries[number % len(libraries)],
        "kind": WantKind.PROFILE,
        "subject": SUBJECTS[number // 5 % len(SUBJECTS)],
        "language": LANGUAGES[number // 11 % len(LANGUAGES)],
        "year_from": 1960 + number % 50,
        "created_at": at,
        "touched_at": at,
    }


def _row(name: str, act: Callable[[Session], Any]) -> list[str]:
    """Return a row of the table: what was done, how much was found, its CPU seconds."""
    with reading() as session:
        begun = time.process_time()
        found = act(session)
        seconds = time.process_time() - begun
    return [name, f"{found[0] if isinstance(found, tuple) else len(found):,}", f"{seconds:.3f}"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offers", type=int, default=10_000)
    parser.add_argument("--profiles", type=int, default=1_000)
    given = parser.parse_args()
    with fresh_app():
        libraries = [add_library(f"library-{n}", ("CN", "RU")[n % 2]) for n in range(LIBRARIES)]
        with transaction() as session:
            fill(session, libraries, given.offers, given.profiles)
        at, one = now(), libraries[0]
        rows = [
            _row("night: libraries with news", lambda session: queries.libraries_with_news(session, at)),
            _row("letter of one library: new offers", lambda session: queries.news_for(session, one, at)),
            _row("page of one library: offers", lambda session: queries.fitting(session, one, False, "ru", at, 30, 0)),
            _row("profiles that miss a class number", lambda session: queries.lacking_class(session, one)),
        ]
    show("Offers that fit", ["act", "found", "CPU s"], rows)


if __name__ == "__main__":
    main()
