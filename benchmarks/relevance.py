"""How well readers find what they ask for: `python -m benchmarks.relevance FILE.tsv [--without-authority]`.

With `--sources` it is told what each way to find names and titles that nobody listed adds: it is switched off in turn.
With `--teaching SOURCE ... --share N` a part of the golden records has fields that pair names and titles in two
scripts: what is found then tells what learning from such fields can bring, not how many records of a library have them.


FILE has the columns of golden/queries.tsv: id, query, kind, expected_keys (separated by ";"); of a query without them
it is only counted whether it finds anything. `benchmarks/sentences.tsv` are questions and topics as people type them:
what names a person, a work or a title is judged. `benchmarks/topics.tsv` are topics, judged by titles.
Each query goes the way of the search page. The books are the golden
MARC files among 20,000 others, always the same ones; who wrote what is known only as far as the product finds it out.
"""

import argparse
import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import mean

import sqlalchemy as sa
from sqlmodel import Session, col

from benchmarks.distractors import DISTRACTORS, distractors
from benchmarks.ground import SHARED_DATA, add_library, drain, fresh_app, show, take_in
from benchmarks.sources import SOURCES as WAYS
from benchmarks.sources import without
from benchmarks.teaching import SOURCES, Teaching, taught
from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import authority, index, records
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.scripts import script_of
from library_exchange.search.port import Query

PER_PAGE = 20
PIECE = 500
GOALS = "goals: recall@20 0.95 overall and 0.85 in each kind, nDCG@10 0.90, zero hits under 3 %"


@dataclass(frozen=True)
class Question:
    """A judged query: `expected` are the files' own numbers of all records that answer it."""

    id: str
    text: str
    kind: str
    language: str
    expected: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """How one query was answered; recall and nDCG are 0 to 1. `is_loosened` if no book has all its words."""

    question: Question
    is_loosened: bool
    is_empty: bool
    recall_10: float
    recall_20: float
    ndcg_10: float
    precision_r: float
    total: int
    her_script: float | None
    """Of the first judged hits, as many as there are in the script of the query, the part that is in it."""


