"""What pages show of the ledger: sentences of who owes whom instead of signed numbers."""

from collections.abc import Mapping
from typing import Any

from library_exchange.core.i18n import _
from library_exchange.ledger.labels import amount, reason
from library_exchange.ledger.models import Unit
from library_exchange.ledger.queries import Statement, StatementLine, Sums
from library_exchange.ledger.schemas import Reference

MINUS = "−"
Shown = tuple[str, str | None] | tuple[str, str | None, str | None]
"""What an entry is about, in words, the address of its page, if it has one, and the `lang` of a title."""


def statement(found: Statement, about: Mapping[Reference, Shown]) -> dict[str, Any]:
    """Return `found` for the macro `table` of `ledger/_statement.html`; `about` names what the entries are about."""
    return {
        "first_day": found.first_day,
        "last_day": found.last_day,
        "opening": owed(found.opening),
        "lines": [_line(line, *about.get(line.reference, ("", None))) for line in found.lines],
        "closing": owed(found.closing),
    }


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
        "balance": balance(line.balance, line.unit),
    }


def owed(sums: Sums) -> list[str]:
    """Return a sentence for each unit of a balance; that the account is even where nothing is owed."""
    return [balance(value, unit) for unit, value in sums.items() if value] or [_("even")]


def balance(value: int, unit: Unit) -> str:
    """Return who owes how much: `value` above zero is owed to us."""
    if value == 0:
        return _("even")
    counted = amount(abs(value), unit)
    return _("they owe us %(amount)s", amount=counted) if value > 0 else _("we owe them %(amount)s", amount=counted)
