"""Sums of money as people read them: in the grammar of the page, vouchers in halves, other currencies by their code."""

from decimal import Decimal

import pytest

from library_exchange.core.i18n import speaking
from library_exchange.core.money import (
    VOUCHERS,
    currency_names,
    format_money,
    format_rate,
    signs_of,
    sum_side_by_side,
    with_hundredths,
)

SUMS = [
    ("ru", 100, "CNY", "1,00 юань"),
    ("ru", -100, "CNY", "-1,00 юань"),
    ("ru", -500, "CNY", "-5,00 юаней"),
    ("ru", 101, "CNY", "1,01 юаня"),
    ("ru", 2100, "CNY", "21,00 юань"),
    ("ru", 150, VOUCHERS, "1,5 ваучера"),
    ("ru", 500, VOUCHERS, "5 ваучеров"),
    ("en", 100, VOUCHERS, "1 voucher"),
    ("en", 150, "RUB", "1.50 roubles"),
    ("zh", 50, VOUCHERS, "0.5 张代金券"),
    ("zh", 123456, "EUR", "1,234.56 EUR"),
    ("ru", 123456, "EUR", "1 234,56 EUR"),
]
RATES = [
    ("ru", "CNY", "12.5", "RUB", "1 юань = 12,5 руб."),
    ("ru", "RUB", "5", "CNY", "1 руб. = 5 юаней"),
    ("ru", "RUB", "1.5", "CNY", "1 руб. = 1,5 юаня"),
    ("en", "CNY", "1", "RUB", "1 yuan = 1 rouble"),
    ("en", "CNY", "1234.123456", "RUB", "1 yuan = 1,234.123456 roubles"),
    ("zh", "RUB", "0.080000", "CNY", "1 卢布 = 0.08 元"),
]
HARD = str.maketrans(" ", "\u00a0")
"""A number and its currency are not torn apart at the end of a line."""


@pytest.mark.parametrize(("language", "minor", "currency", "text"), SUMS)
def test_a_sum_is_written_in_the_grammar_of_the_page(web, language, minor, currency, text):
    with speaking(language):
        assert format_money(minor, currency) == text.translate(HARD)


@pytest.mark.parametrize(("language", "base", "quoted", "quote", "text"), RATES)
def test_a_rate_keeps_all_its_decimals_and_each_currency_its_form(web, language, base, quoted, quote, text):
    with speaking(language):
        found = format_rate(base, Decimal(quoted), quote)
    assert found.split(" = ") == [side.translate(HARD) for side in text.split(" = ")]


def test_a_paper_names_a_currency_in_each_of_its_languages_once(web):
    assert currency_names("CNY", ("zh", "ru", "zh")) == ("元", "юаней")
    assert currency_names("EUR", ("zh", "ru")) == ("EUR",)
    assert sum_side_by_side("12.50", "CNY", ("zh", "ru")) == "12.50 元 · юаней"


@pytest.mark.parametrize(("language", "text"), [("zh", "1,234.50"), ("ru", "1\u00a0234,50"), ("en", "1,234.50")])
def test_a_sum_without_its_currency_has_two_decimals_in_the_language_of_the_page(web, language, text):
    with speaking(language):
        assert with_hundredths(123450) == text


@pytest.mark.parametrize(("currency", "signs"), [("CNY", {"元", "cny"}), ("RUB", {"₽", "rub"}), ("EUR", {"eur"})])
def test_beside_a_sum_may_stand_what_people_write_and_the_code_of_its_currency(currency, signs):
    assert signs <= signs_of(currency)
    assert "€" not in signs_of(currency)
