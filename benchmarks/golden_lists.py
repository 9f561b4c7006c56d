"""Lists as people send them: what comes of hundreds of messy lines, against what a librarian would mean by them.

`python -m benchmarks.golden_lists` prints, by kind, how many lines are read rightly, about how many more is asked than
has to be, and how many numbers of books are lost; `--wrong` shows what came of the others. The lists stand in
`tests/exchange_lists/golden`, with what must come of each below it (its README tells how they are written), and in
`golden_strangers` beside it those that were written by somebody who had not seen the reading.
"""

import argparse
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import col, select
from stdnum import isbn as isbn_numbers

from benchmarks.ground import add_library, console, fresh_app, show
from library_exchange.authority.names import of_person
from library_exchange.catalogue.authority_models import Person, VariantKey, VariantName
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.settings import CHECKOUT
from library_exchange.exchange_lists.models import ListImportLine, Source
from library_exchange.exchange_lists.rules.answers import ASKED
from library_exchange.exchange_lists.services import list_imports
from library_exchange.list_reading.rules import columns
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.not_a_title import Stray
from library_exchange.list_reading.services import reading
from library_exchange.list_reading.services.table_rows import Read
from library_exchange.offers.models import ListKind

GOLDEN = CHECKOUT / "tests" / "exchange_lists" / "golden"
STRANGERS = GOLDEN.with_name("golden_strangers")
NO_BOOK = "no book"
GUESS_TAKEN = "columns as guessed"
NOT_BOOKS = frozenset({Problem.NOT_A_BOOK, Problem.PERHAPS_NOT_A_BOOK})
TAKEN = (None, Problem.NOT_IN_CATALOGUE)
"""Problems of a line about which nothing is asked, in a catalogue without books."""
FIELDS = {"author": "author", "publisher": "publisher", "year": "year", "pages": "pages", "condition": "condition"}
KNOWN_PERSONS = (("Чехов, Антон Павлович", "Cyrl"), ("汪曾祺", "Hani"), ("鲁迅", "Hani"))
_NUMBER = re.compile(r"(?<!\d)(?:97[89](?:[ \-‐‑–—]?\d){10}|\d(?:[\-‐‑–—]?\d){8}[\-‐‑–—]?[\dXxХх])(?![\d])")


@dataclass(frozen=True)
class Expected:
    """What must come of a line: its title (None: whatever it is), other fields, whether it is asked about."""

    title: str | None
    fields: dict[str, str] = field(default_factory=dict)
    is_asked: bool = False
    is_book: bool = True


@dataclass(frozen=True)
class Golden:
    """A list as it was sent, and what must come of it, line by line."""

    kind: str
    text: str
    expected: list[Expected]
    is_guess_taken: bool = False
    """Nothing names its columns: the librarian takes what the page proposes for them."""

    def lines(self) -> list[Read]:
        """Return the lines of the list, as its text is read."""
        rows = reading.rows_pasted(self.text)
        if rows is None or not self.is_guess_taken:
            return reading.pasted(self.text)
        return reading.named(rows, columns.guessed(rows))


@dataclass
class Figure:
    """What came of the lists of one kind."""

    lines: int = 0
    rightly: int = 0
    asked_beyond_need: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def lists_in(folder: Path = GOLDEN) -> Iterator[Golden]:
    """Yield the lists of a folder, by the names of its files."""
    for path in sorted(folder.glob("*.txt")):
        text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("// "))
        for block in re.split(r"\n\s*\n", text.strip("\n")):
            lines = block.splitlines()
            is_guess_taken = f"= {GUESS_TAKEN}" in lines
            lines = [line for line in lines if line != f"= {GUESS_TAKEN}"]
            sent = [line.replace("⇥", "\t") for line in lines if not line.startswith("= ")]
            told = [expected_of(line[2:]) for line in lines if line.startswith("= ")]
            yield Golden(path.stem, "\n".join(sent), told, is_guess_taken)


def expected_of(told: str) -> Expected:
    """Return what a line such as `= Гунны | year 2002 | asked` says."""
    if told.strip() == NO_BOOK:
        return Expected(None, is_book=False)
    title, *others = (part.strip() for part in told.split(" | "))
    fields = dict(other.split(" ", 1) for other in others if other != "asked")
    return Expected(None if title == "?" else title.strip("–"), fields, "asked" in others)


def bare_letters(text: Any) -> str:
    """Return the letters and digits of a text, whatever stands between them."""
    plain = unicodedata.normalize("NFKC", str(text or "")).casefold().replace("ё", "е")
    return "".join(filter(str.isalnum, plain))


def what_is_wrong(expected: Expected, row: ListImportLine) -> str | None:
    """Return what of a line was not read as its librarian meant it, None if all is right."""
    told = row.told
    is_name = row.problem is Problem.NO_TITLE and row.detail == Stray.NAME.value
    if (row.problem not in NOT_BOOKS and not is_name) is not expected.is_book:
        return "book" if expected.is_book else NO_BOOK
    if not expected.is_book:
        return None
    asks = row.problem not in TAKEN or (
        row.problem is not None and any(name in ASKED["offers"] for name in told.get("unread", ()))
    )
    if expected.is_asked and not asks:
        return "not asked"
    if asks and not expected.is_asked and row.problem is not Problem.UNSURE:
        return f"asked: {row.problem}"
    # Issues of a periodical are told beside its title.
    titles = {
        bare_letters(told.get("title")),
        bare_letters(f"{told.get('title')}{told.get('volume') or ''}"),
    }
    if expected.title is not None and bare_letters(expected.title) not in titles:
        return "title"
    return _wrong_field(expected, row)


