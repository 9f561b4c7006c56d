"""Lists in manners that nobody chose: books of the judged lists, written anew by chance, against what was written.

`python -m benchmarks.invented_lists --seed N` draws for each list a sign between the parts, an order of parts, numbers
before lines, marks of titles, copies, a greeting and a closing line; some parts are left out. It prints how the lists
are read by sign, by order, and in all. Every list here keeps its manner from line to line, as people's lists do not
always: what is read rightly here says which manners are known, not how a stranger's list comes out.
"""

import argparse
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from benchmarks.golden_lists import GOLDEN, know_names
from benchmarks.ground import add_library, fresh_app, show
from benchmarks.whole_lists import HEADS, Came, came_of, read_as_sent, row_of
from library_exchange.core.actor import Actor, Role

Book = dict[str, Any]
BOOKS_IN_A_LIST = 10
LEFT_OUT = 0.08
LONGEST_TITLE = 40
ORDERS = [
    "TAPYC",
    "ATPYC",
    "TAYPC",
    "ATYPC",
    "TPAYC",
    "CTAPY",
    "YTAPC",
    "PTAYC",
    "TAC",
    "ATC",
    "ATYC",
    "TAPY",
    "ATPY",
    "TYC",
    "TPYC",
]
"""Title, author, publisher, year and copies, by their first letters."""
PARTS = {"A": "author", "P": "publisher", "Y": "year"}


class Manners(NamedTuple):
    """What people of one language write between, before and around books."""

    signs: Sequence[str]
    numbers: Sequence[str]
    copies: Sequence[str]
    titles: Sequence[str]
    greetings: Sequence[str]
    closings: Sequence[str]


CHINESE_SIGNS = ["，", ",", "/", "-", "--", "—", "——", "|", "、", "；", ";", "_", "+", "。", "~"]
RUSSIAN_SIGNS = [", ", *[",", ";", "-", "/", "|", "_", "~"], " - ", " — ", " / ", " | ", ". ", ". - ", " // ", " * "]
MANNERS: Mapping[str, Manners] = {
    "zh": Manners(
        [*CHINESE_SIGNS, " ", "  ", " / ", " - ", " · ", "\t"],
        ("", "{}、", "{}.", "（{}）", "{} ", "• "),
        ("{}本", "{}册", "{}", "x{}", "（{}本）"),
        ("{}", "{}", "《{}》"),
        ("各位老师好，我馆有以下图书可交换：\n", "", "图书清单\n"),
        ("\n联系人：王老师", "\n以上共{}种", ""),
    ),
    "ru": Manners(
        [*RUSSIAN_SIGNS, " ", "  ", "\t"],
        ("", "{}. ", "{}) ", "- ", "№{} ", "• "),
        ("{} экз.", "{} шт", "{}", "x{}", "({} экз.)"),
        ("{}", "{}", "{}", "«{}»", '"{}"'),
        ("Добрый день! Предлагаем на обмен:\n", "", "Список книг\n"),
        ("\nС уважением, библиотека", "", "\nВсего {} назв."),
    ),
}
_SCRIPTS = {"zh": re.compile("[\u3400-\u9fff]"), "ru": re.compile("[А-яЁё]")}


@dataclass(frozen=True)
class Invented:
    """A list: its language, the sign between its parts and their order; its text, and the books that stand in it."""

    language: str
    sign: str
    order: str
    text: str
    books: list[Book]


def judged_books() -> dict[str, list[Book]]:
    """Return the books of all judged lists that have every part, in one script throughout, each title once."""
    found: dict[str, dict[str, Book]] = {"zh": {}, "ru": {}}
    for path in sorted(GOLDEN.parent.glob("golden_*/*.json")):
        for book in json.loads(path.read_text(encoding="utf-8")):
            told = [book["title"], book["author"], book["publisher"]]
            if not (all(told) and book["year"]) or len(book["title"]) > LONGEST_TITLE:
                continue
            for language, script in _SCRIPTS.items():
                if all(script.search(each) for each in told):
                    found[language].setdefault(book["title"], book)
                    break
    return {language: list(books.values()) for language, books in found.items()}


def invented(chance: random.Random, language: str, books: Sequence[Book]) -> Invented:
    """Return a list of `books`, written in a manner drawn by chance."""
    manners, order = MANNERS[language], chance.choice(ORDERS)
    sign, number, copies, title, greeting, closing = (chance.choice(each) for each in manners)
    lines, written = [], []
    for at, book in enumerate(books, 1):
        parts, told = _written(chance, book, order, copies, title)
        lines.append(number.format(at) + sign.join(parts))
        written.append(told)
    text = greeting + "\n".join(lines) + closing.format(len(books))
    return Invented(language, sign, order, text, written)


def _written(chance: random.Random, book: Book, order: str, copies: str, title: str) -> tuple[list[str], Book]:
    """Return the parts of a line, and what of the book stands in it."""
    told: Book = dict.fromkeys(PARTS.values()) | {"title": book["title"], "isbn": None, "copies": 1}
    parts = []
    for part in order:
        if part == "T":
            parts.append(title.format(book["title"]))
        elif part == "C":
            told["copies"] = chance.randint(1, 5)
            parts.append(copies.format(told["copies"]))
        elif chance.random() >= LEFT_OUT:
            name = PARTS[part]
            told[name] = str(book[name])[:4] if part == "Y" else book[name]
            parts.append(told[name])
    return parts, told


def lists(seed: int, count: int) -> Iterator[Invented]:
    """Yield `count` lists, of either language in turn."""
    chance, books = random.Random(seed), judged_books()
    for number in range(count):
        language = "ru" if number % 2 else "zh"
        yield invented(chance, language, chance.sample(books[language], BOOKS_IN_A_LIST))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=240, help="how many lists")
    asked = parser.parse_args()
    found: dict[str, Came] = {}
    with fresh_app():
        library_id = add_library("heihe", "CN")
        actor = Actor("person", library_id=library_id, user_id=None, roles=frozenset({Role.LIBRARIAN}))
        know_names()
        for each in lists(asked.seed, asked.count):
            came = came_of(each.text, each.books, read_as_sent(actor, each.text))
            language = each.language
            for name in ("all", language, f"{language} {each.sign!r}", f"{language} {each.order}"):
                found.setdefault(name, Came()).add(came)
    show(
        f"Lists in manners drawn by chance, seed {asked.seed}", HEADS, [row_of(*each) for each in sorted(found.items())]
    )


if __name__ == "__main__":
    main()
