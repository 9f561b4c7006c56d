"""The act of handover: what one library handed over to the other, as a paper that both sign.

It names the libraries with their addresses and every book with both titles; no person is named. Within a country it is
in that country's language alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from library_exchange.consignment_papers.addresses import Address
from library_exchange.consignment_papers.lists import isbn_cell, of_a_set, place
from library_exchange.consignment_papers.words import BETWEEN, Words
from library_exchange.consignment_papers.words import words as shipping_words
from library_exchange.core.i18n import LANGUAGES, format_date, speaking
from library_exchange.core.money import currency_names, with_hundredths
from library_exchange.deals import labels
from library_exchange.documents.paper import Cell, Column, Paper
from library_exchange.documents.press import Draw, nothing

LIST_PT = 8.5
DAY_FORMS = {"zh": "medium"}
"""How days are written where figures alone are not usual on a paper."""


@dataclass(frozen=True)
class ActLine:
    """One title: how many books were `sent` and `received`; `worth_minor` is the value of those received.

    A set of `volumes` is counted book by book, as on all papers; of how many `copies` they are stands with its title.
    `imprint` is author, publisher and year as written, then what of it readers of the act's languages call otherwise.
    """

    title: str
    title_zh: str | None
    title_ru: str | None
    imprint: tuple[str, ...]
    isbn: str | None
    printed_isbn: str | None
    copies: int
    sent: int
    received: int
    worth_minor: int
    state: str
    volumes: int = 1


@dataclass(frozen=True)
class Party:
    """A library that signs: its names in the languages of the act, and its address."""

    names: tuple[str, ...]
    address: Address

    @property
    def lines(self) -> list[str]:
        """The names and the address as they are printed; a name that the address begins with stands once."""
        lines = place(self.address)
        return [*(name for name in self.names if name not in lines), *lines]


@dataclass(frozen=True)
class ActPart:
    """What went one way."""

    giver: Party
    receiver: Party
    currency: str
    lines: tuple[ActLine, ...]

    @property
    def sent(self) -> int:
        """Books that were sent."""
        return sum(line.sent for line in self.lines)

    @property
    def received(self) -> int:
        """Books that were received."""
        return sum(line.received for line in self.lines)

    @property
    def worth_minor(self) -> int:
        """The value of what was received."""
        return sum(line.worth_minor for line in self.lines)


@dataclass(frozen=True)
class Basis:
    """What an act is made about: the word of `labels.ACT` that names it, its number or names, and the year, if any."""

    name: str
    number: str
    year: int | None = None

    def said(self, words: Words, languages: tuple[str, ...] | None = None) -> str:
        """Return it in each of `languages`, or all of the act, on one line."""
        told = (text % {"number": self.number, "year": self.year} for text in words(self.name, languages))
        return BETWEEN.join(dict.fromkeys(told))


@dataclass(frozen=True)
class Act:
    """The whole act: of a consignment, or of a period; `languages` has the maker's own first."""

    languages: tuple[str, ...]
    made_on: date
    basis: Basis
    period: tuple[date, date] | None
    parts: tuple[ActPart, ...]


def said(languages: tuple[str, ...], more: Mapping[str, Any] = MappingProxyType({})) -> Words:
    """Return the words of acts and of the papers of consignments, and `more` of them."""
    known = shipping_words(languages)
    table = dict(known.table)
    for name, text in (labels.ACT | dict(more)).items():
        table[name] = {}
        for code in LANGUAGES:
            with speaking(code):
                table[name][code] = str(text)
    return Words(languages, table)


def day_said(day: date, words: Words) -> str:
    """Return a day in a table, as papers in the first language of an act write it."""
    first = words.languages[0]
    with speaking(first):
        return format_date(day, DAY_FORMS.get(first, "short"))


def sum_said(minor: int, words: Words) -> str:
    """Return a sum in hundredths as the first language of an act writes it."""
    with speaking(words.languages[0]):
        return with_hundredths(minor)


def act_pdf(act: Act, font: Path) -> bytes:
    """Return the act as a PDF."""
    words = said(act.languages)
    paper = begun("act", act.basis, act.made_on, act.period, words, font)
    *others, last = act.parts
    for part in others:
        _part(paper, part, words)
    _part(paper, last, words, lambda: _signed(paper, words))
    return paper.to_bytes()


def _signed(paper: Paper, words: Words) -> None:
    paper.text(words.side_by_side("act_copies"), 8)
    paper.sign_here([words.side_by_side("act_gives"), words.side_by_side("act_takes")])


def begun(name: str, basis: Basis, made_on: date, period: tuple[date, date] | None, words: Words, font: Path) -> Paper:
    """Return the paper of an act with its heading: what it is called, about what, of which day and period."""
    own = basis.said(words, words.languages[:1])
    paper = Paper(font, made_on, f"{words(name)[0]}: {own}")
    paper.begin(f"{words.side_by_side(name)}   {own}", "landscape")
    paper.heading(words(name))
    made = f"{words.side_by_side('date')}: {words.day(made_on)}"
    paper.text(f"{words.side_by_side('act_about')}: {basis.said(words)}    {made}")
    if period is not None:
        told = BETWEEN.join(" – ".join(words.day(day, [code]) for day in period) for code in words.languages)
        paper.text(f"{words.side_by_side('act_period')}: {told}")
    paper.space(1)
    return paper


def _part(paper: Paper, part: ActPart, words: Words, end: Draw = nothing) -> None:
    ends = [("act_giver", part.giver), ("act_receiver", part.receiver)]
    paper.columns([(words.side_by_side(name), party.lines) for name, party in ends])
    columns = [
        Column(words("line"), 0.05, "right"),
        Column(words("title"), 0.34),
        Column(_imprint(words), 0.17),
        Column(("ISBN",), 0.11),
        Column(words("act_sent"), 0.09, "right"),
        Column(words("act_received"), 0.08, "right"),
        Column((*words("value"), *currency_names(part.currency, words.languages)), 0.08, "right"),
        Column(words("act_state"), 0.08),
    ]
    rows = [_row(number, line, words) for number, line in enumerate(part.lines, start=1)]
    totals: list[Cell | str] = [
        *(str(len(part.lines)), words.side_by_side("total"), "", ""),
        *(str(part.sent), str(part.received), sum_said(part.worth_minor, words), ""),
    ]
    paper.table(columns, rows, totals, LIST_PT, end=end)


def _imprint(words: Words) -> tuple[str, ...]:
    names = ("author", "publisher", "year")
    return tuple(", ".join(words(name, [code])[0] for name in names) for code in words.languages)


def _row(number: int, line: ActLine, words: Words) -> list[Cell | str]:
    told = {"zh": line.title_zh, "ru": line.title_ru}
    others = [title for code in words.languages if (title := told.get(code)) and title != line.title]
    is_translated = others or len(words.languages) == 1
    note = () if is_translated else (words.side_by_side("act_untranslated"),)
    of_set = of_a_set(line.copies, line.volumes, words)
    state = Cell("", words(line.state)) if line.state else ""
    return [
        str(number),
        Cell(line.title, (*([BETWEEN.join(others)] if others else []), *note, *of_set)),
        Cell(line.imprint[0], line.imprint[1:]) if line.imprint else "",
        isbn_cell(line.isbn, line.printed_isbn, words),
        str(line.sent),
        str(line.received),
        sum_said(line.worth_minor, words),
        state,
    ]
