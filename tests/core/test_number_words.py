"""Small numbers in words are told in one place, in the forms in which lists write them."""

import re

import pytest

from library_exchange.core.number_words import ENGLISH, GENITIVE, NAMED, OF_EACH, OF_ONE, number_of_word, spelled

FORMS = (NAMED, GENITIVE, OF_ONE, OF_EACH, ENGLISH)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        *(("одному", 1), ("Одной", 1), ("две", 2), ("трёх", 3), ("пяти", 5), ("тринадцать", 13), ("двадцать", 20)),
        *(("пара", 2), ("ten", 10), ("两", 2), ("叁", 3), ("十二", 12), ("二十三", 23), ("拾贰", 12)),
        *(("二三", None), ("одноимённый", None), ("три кота", None), ("2", None), ("", None)),
    ],
)
def test_a_word_tells_its_number_and_any_other_none(word, number):
    assert number_of_word(word) == number


def test_each_word_of_an_expression_is_known_as_its_number():
    for form in FORMS:
        for number, words in form.items():
            assert {number_of_word(word) for word in words.split()} == {number}
            assert all(re.fullmatch(spelled(form), word) for word in words.split())


def test_an_expression_ends_at_the_largest_number_asked_for():
    assert spelled(OF_EACH, most=3) == "одному|одной|два|две|три"
    assert spelled(GENITIVE, ENGLISH, most=2) == "двух|one|two"