def questions(path: Path) -> list[Question]:
    """Return the judged queries of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Question(
                row["id"],
                row["query"],
                row["kind"],
                row["query_lang"] if row["query_lang"] in ("zh", "ru") else "en",
                tuple(key for key in row["expected_keys"].split(";") if key),
            )
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def answerable(asked: list[Question], records_of: dict[str, int]) -> list[Question]:
    """Return the queries with what was taken in: nothing is expected of a record that waits for an answer."""
    wanted = {key for question in asked for key in question.expected}
    if waiting := sorted(wanted - records_of.keys()):
        print("not in the catalogue, and not expected:", ", ".join(waiting))
    kept = [replace(each, expected=tuple(key for key in each.expected if key in records_of)) for each in asked]
    return [now for now, before in zip(kept, asked, strict=True) if now.expected or not before.expected]


def fill(folder: Path, with_authority: bool = True, teaching: Teaching | None = None) -> dict[str, int]:
    """Take golden files and distractors in and index them; return the union record of each of their numbers.

    With `teaching`, golden records have fields besides from which the product may learn.
    """
    if with_authority:
        with transaction() as session:
            authority.load(session)
    chinese, russian = add_library("cn", "CN"), add_library("ru", "RU")
    for name, library in (("catalogue_zh_cnmarc.xml", chinese), ("catalogue_ru_rusmarc.xml", russian)):
        path = SHARED_DATA / "golden" / name
        take_in(taught(path, folder, teaching) if teaching else path, library, folder)
    _take_distractors({"CN": chinese, "RU": russian}, set(_records_of()))
    drain()
    index.rebuild(database(), engine())
    return _records_of()


def _records_of() -> dict[str, int]:
    with reading() as session:
        return dict(session.execute(sa.select(col(SourceRecord.source_id), col(SourceRecord.record_id))).all())


def _take_distractors(libraries: dict[str, int], golden: set[str]) -> None:
    rest = distractors(golden)
    while piece := list(islice(rest, PIECE)):
        for country, library in libraries.items():
            arrivals = [
                records.Arrival(description, repr(description).encode(), "unimarc", "utf-8")
                for description in piece
                if description.country == country
            ]
            with transaction() as session:
                records.take_in(session, library, arrivals, now())


def measure(session: Session, question: Question, records_of: dict[str, int]) -> Measured:
    """Ask one query as the search page does and compare."""
    wanted = {records_of[key] for key in question.expected} or {0}
    found = searching.search(session, engine(), Query(question.text, per_page=PER_PAGE), question.language)
    ids = [source.id for source in found.sources]
    beyond = searching.search(session, engine(), Query(question.text, per_page=100), question.language)
    first_r = [source.id for source in beyond.sources][: len(wanted)]
    return Measured(
        question,
        found.loosened,
        not found.total,
        recall_10=len(wanted & set(ids[:10])) / len(wanted),
        recall_20=len(wanted & set(ids)) / len(wanted),
        ndcg_10=ndcg(ids[:10], wanted),
        precision_r=len(wanted & set(first_r)) / len(wanted),
        total=found.total,
        her_script=_her_script(question, [source.id for source in beyond.sources], records_of),
    )


def _her_script(question: Question, ids: Sequence[int], records_of: dict[str, int]) -> float | None:
    """Return it for queries of which there are judged hits in the script typed and in others."""
    mine = {"Hans": "zh-", "Hant": "zh-", "Cyrl": "ru-"}.get(script_of(question.text), "")
    key_of = {records_of[key]: key for key in question.expected}
    judged = [key_of[i].startswith(mine) for i in ids if i in key_of]
    number = sum(judged)
    return mean(judged[:number]) if mine and 0 < number < len(judged) else None


def ndcg(ids: Sequence[int], wanted: set[int]) -> float:
    """Return the normalised discounted gain of a list of binary judgments."""
    gain = sum(1 / math.log2(place + 2) for place, each in enumerate(ids) if each in wanted)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(len(wanted), 10)))


def _rows(measured: list[Measured]) -> Iterator[list[str]]:
    by_kind: dict[str, list[Measured]] = defaultdict(list)
    for each in measured:
        by_kind[each.question.kind].append(each)
    for kind, some in sorted(by_kind.items()):
        if not some[0].question.expected:
            yield [kind, str(len(some)), *["–"] * 5, *_found_or_not(some), "–"]
    judged = [each for each in measured if each.question.expected]
    by_kind = {kind: some for kind, some in by_kind.items() if some[0].question.expected} | {"all judged": judged}
    for kind, some in by_kind.items():
        most = mean(min(1, PER_PAGE / len(each.question.expected)) for each in some)
        yield [
            kind,
            str(len(some)),
            f"{mean(m.recall_10 for m in some):.3f}",
            f"{mean(m.recall_20 for m in some):.3f}",
            f"{most:.3f}",
            f"{mean(m.ndcg_10 for m in some):.3f}",
            f"{mean(m.precision_r for m in some):.3f}",
            *_found_or_not(some),
            _mean_of([m.her_script for m in some]),
        ]


def _mean_of(figures: Sequence[float | None]) -> str:
    told = [figure for figure in figures if figure is not None]
    return f"{mean(told):.3f} of {len(told)}" if told else "–"


def _found_or_not(some: Sequence[Measured]) -> tuple[str, str, str]:
    """Return how many queries find nothing, how many no book with all their words, and how many books they find."""
    empty, loosened = mean(each.is_empty for each in some), mean(each.is_loosened for each in some)
    return f"{empty:.1%}", f"{loosened:.1%}", f"{mean(each.total for each in some):.1f}"


def report(measured: list[Measured], is_verbose: bool) -> None:
    """Print the table, and with `is_verbose` every query that is not answered perfectly."""
    columns = ["kind", "queries", "recall@10", "recall@20", "most possible", "nDCG@10", "precision@R", "zero hits"]
    columns += ["some words", "mean hits", "her script first"]
    show(f"Relevance among {DISTRACTORS:,} other books; {GOALS}", columns, list(_rows(measured)))
    for each in measured if is_verbose else []:
        if each.question.expected and min(each.precision_r, each.ndcg_10) < 1:
            print(
                f"{each.question.id} {each.question.text:32} {each.question.kind:22} of {len(each.question.expected):2}"
                f" r20 {each.recall_20:.2f} ndcg {each.ndcg_10:.2f} P@R {each.precision_r:.2f} hits {each.total}"
            )


def what_each_adds(session: Session, asked: list[Question], records_of: dict[str, int]) -> None:
    """Print what is found with each way to find names and titles switched off."""
    rows = []
    for source in WAYS:
        with without(source):
            measured = [measure(session, each, records_of) for each in asked if each.expected]
        figures = (mean(m.recall_20 for m in measured), mean(m.ndcg_10 for m in measured))
        rows.append([source, *(f"{figure:.3f}" for figure in figures), f"{mean(m.total for m in measured):.1f}"])
    show("Without one way in turn", ["without", "recall@20", "nDCG@10", "mean hits"], rows)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--without-authority", action="store_true", help="leave persons and works out")
    parser.add_argument("--teaching", choices=sorted(SOURCES), nargs="*", default=[], help="fields to put in")
    parser.add_argument("--share", type=int, default=33, help="of a hundred golden records, so many have them")
    parser.add_argument("--sources", action="store_true", help="tell what each way to find names adds")
    parser.add_argument("--verbose", action="store_true", help="list the queries that are not answered perfectly")
    options = parser.parse_args()
    if not SHARED_DATA.is_dir():
        raise SystemExit("The golden files of shared/data are absent.")
    asked = questions(options.file)
    with fresh_app() as (_app, folder):
        teaching = Teaching(frozenset(options.teaching), options.share) if options.teaching else None
        records_of = fill(folder, not options.without_authority, teaching)
        asked = answerable(asked, records_of)
        with reading() as session:
            report([measure(session, question, records_of) for question in asked], options.verbose)
            if options.sources:
                what_each_adds(session, asked, records_of)


if __name__ == "__main__":
    main()
