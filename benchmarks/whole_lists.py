"""Whole lists as people send them, against what a cataloguer takes from each: letters, broken lines, cards and all.

`python -m benchmarks.whole_lists` prints, list by list, how many books are read rightly (title, ISBN and copies; and
author, year and publisher, too), how many are asked about, which lines without a book are taken for one, how many
lines are ready and wrong all the same, how many lines ask at all, and how many numbers are lost; `--wrong` shows what
came of the others. The sets of lists stand in `tests/exchange_lists`, each in a folder whose README tells who wrote it.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import col, select
from stdnum import isbn as isbn_numbers

from benchmarks.golden_lists import GOLDEN, NOT_BOOKS, TAKEN, bare_letters, know_names, lost_numbers
from benchmarks.ground import add_library, console, fresh_app, show
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.exchange_lists.models import ListImportLine, Source
from library_exchange.exchange_lists.services import list_imports
from library_exchange.list_reading.rules import headings
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.services import reading
from library_exchange.offers.models import ListKind

WHOLE = GOLDEN.with_name("golden_whole")
SETS = tuple(
    f"golden_{name}"
    for name in ("whole", "more", "unseen", "held", "fresh", "fresh_held", "fourth", "fourth_held", "fifth")
)
HEADS = (
    "list",
    "books",
    "title, ISBN, copies",
    "and author, year, publisher",
    "asked",
    "no book taken for one",
    "wrong though ready",
    "lines that ask",
    "lost",
)
_SUBTITLE = re.compile(r"\s*[.:：—–(（\s]")
_OF_A_PART = re.compile(
    r"[\s(（\[,，.:;-]*(?:第[\d一二三四五六七八九十]+版|[上中下全]+[\d一二三四五六七八九十]*[册卷部辑套]?|第?[\d一二三四五六七八九十]+[册卷辑期部]"
    r"|в\s\d+(?:-х)?\s(?:т|кн)\w*\.?|(?:тт?|кн|ч|вып)\.\s?[\d\s,и–—-]+|\w+本|\d+[-–—]\d+|[一二三四五]至[一二三四五]卷|(?:№|No).*|комплект.*"
    r"|[)）\].,，\s]+)*",
    re.IGNORECASE,
)
_MORE_THAN_A_TITLE = re.compile(r"\d{3}|出版|изд|[:：].*[:：]|М\.|руб|元|потр|оторв|缺")
_LONGEST_SUBTITLE = 90


@dataclass
class Came:
    """What came of a list: how many books it has, how many of them were read how, and what was not."""

    books: int = 0
    rightly: int = 0
    wholly: int = 0
    asked: int = 0
    no_books: int = 0
    ready_wrong: int = 0
    asking: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Came") -> None:
        """Count the books of another list, too."""
        for name in ("books", "rightly", "wholly", "asked", "no_books", "ready_wrong", "asking", "lost"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def whole_lists(folder: Path = WHOLE) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Yield name, text and books of each list."""
    for path in sorted(folder.glob("*.txt")):
        books = json.loads(path.with_name(f"{path.stem[:2]}.json").read_text(encoding="utf-8"))
        yield path.stem, path.read_text(encoding="utf-8"), books


def is_title(wanted: str, told: str | None) -> bool:
    """Whether a title was read: the title proper, with a subtitle, an edition or a part behind it at most."""
    given = (told or "").strip('《》«»" ')
    if bare_letters(wanted) == bare_letters(given):
        return True
    if not given.startswith(wanted):
        return False
    rest = given[len(wanted) :]
    is_subtitle = _SUBTITLE.match(rest) and not _MORE_THAN_A_TITLE.search(rest) and len(rest) < _LONGEST_SUBTITLE
    return _OF_A_PART.fullmatch(rest) is not None or bool(is_subtitle)


