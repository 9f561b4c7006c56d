"""What a search costs in the page's own view: `python -m benchmarks.search_views [--records 100000] [--folder KEPT]`.

Records, holdings and copies are put into the database in bulk, with the cards that pages show; names and works are
those of the product. The questions are put to the page as addresses, in a random order that is always the same, the
first pass after opening apart. CPU time of the whole request, of the engine in it and of the rest.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from benchmarks.engines.corpus import LENDABLE, LIBRARIES, Book, books, described
from benchmarks.engines.growing import analysed_file
from benchmarks.engines.measuring import p50, p95, shuffled, stored
from benchmarks.engines.questions import CLASSES, Asking, frequent_headings
from benchmarks.ground import SHARED_DATA, add_library, console, fresh_app, show
from benchmarks.search_page import TimedEngine
from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState
from library_exchange.catalogue.schemas import SearchInput
from library_exchange.catalogue.services import authority
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.text import folded
from library_exchange.record_matching.keys import title_key
from library_exchange.search.port import AnalysedRecord, Query

PIECE = 5000
LATEST_YEAR = 2200
PASSES = ("first pass", "second pass")
GOALS = "goals: all p95 at most 12 ms of CPU in the engine, facets 15"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=500, help="of all classes")
    parser.add_argument("--folder", type=Path, help="where analysed records are kept for another run")
    given = parser.parse_args()
    if not SHARED_DATA.is_dir():
        raise SystemExit("The lists of real books of shared/data are absent.")
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder, fresh_app() as (app, _instance):
        found = books(given.records)
        console.print(described(found))
        path = analysed_file(given.records, given.folder or Path(folder))
        _fill(found, stored(path, given.records))
        engine = app.extensions["search"] = TimedEngine(app.extensions["search"])
        engine.rebuild(stored(path, given.records))
        asked = _questions(found, frequent_headings(stored(path, min(given.records, 10_000))), given.questions)
        client = app.test_client()
        for name in PASSES:
            _show(name, [(kind, *_ms(client, engine, address)) for kind, address in asked])


def _fill(found: list[Book], analysed: Iterator[AnalysedRecord]) -> None:
    """Put the books into the database with the numbers and the holdings that the index has of them."""
    libraries = {code: add_library(code, code[:2].upper()) for code in LIBRARIES}
    with transaction() as session:
        authority.load(session)
    both, numbers = zip(found, analysed, strict=True), count(1)
    while piece := list(islice(both, PIECE)):
        holdings = [
            {"id": next(numbers), "record_id": record.id, "library_id": libraries[code]}
            for _, record in piece
            for code in record.facets["library"]
        ]
        with transaction() as session:
            session.execute(sa.insert(BibliographicRecord), [_record(book, record) for book, record in piece])
            session.execute(sa.insert(Holding), holdings)
            session.execute(sa.insert(Item), [_item(holding) for holding in holdings])


def _record(book: Book, record: AnalysedRecord) -> dict[str, Any]:
    titles = [[book.title, html_lang(script_of(book.title), record.facets["language"][0]), "original", False]]
    authors = [[[book.author, html_lang(script_of(book.author)), "original", False]]] if book.author else []
    imprint = [[text, html_lang(script_of(text))] for text in (book.publisher, str(book.year or "")) if text]
    return {
        "id": record.id,
        "languages": list(record.facets["language"]),
        "year": record.year if (record.year or 0) <= LATEST_YEAR else None,
        "title_key": title_key(book.title)[:300],
        "sort_title": record.sort_title,
        "sort_author": record.sort_author,
        "folded": folded(f"{book.title} {book.author}"),
        "card": {"titles": titles, "authors": authors, "imprint": imprint},
        "created_at": now(),
        "updated_at": now(),
    }


def _item(holding: dict[str, int]) -> dict[str, Any]:
    is_here = holding["id"] % 10 < 10 * LENDABLE
    state = LocalState.ON_SHELF if is_here else LocalState.OUT_LOCALLY
    return {"holding_id": holding["id"], "library_id": holding["library_id"], "number": 1, "local_state": state}


def _questions(found: list[Book], headings: list[str], number: int) -> list[tuple[str, dict[str, Any]]]:
    asking = Asking(found, headings)
    each = -(-number // len(CLASSES))
    asked = [(kind, _address(query)) for kind in CLASSES for query in asking.of(kind, each)]
    return shuffled(asked)[:number]


def _address(query: Query) -> dict[str, Any]:
    first, last = query.years or (None, None)
    asked = SearchInput(q=query.text, sort=query.sort, year_from=first, year_to=last, filters=dict(query.filters))
    return asked.address() | ({"page": query.page} if query.page > 1 else {})


def _ms(client: FlaskClient, engine: TimedEngine, address: dict[str, Any]) -> tuple[float, float]:
    """Return the CPU milliseconds of a request and of the engine in it."""
    before, started = engine.cpu_s, time.process_time()
    answer = client.get("/ru/search", query_string=address)
    took = time.process_time() - started
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return took * 1000, (engine.cpu_s - before) * 1000


def _show(name: str, measured: list[tuple[str, float, float]]) -> None:
    rows = []
    for kind in (*CLASSES, "all"):
        mine = [(whole, inside) for its, whole, inside in measured if kind in (its, "all")]
        parts = [
            [whole for whole, _ in mine],
            [inside for _, inside in mine],
            [whole - inside for whole, inside in mine],
        ]
        rows.append([kind, str(len(mine)), *(f"{figure(times):.1f}" for times in parts for figure in (p50, p95))])
    columns = ["class", "questions", "view p50", "p95", "engine p50", "p95", "rest p50", "p95"]
    show(f"{name}, CPU ms; {GOALS}", columns, rows)


if __name__ == "__main__":
    main()
