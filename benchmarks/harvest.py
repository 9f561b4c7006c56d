"""How fast titles are harvested, from the first page to the last: `python -m benchmarks.harvest [TITLES]`.

The titles are made up: two thirds Chinese, each with pinyin or a transliteration, an author, subjects and numbers, held
by one to three libraries. Pages are asked for at the door, and each answer is read as XML outside the clock.
"""

import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from lxml import etree

from benchmarks.ground import add_library, cpu_s, fresh_app, show
from benchmarks.search_engine import WORDS_RU, WORDS_ZH
from library_exchange.catalogue.models import (
    BibliographicRecord,
    Classification,
    Contributor,
    Holding,
    Identifier,
    Item,
    LocalState,
    TextForm,
)
from library_exchange.core import many_rows
from library_exchange.core.clock import now
from library_exchange.core.db import database, transaction
from library_exchange.protocols.oai_pmh.peer import GIVEN
from library_exchange.protocols.oai_pmh.services import telling

PIECE = 2_000
LIBRARIES = 20
OAI = {"o": "http://www.openarchives.org/OAI/2.0/"}
Texts = tuple[str, str, str, str, str]
"""What a text is: its field, itself, its script, its kind, and the scheme of a transliteration."""


def _texts(chance: random.Random, is_chinese: bool) -> list[Texts]:
    words, script = (WORDS_ZH, "Hans") if is_chinese else (WORDS_RU, "Cyrl")
    joint, scheme = ("", "pinyin") if is_chinese else (" ", "gost-7.79-b")

    def some(count: int) -> str:
        return joint.join(chance.choices(words, k=count))

    own = [("title", some(4)), ("remainder", some(3)), ("responsibility", some(2)), ("place", some(1))]
    own += [("publisher", some(2)), ("extent", f"{chance.randint(50, 900)} 页"), ("series", some(3)), ("note", some(6))]
    own += [("subject", some(2)), ("subject", some(1)), ("keyword", some(1)), ("summary", some(30))]
    latin = ("title", f"title {chance.random()}", "Latn", "transliteration", scheme)
    return [*((field, text, script, "original", "") for field, text in own), latin]


def put(first: int, count: int, libraries: list[int]) -> list[int]:
    """Put so many titles into the catalogue; return their ids."""
    chance, at = random.Random(first), now()
    kinds = [number % 3 != 2 for number in range(first, first + count)]
    titles = [_texts(chance, is_chinese) for is_chinese in kinds]
    records = [
        {
            **dict.fromkeys(("author_key", "part_key", "sort_author", "folded"), ""),
            "version": 1,
            "record_type": "a",
            "bib_level": "m",
            "languages": ["chi" if is_chinese else "rus"],
            "country": "CN" if is_chinese else "RU",
            "year": chance.randint(1900, 2026),
            "card": {},
            "title_key": texts[0][1],
            "sort_title": texts[0][1],
            "created_at": at,
            "updated_at": at,
        }
        for is_chinese, texts in zip(kinds, titles, strict=True)
    ]
    with transaction() as session:
        ids = many_rows.insert_numbered(session, BibliographicRecord, records)
        person = {"position": 0, "role": "aut", "kind": "person", "is_main": True}
        people = many_rows.insert_numbered(session, Contributor, [{"record_id": each, **person} for each in ids])
        names = zip(ids, people, kinds, strict=True)
        forms = [_form(i, 0, ("contributor", *_name(is_chinese)), who) for i, who, is_chinese in names]
        for record_id, texts in zip(ids, titles, strict=True):
            forms += [_form(record_id, position, text) for position, text in enumerate(texts)]
        many_rows.insert(session, TextForm, forms)
        isbns = [{"record_id": i, "kind": "isbn", "value": f"97857{i:08}", "as_given": f"978-5-7{i:08}"} for i in ids]
        many_rows.insert(session, Identifier, [{**each, "is_valid": True} for each in isbns])
        many_rows.insert(
            session, Classification, [{"record_id": i, "scheme": "clc", "number": f"I{i % 999}"} for i in ids]
        )
        held = [(i, library) for i in ids for library in chance.sample(libraries, chance.randint(1, 3))]
        rows = [{"record_id": i, "library_id": library, "call_number": f"84/{i}"} for i, library in held]
        holdings = many_rows.insert_numbered(session, Holding, rows)
        copies = [(number, library) for number, (_i, library) in zip(holdings, held, strict=True)]
        state = {"number": 1, "local_state": LocalState.ON_SHELF}
        many_rows.insert(session, Item, [{"holding_id": n, "library_id": library, **state} for n, library in copies])
    return ids


def _name(is_chinese: bool) -> tuple[str, str, str, str]:
    return ("江大桥", "Hans", "original", "") if is_chinese else ("Мостов, А. Б.", "Cyrl", "original", "")


def _form(record_id: int, position: int, text: Texts, contributor: int | None = None) -> dict[str, Any]:
    field, value, script, kind, scheme = text
    return {
        "record_id": record_id,
        "contributor_id": contributor,
        "field": field,
        "position": position,
        "value": value,
        "script": script,
        "kind": kind,
        "scheme": scheme or None,
        "machine_made": False,
    }


def pages(app: Flask, prefix: str) -> Iterator[tuple[float, int, int]]:
    """Harvest everything; give the CPU seconds, records and bytes of each page."""
    browser, asked = app.test_client(), f"verb=ListRecords&metadataPrefix={prefix}"
    while asked:
        began = time.process_time()
        answer = browser.get(f"/oai?{asked}")
        taken = time.process_time() - began
        root = etree.fromstring(answer.data)
        yield taken, len(root.findall(".//o:record", OAI)), len(answer.data)
        token = root.findtext(".//o:resumptionToken", "", OAI)
        asked = f"verb=ListRecords&resumptionToken={token}" if token else ""


def _row(prefix: str, found: list[tuple[float, int, int]]) -> list[str]:
    records, size = sum(count for _cpu, count, _size in found), sum(size for _cpu, _count, size in found)
    full = [cpu for cpu, count, _size in found if count == found[0][1]]
    tenth = max(1, len(full) // 10)
    ends = [f"{1000 * statistics.median(part):.0f}" for part in (full[1 : tenth + 1], full[-tenth:])]
    per_second = records / sum(cpu for cpu, _count, _size in found)
    return [prefix, f"{records:,}", f"{per_second:,.0f}", *ends, f"{size / records:,.0f}"]


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with fresh_app() as (app, _folder):
        libraries = [add_library(f"bench-{n}", ("CN", "RU")[n % 2]) for n in range(LIBRARIES)]
        ids = [i for first in range(0, count, PIECE) for i in put(first, min(PIECE, count - first), libraries)]
        told = cpu_s(lambda: telling.bring_up_to_date(database(), ids))
        again = cpu_s(lambda: telling.bring_all_up_to_date(database()))
        time.sleep((telling.AHEAD + timedelta(seconds=1)).total_seconds())
        rows = [_row(prefix, list(pages(app, prefix))) for prefix in GIVEN]
    columns = ["form", "records", "records per CPU-second", "page among the first tenth, ms", "the last tenth, ms"]
    show("Harvest", [*columns, "bytes of a record"], rows)
    work = [["written down", f"{count / told:,.0f}"], ["compared at night, nothing changed", f"{count / again:,.0f}"]]
    show("What is told", ["step", "titles per CPU-second"], work)


if __name__ == "__main__":
    main()
