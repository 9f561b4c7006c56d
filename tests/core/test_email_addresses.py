"""Addresses that a keyboard left in another language has spoilt are told from those that are right."""

import pytest

from library_exchange.core.email_addresses import doubtful, is_doubtful


@pytest.mark.parametrize(
    "address",
    [
        "Иванова@amur.example",
        "иванова.о@amur.example",
        "ivanоva@amur.example",  # a Cyrillic о
        "ivanova@аmur.example",  # a Cyrillic а
        "ivanova@amur.exаmple",
        "王晓丽@heihe.example",
        "wang晓丽@heihe.example",
    ],
)
def test_letters_of_two_alphabets_are_asked_about(address):
    assert is_doubtful(address)


@pytest.mark.parametrize(
    "address",
    [
        "ivanova.o+mba@amur.example",
        "müller@bibliothek.example",
        "иванова@библиотека.рф",
        "王晓丽@图书馆.中国",
        "ivanova@библиотека.рф",
        "1957@amur.example",
    ],
)
def test_an_address_that_is_of_one_piece_is_not(address):
    assert not is_doubtful(address)


def test_what_was_not_given_is_not_asked_about():
    assert doubtful([None, "", "иван@amur.example"]) == ["иван@amur.example"]
