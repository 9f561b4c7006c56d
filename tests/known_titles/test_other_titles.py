"""A book described by a title of another language or in other letters: which records may be meant."""

import pytest

from library_exchange.core.db import database, reading
from library_exchange.known_titles.queries.cited import records_cited
from library_exchange.known_titles.queries.other_titles import records_elsewhere
from tests.catalogue.books import book, give


@pytest.fixture
def shelves(knowing_app, make_library, worlds):
    """Records by title: Chinese books of Heihe, Russian ones of Amur."""
    return worlds.given(database(), "shelves of two libraries", lambda: filled(make_library))


def filled(make_library):
    heihe, amur = make_library(), make_library("Amur", "RU")
    chinese = [("活着", "余华"), ("家", "巴金"), ("黑河纪事", "王明")]
    russian = [("Братья", "Юй Хуа"), ("Семья", "Иванов, Пётр"), ("Мать", "Горький, Максим")]
    given = [(heihe, "chi", *pair) for pair in chinese] + [(amur, "rus", *pair) for pair in russian]
    return {
        title: give(library, book(title, author, number=str(n), language=language), raw=str(n).encode())
        for n, (library, language, title, author) in enumerate(given)
    }


def elsewhere(*lines):
    with reading() as session:
        return records_elsewhere(session, lines)


def cited(title, author=None):
    with reading() as session:
        return records_cited(session, None, None, title, author)


@pytest.mark.parametrize("author", ["Юй Хуа", "Yu Hua", "余华", None])
@pytest.mark.parametrize("title", ["Жить", "To Live", "活着", "活著", "Huozhe", "huó zhe", "Хочжэ"])
def test_a_book_is_found_by_its_title_in_any_language(shelves, title, author):
    assert cited(title, author) == [shelves["活着"]]


def test_a_chinese_reader_finds_a_russian_edition(shelves):
    assert cited("兄弟", "余华") == [shelves["Братья"]]
    assert cited("母亲", "高尔基") == [shelves["Мать"]]


def test_a_title_that_no_work_has_is_found_by_its_sound(shelves):
    for title in ("Хэйхэ цзиши", "Heihe jishi"):
        assert cited(title) == [shelves["黑河纪事"]], title
    assert cited("黑河即时") == [], "other characters are another title, however they sound"


def test_an_author_who_did_not_write_the_work_is_believed(shelves):
    assert elsewhere(("Жить", "Иванов, Пётр"), ("Жить", "Ба Цзинь")) == {}
    assert cited("Семья", "Ба Цзинь") == [shelves["Семья"], shelves["家"]], "one may be meant as well as the other"


def test_many_lines_are_looked_up_at_once(shelves):
    lines = [
        ("Жить", "Юй Хуа"),
        ("Семья", None),
        ("Нигде", None),
        ("", None),
        *((f"Книга {n}", None) for n in range(600)),
    ]
    found = elsewhere(*lines)
    assert found["Жить", "Юй Хуа"] == [shelves["活着"]]
    assert shelves["家"] in found["Семья", None]
    assert len(found) == 2
