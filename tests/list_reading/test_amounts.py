"""What cells of a list say in numbers: no number is lost, none is read wrongly, and what is unsure is told apart."""

import pytest

from library_exchange.list_reading.rules import amounts
from library_exchange.offers.rules.numbers import most_pages

WEIGHTS = {
    ("650", 1): 650,
    ("1 200", 1): 1200,
    ("1\u00a0200 г", 1): 1200,
    ("1\u2009200", 1): 1200,
    ("1\u202f200", 1): 1200,
    ("1'200 g", 1): 1200,
    ("1,2 кг", 1): 1200,
    ("1.250 kg", 1): 1250,
    ("0,32 кг", 1): 320,
    ("0,65", 1000): 650,
    ("1", 1000): 1000,
    ("650 г.", 1000): 650,
    ("1.5公斤", 1): 1500,
    ("0.3千克", 1): 300,
    ("５００克", 1): 500,
    ("约500克", 1): 500,
    ("1 кг 200 г", 1): 1200,
    ("5 г", 1): 5,
    ("—", 1): None,
    ("", 1): None,
    ("нет", 1000): None,
}
GUESSED_WEIGHTS = {
    ("0,65", 1): 650,
    ("2", 1): 2000,
    ("650", 1000): 650,
    ("650 кг", 1): 650,
    ("1,200", 1): 1200,
    ("2斤", 1): 1000,
    ("1", 500): 500,
    ("2 фунта", 1): None,
    ("500-600", 1): None,
    ("0", 1): None,
    ("тяжёлая", 1): None,
    ("99999999", 1): None,
}


@pytest.mark.parametrize(("text", "usual"), WEIGHTS)
def test_a_weight_is_read_as_people_write_it(text, usual):
    assert amounts.weight(text, usual) == (WEIGHTS[text, usual], True)


@pytest.mark.parametrize(("text", "usual"), GUESSED_WEIGHTS)
def test_a_weight_that_no_book_has_or_in_an_unknown_unit_is_a_guess_at_most(text, usual):
    assert amounts.weight(text, usual) == (GUESSED_WEIGHTS[text, usual], False)


COPIES = {
    "2": 2,
    "2.0": 2,
    "2 экз.": 2,
    "2экз": 2,
    "3 шт.": 3,
    "×2": 2,
    "10册": 10,
    "两册": 2,
    "1套": 1,
    "два": 2,
    "Семь": 7,
    "二": 2,
    "2 (два) экз.": 2,
    "-": None,
    "": None,
    "0": 0,
    "1000": 1000,
}
GUESSED_COPIES = {
    "комплект": 1,
    "1 компл.": 1,
    "1套(4册)": 1,
    "1套（全4册）": 1,
    "2-3": 2,
    "若干": 1,
    "нет": 1,
    "2+1": 2,
}


@pytest.mark.parametrize("text", COPIES)
def test_copies_are_told_in_digits_in_words_and_with_units(text):
    assert amounts.copies(text) == (COPIES[text], True)


@pytest.mark.parametrize("text", GUESSED_COPIES)
def test_how_many_copies_a_set_or_a_span_is_has_to_be_asked(text):
    assert amounts.copies(text) == (GUESSED_COPIES[text], False)


YEARS = {
    "1998": 1998,
    "1998 г.": 1998,
    "[1998]": 1998,
    "©2001": 2001,
    "c1998": 1998,
    "2015 год": 2015,
    "1998.0": 1998,
    "2003年5月第1版": 2003,
    "2003-05": 2003,
    "一九五七年版": 1957,
    "二〇〇三年五月第一版": 2003,
    "一九九八": 1998,
    "12.05.2003": 2003,
    "2003-01-01 00:00:00": 2003,
    "б. г.": None,
}
GUESSED_YEARS = {
    "1998-2001": 1998,
    "1998–2001 гг.": 1998,
    "1998/99": 1998,
    "1998, 2001": 1998,
    "ок. 1900": 1900,
    "98": None,
    "199-": None,
    "1200": None,
    "民国25年": None,
}


@pytest.mark.parametrize("text", YEARS)
def test_the_year_is_read_out_of_a_day_or_an_imprint(text):
    assert amounts.year(text) == (YEARS[text], True)


@pytest.mark.parametrize("text", GUESSED_YEARS)
def test_several_years_or_half_a_year_are_asked_about(text):
    assert amounts.year(text) == (GUESSED_YEARS[text], False)


PAGES = {"312 с.": 312, "312": 312, "[4], 312 с., 8 л. ил.": 312, "XII, 312 с.": 312, "1 024 с.": 1024, "共312页": 312}


@pytest.mark.parametrize("text", PAGES)
def test_of_an_extent_the_numbered_pages_count(text):
    assert amounts.pages(text) == (PAGES[text], True)
    assert most_pages(text) == PAGES[text]


@pytest.mark.parametrize("text", ["2 т.", "256-300", "100; 200", "999999"])
def test_volumes_and_spans_are_no_number_of_pages(text):
    assert not amounts.pages(text).is_sure


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Песни реки, 300 г, 2 экз.", ("Песни реки , 2 экз.", 300)),
        ("《江边旧事》 2300克", ("《江边旧事》", 2300)),
        ("Песни реки. Вес: 1,2 кг", ("Песни реки", 1200)),
        ("Песни реки. вес 1500 г", ("Песни реки", 1500)),
        ("Песни реки, 1985 г.", None),
        ("Песни реки, 5 г", None),
        ("300 г", None),
        ("Песни реки 300 главных", None),
    ],
)
def test_the_weight_of_a_book_is_read_from_a_plain_line(line, told):
    found = amounts.weight_in(line)
    assert (None if found is None else found[:2]) == told


def test_a_book_weighs_as_much_in_a_cell_as_in_a_line():
    assert (amounts.weight("20"), amounts.weight("19")) == ((20, True), (19_000, False))
    assert (amounts.weight("20 кг"), amounts.weight("21 кг").is_sure) == ((20_000, True), False)
    assert (amounts.weight_in("Сад 20 г").grams, amounts.weight_in("Сад 19 г")) == (20, None)
