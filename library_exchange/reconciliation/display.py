"""How a comparison stands on its page and in a file: the side of the reader first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from library_exchange.core.i18n import MINUS, _, _p
from library_exchange.documents.sheets import Value
from library_exchange.ledger.labels import UNITS, amount
from library_exchange.ledger.models import Unit
from library_exchange.ledger.statement_files import counted
from library_exchange.reconciliation import labels, rules
from library_exchange.reconciliation.models import Reconciliation, ReconciliationRemark
from library_exchange.reconciliation.rules import Figures


def seen_by(library_id: int, found: Reconciliation, figures: Figures) -> Figures:
    """Return the figures with the side of the library first."""
    return figures if library_id == found.first_id else rules.turned(figures)


def line_called(row: rules.Row) -> str:
    """Return what a line is called, with its unit."""
    return _("%(line)s (%(unit)s)", line=labels.LINES[row.kind], unit=UNITS[Unit(row.unit)])


def shown_rows(figures: Figures) -> list[dict[str, Any]]:
    """Return the lines as the page shows them; what was corrected may stand below zero."""
    return [
        {
            "name": row.name,
            "what": labels.LINES[row.kind],
            "called": line_called(row),
            "is_balance": row.kind in (rules.OPENING, rules.CLOSING),
            "ours": _said(row.first, row.unit),
            "theirs": _said(row.second, row.unit),
        }
        for row in figures.rows
    ]


def _said(value: int, unit: str) -> str:
    return f"{MINUS if value < 0 else ''}{amount(abs(value), Unit(unit))}" if value else ""


def shown_remarks(
    found: Sequence[ReconciliationRemark],
    figures: Figures,
    names: Mapping[int, str],
    first_id: int,
    words: Mapping[int, dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return what was said, by which library and of which line; a line that is gone is not named.

    `words` are those of remarks in own words, by their ids, as `core.bilingual.beneath` returns them.
    """
    called = {row.name: line_called(row) for row in figures.rows}
    return [
        {
            "who": names[each.library_id],
            "line": called.get(each.line or ""),
            "phrase": labels.PHRASES[each.phrase] if each.phrase else None,
            "counted": _by_books(each, names, first_id),
            "words": words.get(each.id),
            "at": each.said_at,
        }
        for each in found
    ]


def _by_books(remark: ReconciliationRemark, names: Mapping[int, str], first_id: int) -> list[tuple[str, str]]:
    """Return what a library's books say of a line, by the name of the library that gave it or is owed."""
    if remark.line is None:
        return []
    unit = Unit(remark.line.rpartition(".")[2])
    said = [(name, remark.first if each == first_id else remark.second) for each, name in names.items()]
    return [(name, amount(value, unit)) for name, value in said if value is not None]


def file_rows(figures: Figures, ours: str, theirs: str) -> Iterator[list[Value]]:
    """Return the heading, the lines and the open questions, each number in a cell."""
    yield [_p("act", "What"), _("Unit"), ours, theirs]
    for row in figures.rows:
        unit = Unit(row.unit)
        cells = [counted(each, unit) for each in (row.first, row.second)]
        yield [str(labels.LINES[row.kind]), str(UNITS[unit]), *cells]
    for kind, count in figures.questions:
        yield [str(labels.QUESTIONS[kind]), None, count, None]
