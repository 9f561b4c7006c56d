"""Numbers and weights as people type them into forms are read, or asked about: never taken for another number."""

import importlib
import pkgutil
import re
import time

import pytest
from pydantic import BaseModel
from pydantic_core import PydanticCustomError

import library_exchange
from library_exchange.core.amounts import (
    COUNTED_BY,
    COUNTS,
    UNITS,
    WRONG_UNITS,
    Grams,
    find_grams,
    find_typed,
    find_whole,
)
from library_exchange.core.bounds import Money, in_hundredths
from library_exchange.core.errors import InvalidInput
from library_exchange.core.money import WRONG_SUMS
from library_exchange.deals.schemas import AgreementInput, SettlementInput
from library_exchange.ledger.schemas import RateInput
from library_exchange.reconciliation.schemas import Difference
from library_exchange.standing_exchange.schemas import StandingInput
from library_exchange.web.forms import parse

WEIGHTS = {
    "350": 350,
    "1200": 1200,
    "1 200": 1200,
    "1\u00a0200": 1200,
    "1\u202f200 г": 1200,
    "350 г": 350,
    "350 гр.": 350,
    "1,2 кг": 1200,
    "1.2 kg": 1200,
    "0,3 кг": 300,
    "1.2公斤": 1200,
    "500克": 500,
    "1千克": 1000,
    "１２００": 1200,
    "1 кг 200 г": 1200,
}
UNSURE = ["", "1,2", "0,65", "1.200", "2斤", "кг", "-3", "1 2", "350,5 г", "3 экз.", "٣", "9" * 40]


@pytest.mark.parametrize("typed", WEIGHTS)
def test_a_weight_is_read_with_and_without_its_unit(typed):
    assert find_grams(typed) == WEIGHTS[typed]


@pytest.mark.parametrize("typed", UNSURE)
def test_what_could_be_another_weight_is_not_read(typed):
    assert find_grams(typed) is None


class Book(BaseModel):
    year: int | None = None
    copies: int = 1
    weight_g: Grams | None = None


def test_a_form_reads_numbers_as_people_write_them():
    read = parse(Book, {"year": "2009 г.", "copies": "1 200 экз.", "weight_g": "1,2 кг"})
    assert (read.year, read.copies, read.weight_g) == (2009, 1200, 1200)


def test_a_form_names_every_field_that_it_cannot_read():
    with pytest.raises(InvalidInput) as refused:
        parse(Book, {"year": "в прошлом году", "copies": "2 кг", "weight_g": "1,2"})
    assert set(refused.value.fields) == {"year", "copies", "weight_g"}


@pytest.mark.parametrize(
    ("typed", "unit", "digits"),
    [
        *(
            ("2009年", "year", "2009"),
            ("3 экз.", "year", None),
            ("２０册", "copies", "20"),
            ("10 экз.", "copies", "10"),
        ),
        *(("12 мес.", "months", "12"), ("12个月", "months", "12"), ("5 мес.", "copies", None), ("3 г", "copies", None)),
        *(("11册", "copies", "11"), ("十一册", "copies", "11"), ("共 5 册", "copies", "5"), ("两本", "copies", "2")),
        *(("第1期", "issues", "1"), ("第十二期", "issues", "12"), ("№ 1", "issues", "1"), ("вып. 4", "issues", "4")),
        *(("no. 7", "issues", "7"), ("1期", "issues", "1"), ("т. 12", "volumes", "12"), ("第3卷", "volumes", "3")),
        *(("第1册", "issues", None), ("十一期", "copies", None), ("кг 3", "copies", None), ("第", "issues", None)),
        *(("30天", "days", "30"), ("30 дн.", "days", "30"), ("110 ％", "percent", "110"), ("2册", "", None)),
    ],
)
def test_only_the_unit_of_the_field_may_stand_behind_its_number(typed, unit, digits):
    assert find_whole(typed, unit) == digits


