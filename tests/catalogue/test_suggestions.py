"""What is suggested while a reader types: what is most read first, and nothing of which there is no book."""

from dataclasses import replace

import pytest

from library_exchange.authority import names
from library_exchange.catalogue.queries.suggesting import suggestions
from library_exchange.core.db import reading
from library_exchange.marc.description import Identifier
from library_exchange.search.analysis.folding import prepared, runs
from tests.catalogue.books import book, give

TITLES = ("Первый бал", "Дым", "Новь")


@pytest.fixture
def suggested(knowing_web, make_library, deliver):
    """Return what is suggested for a text, as kind and first form, where one author has three books and another one."""
    library = make_library("Amur", "RU")
    described = [book(title, "Тургенев, Иван Сергеевич", number=title) for title in TITLES]
    described.append(book("Хаджи-Мурат", "Толстой, Лев Николаевич", number="h"))
    numbered = Identifier("isbn", "9785170336036", "978-5-17-033603-6", True)
    described.append(replace(book("Тундра", "Петров, Илья", number="t"), identifiers=(numbered,)))
    for each in described:
        give(library, each, raw=each.source_id.encode())
    deliver()

    def found(text, language="ru"):
        with reading() as session:
            engine = knowing_web.extensions["search"]
            return [(each.kind, each.forms[0][0]) for each in suggestions(session, engine, text, language)]

    return found


def test_who_has_the_most_books_comes_first(suggested):
    for typed in ("ту", "т", "Тург", "turg", "屠格", "nehu"):
        assert suggested(typed)[:1] == ([("author", "Тургенев, Иван Сергеевич")] if len(typed) > 1 else []), typed


def test_nobody_of_whom_there_is_no_book_is_suggested(suggested):
    assert {typed: suggested(typed) for typed in ("Достоев", "Лу Си", "鲁", "红楼", "ljcnj") if suggested(typed)} == {}


def test_a_number_not_typed_to_its_end_suggests_its_book_and_no_other(suggested):
    for typed in ("97851", "978-5-17-03", "5-17-033-", "ISBN 978-5-17", "5-17-033", "9785170336036"):
        assert suggested(typed) == [("book", "Тундра")], typed
    assert [suggested(typed) for typed in ("97", "97802", "978-7-02")] == [[], [], []]


def test_a_book_is_suggested_by_the_beginning_of_a_word_of_its_title(suggested):
    assert ("book", "Тундра") in suggested("тунд")


def test_what_the_other_keyboard_writes_with_signs_is_suggested_too(suggested):
    """«Хад» is [fl there, with a sign for a letter."""
    assert ("book", "Хаджи-Мурат") in suggested("[fl")


def test_one_letter_of_the_next_word_leaves_what_was_begun(suggested):
    for typed in ("Первый б", "Первый ба", "Первый"):
        assert ("book", "Первый бал") in suggested(typed), typed


@pytest.mark.parametrize(
    "typed", ["Lyakh", "Lyak", "Gonc", "Gonch", "Ryaz", "Ryazh", "Dors", "Dorsh", "Koltso", "Kolt"]
)
def test_letters_cut_off_inside_one_sound_begin_the_name(typed):
    keys = {
        key
        for name in ("Lyakhov", "Goncharenko", "Ryazhsky", "Dorshin", "Koltsov")
        for key in names.of_person(name, False)
    }
    starts = names.of_start(list(runs(prepared(typed))))
    assert any(key.startswith(start) for key in keys for start in starts)
