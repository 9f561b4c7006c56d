"""Numbers and weights as people type them into forms are read, or asked about: never taken for another number."""

import pytest
from pydantic import BaseModel

from library_exchange.core.amounts import Grams, find_grams, find_whole
from library_exchange.core.errors import InvalidInput
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


@pytest.mark.parametrize(("typed", "name", "digits"), [("2009年", "year", "2009"), ("3 экз.", "year", None)])
def test_only_the_unit_of_the_field_may_stand_behind_its_number(typed, name, digits):
    assert find_whole(typed, name) == digits
