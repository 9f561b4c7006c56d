"""Whole rounds on a database of made-up lists: candidate pairs in SQL, then the clearing.

`python -m benchmarks.rounds` prints the table for 200 libraries; `--size 1000` takes the largest instead. Seconds are
CPU seconds of this process; the database is SQLite in a temporary folder.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from library_exchange.app import create_app
from library_exchange.core import schema
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.settings import Settings
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.subjects import Subject
from library_exchange.offers.rules.wants import WantKind
from library_exchange.rounds.models import Round, RoundMember
from library_exchange.rounds.queries.market import gather, under_pseudonyms
from library_exchange.rounds.rules.clearing.clear import clear
from library_exchange.rounds.rules.clearing.market import Rules
from library_exchange.rounds.rules.rounds import RoundState
from library_exchange.rounds.services import freezing

LINES = {50: 2_000, 200: 10_000, 1000: 50_000}
WANTED_BY_NUMBER = 0.75
OFFERED_SOMEWHERE = 0.35


def fill(session: Session, libraries: int, lines: int, seed: int = 1) -> int:
    """Write libraries, offers, wants and a round in which all take part; return the round's id.

    Three wants of four ask for an ISBN, of which 35 % are offered; the others for a subject in a language.
    """
    random, at = Random(seed), now()
    sizes = [random.lognormvariate(0, 1) for _ in range(libraries)]
    session.execute(sa.insert(Library), [_library(number, at) for number in range(1, libraries + 1)])
    owners = random.choices(range(1, libraries + 1), sizes, k=lines)
    isbns = [f"9780{number:09d}" for number in range(lines)]
    session.execute(sa.insert(Offer), [_offer(random, owner, isbns[n], at) for n, owner in enumerate(owners)])
    wishers = random.choices(range(1, libraries + 1), sizes, k=lines)
    wants = [_want(random, owner, isbns, at) for owner in wishers]
    for name in (WantKind.EDITION, WantKind.PROFILE):
        session.execute(sa.insert(Want), [row for row in wants if row["kind"] is name])
    day = date(2026, 9, 1)
    names = dict.fromkeys(("name_zh", "name_ru", "name_en"), "benchmark")
    days = {"listing_from": day, "listing_until": day, "selecting_until": date(2026, 9, 2)}
    rules = asdict(Rules(seed="1", credit=5, gift_budget=20))
    found = Round(organiser_id=1, seed="1", rules=rules, created_at=at, touched_at=at, **names, **days)
    found.state = RoundState.SELECTING
    session.add(found)
    session.flush()
    members = [{"round_id": found.id, "library_id": n, "version": 1, "joined_at": at} for n in range(1, libraries + 1)]
    session.execute(sa.insert(RoundMember), [row | {"accepts_silently": False} for row in members])
    freezing.freeze(session, found)
    return found.id


def _library(number: int, at: Any) -> dict[str, Any]:
    country, words = ("CN", "zh") if number % 2 else ("RU", "ru"), f"library {number}"
    texts = {f"{kind}_{language}": words for kind in ("name", "city") for language in ("zh", "ru", "en")}
    code, language = country
    values = {"country": code, "language": language, "timezone": "Asia/Shanghai", "mailbox": f"l{number}@l.example"}
    kind = list(LibraryKind)[number % len(LibraryKind)]
    return texts | values | {"id": number, "code": f"l{number:04d}", "kind": kind, "joined_at": at}


def _offer(random: Random, owner: int, isbn: str, at: Any) -> dict[str, Any]:
    told = {"title": f"book {isbn}", "title_key": f"book {isbn}", "isbn": isbn, "language": _language(random)}
    state = {"state": OfferState.OPEN, "published_at": at, "created_at": at, "touched_at": at, "weight_g": 400}
    return told | state | {"library_id": owner, "subject": random.choice(list(Subject))}


def _want(random: Random, owner: int, isbns: Sequence[str], at: Any) -> dict[str, Any]:
    common = {"library_id": owner, "created_at": at, "touched_at": at, "priority": random.randint(1, 5)}
    if random.random() < WANTED_BY_NUMBER:
        wanted = random.choice(isbns) if random.random() < OFFERED_SOMEWHERE else f"9799{random.randrange(10**9):09d}"
        return common | {"kind": WantKind.EDITION, "isbn": wanted}
    profile = {"kind": WantKind.PROFILE, "subject": random.choice(list(Subject)), "language": _language(random)}
    return common | profile | {"cap": random.randint(1, 3)}


def _language(random: Random) -> str:
    return random.choice(("chi", "rus"))


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    started = time.process_time()
    return act(), time.process_time() - started


def measure(libraries: int) -> tuple[str, ...]:
    """Return a row of the table: sizes, CPU seconds of candidates and clearing, items, method."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(_env_file=None, instance_dir=Path(folder)))
        schema.upgrade(app)
        database: Database = app.extensions["database"]
        with database.transaction() as session:
            round_id = fill(session, libraries, LINES[libraries])
        with database.reading() as session:
            gathered, candidates_s = _timed(lambda: gather(session, session.get_one(Round, round_id)))
        result, clearing_s = _timed(lambda: clear(under_pseudonyms(gathered).market))
        database.dispose()
    sizes = (libraries, LINES[libraries], LINES[libraries], len(gathered.market.pairs))
    figures = (f"{candidates_s:.1f}", f"{clearing_s:.1f}", f"{len(result.matches):,}", result.method.value)
    return *(f"{size:,}" for size in sizes), *figures


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, choices=sorted(LINES), default=200)
    asked = parser.parse_args()
    table = Table("libraries", "offers", "wants", "pairs", "candidates, s", "clearing, s", "items", "method")
    table.add_row(*measure(asked.size))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
