"""Every bad input with the readers that meet it, and the verdict on each: `verdicts.tsv`, reader, input, verdict."""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.bad_input import (
    answers,
    arguments,
    bodies,
    fields,
    harvested,
    lists,
    messages,
    pictures,
    queries,
    records,
    tables,
)

VERDICTS = Path(__file__).with_name("verdicts.tsv")


class Case(NamedTuple):
    """An input, its name, which reader meets it and how that answers."""

    reader: str
    name: str
    content: Any
    answer: Callable[[Any], str]


FILES: Mapping[str, Mapping[str, bytes]] = {
    "ISO 2709": records.ISO_2709,
    "XML": records.XML,
    "JSON": records.JSON,
    "ИРБИС": records.IRBIS,
    "Aleph": records.ALEPH,
    "mnemonic": records.MNEMONIC,
    "packed records": records.PACKED,
    "table": tables.TEXTS,
    "workbook": tables.PACKED,
}
"""Files, by kind."""


def cases() -> Iterator[Case]:
    """Yield every input once for each reader that meets it without a database."""
    for kind, files in FILES.items():
        yield from (Case(f"import {kind}", name, content, answers.file_of_records) for name, content in files.items())
    for kind in ("table", "workbook"):
        yield from (Case(f"list {kind}", name, content, answers.list_sent) for name, content in FILES[kind].items())
    yield from (Case("list pasted", name, words, answers.list_pasted) for name, words in lists.LISTS.items())
    yield from (Case("picture", name, content, answers.picture) for name, content in pictures.PICTURES.items())
    for name, asked in queries.QUERIES.items():
        yield Case("search box", name, asked, answers.search_box)
        yield Case("CQL", name, asked, answers.common_query)
    yield from (Case("OAI-PMH", _name(each), each, answers.harvesters_arguments) for each in arguments.ARGUMENTS)
    yield from (Case("harvest page", name, raw, answers.page_harvested) for name, raw in harvested.PAGES.items())
    for name, raw in harvested.OTHERS.items():
        for reader in (answers.repository, answers.formats, answers.sets):
            yield Case(f"harvest {reader.__name__}", name, raw, reader)
    for kind, typed in fields.FIELDS.items():
        yield from (Case(f"field {kind}", _name(each), each, answers.FIELDS[kind]) for each in typed)


def _name(typed: str) -> str:
    return answers.shown(typed, 90) or "(nothing)"


def verdicts() -> dict[tuple[str, str], str]:
    """Return what each reader must answer to each input."""
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = {(reader, name): verdict for reader, name, verdict in rows}
    assert len(found) == len(rows)
    return found


def contents() -> set[Any]:
    """Return every file and every string of the corpus, each once."""
    return {case.content for case in cases()} | {*bodies.BODIES.values(), *messages.DOCUMENTS.values()}
