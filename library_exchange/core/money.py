"""Sums of money as people read them: the number and the name of the currency, in the language of the page."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from library_exchange.core.i18n import _l, _n, _pl, current, speaking

VOUCHERS = "vouchers"
"""What stands in place of a currency (ISO 4217) where a loan is paid by IFLA vouchers, whole or half ones."""
NAMES: dict[str, Any] = {
    "CNY": _pl("currency", "yuan"),
    "RUB": _pl("currency", "roubles"),
    VOUCHERS: _pl("currency", "vouchers"),
}
"""What a currency is called where a number is to be written in it; one that is not here is told by its ISO code."""
_SUMS: dict[str, Callable[[str, int], str]] = {
    "CNY": lambda number, n: _n("%(number)s yuan", "%(number)s yuan", n, number=number),
    "RUB": lambda number, n: _n("%(number)s rouble", "%(number)s roubles", n, number=number),
    VOUCHERS: lambda number, n: _n("%(number)s voucher", "%(number)s vouchers", n, number=number),
}
SIGNS: Mapping[str, frozenset[str]] = {
    "CNY": frozenset({"元", "块", "圆", "人民币", "¥", "юань", "юаня", "юаней", "rmb", "yuan"}),
    "RUB": frozenset({"р", "руб", "рубль", "рубля", "рублей", "₽", "卢布", "rouble", "roubles", "ruble", "rubles"}),
    VOUCHERS: frozenset({"ваучер", "ваучера", "ваучеров", "шт", "voucher", "张", "枚"}),
}
"""What people write beside a sum; the code of its currency may stand there too."""
WITH_A_DASH = frozenset({"RUB"})
"""Currencies whose hundredths people write behind a dash: 300-00."""
WRONG_SUMS: Mapping[str, Any] = {
    "CNY": _l("Enter a sum in yuan, like 12.50."),
    "RUB": _l("Enter a sum in roubles, like 120."),
    VOUCHERS: _l("Enter a number of vouchers, like 2 or 1.5."),
}
"""What is said where something else stands beside a sum."""
BROKEN = 2
"""A number with a fraction is spoken like two in Russian, like any but one in English; Chinese makes no difference."""
BETWEEN = " · "


def format_money(minor: int, currency: str) -> str:
    """Return an amount, given in the hundredth part of `currency`, as the language of the page writes it.

    Files for machines (CSV, XML) and forms of the post keep the ISO code instead.
    """
    pattern = "#,##0.#" if currency == VOUCHERS else "#,##0.00"
    number = format_decimal(Decimal(minor) / 100, pattern, locale=current().locale).replace(" ", "\u00a0")
    said = _SUMS.get(currency)
    if said is None:
        return f"{number}\u00a0{currency}"
    return said(number, abs(minor) // 100 if minor % 100 == 0 else BROKEN).replace(" ", "\u00a0")


def with_hundredths(minor: int) -> str:
    """Return an amount, given in the hundredth part of its unit, with two decimals in the language of the page."""
    return str(format_decimal(Decimal(minor) / 100, "#,##0.00", locale=current().locale))


def as_typed(minor: int, currency: str = "") -> str:
    """Return a sum in hundredths as the field of a form holds it, with the comma or point of the page's language.

    Of vouchers there are whole and half ones.

    `bounds.in_hundredths` reads it back.
    """
    return format_decimal(Decimal(minor) / 100, "0.#" if currency == VOUCHERS else "0.00", locale=current().locale)


def format_rate(base: str, quoted: Decimal, quote: str) -> str:
    """Return what one unit of `base` is in `quote`, with all its decimals, six at most."""
    number = format_decimal(quoted, "#,##0.######", locale=current().locale).replace(" ", "\u00a0")
    whole = int(quoted) if quoted == int(quoted) else BROKEN
    said = (_SUMS[base]("1", 1), _SUMS[quote](number, whole))
    return " = ".join(each.replace(" ", "\u00a0") for each in said)


def signs_of(currency: str) -> frozenset[str]:
    """Return what may stand beside a sum in `currency` that somebody types."""
    return SIGNS.get(currency, frozenset()) | {currency.casefold()}


def currency_name(currency: str) -> str:
    """Return what a currency is called in the language of the page, to stand in a label or the head of a column."""
    return str(NAMES.get(currency, currency))


def currency_names(currency: str, languages: Iterable[str]) -> tuple[str, ...]:
    """Return what a currency is called in each language of a paper, each name once."""
    names = []
    for code in languages:
        with speaking(code):
            names.append(currency_name(currency))
    return tuple(dict.fromkeys(names))


def sum_side_by_side(number: str, currency: str, languages: Iterable[str]) -> str:
    """Return a number as a paper writes it, with the name of the currency in each language of the paper."""
    return f"{number} {BETWEEN.join(currency_names(currency, languages))}"
