"""The act of fees of two libraries (акт сверки, 对账单): what each owes for loans in a time, for both to sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from library_exchange.consignment_papers.words import Words
from library_exchange.core.i18n import MINUS
from library_exchange.core.money import sum_side_by_side
from library_exchange.deals.act import LIST_PT, Basis, Party, begun, day_said, said, sum_said
from library_exchange.documents.paper import Cell, Column, Paper
from library_exchange.documents.press import Draw, nothing
from library_exchange.ledger.display import Shown, rate
from library_exchange.ledger.labels import REASONS, REVERSED, UNITS
from library_exchange.ledger.models import Unit
from library_exchange.ledger.queries import Statement, StatementLine
from library_exchange.ledger.rates import Total
from library_exchange.ledger.schemas import Reference

WORDS = (
    {f"reason_{code}": text for code, text in REASONS.items()}
    | {f"undone_{code}": text for code, text in REVERSED.items()}
    | {f"unit_{code}": text for code, text in UNITS.items()}
)


@dataclass(frozen=True)
class FeesAct:
    """The whole act, seen from the first library; `statement` holds only what fees are counted in."""

    languages: tuple[str, ...]
    made_on: date
    basis: Basis
    first: Party
    second: Party
    statement: Statement
    about: Mapping[Reference, Shown]
    total: Total | None

    @property
    def last_day(self) -> date:
        """The day up to which it reckons: never one that has not come."""
        return min(self.statement.last_day, self.made_on)

    @property
    def units(self) -> list[Unit]:
        """What was owed before, moved or is owed now, in a fixed order."""
        told = {*self.statement.opening, *self.statement.closing, *(line.unit for line in self.statement.lines)}
        return [unit for unit in Unit if unit in told]


def fees_pdf(act: FeesAct, font: Path) -> bytes:
    """Return the act as a PDF: a table for each unit, lines to sign and boxes for both seals."""
    words = said(act.languages, WORDS)
    period = (act.statement.first_day, act.last_day)
    paper = begun("fees_act", act.basis, act.made_on, period, words, font)
    ends = [("fees_first", act.first), ("fees_second", act.second)]
    paper.columns([(words.side_by_side(name), party.lines) for name, party in ends])
    *others, last = act.units
    for unit in others:
        _table(paper, act, unit, words)
    _table(paper, act, last, words, lambda: _end(paper, act, words))
    return paper.to_bytes()


def _end(paper: Paper, act: FeesAct, words: Words) -> None:
    """Write what all comes to, lines to sign on and boxes for both seals."""
    if act.total is not None:
        paper.text(f"{words.side_by_side('fees_total')}: {_total(act.total, words)}")
    paper.text(words.side_by_side("fees_copies"), 8)
    paper.sign_here([words.side_by_side("fees_signs_first"), words.side_by_side("fees_signs_second")])
    paper.stamp_here([words.side_by_side("fees_seal_first"), words.side_by_side("fees_seal_second")])


def _total(total: Total, words: Words) -> str:
    found = sum_side_by_side(_signed(total.minor, words), total.unit, words.languages)
    return f"{found} ({rate(total.rate)}, {day_said(total.rate.rated_on, words)}, {total.rate.source})"


def _signed(minor: int, words: Words) -> str:
    return f"{MINUS if minor < 0 else ''}{sum_said(abs(minor), words)}"


def _table(paper: Paper, act: FeesAct, unit: Unit, words: Words, end: Draw = nothing) -> None:
    columns = [
        Column(words("line"), 0.05, "right"),
        Column(words("date"), 0.12),
        Column(words("fees_what"), 0.41),
        Column(words("fees_by_first"), 0.13, "right"),
        Column(words("fees_by_second"), 0.13, "right"),
        Column(words("fees_balance"), 0.16, "right"),
    ]
    moved = [line for line in act.statement.lines if line.unit == unit]
    sums = [sum(_sides(line)[side] for line in moved) for side in (0, 1)]
    opening = _signed(act.statement.opening.get(unit, 0), words)
    rows: list[list[Cell | str]] = [
        ["", day_said(act.statement.first_day, words), Cell("", words("fees_opening")), "", "", opening],
        *(_row(number, line, act.about, words) for number, line in enumerate(moved, start=1)),
    ]
    closing = _signed(act.statement.closing.get(unit, 0), words)
    balance = words.side_by_side("fees_closing")
    totals = ["", day_said(act.last_day, words), balance, *(_signed(each, words) for each in sums), closing]
    head = words.side_by_side(f"unit_{unit}")
    paper.table(columns, rows, totals, LIST_PT, lambda: paper.text(head, bold=True), end)


def _sides(line: StatementLine) -> tuple[int, int]:
    """Return what a line adds to the claims of each; what is undone is taken off the side on which it stood."""
    is_first = (line.amount > 0) is not line.is_reversal
    return (line.amount, 0) if is_first else (0, -line.amount)


def _row(number: int, line: StatementLine, about: Mapping[Reference, Shown], words: Words) -> list[Cell | str]:
    named = f"{'undone' if line.is_reversal else 'reason'}_{line.reason}"
    told = about[line.reference][0] if line.reference in about else ""
    sides = [_signed(each, words) if each else "" for each in _sides(line)]
    what = Cell(words.side_by_side(named), (told,) if told else ())
    return [str(number), day_said(line.happened_on, words), what, *sides, _signed(line.balance, words)]
