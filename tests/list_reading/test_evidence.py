"""A line is taken unasked only if something tells of a book and nothing of it was left unread in its title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.list_reading.rules.evidence import is_part_alone, is_told_of_book, leaves_nothing, what_is_left
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


ASKED = {
    "《甲书》（孤本不换只借）": "不换; 只借",
    "甲书 1985年1-4期 合订本": "合订本",
    'Иванов И.И. Сад, желательно "Детская литература': "Сад",
    "甲书 / 杨某某译注. -- 北京 : 中华书局, 1980": "杨某某译注",
    "《甲书》李明 61年印刷 丙": "61年",
}
"""Lines that looked ready, and what of each is asked about."""


@pytest.mark.parametrize("line", ASKED)
def test_what_no_title_name_or_volume_has_is_asked_about(line):
    (read,) = reading.pasted(line)
    asked = read.entry.unread.get("facts", "") + read.entry.unread.get("title", "")
    assert ASKED[line] in asked


@pytest.mark.parametrize(
    "line", ["Сад, потрёпана", "Сад. 2-е изд.", "I247.5/123 甲书乙", "Сад (для служебного пользования)", "甲书乙 平装"]
)
def test_what_is_said_of_one_copy_tells_that_a_line_is_a_book(line):
    (read,) = reading.pasted(line)
    assert "alone" not in read.entry.unread


@pytest.mark.parametrize("line", ["Все книги, хорошее состояние", "以上图书 九成新", "Книги в мягкой обложке, спасибо"])
def test_what_is_said_of_all_copies_tells_of_none(line):
    (read,) = reading.pasted(line)
    assert read.problem is not None or "alone" in read.entry.unread


@pytest.mark.parametrize(
    ("line", "told", "is_sure"),
    [
        ("《甲书》,李明,作家出版社,2013", {"title": "甲书", "author": "李明", "publisher": "作家出版社"}, True),
        ("《甲书》 李明", {"title": "甲书", "author": "李明"}, True),
        ("《甲书》 李明 丙丁", {"title": "甲书", "author": "李明"}, False),
        ("《甲书》(内部资料)", {"title": "甲书", "author": "内部资料"}, False),
        ("《甲书》 作家出版社", {"title": "甲书", "publisher": "作家出版社"}, False),
        ("甲书 李明", {"title": "甲书", "author": "李明"}, False),
    ],
)
def test_a_line_of_which_nothing_is_left_is_sure(line, told, is_sure):
    assert leaves_nothing(line, told) is is_sure


def test_in_a_list_of_which_most_lines_ask_those_ask_that_tell_little():
    known = ["《甲书》", "《乙书》", "《丙书》"]
    assert all("alone" not in read.entry.unread for read in reading.pasted("\n".join(known)))
    unclear = ["Тихий сад", "Старый дом", "Новая земля", "Дальний берег", "Белый парус", "Ночной ветер"]
    mixed = reading.pasted("\n".join([*known, *unclear, "Иванов И.И. Сад. М.: Наука, 1985"]))
    assert ["alone" in read.entry.unread for read in mixed] == [True] * 9 + [False]
