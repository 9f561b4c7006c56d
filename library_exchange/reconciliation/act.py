"""The act of reconciliation (акт сверки, 对账单): a year of two libraries in both languages, to be signed."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from library_exchange.consignment_papers.words import Words
from library_exchange.core.i18n import MINUS
from library_exchange.deals.act import LIST_PT, Basis, Party, begun, said, sum_said
from library_exchange.documents.paper import Cell, Column, Paper
from library_exchange.ledger.labels import UNITS
from library_exchange.ledger.models import FEES, Unit
from library_exchange.reconciliation import labels, rules
from library_exchange.reconciliation.rules import Figures

WORDS = labels.PAPER | {f"unit_{code}": text for code, text in UNITS.items()}


@dataclass(frozen=True)
class ReconciliationAct:
    """The whole act; `figures` are seen from the first party. One that `is_agreed` is no draft."""

    languages: tuple[str, ...]
    made_on: date
    year: int
    basis: Basis
    first: Party
    second: Party
    figures: Figures
    is_agreed: bool


def act_pdf(act: ReconciliationAct, font: Path) -> bytes:
    """Return the act as a PDF: the lines, what is open, lines to sign on and boxes for both seals."""
    words = said(act.languages, WORDS)
    period = (date(act.year, 1, 1), date(act.year, 12, 31))
    paper = begun("reconciliation", act.basis, act.made_on, period, words, font)
    if not act.is_agreed:
        paper.text(words.side_by_side("not_agreed"), bold=True)
    ends = [("fees_first", act.first), ("fees_second", act.second)]
    paper.columns([(words.side_by_side(name), party.lines) for name, party in ends])
    columns = [
        Column(words("line"), 0.05, "right"),
        Column(words("what"), 0.42),
        Column(words("unit"), 0.17),
        Column(words("by_first"), 0.18, "right"),
        Column(words("by_second"), 0.18, "right"),
    ]
    rows = [_row(number, row, words) for number, row in enumerate(act.figures.rows, start=1)]
    paper.table(columns, rows, None, LIST_PT, end=lambda: _end(paper, act, words))
    return paper.to_bytes()


def _row(number: int, row: rules.Row, words: Words) -> list[Cell | str]:
    is_strong = row.kind in (rules.OPENING, rules.CLOSING)
    what = Cell(words.side_by_side(f"line_{row.kind}"), is_bold=is_strong)
    is_even = is_strong and row.first == row.second
    sums = [_said(each, row.unit, words) if each or is_even else "" for each in (row.first, row.second)]
    return [str(number), what, words.side_by_side(f"unit_{row.unit}"), *sums]


def _said(value: int, unit: str, words: Words) -> str:
    told = sum_said(abs(value), words) if Unit(unit) in FEES else str(abs(value))
    return f"{MINUS if value < 0 else ''}{told}"


def _end(paper: Paper, act: ReconciliationAct, words: Words) -> None:
    """Write what is open, lines to sign on and boxes for both seals."""
    told = [f"{words.side_by_side(f'question_{kind}')}: {count}" for kind, count in act.figures.questions]
    paper.text(f"{words.side_by_side('questions')}: {'; '.join(told) or words.side_by_side('none')}")
    paper.text(words.side_by_side("fees_copies"), 8)
    paper.sign_here([words.side_by_side("fees_signs_first"), words.side_by_side("fees_signs_second")])
    paper.stamp_here([words.side_by_side("fees_seal_first"), words.side_by_side("fees_seal_second")])
