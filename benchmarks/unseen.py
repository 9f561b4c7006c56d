"""Queries that nobody tuned the search with: `python -m benchmarks.unseen FILE.tsv [--seed 1] [--each 25]`.

They are made by rule from what is known of persons and works (shared/data/authority) and from the golden records, in
every way a reader may write them; the judged queries are never read. FILE gets the columns of those, so that
`benchmarks.relevance` takes it. What is expected follows from the records' own keys of persons and works.
"""

import argparse
import csv
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from benchmarks import spellings
from benchmarks.ground import SHARED_DATA
from library_exchange.core.scripts import script_of

EACH = 25
COLUMNS = ("id", "query", "kind", "expected_keys", "query_lang", "note")
Row = dict[str, str]
Way = Callable[[str, random.Random], str | None]


@dataclass(frozen=True)
class Named:
    """What readers ask for: its names in each script, and the records that answer."""

    russian: tuple[str, ...]
    chinese: tuple[str, ...]
    traditional: tuple[str, ...]
    latin: tuple[str, ...]
    keys: tuple[str, ...]
    is_chinese: bool = False


@dataclass(frozen=True)
class Facts:
    """Persons, works, and single books that are no edition of a known work."""

    persons: list[Named]
    works: list[Named]
    books: list[Named]
    both: list[Named]
    """Works with their authors before the titles; each form has the two in any scripts."""


def facts() -> Facts:
    """Read persons, works and the golden records."""
    records = rows_of("golden/catalogue.csv")
    by_person, by_work, by_title = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in records:
        by_person[row["author_key"]].append(row["key"])
        by_work[row["work_key"]].append(row["key"])
        by_title[spellings.head(row["title"])].append(row)
    works = _joined([_work(row, by_work[row["key"]]) for row in rows_of("authority/works.csv") if by_work[row["key"]]])
    known = {spellings.plain(name) for each in works for name in chain(each.russian, each.chinese, each.traditional)}
    persons = rows_of("authority/persons.csv")
    shared = Counter(surname for row in persons for surname in _surnames(row))
    return Facts(
        [_person(row, by_person[row["key"]], shared) for row in persons if by_person[row["key"]]],
        works,
        [_book(title, some) for title, some in by_title.items() if _is_single(title, some, known)],
        [_both(row, {p["key"]: p for p in persons}, by_work[row["key"]]) for row in rows_of("authority/works.csv")],
    )