SUMS = {
    **dict.fromkeys(("98", "98元", "98 元", "９８元", "¥98", "￥98.00", "98,00 юаней", "CNY 98"), ("CNY", 9800)),
    **dict.fromkeys(("120 руб.", "120р.", "120 ₽", "120,00 рублей", "120卢布", "руб. 120"), ("RUB", 12000)),
    **dict.fromkeys(("2张", "2 张", "2 ваучера", "2,00 шт.", "２张"), ("vouchers", 200)),
    "1 350,50 руб.": ("RUB", 135050),
    "1,350.50元": ("CNY", 135050),
    **dict.fromkeys(("300-00", "300–00 руб.", "300-00р.", "３００-００"), ("RUB", 30000)),
    "1 350-50": ("RUB", 135050),
}
NO_SUMS = {
    "98元": "RUB",
    "50-60": "RUB",
    "300-00": "CNY",
    "300-5": "RUB",
    "120 руб.": "CNY",
    "2册": "vouchers",
    "98 元 5 角": "CNY",
    "元": "CNY",
    "1,350 元": "CNY",
}


@pytest.mark.parametrize("typed", SUMS)
def test_a_sum_is_read_with_the_sign_of_its_currency(typed):
    unit, minor = SUMS[typed]
    assert in_hundredths(typed, unit) == minor


@pytest.mark.parametrize("typed", NO_SUMS)
def test_a_sum_in_another_currency_is_not_read(typed):
    with pytest.raises(PydanticCustomError):
        in_hundredths(typed, NO_SUMS[typed])


class Paid(BaseModel):
    value_minor: Money | None = None
    settlement_currency: str | None = None
    settlement_minor: Money | None = None


def test_the_currency_of_a_sum_is_that_of_its_form_or_of_its_page():
    assert parse(Paid, {"value_minor": "98元"}, "CNY").value_minor == 9800
    told = {"settlement_currency": "RUB", "settlement_minor": "120 руб."}
    assert parse(Paid, told, "CNY").settlement_minor == 12000
    with pytest.raises(InvalidInput) as refused:
        parse(Paid, {"value_minor": "98元"}, "RUB")
    assert str(refused.value.fields["value_minor"]) == str(WRONG_SUMS["RUB"])


def test_a_number_with_another_unit_is_refused_with_what_the_field_counts():
    for form, counted in (({"mode": "piece"}, "copies"), ({"mode": "page"}, "pages"), ({"mode": "priced"}, "points")):
        with pytest.raises(InvalidInput) as refused:
            parse(AgreementInput, form | {"credit": "20 мес.", "term_months": "12册"})
        assert str(refused.value.fields["credit"]) == str(WRONG_UNITS[counted])
        assert str(refused.value.fields["term_months"]) == str(WRONG_UNITS["months"])
    read = parse(AgreementInput, {"mode": "piece", "credit": "20册", "term_months": "12 мес."})
    assert (read.credit, read.term_months) == (20, 12)


def test_a_standing_exchange_takes_its_numbers_with_the_signs_of_what_they_count():
    typed = {"ours_rate": "1册", "theirs_rate": "２ тома", "ours_first_number": "3期", "theirs_first_number": "1 вып."}
    typed |= {"ours_first_volume": "12卷", "theirs_first_volume": "5 т.", "first_year": "2027 г."}
    told = parse(StandingInput, typed)
    assert (told.ours_rate, told.theirs_rate, told.first_year) == (1, 2, 2027)
    assert (told.ours_first_number, told.theirs_first_number) == (3, 1)
    assert (told.ours_first_volume, told.theirs_first_volume) == (12, 5)
    for name, wrong in (("ours_rate", "1 кг"), ("ours_first_volume", "12 экз."), ("theirs_first_number", "2 тома")):
        with pytest.raises(InvalidInput) as refused:
            parse(StandingInput, typed | {name: wrong})
        assert set(refused.value.fields) == {name}


def test_a_settlement_is_read_in_the_unit_it_is_proposed_in():
    for unit, typed, amount in (("pieces", "2册", 2), ("vouchers", "2张", 200), ("RUB", "120 руб.", 12000)):
        assert parse(SettlementInput, {"remedy": "carry", "unit": unit, "amount": typed}).amount == amount
    for unit, typed in (("pieces", "2元"), ("CNY", "120 руб."), ("vouchers", "2册")):
        with pytest.raises(InvalidInput):
            parse(SettlementInput, {"remedy": "carry", "unit": unit, "amount": typed})


