"""One book tells which others may be the same work: its author sounds so and the titles share half of their words."""

import pytest

from library_exchange.learned_forms.same_work import with_other_languages
from library_exchange.search.planning import plan
from library_exchange.search.port import Query
from tests.search.conftest import ReferenceEngine, book


def card(title, author):
    return {"titles": [[title, "", "original", False]], "authors": [[[author, "", "original", False]]]}


CAPTAIN, SONG = card("Дочь капитана", "Громов, Пётр Ильич"), card("[俄] 上尉的歌 : 小说", "〔俄〕彼得·格罗莫夫")


@pytest.fixture(scope="module")
def shelf():
    engine = ReferenceEngine()
    engine.put(
        [
            book(1, "Дочь капитана", author="Громов, Пётр"),
            book(2, "上尉的女儿", author="格罗莫夫"),
            book(3, "上尉的女儿", author="王明"),
            book(4, "草原", author="格罗莫夫"),
            book(5, "Песня капитана", author="Громов, Пётр"),
        ]
    )
    return engine


@pytest.mark.parametrize(
    ("asked", "first", "found"),
    [("Дочь капитана", CAPTAIN, {1, 2, 3}), ("上尉的歌", SONG, {1, 5})],
)
def test_a_book_brings_the_same_work_in_another_language(shelf, asked, first, found):
    wider = with_other_languages(plan(Query(asked)), [first])
    assert found <= set(shelf.search(wider).ids)
    assert 4 not in shelf.search(wider).ids


@pytest.mark.parametrize(
    "first", [card("Дочь капитана", ""), card("Ъъъ", "Громов, Пётр"), {"titles": [], "authors": []}]
)
def test_a_book_that_tells_too_little_brings_nothing(first):
    assert with_other_languages(plan(Query("Ъъъ")), [first]) is None