def what_lacks(book: dict[str, Any], told: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return what of a book with the right title is wrong: its number or copies; its author, year, publisher."""
    number = book["isbn"]
    expected = isbn_numbers.to_isbn13(number) if number and isbn_numbers.is_valid(number) else number
    grave = ["isbn"] if number and told.get("isbn") != expected else []
    grave += ["copies"] if int(book["copies"]) != told.get("quantity", 1) else []
    light = ["author"] if not _is_in(book["author"], told.get("author")) else []
    light += ["year"] if book["year"] and str(book["year"])[:4] != str(told.get("year") or "")[:4] else []
    light += ["publisher"] if not _is_in(book["publisher"], told.get("publisher")) else []
    return grave, light


def _is_in(wanted: str, told: str | None) -> bool:
    """Whether of two forms of a name one is in the other, as «Сов. писатель» in «изд-во Сов. писатель»."""
    one, other = bare_letters(wanted), bare_letters(told)
    return not one or (bool(other) and (one in other or other in one))


def came_of(text: str, books: list[dict[str, Any]], rows: list[ListImportLine]) -> Came:
    """Return what came of a list that was read into `rows`."""
    lost, free = lost_numbers(text, rows), list(rows)
    came = Came(books=len(books), lost=len(lost), wrong=[f"lost: {number}" for number in lost])
    for book in books:
        row = next((row for row in free if is_title(book["title"], row.told.get("title"))), None)
        if row is None:
            asked = next((row for row in free if bare_letters(book["title"]) in bare_letters(row.text)), None)
            is_asked = asked is not None and asked.problem not in TAKEN
            came.asked += is_asked
            came.ready_wrong += asked is not None and asked.problem is None
            came.wrong.append(f"{'asked' if is_asked else 'title'}: {book['title']} {_shown(asked)}")
            free = [each for each in free if each is not asked]
            continue
        free.remove(row)
        grave, light = what_lacks(book, row.told)
        came.rightly, came.wholly = came.rightly + (not grave), came.wholly + (not grave and not light)
        is_ready_wrong = bool(grave + light) and row.problem is None
        came.ready_wrong += is_ready_wrong
        sign = "READY " if is_ready_wrong else ""
        came.wrong += [f"{sign}{', '.join(grave + light)}: {_shown(row)}"] if grave + light else []
    left = [row for row in free if row.problem not in NOT_BOOKS and row.problem in TAKEN]
    came.no_books = len(left)
    came.asking = sum(row.problem not in (None, Problem.NOT_A_BOOK, Problem.NOT_IN_CATALOGUE) for row in rows)
    came.ready_wrong += sum(row.problem is None for row in left)
    came.wrong += [f"no book: {_shown(row)}" for row in left]
    return came


def _shown(row: ListImportLine | None) -> str:
    if row is None:
        return ""
    told = {name: value for name, value in row.told.items() if name not in ("columns", "material")}
    return f"{row.text}\n    {told} {row.problem or ''}"


def read_as_sent(actor: Actor, text: str) -> list[ListImportLine]:
    """Send a list and return its lines; where its columns are asked about, what is proposed for them is taken."""
    rows = _sent(actor, reading.pasted(text))
    cells = reading.rows_pasted(text)
    if cells is not None and any(row.problem is Problem.COLUMNS for row in rows):
        head = headings.find_columns(cells)
        body = cells[head.at + 1 if head else 0 :]
        return _sent(actor, reading.named(body, reading.proposed(cells), cells[: head.at] if head else ()))
    return rows


def _sent(actor: Actor, lines: list[Any]) -> list[ListImportLine]:
    with transaction() as session:
        taken = list_imports.receive(session, actor, ListKind.OFFERS, Source.PASTE, lines, now())
        own = select(ListImportLine).where(col(ListImportLine.list_import_id) == taken.id)
        return list(session.scalars(own.order_by(col(ListImportLine.number))))


def measured(actor: Actor, lists: Iterable[tuple[str, str, list[dict[str, Any]]]]) -> dict[str, Came]:
    """Return what comes of each list, by its name, and of all."""
    found = {name: came_of(text, books, read_as_sent(actor, text)) for name, text, books in lists}
    total = Came()
    for came in found.values():
        total.add(came)
    return found | {"all": total}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="show what was not read rightly")
    parser.add_argument("--folder", type=Path, help="lists of one folder alone, in place of all sets")
    asked = parser.parse_args()
    with fresh_app():
        library_id = add_library("heihe", "CN")
        actor = Actor("person", library_id=library_id, user_id=None, roles=frozenset({Role.LIBRARIAN}))
        know_names()
        for folder in [asked.folder] if asked.folder else map(GOLDEN.with_name, SETS):
            _print(folder.name, measured(actor, whole_lists(folder)), is_wrong_shown=asked.wrong)


def _print(name: str, found: dict[str, Came], *, is_wrong_shown: bool) -> None:
    """Print what came of a set of lists, with what was read wrongly if that is asked for."""
    if is_wrong_shown:
        for each, came in found.items():
            console.print(f"== {each}", *came.wrong, sep="\n", markup=False)
    show(f"Whole lists as people send them: {name}", HEADS, [row_of(each, came) for each, came in found.items()])


def row_of(name: str, came: Came) -> list[str]:
    """Return what came of lists as a row below `HEADS`."""
    shares = (f"{number / came.books:.1%}" for number in (came.rightly, came.wholly))
    return [
        name,
        str(came.books),
        *shares,
        *map(str, (came.asked, came.no_books, came.ready_wrong, came.asking, came.lost)),
    ]


if __name__ == "__main__":
    main()
