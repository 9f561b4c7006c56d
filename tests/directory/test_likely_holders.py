"""Of libraries that are not known to hold a book, those that read its language come first, then the nearest."""

import pytest

from library_exchange.directory.likely_holders import find_region, likeliest_first, reads
from library_exchange.directory.models import Library

DAYS = {"harbin": 7, "heihe": 2, "amur": 12, "khabarovsk": 10, "almaty": 20, "partner": 1}


def library(code, country, language, city="", is_remote=False):
    told = {"code": code, "country": country, "language": language, "is_remote": is_remote}
    return Library(**told, city_zh="", city_ru=city, city_en="")


LENDERS = [
    library("harbin", "CN", "zh", "Харбин"),
    library("heihe", "CN", "zh", "Хэйхэ"),
    library("amur", "RU", "ru", "Благовещенск"),
    library("khabarovsk", "RU", "ru", "Хабаровск"),
    library("almaty", "KZ", "ru", "Алматы"),
    library("partner", "RU", "ru", "Москва", is_remote=True),
]


@pytest.mark.parametrize(
    ("title", "languages", "country"),
    [
        ("Амур и его берега", (), "RU"),
        ("黑河史话", (), "CN"),
        ("История Китая 中国史", (), "CN"),
        ("Амур и его берега", ("chi",), "CN"),
        ("Гісторыя", (), None),
        ("Rivers of Asia", (), None),
        ("1984", (), None),
        ("Amur", ("rus", "eng"), "RU"),
    ],
)
def test_where_a_book_is_from_is_told_by_its_language_or_by_its_letters(title, languages, country):
    found = find_region(title, languages)
    assert (found.country if found else None) == country


@pytest.mark.parametrize(
    ("title", "places", "order"),
    [
        ("Амур", (), "khabarovsk amur almaty partner heihe harbin"),
        ("Амур", ("БЛАГОВЕЩЕНСК", "Амур"), "amur khabarovsk almaty partner heihe harbin"),
        ("黑河史话", (), "heihe harbin khabarovsk amur almaty partner"),
    ],
)
def test_who_reads_it_comes_first_then_who_is_where_it_was_published_then_the_nearest(title, places, order):
    ranked = likeliest_first(LENDERS, find_region(title, ()), places, lambda each: DAYS[each.code])
    assert [each.code for each in ranked] == order.split()


def test_a_library_reads_the_books_of_its_country_and_those_in_the_language_it_works_in():
    russian = find_region("Амур", ())
    assert [each.code for each in LENDERS if reads(each, russian)] == ["amur", "khabarovsk", "almaty", "partner"]
