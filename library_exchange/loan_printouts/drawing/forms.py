"""Drawing the forms: one page for each request, with room for stamp and signature; no reader has a place on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from library_exchange.consignment_papers.addresses import Address
from library_exchange.consignment_papers.lists import place
from library_exchange.consignment_papers.words import BETWEEN, Words
from library_exchange.core.i18n import LANGUAGES, format_date, speaking
from library_exchange.documents.paper import Paper
from library_exchange.loan_printouts.contents import Book
from library_exchange.loan_printouts.labels.forms import WORDS
from library_exchange.loans.labels.code_names import CONDITIONS, name_of
from library_exchange.loans.rules.local_check import Checker
from library_exchange.loans.rules.standard_codes import LoanCondition, ServiceType
from library_exchange.loans.schemas import Part

FACTS_PT = 9.5
NAME_SHARE = 0.3


@dataclass(frozen=True)
class Party:
    """A library on a form: its name in the languages of the form, and its address in both scripts."""

    names: tuple[str, ...]
    address: Address


@dataclass(frozen=True)
class Form:
    """One request on paper; `languages` has that of the supplying library first, `link` is what the QR code bears.

    What is asked for is the book, or a copy of its pages: then `statement` is the version of the statement on copyright
    as its own library knows it; a supplying one hears only that it was accepted. Codes of the check stand beside their
    names, for who reads neither language.
    """

    number: str
    link: str
    languages: tuple[str, ...]
    book: Book
    borrower: Party
    lender: Party | None
    sent_on: date | None
    needed_by: date | None
    condition: LoanCondition | None
    checked_on: date | None
    checked_by: Checker | None
    checked_in: tuple[str, ...]
    service: ServiceType = ServiceType.LOAN
    statement: str | None = None
    is_accepted: bool = False

    @property
    def name(self) -> str:
        """What the form is, among its words."""
        return "copy_form" if self.service is ServiceType.COPY else "request_form"


def request_forms(forms: Sequence[Form], made_on: date, font: Path) -> bytes:
    """Return a PDF with a page for each request, to be stamped by the library that asks and by that which is asked."""
    first = said(forms[0].languages)
    paper = Paper(font, made_on, first(forms[0].name)[0])
    for form in forms:
        words = said(form.languages)
        head(paper, form, words, form.name)
        facts = [*book_facts(form, words), *term_facts(form, words), *_check(form, words)]
        signature = f"{words.side_by_side('date')}, {words.side_by_side('signature')}"
        stamps = [words.side_by_side(name) for name in ("stamp_borrower", "stamp_lender")]
        paper.facts(facts, NAME_SHARE, FACTS_PT, partial(_end, paper, stamps, [signature, signature]))
    return paper.to_bytes()


def certificate(form: Form, made_on: date, font: Path) -> bytes:
    """Return the certificate that the book of a request is held nowhere near the library that asks."""
    words = said(form.languages)
    paper = Paper(font, made_on, f"{words('certificate')[0]} {form.number}")
    head(paper, form, words, "certificate")
    for text in words("certifies"):
        paper.text(text, 10.5)
    paper.space(2)
    signatures = [words.side_by_side("date"), words.side_by_side("signature")]
    end = partial(_end, paper, [words.side_by_side("stamp_borrower")], signatures)
    paper.facts([*book_facts(form, words), *_check(form, words)], NAME_SHARE, FACTS_PT, end)
    return paper.to_bytes()


def _end(paper: Paper, stamps: Sequence[str], signatures: Sequence[str]) -> None:
    paper.stamp_here(stamps)
    paper.sign_here(signatures)


def head(paper: Paper, form: Form, words: Words, name: str) -> None:
    """Begin a part of `paper` with its name, the QR code, the number and both libraries."""
    paper.begin(f"{words.side_by_side(name)}   {form.number}")
    paper.qr(form.link)
    paper.heading(words(name))
    paper.text(f"{words.side_by_side('request')}: {form.number}", 11, bold=True)
    parties = [("borrower", form.borrower), ("lender", form.lender)]
    paper.columns([(words.side_by_side(end), _lines(party)) for end, party in parties if party is not None])


def _lines(party: Party) -> list[str]:
    return [*party.names, *(line for line in place(party.address) if line not in party.names)]


def book_facts(form: Form, words: Words) -> list[tuple[str, str]]:
    """Return what a form says of the book, by name."""
    first, *others = form.book.titles
    told = {
        "title": first,
        **_part(form.book.part),
        "other_titles": "\n".join(others),
        "imprint": form.book.by,
        "call_number": form.book.call_number or "",
    }
    return _named(told, words)


def term_facts(form: Form, words: Words) -> list[tuple[str, str]]:
    """Return when and on what terms the book was asked for, by name."""
    told = {
        "sent_on": _days(form.sent_on, words),
        "needed_by": _days(form.needed_by, words),
        "condition": _condition(form, words),
        **_terms(form, words),
    }
    return _named(told, words)


def _part(part: Part | None) -> dict[str, str]:
    """Return what is to be copied, by name; nothing where the book itself is asked for."""
    if part is None:
        return {}
    article = " / ".join(filter(None, (part.title, part.author)))
    return {"pages": part.pages, "part": article, "volume": part.volume or "", "issue": part.issue or ""}


def _condition(form: Form, words: Words) -> str:
    if form.condition is None:
        return ""
    name = f"{form.service}_condition_{form.condition}"
    return words.side_by_side(name if name in words.table else f"condition_{form.condition}")


def _terms(form: Form, words: Words) -> dict[str, str]:
    """Return on what terms the book goes and comes back, or its pages are copied."""
    if form.service is ServiceType.LOAN:
        return {"terms": words.side_by_side("to_be_returned")}
    statement = f"statement_{form.statement}" if form.statement else "is_accepted"
    is_told = form.statement or form.is_accepted
    return {
        "terms": "\n".join(words("is_copied")),
        "copyright": "\n".join(words(statement)) if is_told else "",
    }


def _check(form: Form, words: Words) -> list[tuple[str, str]]:
    by = f"{words.side_by_side(f'checker_{form.checked_by}')} ({form.checked_by})" if form.checked_by else ""
    searched = [f"{words.side_by_side(f'searched_{code}')} ({code})" for code in form.checked_in]
    return _named(
        {"checked_on": _days(form.checked_on, words), "checked_by": by, "checked_in": "\n".join(searched)}, words
    )


def _named(told: dict[str, str], words: Words) -> list[tuple[str, str]]:
    return [(words.side_by_side(name), text) for name, text in told.items() if text]


def _days(day: date | None, words: Words) -> str:
    """Return a day as each language writes it, and as a code."""
    if day is None:
        return ""
    found = []
    for code in words.languages:
        with speaking(code):
            found.append(format_date(day, "long"))
    return BETWEEN.join(dict.fromkeys([*found, day.isoformat()]))


def said(languages: tuple[str, ...], more: Mapping[str, Any] = MappingProxyType({})) -> Words:
    """Return the words of the forms and `more` of another paper, the first language first."""
    table: dict[str, dict[str, str]] = {}
    texts = {**WORDS, **more, **{f"condition_{key}": each for key, each in CONDITIONS.items()}}
    copied = ServiceType.COPY
    texts |= {f"{copied}_condition_{key}": name_of(CONDITIONS, key, copied) for key in CONDITIONS}
    for code in LANGUAGES:
        with speaking(code):
            for name, text in texts.items():
                table.setdefault(name, {})[code] = str(text)
    return Words(languages, table)