def _wrong_field(expected: Expected, row: ListImportLine) -> str | None:
    told, fields = row.told, expected.fields
    for name, key in FIELDS.items():
        if name in fields and bare_letters(fields[name]) != bare_letters(told.get(key)):
            return name
    for name in ("isbn", "issn"):
        # What is asked about may have its number in the question.
        if name in fields and fields[name] != told.get(name) and row.problem is not Problem.COLUMNS:
            return name
    if "wrong" in fields and fields["wrong"] not in (
        bare_letters(row.wrong_number),
        bare_letters(told.get("printed_isbn")),
    ):
        return "wrong number"
    copies = fields.get("copies") or (None if expected.is_asked else "1")
    return "copies" if copies is not None and int(copies) != told.get("quantity", 1) else None


def lost_numbers(text: str, rows: Iterable[ListImportLine]) -> list[str]:
    """Return the valid ISBNs of a text that no line has and about which no line with it asks."""
    kept = {row.told.get("isbn") for row in rows}
    asked = " ".join(bare_letters(row.text) for row in rows if row.problem is not None)
    found = (
        bare_letters(each[0]).replace("х", "x").upper()
        for each in _NUMBER.finditer(unicodedata.normalize("NFKC", text))
    )
    valid = [number for number in found if isbn_numbers.is_valid(number)]
    plain = asked.replace("х", "x").upper()
    return [number for number in valid if isbn_numbers.to_isbn13(number) not in kept and number not in plain]


def weighed(golden: Golden, rows: Sequence[ListImportLine], figure: Figure) -> None:
    """Add to a figure what came of one list."""
    figure.lines += len(golden.expected)
    figure.lost += lost_numbers(golden.text, rows)
    if len(rows) != len(golden.expected):
        figure.wrong.append(f"{golden.text}\n    {len(rows)} lines instead of {len(golden.expected)}")
        return
    for expected, row in zip(golden.expected, rows, strict=True):
        wrong = what_is_wrong(expected, row)
        figure.rightly += wrong is None
        figure.asked_beyond_need += wrong is None and row.problem is Problem.UNSURE and not expected.is_asked
        if wrong is not None:
            told = {name: value for name, value in row.told.items() if name not in ("columns", "material")}
            figure.wrong.append(f"{row.text}\n    {wrong}: {told} {row.problem or ''} {row.detail or ''}")


def know_names() -> None:
    """Let the authority file know some persons, as it does wherever the platform runs."""
    with transaction() as session:
        for at, (value, script) in enumerate(KNOWN_PERSONS):
            person = Person(key=f"golden-{at}", origin="zh" if script == "Hani" else "ru")
            session.add(person)
            session.flush()
            name = VariantName(person_id=person.id, value=value, script=script, kind="heading", source="golden")
            session.add(name)
            session.flush()
            keys = of_person(value, is_chinese=script == "Hani")
            session.add_all(VariantKey(variant_id=name.id or 0, key=key) for key in sorted(keys))


def measured(actor: Actor, lists: Iterable[Golden]) -> dict[str, Figure]:
    """Send each list and return what came of it, by kind; nothing of it stays."""
    figures: dict[str, Figure] = {}
    for golden in lists:
        with transaction() as session:
            taken = list_imports.receive(session, actor, ListKind.OFFERS, Source.PASTE, golden.lines(), now())
            own = select(ListImportLine).where(col(ListImportLine.list_import_id) == taken.id)
            rows = list(session.scalars(own.order_by(col(ListImportLine.number))))
            weighed(golden, rows, figures.setdefault(golden.kind, Figure()))
    return figures


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="show what was not read rightly")
    asked = parser.parse_args()
    with fresh_app():
        library_id = add_library("heihe", "CN")
        actor = Actor("person", library_id=library_id, user_id=None, roles=frozenset({Role.LIBRARIAN}))
        know_names()
        for name, folder in (("Lists as people send them", GOLDEN), ("Lists of strangers", STRANGERS)):
            print_figures(name, measured(actor, lists_in(folder)), is_wrong_shown=asked.wrong)


def print_figures(name: str, figures: dict[str, Figure], *, is_wrong_shown: bool) -> None:
    """Print what came of a set of lists, with what was not read rightly if that is asked for."""
    if is_wrong_shown:
        for kind, figure in figures.items():
            console.print(
                f"== {kind}", *figure.wrong, *(f"LOST {number}" for number in figure.lost), sep="\n", markup=False
            )
    show(name, ["kind", "lines", "rightly", "asked beyond need", "lost"], rows_of(figures))


def rows_of(figures: dict[str, Figure]) -> list[list[str]]:
    """Return the rows of the table, the last one for all kinds."""
    found = list(figures.values())
    total = Figure(
        sum(each.lines for each in found),
        sum(each.rightly for each in found),
        sum(each.asked_beyond_need for each in found),
        [number for each in found for number in each.lost],
    )
    return [
        [kind, str(f.lines), f"{f.rightly / f.lines:.1%}", str(f.asked_beyond_need), str(len(f.lost))]
        for kind, f in [*figures.items(), ("all", total)]
    ]


if __name__ == "__main__":
    main()
