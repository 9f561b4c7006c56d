"""Text of columns without tabs: semicolons, strokes and gaps part them; most of a column tells what it holds."""

import pytest

from library_exchange.list_reading.rules import columns
from library_exchange.list_reading.rules.parted_rows import rows_in
from library_exchange.list_reading.rules.several_books import apart
from library_exchange.list_reading.services import reading

INVENTORY = (
    "Акт на исключение",
    "45127; 84(2); Астафьев В. П.; Царь-рыба; М.; Современник; 1984; 2",
    "45128; 84(2); Распутин В. Г.; Живи и помни; М.; Молодая гвардия; 1980; 1",
    "45130; 84(2); Шукшин В. М.; Калина красная; Барнаул; Алтайское кн. изд-во; 1988; 3",
    "45131; 26.8; ; Атлас области; М.; ГУГК; 1971; 1",
)
IN_GAPS = (
    "П-2224   Широкогоров С. М. Опыт исследования основ    Владивосток, 1919   1",
    "         шаманства у тунгусов",
    "П-2230   Кюнер Н. В. Описание Тибета                  Владивосток, 1907   2",
    "П-2231   Мелихов Г. В. Белый Харбин                   М.: Наука, 1991     1",
)
SHORT = (
    ("Иванов Анатолий", "Вечный зов", "Профиздат", "1981"),
    ("Марков Георгий", "Сибирь", "Дет. дом", "1977"),
    ("Сборник", "Сказки народов Амура", "Приамурье", "1973"),
)


def test_semicolons_part_columns_and_a_line_without_them_stays():
    rows = rows_in(INVENTORY)
    assert rows[0] == [INVENTORY[0]]
    held = columns.guessed(rows)
    assert held == {2: "author", 3: "title", 4: "place", 5: "publisher", 6: "year", 7: "quantity"}
    read = reading.named(rows, held)
    assert [(each.entry.title, each.entry.author, each.entry.quantity) for each in read[1:]] == [
        ("Царь-рыба", "Астафьев В. П.", 2),
        ("Живи и помни", "Распутин В. Г.", 1),
        ("Калина красная", "Шукшин В. М.", 3),
        ("Атлас области", None, 1),
    ]


def test_gaps_part_columns_and_a_broken_cell_is_whole_again():
    rows = rows_in(IN_GAPS)
    assert rows[0][1] == "Широкогоров С. М. Опыт исследования основ шаманства у тунгусов"
    assert columns.guessed(rows) == {1: "title", 2: "imprint", 3: "quantity"}


@pytest.mark.parametrize(
    "lines",
    [
        ("Гумилёв Л. Н. Гунны; 1990", "Чехов А. П. Степь; Дуэль; 1985", "Вий"),
        ("Добрый день; привет; как дела; пока", "один; два; три; четыре", "а; б; в; г"),
        ("Гунны\tНаука\t1991",) * 4,
        (),
    ],
)
def test_plain_lines_have_no_columns(lines):
    assert rows_in(lines) is None


def test_no_word_of_a_text_of_columns_is_lost():
    for lines in (INVENTORY, IN_GAPS):
        words = " ".join(cell for row in rows_in(lines) for cell in row)
        for word in " ".join(lines).replace(";", " ").split():
            assert word in words


def test_names_of_most_of_a_column_are_authors_and_the_words_before_the_year_publishers():
    assert columns.guessed(SHORT) == {0: "author", 1: "title", 2: "publisher", 3: "year"}


def test_numbered_halls_are_no_publishers():
    assert 3 not in columns.guessed([("Лесков Н. С.", "Левша и другие", "1985", f"Зал {n}") for n in (1, 2, 3)])


@pytest.mark.parametrize(
    ("row", "whole"),
    [
        (
            ["7", "史纲", "翦伯赞", "人民出版社", "1979", "1套"],
            ["7", "史纲", "翦伯赞", "人民出版社", "1979", "", "1套"],
        ),
        (["8", "养蜂学", "科技出版社", "3本"], ["8", "养蜂学", "", "科技出版社", "", "", "3本"]),
        (["制表", "2024"], ["制表", "2024"]),
        (["7", "史纲", "翦伯赞", "人民社", "0,65"], ["7", "史纲", "翦伯赞", "人民社", "", "0,65", ""]),
    ],
)
def test_a_row_that_lacks_cells_has_the_others_where_they_fit(row, whole):
    names = {1: "title", 2: "author", 3: "publisher", 4: "year", 6: "quantity"}
    assert columns.aligned(row, names, 7) == whole


@pytest.mark.parametrize(
    ("line", "books"),
    [
        ("余华《活着》《兄弟》各1本", ["余华《活着》 1本", "余华《兄弟》 1本"]),
        ("«Вий» / «Нос» (Н. Гоголь) по 2 экз", ["«Вий» (Н. Гоголь) 2 экз", "«Нос» (Н. Гоголь) 2 экз"]),
        ("《活着》《兄弟》2本", ["《活着》《兄弟》2本"]),
        ("«Вий» по 2 экз", ["«Вий» по 2 экз"]),
    ],
)
def test_books_of_which_there_are_so_many_of_each_are_lines_of_their_own(line, books):
    assert apart(line) == books


def test_who_wrote_the_book_above_wrote_this_one():
    lines = reading.pasted(
        "Чехов А. П. Степь. М.: Наука, 1985\nОн же. Дуэль. М.: Наука, 1986\nБунин И. А. Митина любовь, 1990"
    )
    assert [line.entry.author for line in lines] == ["Чехов А. П.", "Чехов А. П.", "Бунин И. А."]


def test_a_card_tells_its_copies_on_a_line_of_its_own():
    card = "{} / 黄颖编著. -- 北京 : 外研社, 2008\n455页 ; 23cm\n复本：3"
    lines = reading.pasted("\n\n".join(card.format(title) for title in ("俄语语法", "俄语词汇", "俄语阅读")))
    assert [(line.entry.title, line.entry.quantity) for line in lines] == [
        ("俄语语法", 3),
        ("俄语词汇", 3),
        ("俄语阅读", 3),
    ]
