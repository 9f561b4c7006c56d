"""A line is taken unasked only if something tells of a book and nothing of it was left unread in its title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.list_reading.rules.evidence import is_part_alone, is_told_of_book, what_is_left
from library_exchange.list_reading.services import reading

WITHOUT_A_BOOK = (
    *(
        "Спасибо заранее, Иванова М.И.",
        "Ждём Ваших заявок до 20 декабря, Иванова О.П.",
        "Иванова О.П. ждёт ваших писем",
    ),
    *(
        "Тихий сад",
        "словари любые, лучше политехнические",
        "а еще стулья отдаем 4 шт самовывоз",
        "甲书乙书",
        "谢谢, 甲乙",
    ),
)
"""Lines of which nothing tells that they are books, though some are."""
WITH_A_BOOK = (
    *("Сад, 1985", "Сад. М.: Наука", "«Сад»", "《甲书》", "7. Сад", "Сад 2 экз.", "Сад ×2", "978-7-02-000220-7 Сад"),
    *("Иванов И.И. «Сад»", "《甲书》乙丙", "5、甲书"),
)


def asked_of(line: str) -> dict[str, str]:
    (read,) = reading.pasted(line)
    return getattr(read.entry, "unread", {}) | ({"problem": read.problem.value} if read.problem else {})


@pytest.mark.parametrize("line", WITHOUT_A_BOOK)
def test_where_nothing_tells_of_a_book_the_librarian_is_asked(line):
    assert {"alone", "problem"} & asked_of(line).keys()


@pytest.mark.parametrize("line", WITH_A_BOOK)
def test_a_year_a_publisher_a_number_marks_or_copies_tell_of_a_book(line):
    assert "alone" not in asked_of(line)


def test_authors_before_their_titles_tell_of_books_where_several_lines_are_written_so():
    lines = ["Иванов И.И. Сад", "Петров П.П. Лес", "Сидоров С.С. Поле"]
    assert [("alone" in read.entry.unread) for read in reading.pasted("\n".join(lines))] == [False] * 3
    assert [("alone" in read.entry.unread) for read in reading.pasted("\n".join(lines[:2]))] == [True] * 2


def test_a_signature_below_such_a_list_is_asked_about_all_the_same():
    lines = ["Иванов И.И. Сад", "Петров П.П. Лес", "Сидоров С.С. Поле", "Хорошего года, Иванова М.И."]
    assert "alone" in reading.pasted("\n".join(lines))[-1].entry.unread


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Сад Махаон 2015", "2015"),
        ("Сад 1000 р.", "0 р."),
        ("Сад. М., Детская литература", "М.; Детская литература"),
        ("Сад / Текст", "/"),
        ("Сад (в пер.", "Сад (в пер."),
        ("甲书 约2斤", "2斤"),
        ("甲书 某某出版社", "出版社"),
        ("请把《甲书》寄给我们吧", "请把《甲书》寄给我们吧"),
        ("Т. 2", "Т. 2"),
        ("Сад", ""),
        ("1984", ""),
        ("Война 1941-1945", ""),
        ("Война (1941–1945)", ""),
        ("100 лет сада", ""),
        ("甲书(全三册)", ""),
    ],
)
def test_what_is_no_title_is_told_where_it_was_left_in_one(title, left):
    assert what_is_left(title, {"title": title}) == left


def test_a_year_of_which_the_title_speaks_is_its_own_where_another_is_told():
    assert what_is_left("", {"title": "Дневники 1907 г", "year": 1958}) == ""
    assert what_is_left("", {"title": "Дневники 1907 г", "year": 1907}) == "1907"


@pytest.mark.parametrize(
    "line", ["Иванов И. Сад. М.: Наука, 1975. – списан", "《甲书》乙丙 已剔除", "Сад, 1975, утрачен"]
)
def test_a_book_that_is_gone_is_asked_about(line):
    assert what_is_left(line, {"title": "Сад"})


@pytest.mark.parametrize(
    ("title", "is_part"), [("Т. 2", True), ("第3册", True), ("Кн. 1", True), ("Том", False), ("Т", False)]
)
def test_which_part_of_a_book_it_is_names_no_book(title, is_part):
    assert is_part_alone(title) is is_part


@given(st.text("абвгдеАБВ ", min_size=1, max_size=40))
def test_words_alone_are_never_a_sign_of_a_book(words):
    assert not is_told_of_book(words, {"title": words})
