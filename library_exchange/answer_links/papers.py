"""The letter on paper: the request in both languages, the link as a QR code, room for an answer by hand and a stamp."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from library_exchange.answer_links import labels
from library_exchange.answer_links.models import AnswerLink
from library_exchange.consignment_papers.words import BETWEEN, Words
from library_exchange.core.i18n import format_date, speaking
from library_exchange.documents.paper import Paper
from library_exchange.loan_printouts.drawing.forms import Form, book_facts, head, said, term_facts
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action

NAME_SHARE = 0.3
LINES = 2
"""Empty lines for what is told by hand."""


def letter(
    link: AnswerLink,
    loan: LoanRequest,
    form: Form,
    language: str,
    address: str,
    answers: Sequence[Action],
    made_on: date,
    font: Path,
) -> bytes:
    """Return the letter as a PDF, the language of the library that answers first; `address` stands in the QR code."""
    languages = tuple(dict.fromkeys([language, *form.languages]))[:2]
    words = said(languages, labels.WORDS)
    paper = Paper(font, made_on, f"{words('letter')[0]} {form.number}")
    head(paper, replace(form, link=address, languages=languages), words, "letter")
    for text in words(labels.question_name(loan.side, loan.stands, loan.due, loan.service)):
        paper.text(text, 12, bold=True)
    paper.facts([*book_facts(form, words), *term_facts(form, words), *_days(link, words)], NAME_SHARE, 9.5)
    paper.space(2)
    paper.text(words.side_by_side("answer"), 11, bold=True)
    for action in answers:
        paper.text(f"[    ]  {words.side_by_side(f'action_{action}')}", 10.5)
    notes = [(words.side_by_side("notes"), "\n" * LINES)]
    paper.facts(notes, NAME_SHARE, 9.5, lambda: _end(paper, words))
    return paper.to_bytes()


def _end(paper: Paper, words: Words) -> None:
    for text in words("how"):
        paper.text(text, 9)
    paper.stamp_here([words.side_by_side("stamp")])
    paper.sign_here([words.side_by_side("date"), words.side_by_side("signature")])


def _days(link: AnswerLink, words: Words) -> list[tuple[str, str]]:
    told = (("answer_by", link.answer_by), ("until", link.until))
    return [(words.side_by_side(name), _in_each(day, words)) for name, day in told]


def _in_each(day: date, words: Words) -> str:
    found = []
    for code in words.languages:
        with speaking(code):
            found.append(format_date(day, "long"))
    return BETWEEN.join(dict.fromkeys(found))
