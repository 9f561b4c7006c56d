"""Many books: the real ones first, then books grown from halves of their titles; always the same."""

import csv
import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

from benchmarks.ground import SHARED_DATA
from library_exchange.core.scripts import script_of
from library_exchange.search.port import SearchableRecord, SearchableText
from library_exchange.search.sorting import sort_key

LIBRARIES = [f"cn-{n:02d}" for n in range(30)] + [f"ru-{n:02d}" for n in range(30)]
KINDS = ("public", "university", "research", "school", "ngo")
HEADINGS = 20_000
LENDABLE = 0.6


@dataclass(frozen=True)
class Book:
    """What the files tell of a book; a grown one is marked."""

    title: str
    author: str
    publisher: str
    year: int | None
    is_grown: bool = False


def books(size: int) -> list[Book]:
    """Return `size` books, half of them Chinese; raises FileNotFoundError where the real ones are absent."""
    chinese, russian = list(_chinese()), list(_russian())
    both = zip(_endless(chinese, "", 1), _endless(russian, " ", 2), strict=False)
    return list(islice((book for pair in both for book in pair), size))


def records(found: list[Book]) -> Iterator[SearchableRecord]:
    """Yield the books as the catalogue would hand them over, with made-up holdings and subject headings."""
    titles = [book.title for book in found[:4000]]
    chance = random.Random(3)
    headings = [_heading(chance, titles) for _ in range(HEADINGS)]
    for number, book in enumerate(found, 1):
        yield _record(number, book, headings)


def _chinese() -> Iterator[Book]:
    with gzip.open(SHARED_DATA / "books-zh" / "books_zh_full.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Book(row["title"], row["author_statement"], row["publisher"], _year(row["year"]))


def _russian() -> Iterator[Book]:
    with (SHARED_DATA / "books-ru" / "books_ru.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Book(row["title"], row["author"], row["publisher"], _year(row["year"]))


def _endless(real: list[Book], joint: str, seed: int) -> Iterator[Book]:
    yield from real
    chance = random.Random(seed)
    for _ in count():
        first, second, third = (chance.choice(real) for _ in range(3))
        title = f"{_half(first.title, joint, 0)}{joint}{_half(second.title, joint, 1)}"
        yield Book(title, third.author, chance.choice(real).publisher, chance.choice(real).year, is_grown=True)


def _half(title: str, joint: str, which: int) -> str:
    parts = title.split() if joint else list(title)
    middle = (len(parts) + 1) // 2
    return joint.join(parts[:middle] if which == 0 else parts[middle:])


def _heading(chance: random.Random, titles: list[str]) -> str:
    title, other = chance.choice(titles), chance.choice(titles)
    if script_of(title) == "Cyrl":
        return f"{max(title.split(), key=len)} -- {max(other.split(), key=len)}"
    return f"{title[:2]} -- {other[:3]}"


def _record(number: int, book: Book, headings: list[str]) -> SearchableRecord:
    chance = random.Random(number)
    held = tuple(chance.sample(LIBRARIES, chance.randint(1, 5)))
    script = script_of(book.title)
    # Few headings are frequent and most are rare, as in any catalogue.
    subjects = tuple({headings[int(HEADINGS * chance.random() ** 4)] for _ in range(chance.randint(1, 3))})
    texts = [("title", book.title), ("author", book.author), ("publisher", book.publisher)]
    texts += [("subject", subject) for subject in subjects]
    return SearchableRecord(
        number,
        1,
        tuple(SearchableText(field, value) for field, value in texts if value),
        languages=("chi",) if script in ("Hans", "Hant") else ("rus",) if script == "Cyrl" else ("eng",),
        year=book.year,
        countries=tuple({code[:2].upper() for code in held}),
        libraries=held,
        library_kinds=tuple({KINDS[int(code[3:]) % len(KINDS)] for code in held}),
        subjects=subjects,
        is_on_shelf=chance.random() < LENDABLE,
        sort_title=sort_key(book.title, script),
        sort_author=sort_key(book.author, script_of(book.author), is_name=True),
    )


def _year(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) == 4 else None


def described(found: list[Book]) -> str:
    """Return in words what is real of the books and what is not."""
    grown = sum(book.is_grown for book in found)
    return (
        f"{len(found):,} records: {len(found) - grown:,} real titles, {grown:,} SYNTHETIC ones joined from halves of"
        " them; holdings and subject headings are synthetic"
    )
