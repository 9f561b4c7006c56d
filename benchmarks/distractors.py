"""Books among which others must be found: real ones, always the same, none of them an answer that nobody judged."""

import csv
import gzip
import re
from collections.abc import Iterator
from functools import cache
from zlib import crc32

from benchmarks.ground import SHARED_DATA
from library_exchange.core.scripts import script_of
from library_exchange.marc.description import Contributor, Description, Text, TextField, form
from library_exchange.record_matching.keys import title_key

DISTRACTORS = 20_000
_MARKS = re.compile(r"[\[(（〔【［][^\])）〕】］]*[\])）〕】］]")
Row = tuple[str, str, str, str, str]


def distractors(golden: set[str]) -> Iterator[Description]:
    """Yield the descriptions of the distractors; `golden` are the numbers of the golden records."""
    russian = [_russian(row) for row in _rows_ru() if _is_unjudged(row) is False]
    chinese = [row for row in _rows_zh() if row[0] not in golden and not _is_unjudged(row)]
    chosen = sorted(chinese, key=lambda row: crc32(row[0].encode()))[: DISTRACTORS - len(russian)]
    yield from russian
    yield from (_chinese(row) for row in chosen)


def _rows_zh() -> Iterator[Row]:
    with gzip.open(SHARED_DATA / "books-zh" / "books_zh_full.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield f"zh-{row['douban_subject_id']}", row["title"], row["author_statement"], row["publisher"], row["year"]


def _rows_ru() -> Iterator[Row]:
    golden = {title_key(title) for title in _golden_titles()}
    with (SHARED_DATA / "books-ru" / "books_ru.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if title_key(row["title"]) not in golden:
                yield row["source_id"], row["title"], row["author"], row["publisher"], row["year"]


def _golden_titles() -> Iterator[str]:
    with (SHARED_DATA / "golden" / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["title"]
            yield row["title"].split(" : ")[0]


@cache
def _famous() -> tuple[re.Pattern[str], frozenset[str]]:
    """Return what names a person of the judged queries, and the titles of works: such a book would be an answer."""
    names, titles = set(), set()
    with (SHARED_DATA / "authority" / "persons.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            forms = [row["zh_hans"], row["zh_hant"], *row["zh_variants"].split(";")]
            names |= {part for each in forms for part in [each, each.rsplit("·", 1)[-1]] if len(part) > 1}
            names |= {row["ru_heading"].split(",")[0], row["latin_heading"].split(",")[0]}
    with (SHARED_DATA / "authority" / "works.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = [row["zh_title"], row["zh_title_hant"], row["ru_title"], *row["zh_title_variants"].split(";")]
            titles |= {title_key(title) for title in found if title}
    longest_first = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in longest_first)), frozenset(titles)


def _is_unjudged(row: Row) -> bool:
    names, titles = _famous()
    _id, title, author, _publisher, _year = row
    heads = {title_key(title), title_key(_MARKS.sub("", title)), title_key(re.split(r"[:：;.(（]", title)[0])}
    return bool(names.search(author)) or not heads.isdisjoint(titles)


def _chinese(row: Row) -> Description:
    return _described(row, "chi", "CN", [part.strip() for part in row[2].split(" / ")][:3])


def _russian(row: Row) -> Description:
    return _described(row, "rus", "RU", [row[2]])


def _described(row: Row, language: str, country: str, authors: list[str]) -> Description:
    number, title, _author, publisher, year = row
    texts = [Text(TextField.TITLE, (form(title, language=language),), 0)]
    if publisher:
        texts.append(Text(TextField.PUBLISHER, (form(publisher),), 1))
    names = [_MARKS.sub("", author).strip() for author in authors]
    return Description(
        source_id=number,
        source_updated=None,
        record_type="a",
        bib_level="m",
        languages=(language,),
        original_language=None,
        country=country,
        year=int(year) if re.fullmatch("1[0-9]{3}|20[0-2][0-9]", year) else None,
        year_text=year or None,
        texts=tuple(texts),
        contributors=tuple(
            Contributor("aut", "person", place == 0, (form(name),))
            for place, name in enumerate(names)
            if name and script_of(name) != "Zyyy"
        ),
        identifiers=(),
        class_numbers=(),
        holdings=(),
        links=(),
        relations=(),
    )