@pytest.mark.parametrize(("typed", "copies"), [("2", 2), ("２", 2), ("2 экз.", 2), ("2册", 2), ("2 кг", None)])
def test_a_number_of_copies_is_read_outside_of_a_schema_too(typed, copies):
    assert find_typed(typed) == copies


def test_a_rate_may_bear_the_sign_of_the_currency_it_is_told_in():
    told = {"pair": "CNY RUB", "rated_on": "2026-11-23", "source": "ЦБ РФ"}
    assert parse(RateInput, told | {"millionths": "12,5 руб."}).millionths == 12_500_000
    with pytest.raises(InvalidInput):
        parse(RateInput, told | {"millionths": "12,5元"})


CHOSEN = {
    *("priority", "phrase", "seq", "one_version", "other_version", "version"),
    *("copies_if_whole", "number", "record_id", "openings", "copy_openings", "fee_minor", "most_minor"),
    *("settlement_minor", "giver_id", "receiver_id", "days", "wait_days", "limit_mb", "first_number", "rate"),
    *("first_volume", "editions", "begins_at", "numbers"),
}
"""Numbers that nobody types: chosen from a list, kept in the form, or told by a machine."""


def _schemas():
    for module in pkgutil.walk_packages(library_exchange.__path__, "library_exchange."):
        if ".schemas" in module.name and ".rest_api." not in module.name:
            for thing in vars(importlib.import_module(module.name)).values():
                if isinstance(thing, type) and issubclass(thing, BaseModel) and thing.__module__ == module.name:
                    yield thing


def _typed_numbers():
    for schema in _schemas():
        yield from _numbers_of(schema)


def _numbers_of(schema):
    for name, field in schema.model_fields.items():
        told = repr((field.annotation, field.metadata))
        is_number = re.search(r"\bint\b", told) and "dict[" not in told
        if is_number and "BeforeValidator" not in told:
            yield f"{schema.__module__}.{schema.__name__}", name


def test_every_number_that_is_typed_into_a_form_is_read_with_its_unit():
    """11册 in one form and not in the next: who types cannot know which."""
    found = list(_typed_numbers())
    assert len(found) > 30
    assert [each for each in found if each[1] not in {*COUNTS, *COUNTED_BY, *CHOSEN}] == []
    assert all(kind in UNITS and kind in WRONG_UNITS for kind in COUNTS.values())


def test_every_weight_that_is_typed_into_a_form_is_read_with_its_unit():
    """350克 in a list and not in the consignment: who types cannot know which."""
    found = [(schema, name) for schema in _schemas() for name in schema.model_fields if name.endswith("_g")]
    assert len(found) >= 10
    for schema, name in found:
        for typed, grams in (("350克", 350), ("350 г", 350), ("0,35 кг", 350), ("1.2kg", 1200)):
            read = schema.__pydantic_validator__.validate_assignment(schema.model_construct(), name, typed)
            assert getattr(read, name) == grams, f"{schema.__qualname__}.{name}"


@pytest.mark.parametrize(
    ("line", "typed", "number"),
    [
        ("sent.pieces", "11册", 11),
        ("sent.pieces", "十一册", 11),
        ("sent.pieces", "11 экз.", 11),
        ("sent.pieces", "11", 11),
        ("fees.RUB", "12,50 руб.", 1250),
    ],
)
def test_a_figure_of_the_year_is_read_in_the_unit_of_its_line(line, typed, number):
    assert parse(Difference, {"line": line, "ours": typed}).ours == number


def test_a_first_issue_is_read_as_it_stands_on_the_issue():
    typed = {"ours_first_number": "第1期", "theirs_first_number": "№ 3", "ours_first_volume": "т. 12"}
    read = parse(StandingInput, typed)
    assert (read.ours_first_number, read.theirs_first_number, read.ours_first_volume) == (1, 3, 12)


@pytest.mark.parametrize("told", ["9" * 200_000 + "x", "1" + " 999" * 50_000 + "x", "- " + "9" * 200_000 + "x"])
def test_a_very_long_sum_is_refused_within_a_moment(told):
    began = time.process_time()
    with pytest.raises(PydanticCustomError):
        in_hundredths(told)
    assert time.process_time() - began < 2
