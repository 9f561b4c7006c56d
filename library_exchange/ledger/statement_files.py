"""A statement as rows of a table for a spreadsheet: numbers stay numbers, each unit in rows of its own."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from library_exchange.core.i18n import _, format_date
from library_exchange.documents.sheets import Value
from library_exchange.ledger.display import NO_REMARKS, Remark, Shown, columns, ending, rate, remark_on
from library_exchange.ledger.labels import UNITS, reason
from library_exchange.ledger.models import FEES, Unit
from library_exchange.ledger.queries import Statement, StatementLine
from library_exchange.ledger.rates import Total
from library_exchange.ledger.schemas import Reference


def rows(
    found: Statement,
    about: Mapping[Reference, Shown],
    today: date,
    total: Total | None = None,
    remarks: Mapping[Reference, Remark] = NO_REMARKS,
) -> Iterator[list[Value]]:
    """Return the heading, what each unit stood at in the beginning, every line, and what each unit stands at.

    The statement ends `today` at the latest. With `total`, the last row is what remains owed in one currency, with the
    rate that made it.
    """
    given, received = columns([line.unit for line in found.lines])
    heads = (_("Date"), _("What happened"), _("About"), _("Unit"), given, received, _("Balance"))
    last_day = min(found.last_day, today)
    yield [str(head) for head in heads]
    for unit, value in found.opening.items():
        yield [found.first_day, _("Balance at the beginning"), "", str(UNITS[unit]), "", "", counted(value, unit)]
    for line in found.lines:
        yield _line(line, about, remarks)
    for unit, value in found.closing.items():
        yield [last_day, ending(found, today), "", str(UNITS[unit]), "", "", counted(value, unit)]
    if total is not None:
        told = f"{rate(total.rate)}; {format_date(total.rate.rated_on, 'medium')}; {total.rate.source}"
        summed = counted(total.minor, total.unit)
        yield [last_day, _("The same in one currency"), told, str(UNITS[total.unit]), "", "", summed]


def _line(line: StatementLine, about: Mapping[Reference, Shown], remarks: Mapping[Reference, Remark]) -> list[Value]:
    # What is undone is taken off the column in which it stood, as on the page.
    is_given = (line.amount > 0) is not line.is_reversal
    moved = counted(line.amount if is_given else -line.amount, line.unit)
    remark = remark_on(line, remarks)
    named = [str(each[0]) for each in (about.get(line.reference), remark) if each]
    told = " · ".join(named)
    both: list[Value] = [moved, ""] if is_given else ["", moved]
    what = str(reason(line.reason, line.is_reversal))
    return [line.happened_on, what, told, str(UNITS[line.unit]), *both, counted(line.balance, line.unit)]


def counted(value: int, unit: Unit) -> Value:
    """Return an amount as a number of whole units: money, kept in its minor unit, with two decimals."""
    return Decimal(value).scaleb(-2) if unit in FEES else value
