"""What pages show of the ledger: sentences of who owes whom instead of signed numbers."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from library_exchange.core.i18n import MINUS, _, format_date
from library_exchange.core.money import format_rate
from library_exchange.ledger.labels import UNITS, amount, reason
from library_exchange.ledger.models import FEES, MILLION, ExchangeRate, Unit
from library_exchange.ledger.queries import Statement, StatementLine, Sums
from library_exchange.ledger.rates import Total
from library_exchange.ledger.schemas import RateInput, Reference
from library_exchange.web.confirming import Question

Shown = tuple[str, str | None] | tuple[str, str | None, str | None]
"""What an entry is about, in words, the address of its page, if it has one, and the `lang` of a title."""

Remark = tuple[Any, str]
"""What is still open about what an entry is about, and the address where that is settled."""
NO_REMARKS: Mapping[Reference, Remark] = MappingProxyType({})


def statement(
    found: Statement,
    about: Mapping[Reference, Shown],
    today: date,
    total: Total | None = None,
    remarks: Mapping[Reference, Remark] = NO_REMARKS,
) -> dict[str, Any]:
    """Return `found` for the macro `table` of `ledger/_statement.html`; `about` names what the entries are about.

    It ends `today` at the latest: nobody knows what will be owed later. `total` is what remains owed in one currency.
    An entry that stands bears its remark, if there is one.
    """
    return {
        "first_day": found.first_day,
        "last_day": min(found.last_day, today),
        "columns": columns([line.unit for line in found.lines]),
        "ending": ending(found, today),
        "opening": _sums(found.opening),
        "lines": [
            _line(line, *about.get(line.reference, ("", None))) | {"remark": remark_on(line, remarks)}
            for line in found.lines
        ],
        "closing": _sums(found.closing),
        "total": in_one_currency(total) if total else None,
    }


def _sums(sums: Sums) -> list[tuple[str, str]]:
    """Return for each unit its name, where there are several, and what is owed in it."""
    owing = {unit: value for unit, value in sums.items() if value}
    told = [(str(UNITS[unit]) if len(owing) > 1 else "", balance(value, unit)) for unit, value in owing.items()]
    return told or [("", _("even"))]


def _line(line: StatementLine, about: str, url: str | None, lang: str | None = None) -> dict[str, Any]:
    # What is undone is taken off the column in which it stood.
    is_given = (line.amount > 0) is not line.is_reversal
    counted = f"{MINUS if line.is_reversal else ''}{amount(abs(line.amount), line.unit)}"
    return {
        "day": line.happened_on,
        "reason": reason(line.reason, line.is_reversal),
        "about": about,
        "url": url,
        "lang": lang,
        "given": counted if is_given else "",
        "received": "" if is_given else counted,
        "columns": columns([line.unit]),
        "balance": running(line.balance, line.unit),
    }


def remark_on(line: StatementLine, remarks: Mapping[Reference, Remark]) -> Remark | None:
    """Return what is still open about a line; nothing is about one that undoes another."""
    return None if line.is_reversal else remarks.get(line.reference)


def columns(units: Collection[Unit]) -> tuple[str, str]:
    """Return the heads of both columns of a statement: books are given and received, money and vouchers are owed."""
    is_money = {unit in FEES for unit in units}
    if is_money == {True}:
        return _("Owed to us"), _("Owed by us")
    if is_money == {True, False}:
        return _("We gave, or is owed to us"), _("We received, or is owed by us")
    return _("We gave"), _("We received")


def ending(found: Statement, today: date) -> str:
    """Return what the last balance of a statement is called: that of today while its last day has not come."""
    return _("Balance as of today") if found.last_day > today else _("Balance at the end")


def owed(sums: Sums) -> list[str]:
    """Return a sentence for each unit of a balance; that the account is even where nothing is owed."""
    return [balance(value, unit) for unit, value in sums.items() if value] or [_("even")]


def with_network(sums: Sums) -> str:
    """Return a library's account with all others together, of rounds and of what the network bears, as a sentence."""
    pieces = sums.get(Unit.PIECES, 0)
    counted = amount(abs(pieces), Unit.PIECES)
    if not pieces:
        told = _("even")
    elif pieces > 0:
        told = _("the network owes us %(amount)s", amount=counted)
    else:
        told = _("we owe the network %(amount)s", amount=counted)
    return _(
        "Books of exchange rounds are not counted here. A book that the network bears after a claim counts here as if "
        "it had come well. What is owed for both stands on the account with all libraries: %(balance)s.",
        balance=told,
    )


def in_one_currency(total: Total) -> str:
    """Return a balance in one currency with the rate, its day and its source."""
    return _(
        "%(balance)s, at the rate %(rate)s of %(date)s (%(source)s)",
        balance=balance(total.minor, total.unit),
        rate=rate(total.rate),
        date=format_date(total.rate.rated_on, "medium"),
        source=total.rate.source,
    )


def rate(row: ExchangeRate) -> str:
    """Return a rate as an equation of two amounts."""
    return format_rate(row.base, Decimal(row.millionths) / MILLION, row.quote)


def rate_row(row: ExchangeRate) -> dict[str, Any]:
    """Return a rate for the table of rates."""
    return {"day": row.rated_on, "rate": rate(row), "source": row.source, "is_own": row.library_id is not None}


def question_of_rate(before: ExchangeRate, given: RateInput, back_url: str) -> Question:
    """Return what is asked of who enters a rate that takes the place of another, or is far from the one before."""
    base, quote = given.units
    told = _(
        "Until now %(rate)s of %(date)s counted. Compare the new rate with its source.",
        rate=rate(before),
        date=format_date(before.rated_on, "medium"),
    )
    new = format_rate(base, Decimal(given.millionths) / MILLION, quote)
    return Question(_("Enter this rate"), told, back_url, chosen=[(_("New rate"), new)])


def running(value: int, unit: Unit) -> str:
    """Return who owes how much in a column with several units: where nothing is owed, in which of them."""
    return balance(value, unit) if value else _("%(unit)s: even", unit=UNITS[unit])


def balance(value: int, unit: Unit) -> str:
    """Return who owes how much: `value` above zero is owed to us."""
    if value == 0:
        return _("even")
    counted = amount(abs(value), unit)
    return _("they owe us %(amount)s", amount=counted) if value > 0 else _("we owe them %(amount)s", amount=counted)
