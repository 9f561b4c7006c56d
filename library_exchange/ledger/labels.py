"""Names of units and reasons, and amounts as people write them."""

from collections.abc import Callable
from typing import Any

from library_exchange.core.i18n import _l, _n, _pl, format_number
from library_exchange.core.money import format_money
from library_exchange.ledger.models import Reason, Unit

REASONS = {
    Reason.OPENING: _l("Opening balance"),
    Reason.RECEIPT: _l("Receipt confirmed"),
    Reason.CLAIM: _l("Settled after a claim"),
    Reason.CARRY: _l("Carried to another account"),
    Reason.SETTLE: _l("Settled in kind"),
    Reason.FORGIVE: _l("Forgiven as a gift"),
    Reason.FEE: _l("Fee of an interlibrary loan"),
    Reason.PAID: _l("Paid or set off outside this site"),
    Reason.BORNE: _l("Borne by the network after a claim"),
}
REVERSED = {
    Reason.OPENING: _l("Opening balance, corrected"),
    Reason.RECEIPT: _l("Receipt confirmed, corrected"),
    Reason.CLAIM: _l("Settled after a claim, corrected"),
    Reason.CARRY: _l("Carried to another account, corrected"),
    Reason.SETTLE: _l("Settled in kind, corrected"),
    Reason.FORGIVE: _l("Forgiven as a gift, corrected"),
    Reason.FEE: _l("Fee of an interlibrary loan, taken back"),
    Reason.PAID: _l("Paid or set off outside this site, corrected"),
    Reason.BORNE: _l("Borne by the network after a claim, corrected"),
}
UNITS = {
    Unit.PIECES: _pl("unit", "Copies"),
    Unit.POINTS: _pl("unit", "Points"),
    Unit.PAGES: _pl("unit", "Pages"),
    Unit.VOUCHERS: _pl("unit", "Vouchers"),
    Unit.CNY: _pl("unit", "Yuan"),
    Unit.RUB: _pl("unit", "Roubles"),
}
_COUNTED: dict[Unit, Callable[[int], str]] = {
    Unit.PIECES: lambda n: _n("%(count)s copy", "%(count)s copies", n, count=format_number(n)),
    Unit.POINTS: lambda n: _n("%(count)s point", "%(count)s points", n, count=format_number(n)),
    Unit.PAGES: lambda n: _n("%(count)s page", "%(count)s pages", n, count=format_number(n)),
}


def amount(value: int, unit: Unit) -> str:
    """Return `value`, not below zero, with its unit; money is given in its minor unit."""
    count = _COUNTED.get(unit)
    return count(value) if count else format_money(value, unit)


def reason(code: Reason, is_reversal: bool) -> Any:
    """Return why an entry was posted, or that it corrects such an entry."""
    return REVERSED[code] if is_reversal else REASONS[code]
