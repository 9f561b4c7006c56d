"""Made-up titles with their texts, sources, holdings and copies, written straight into a PostgreSQL by COPY.

The rows are those that taking the same records in would leave, so that what comes on top meets what it would meet.
"""

import json
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import Any

import psycopg

from benchmarks.growth.titles import described
from library_exchange.catalogue.models import (
    BibliographicRecord,
    Classification,
    Contributor,
    Holding,
    Identifier,
    Item,
    LocalState,
    MatchKey,
    SourceRecord,
    TextForm,
)
from library_exchange.catalogue.services.record_builder import Draft
from library_exchange.catalogue.services.records import _facts, _form_row, _person_row
from library_exchange.catalogue.services.sources import packed
from library_exchange.marc.description import Description

PIECE = 2_000
HOLDERS = 3
ON_SHELF = 0.8
WRITERS = 2
AT = datetime(2026, 1, 5, tzinfo=UTC)
TABLES = (
    *(BibliographicRecord, Contributor, TextForm, Identifier, Classification, MatchKey, SourceRecord, Holding, Item),
)
"""In the order in which they refer to each other."""
Rows = dict[Any, list[dict[str, Any]]]


def write(url: str, seed: int, titles: int, libraries: int) -> None:
    """Write so many titles, each with three holders among the libraries from number 1 on."""
    firsts = range(1, titles + 1, PIECE)
    with multiprocessing.get_context("spawn").Pool(WRITERS) as writers:
        for _done in writers.imap_unordered(partial(_write_piece, url, seed, titles, libraries), firsts):
            pass
    with psycopg.connect(url, autocommit=True) as server:
        go_on_numbering(server, [table.__tablename__ for table in TABLES])


def go_on_numbering(server: psycopg.Connection[Any], tables: Iterable[str]) -> None:
    """Have the next row of each table be numbered after the greatest."""
    for table in tables:
        asked = f"""SELECT setval(pg_get_serial_sequence('"{table}"', 'id'), coalesce(max(id), 1)) FROM "{table}" """
        server.execute(asked)


def _write_piece(url: str, seed: int, titles: int, libraries: int, first: int) -> None:
    made = rows(seed, range(first, min(first + PIECE, titles + 1)), weights(seed, libraries))
    with psycopg.connect(url) as server:
        # What the rows refer to is in the same piece, or was there before: nothing need be looked up for each.
        server.execute("SET session_replication_role = replica")
        server.execute("SET synchronous_commit = off")
        for table in TABLES:
            copy(server, table.__tablename__, made[table])


def copy(server: psycopg.Connection[Any], table: str, found: Sequence[dict[str, Any]]) -> None:
    """Write rows of which all name the same columns."""
    if not found:
        return
    columns = list(found[0])
    named = ", ".join(f'"{column}"' for column in columns)
    with server.cursor().copy(f'COPY "{table}" ({named}) FROM STDIN') as stream:
        stream.write("".join(_lines(columns, found)))


def _lines(columns: Sequence[str], found: Iterable[dict[str, Any]]) -> Iterator[str]:
    for row in found:
        yield "\t".join([_written(row[column]) for column in columns]) + "\n"


def _written(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return _escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return str(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def weights(seed: int, libraries: int) -> list[float]:
    """Return how large the libraries are beside each other, added up: few are large."""
    chance = Random(seed)
    return list(accumulate(chance.lognormvariate(0, 1) for _ in range(libraries)))


def holders(seed: int, number: int, sizes: Sequence[float]) -> list[int]:
    """Return which libraries have a book."""
    chance, found = Random(-(seed * 10**9 + number)), dict[int, None]()
    everybody = range(1, len(sizes) + 1)
    while len(found) < min(HOLDERS, len(sizes)):
        found.update(dict.fromkeys(chance.choices(everybody, cum_weights=sizes)))
    return list(found)


def rows(seed: int, numbers: Iterable[int], sizes: Sequence[float]) -> Rows:
    """Return the rows of the books of these numbers, by table."""
    made: Rows = {table: [] for table in TABLES}
    for number in numbers:
        held = holders(seed, number, sizes)
        description = described(seed, number)
        draft = Draft()
        draft.add(description, held[0])
        draft.id = number
        _add_record(made, draft, number)
        _add_copies(made, description, number, held)
    return made


def _add_record(made: Rows, draft: Draft, number: int) -> None:
    made[BibliographicRecord].append({"id": number, **_facts(draft, AT), "version": 1, "created_at": AT})
    for person in draft.people:
        person.id = number
        made[Contributor].append({"id": number, **_person_row(draft, person)})
    made[TextForm] += [_form_row(draft, form) for form in draft.forms]
    made[Identifier] += [
        {"record_id": number, "kind": kind, "value": value, "as_given": given, "is_valid": is_valid}
        for (kind, value), (given, is_valid, _stored) in draft.numbers.items()
    ]
    made[Classification] += [
        {"record_id": number, "scheme": scheme, "number": figures, "edition": edition}
        for (scheme, figures), (edition, _stored) in draft.classes.items()
    ]
    made[MatchKey] += [{"record_id": number, "key": key} for key in draft.keys]


def _add_copies(made: Rows, description: Description, number: int, held: Sequence[int]) -> None:
    said = packed(description)
    digest = sha256(said).hexdigest()
    chance = Random(number)
    for place, library in enumerate(held):
        own = HOLDERS * (number - 1) + place + 1
        of = {"id": own, "library_id": library}
        told = {"source_id": f"s{number}", "record_id": number, "profile": "rusmarc", "encoding": "utf-8"}
        made[SourceRecord].append(of | told | {"digest": digest, "raw": said, "said": said, "imported_at": AT})
        made[Holding].append(of | {"record_id": number, "source_record_id": own, "call_number": f"84/{number}"})
        state = LocalState.ON_SHELF if chance.random() < ON_SHELF else LocalState.OUT_LOCALLY
        barcode = f"b{own}"
        made[Item].append(of | {"holding_id": own, "number": 1, "barcode": barcode, "local_state": state.value})