def rows_of(name: str) -> list[Row]:
    """Return the rows of a file of shared/data."""
    with (SHARED_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _surnames(row: Row) -> set[str]:
    chinese = [row["zh_hans"], *_several(row["zh_variants"])] if row["origin"] != "zh" else []
    letters = [row["ru_heading"], row["latin_heading"]] if row["origin"] != "zh" else []
    return {form.rsplit("·", 1)[-1] for form in chinese} | {form.split(",")[0] for form in letters}


def _several(cell: str) -> list[str]:
    return [form for form in cell.split(";") if form]


def _person(row: Row, keys: list[str], shared: Counter[str]) -> Named:
    """Return a person with the forms that mean nobody else."""
    own = {surname for surname in _surnames(row) if shared[surname] == 1}
    forms = {
        "ru": [row["ru_heading"], *_several(row["ru_variants"])],
        "zh": [row["zh_hans"], *_several(row["zh_variants"])],
        "la": [row["latin_heading"], *_several(row["latin_variants"])],
    }
    alone = {"ru": "Cyrl", "zh": "Hans", "la": "Latn"}
    told = {
        name: tuple(
            dict.fromkeys(
                each
                for each in [*some, *(surname for surname in own if script_of(surname) == alone[name])]
                if each and (row["origin"] == "zh" or each in own or len(spellings.words(each)) > 1)
            )
        )
        for name, some in forms.items()
    }
    return Named(
        told["ru"], told["zh"], tuple(filter(None, [row["zh_hant"]])), told["la"], tuple(keys), row["origin"] == "zh"
    )


def _work(row: Row, keys: list[str]) -> Named:
    return Named(
        (row["ru_title"], *_several(row["ru_title_variants"])),
        (row["zh_title"], *_several(row["zh_title_variants"])),
        tuple(filter(None, [row["zh_title_hant"]])),
        tuple(filter(None, [row["en_title"]])),
        tuple(keys),
        row["author_key"].startswith("per-zh"),
    )


def _both(row: Row, persons: dict[str, Row], keys: list[str]) -> Named:
    person = persons.get(row["author_key"])
    if person is None or not keys:
        return Named((), (), (), (), ())
    surname = person["ru_heading"].split(",")[0], person["latin_heading"].split(",")[0]
    authors = (surname[0], person["zh_hans"], surname[1] if person["origin"] != "zh" else person["latin_heading"])
    titles = (row["ru_title"], row["zh_title"], row["en_title"])
    forms = [f"{author} {title}" for author in authors for title in titles if author and title]
    return Named(tuple(forms), (), (), (), tuple(keys))


def _joined(works: list[Named]) -> list[Named]:
    """Return the works; one that shares a title with another has the records of both as its answer."""
    of_title: dict[str, set[str]] = defaultdict(set)
    for each in works:
        for title in chain(each.russian, each.chinese, each.traditional, each.latin):
            of_title[title] |= set(each.keys)
    alike = [{key for title in chain(w.russian, w.chinese, w.latin) for key in of_title[title]} for w in works]
    return [
        Named(w.russian, w.chinese, w.traditional, w.latin, tuple(sorted(keys)), w.is_chinese)
        for w, keys in zip(works, alike, strict=True)
    ]


def _book(title: str, rows: list[Row]) -> Named:
    keys = tuple(row["key"] for row in rows)
    script = script_of(title)
    if script == "Cyrl":
        return Named((title,), (), (), (), keys)
    return Named((), (title,) if script == "Hans" else (), (title,) if script == "Hant" else (), (), keys, True)


def _is_single(title: str, rows: list[Row], known: set[str]) -> bool:
    is_new = not any(row["work_key"] for row in rows) and spellings.plain(title) not in known
    if script_of(title) == "Cyrl":
        return is_new and 3 <= len(spellings.words(title)) <= 8
    return is_new and script_of(title) in ("Hans", "Hant") and 4 <= len(title) <= 16


def _han(each: Named) -> Sequence[str]:
    return each.traditional or each.chinese


def _surname_alone(each: Named) -> Sequence[str]:
    return [name for name in each.russian if len(spellings.words(name)) == 1]


def _ask(
    named: Sequence[Named], names: Callable[[Named], Sequence[str]], way: Way, chance: random.Random
) -> Iterator[tuple[str, Named]]:
    """Yield each name written in a way, in random order, one for each of the named."""
    for each in chance.sample(list(named), len(named)):
        found = [name for name in names(each) if name]
        query = way(chance.choice(found), chance) if found else None
        if query:
            yield query, each


def kinds(known: Facts) -> dict[str, tuple[Sequence[Named], Callable[[Named], Sequence[str]], Way]]:
    """Return the kinds of queries: of whom or what, which names, and how they are written."""
    persons, works, books = known.persons, known.works, known.books
    russians, chinese = [p for p in persons if not p.is_chinese], [p for p in persons if p.is_chinese]
    own_works, their_works = [w for w in works if not w.is_chinese], [w for w in works if w.is_chinese]
    russian_books, chinese_books = [b for b in books if b.russian], [b for b in books if not b.russian]
    han = [*chinese, *their_works, *chinese_books]
    return {
        "person, Russian form": (persons, lambda n: n.russian, spellings.as_it_is),
        "person, Chinese form": (persons, lambda n: n.chinese, spellings.as_it_is),
        "person, Latin form": (persons, lambda n: n.latin, spellings.as_it_is),
        "title, Russian": (works, lambda n: n.russian, spellings.as_it_is),
        "title, Chinese": (works, lambda n: n.chinese, spellings.as_it_is),
        "title, English": (works, lambda n: n.latin, spellings.as_it_is),
        "case of a title": ([*works, *russian_books], lambda n: n.russian, spellings.inflected),
        "case of a name": (persons, lambda n: n.russian[:2], spellings.inflected_name),
        "beside a name": (russians, _surname_alone, spellings.books_of),
        "author and title": (known.both, lambda n: n.russian, spellings.as_it_is),
        "part of a title, Russian": ([*works, *russian_books], lambda n: n.russian, spellings.part),
        "part of a title, Chinese": ([*works, *chinese_books], _han, spellings.part),
        "hyphens": (chinese, lambda n: n.chinese[:1], spellings.hyphenated),
        "traditional": ([*persons, *works, *chinese_books], _han, spellings.traditional),
        "simplified": (chinese_books, lambda n: n.traditional, spellings.simplified),
        "other signs": ([*persons, *works], lambda n: (*n.russian, *n.chinese), spellings.other_signs),
        "old spelling": ([*own_works, *russian_books], lambda n: n.russian, spellings.old),
        "slip, Russian": ([*persons, *works], lambda n: n.russian, spellings.slipped),
        "slip, Russian book": (russian_books, lambda n: n.russian, spellings.slipped),
        "slip, Latin": ([*persons, *works], lambda n: n.latin, spellings.slipped),
        "homophone": ([*persons, *works, *chinese_books], lambda n: n.chinese, spellings.homophone),
        "other keyboard": ([*persons, *works, *russian_books], lambda n: n.russian, spellings.other_keyboard),
        "pinyin": (han, _han, spellings.pinyin),
        "pinyin, tones": (han, _han, spellings.pinyin_with_tones),
        "pinyin, joined": (han, _han, spellings.pinyin_joined),
        "pinyin of a foreigner": ([*russians, *own_works], lambda n: n.chinese, spellings.pinyin),
        "Palladius": (han, _han, spellings.palladius),
        "Palladius, in a case": (chinese, lambda n: n.chinese[:1], spellings.palladius_in_a_case),
        "romanised name": (russians, lambda n: n.russian[:2], spellings.romanised),
        "romanised title": ([*own_works, *russian_books], lambda n: n.russian, spellings.romanised),
        "romanised, translation": (their_works, lambda n: n.russian, spellings.romanised),
    }  # fmt: skip


def queries(seed: int, each: int) -> Iterator[Row]:
    """Yield the queries, at most `each` of a kind."""
    known = facts()
    number = 0
    for kind, (named, names, way) in kinds(known).items():
        chance = random.Random(f"{seed} {kind}")
        asked: set[str] = set()
        for query, about in _ask(named, names, way, chance):
            if query in asked or len(asked) == each:
                continue
            asked.add(query)
            number += 1
            language = {"Cyrl": "ru", "Latn": "en"}.get(script_of(query), "zh")
            note = (*about.russian[:1], *about.chinese[:1], *about.traditional[:1])[0]
            yield dict(zip(COLUMNS, (f"u{number:04}", query, kind, ";".join(about.keys), language, note), strict=True))


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=EACH, help="queries of each kind")
    options = parser.parse_args()
    if not SHARED_DATA.is_dir():
        raise SystemExit("The lists of shared/data are absent.")
    with options.file.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writeheader()
        writer.writerows(queries(options.seed, options.each))


if __name__ == "__main__":
    main()
