"""Lists on their way in: 5,000 pasted lines matched with a catalogue of 20,000 books, looked at, and taken.

`python -m benchmarks.lists` prints the table; `--lines 500` takes fewer. Of the lines two in three have a number, the
others a title; one in ten tells a book that the library holds. Queries are SELECTs; seconds are CPU seconds of this
process; the database is SQLite in a temporary folder.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.ground import add_library, fresh_app, show
from library_exchange.catalogue.models import BibliographicRecord, Holding, Identifier, Item
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.exchange_lists.models import Source
from library_exchange.exchange_lists.queries.list_imports import list_page
from library_exchange.exchange_lists.queries.lookups import get_list_import
from library_exchange.exchange_lists.schemas import TakeOffers
from library_exchange.exchange_lists.services import list_imports
from library_exchange.list_reading.services import reading as lines
from library_exchange.offers.models import ListKind
from library_exchange.offers.schemas import TakeWants
from library_exchange.record_matching.keys import title_key

BOOKS = 20_000
HELD_EVERY = 10


def isbn_of(number: int) -> str:
    """Return a valid ISBN, another one for each number."""
    body = f"9787{number:08d}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
    return body + str(-total % 10)


def title_of(number: int) -> str:
    """Return the title of a made-up book."""
    return f"Книга о реке {number}"


def fill(session: Session, library_id: int) -> None:
    """Write the catalogue and what the library holds of it."""
    at = now()
    rows = [
        {
            "id": number,
            "title_key": title_key(title_of(number)),
            "languages": ["rus"],
            "card": {"titles": [[title_of(number), "ru", "original", False]], "authors": [], "imprint": []},
            "created_at": at,
            "updated_at": at,
        }
        for number in range(1, BOOKS + 1)
    ]
    session.execute(sa.insert(BibliographicRecord), rows)
    numbers = [(number, isbn_of(number)) for number in range(1, BOOKS + 1)]
    session.execute(
        sa.insert(Identifier),
        [{"record_id": n, "kind": "isbn", "value": isbn, "as_given": isbn, "is_valid": True} for n, isbn in numbers],
    )
    for number in range(HELD_EVERY, BOOKS + 1, HELD_EVERY):
        holding = Holding(record_id=number, library_id=library_id)
        session.add(holding)
        session.flush()
        session.add(Item(holding_id=holding.id, library_id=library_id, number=1))


def pasted(count: int) -> str:
    """Return a list to paste."""
    return "\n".join(title_of(n) if n % 3 == 0 else isbn_of(n) for n in range(1, count + 1))


def measured(act: Callable[[], Any]) -> tuple[Any, float, int]:
    """Return what `act` returns, its CPU seconds and the number of its SELECTs."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    engine = database().engine
    sa.event.listen(engine, "before_cursor_execute", note)
    started = time.process_time()
    result = act()
    seconds = time.process_time() - started
    sa.event.remove(engine, "before_cursor_execute", note)
    return result, seconds, sum(statement.lstrip().upper().startswith("SELECT") for statement in asked)


def walk(actor: Actor, kind: ListKind, count: int) -> list[list[str]]:
    """Send a list, look at its first page, take it; return a row of the table for each."""

    def send() -> int:
        with transaction() as session:
            return list_imports.receive(session, actor, kind, Source.PASTE, lines.pasted(pasted(count)), now()).id

    def look() -> None:
        with reading() as session:
            list_page(session, get_list_import(session, actor, list_id), "ru", 50, 0)

    def take() -> tuple[int, int]:
        terms = TakeOffers(weight_g=300, publish=True) if kind is ListKind.OFFERS else TakeWants()
        with transaction() as session:
            return list_imports.take(session, actor, get_list_import(session, actor, list_id), terms, now())

    list_id, sent_s, sent = measured(send)
    _page, looked_s, looked = measured(look)
    _taken, taken_s, taken = measured(take)
    acts = (("sent and matched", sent_s, sent), ("looked at", looked_s, looked), ("taken", taken_s, taken))
    return [[f"{kind.value}: {name}", f"{count:,}", f"{seconds:.1f}", f"{n:,}"] for name, seconds, n in acts]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=5_000)
    asked = parser.parse_args()
    with fresh_app():
        library_id = add_library("heihe", "CN")
        with transaction() as session:
            fill(session, library_id)
        actor = Actor("person", library_id=library_id, user_id=None, roles=frozenset({Role.LIBRARIAN}))
        rows = [row for kind in ListKind for row in walk(actor, kind, asked.lines)]
    show("Lists on their way in", ["act", "lines", "CPU s", "queries"], rows)


if __name__ == "__main__":
    main()
