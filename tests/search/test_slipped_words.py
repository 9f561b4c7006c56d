"""A slip is put right by what words mean in titles of other languages, and by those who made books."""

import pytest

from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.budget import Budget
from library_exchange.search.slipped_words import put_right
from library_exchange.search.unknown_words import unknown_words
from tests.search.conftest import ReferenceEngine, book


@pytest.fixture(scope="module")
def shelf():
    engine = ReferenceEngine()
    engine.put([book(1, "Капитанская дорога", "Гончаренко, Илья"), book(2, "狼的故事", "林忠书")])
    return engine


def _meant(engine, text):
    found = list(runs(prepared(text)))
    return list(put_right(engine, text, unknown_words(engine, found), Budget()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("The Captian", "The Captain"),  # No book has the English word, one what it means.
        ("Gonharenko", "Goncharenko"),
        ("Lin Zhogshu", "Lin Zhongshu"),
    ],
)
def test_a_slip_is_put_right_though_no_book_has_the_word_itself(shelf, typed, meant):
    assert meant in _meant(shelf, typed)


@pytest.mark.parametrize("typed", ["gonharenko", "Lin Zhongshi", "Twain", "Silver"])
def test_what_may_well_be_meant_so_is_left(shelf, typed):
    assert _meant(shelf, typed) == []
