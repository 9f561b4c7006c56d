"""How the lines of a typed list become its entries."""

import pytest

from library_exchange.list_reading.rules.layout import Typed, entries, without_cells_of_marks
from library_exchange.list_reading.services import reading


def texts(lines: str) -> list[str]:
    return [each.text for each in entries(lines.split("\n"))]


def beside(lines: str) -> list[str]:
    return [each.text for each in entries(lines.split("\n")) if each.is_beside]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("3. Мелихов Г. В. Маньчжурия. – М. :\nНаука, 1991.", "3. Мелихов Г. В. Маньчжурия. – М. : Наука, 1991."),
        ("3. 拉施特. 史集. 北京: 商务印\n书馆, 1983.", "3. 拉施特. 史集. 北京: 商务印书馆, 1983."),
        ("3. Гунны (пер. с кит.,\nил.), 2002.", "3. Гунны (пер. с кит., ил.), 2002."),
    ],
)
def test_an_entry_that_was_broken_is_one_again(broken, whole):
    assert texts(f"1. Первая, 1990.\n2. Вторая, 1991.\n{broken}\n4. Третья, 1992.")[2] == whole


def test_what_stands_between_marked_entries_and_goes_on_with_none_is_beside_them():
    lines = "Добрый день, отдаём\n1. Первая, 1990.\n2. Вторая, 1991.\n3. Третья, 1992.\n\nЗабрать до пятницы"
    assert beside(lines) == ["Добрый день, отдаём", "Забрать до пятницы"]


def test_a_list_of_which_few_lines_are_marked_has_no_lines_beside_it():
    assert beside("Первая\nВторая\n1. Третья\nЧетвёртая") == []


def test_a_card_is_one_book_without_the_marks_of_its_shelf():
    card = "63.3(2)\nЗ-63\n   Зиннер, Э. П.\n   Сибирь / Э. П. Зиннер. – Иркутск, 1968."
    card += "\n   Т. 1. – 1968.\n   Экз.: 2   хор."
    found = texts(f"{card}\n\n86.35\nТ 58\n   Торчинов, Е. А.\n   Введение / Е. А. Торчинов. – СПб., 2000.")
    assert found == [
        "Зиннер, Э. П. Сибирь / Э. П. Зиннер. – Иркутск, 1968. – Т. 1. – 2 экз. (хор.)",
        "Торчинов, Е. А. Введение / Е. А. Торчинов. – СПб., 2000.",
    ]


def test_what_messages_say_is_asked_about_where_it_tells_of_no_book():
    lines = "采编 10:32\n各位老师好\n采编 10:35\n《活着》 余华"
    assert beside(lines) == ["采编 10:32", "各位老师好", "采编 10:35", "《活着》 余华"]


def test_a_mail_that_was_passed_on_loses_its_marks():
    assert texts("> Первая\n> Вторая\n> Третья") == ["Первая", "Вторая", "Третья"]


def test_entries_between_dashes_are_marked_by_them():
    books = "Пушкин А. С. - Сказки - 1988\nГайдар А. П. - Тимур - 1981\nБианки В. В. - Газета - 1990"
    assert beside(f"*** Художественная ***\n{books}") == ["*** Художественная ***"]


def test_a_bullet_is_no_cell_of_its_own_but_in_a_table():
    assert without_cells_of_marks("•\tДаурия\n1.\tЗабайкальцы") == "• Даурия\n1. Забайкальцы"
    table = "1.\tДаурия\t2\n2.\tЗабайкальцы\t1"
    assert without_cells_of_marks(table) == table


@pytest.mark.parametrize(
    "line",
    [
        "Шаман. М.: Наука, 1991 ISBN 5-02-016806-8ОТЛ. СОСТ.",
        "题名:数据结构 著者:严蔚敏 出版:清华大学出版社1997ISBN7302023689 册数:11 备注:",
        "数据结构 ISBN7302023689全新",
    ],
)
def test_a_number_that_runs_into_the_words_around_it_is_not_lost(line):
    (read,) = reading.pasted(line)
    assert read.entry.isbn in ("9785020168060", "9787302023685")


BLOCKS = """Список

Иванов И. И.
Песни реки
Москва : Рубеж, 1985
1 экз.

Петров П. П.
Песни берега : стихи
Чита : Рубеж, 1986
2 экз., пятна

Песни моря
Чита : Рубеж, 1987
1 экз.
"""


def test_books_of_several_lines_between_empty_ones_are_one_entry_each():
    assert entries(BLOCKS.split("\n")) == [
        Typed("Список", is_beside=True),
        Typed("Иванов И. И. Песни реки. – Москва : Рубеж, 1985. – 1 экз"),
        Typed("Петров П. П. Песни берега : стихи. – Чита : Рубеж, 1986. – 2 экз., пятна"),
        Typed("Песни моря. – Чита : Рубеж, 1987. – 1 экз"),
    ]


def test_lines_between_empty_ones_that_tell_nothing_of_copies_stay_lines():
    lines = ["Песни реки", "Песни моря", "", "Песни гор", "Песни леса", "", "Песни степи", "Песни льда"]
    assert entries(lines) == [Typed(line) for line in lines if line]
