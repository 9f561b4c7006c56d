"""Reading pasted lines and headings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_exchange.list_reading.rules import headings
from library_exchange.list_reading.rules.columns import guessed, need_names
from library_exchange.list_reading.rules.lines import Problem, likely_isbns, read_line
from library_exchange.list_reading.rules.not_a_title import Stray
from library_exchange.offers.rules.numbers import read_number

ISBN = "9787020002207"


LINES = {
    "978-7-02-000220-7": ("9787020002207", None, "", 1, None),
    "9787020002207 ×2": ("9787020002207", None, "", 2, None),
    "ISBN 7-02-000220-X 3册": ("9787020002207", None, "", 3, None),
    "７０２０００２２０Ｘ": ("9787020002207", None, "", 1, None),
    "9787020002207, Сон в красном тереме, 2 экз.": ("9787020002207", None, "Сон в красном тереме", 2, None),
    "1000-0208": (None, "1000-0208", "", 1, None),
    "红楼梦 2册": (None, None, "红楼梦", 2, None),
    "1. Анна Каренина (2 экз.)": (None, None, "Анна Каренина", 2, None),
    "2 x Пиковая дама": (None, None, "Пиковая дама", 2, None),
    "Война и мир х 3": (None, None, "Война и мир", 3, None),
    "《1984》 奥威尔": (None, None, "《1984》 奥威尔", 1, None),
    "第3册 数学": (None, None, "第3册 数学", 1, None),
    "978-7-02-000220-8 红楼梦": (None, None, "红楼梦", 1, None),
    "978-7-02-000220-8": (None, None, "", 1, Problem.BAD_ISBN),
    "0-19-853453-2": (None, None, "", 1, Problem.BAD_ISBN),
    "Записки о Харбине, тел. 8-914-555-12-34": (None, None, "", 1, Problem.PERSONAL),
    "9787020002207 e: someone@lib.example": ("9787020002207", None, "", 1, Problem.PERSONAL),
    "20260101": (None, None, "20260101", 1, Problem.NO_TITLE),
    "…": (None, None, "", 1, Problem.NOT_A_BOOK),
    "1984": (None, None, "", 1, Problem.NO_TITLE),
    "Книга ×1000": (None, None, "Книга", 1, Problem.TOO_MANY),
    "a" * 600: (None, None, "", 1, Problem.TOO_LONG),
}


COPIES = {
    **{
        f"{ISBN} {told} 围城": ("围城", 2)
        for told in ("×2", "x2", "Х2", "2册", "（2册）", "两册", "数量：2", "2 copies")
    },
    **{f"Война и мир{told}М., 1998": ("Война и мир М., 1998", 2) for told in (" (2 экз.) ", " в 2 экз. ", " [2 шт.] ")},
    "Война и мир, 2 экз., 1998": ("Война и мир, 1998", 2),
    "Кол-во: 3 Война и мир": ("Война и мир", 3),
    "Война и мир. Количество экз.: 3": ("Война и мир", 3),
    "Два экз. Война и мир": ("Война и мир", 2),
    "2× 围城": ("围城", 2),
    f"{ISBN} ×2 1984": ("1984", 2),
    "Том 2 ×3": ("Том 2", 3),
    "Пособие, 60×84 1/16, тираж 3000 экз.": ("Пособие, 60×84 1/16, тираж 3000 экз", 1),
    "Альбом 21 × 29 см": ("Альбом 21 × 29 см", 1),
    "2×2 равно четыре": ("2×2 равно четыре", 1),
    "Людовик X 1998": ("Людовик X 1998", 1),
    "红楼梦（全4册）": ("红楼梦(全4册)", 1),
    "三本书": ("三本书", 1),
    "Два товарища": ("Два товарища", 1),
}


@pytest.mark.parametrize("text", COPIES)
def test_copies_are_told_anywhere_in_a_line_and_are_no_part_of_the_title(text):
    line = read_line(text)
    assert (line.title, line.quantity, line.problem) == (*COPIES[text], None)


@pytest.mark.parametrize("text", LINES)
def test_a_pasted_line_is_read_as_a_librarian_means_it(text):
    line = read_line(text)
    isbn, issn, title, quantity, problem = LINES[text]
    assert (line.isbn, line.issn, line.problem) == (isbn, issn, problem)
    if problem is None:
        assert (line.title, line.quantity) == (title, quantity)


@given(st.text(max_size=700))
@settings(max_examples=150)
def test_no_line_is_lost_whatever_is_pasted(text):
    line = read_line(text)
    if line is None:
        return
    assert line.text
    assert line.problem is not None or line.isbn or line.issn or any(each.isalpha() for each in line.title)
    assert 1 <= line.quantity <= 500 or line.problem is not None


STRAYS = {
    Stray.PAGE_NUMBER: ("12", "- 12 -", "стр. 12", "С. 5", "第3页", "第 3 页 共 10 页", "Page 3 of 10", "12/40"),
    Stray.HEADING: (
        *("Список литературы", "ИТОГО: 35 экз.", "合计：35册", "№ Автор Заглавие Год", "序号 题名 作者 出版社"),
        *("Книги на русском языке:", "Раздел 2", "第一部分", "Contents"),
    ),
    Stray.CONTACT: (
        *("bib@lib.example", "e-mail: bib@lib.example", "тел. 8-914-555-12-34", "Тел./факс: (4212) 32-77-50"),
        *("联系电话：0451-82345678", "https://lib.example/list"),
    ),
    Stray.NO_LETTERS: ("......", "----------", "***", "……"),
}


BOOKS = (
    *(
        "История",
        "Дом 2",
        "Том 2",
        "Мать",
        "红楼梦 2册",
        "У: повесть",
        "Война и мир : роман в 4 т.",
        "第3册 数学",
        "家",
    ),
    *(
        "《1984》 奥威尔",
        "Телефонная книга",
        "Контакты третьей степени",
        "Итоги века",
        "Содержание жизни",
        "目录学概论",
    ),
    *("Телефон. 1987. 240 с.", "Почта. 1990. 312 с.", "手机 2003 212页", "Проблема трёх тел. 2017. 464 с."),
    *("Part of the whole", "С кем и куда", "Total recall", "История КПСС. М., 1938. 350 с."),
)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in STRAYS.items() for text in texts])
def test_what_is_no_book_is_set_aside_with_its_reason(kind, text):
    line = read_line(text)
    assert (line.problem, line.detail, line.text) == (Problem.NOT_A_BOOK, kind, read_line(text).text)
    assert line.text


@pytest.mark.parametrize("text", BOOKS)
def test_a_title_is_not_taken_for_a_heading_or_a_contact(text):
    assert read_line(text).problem is None


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        *(("978-7-02-000220-8", ISBN), ("9787020002270", ISBN), ("9780720002207", ISBN)),
        *(("7-02-000202-X", ISBN), ("702000220Х", None), ("123", None), ("", None)),
    ],
)
def test_one_slip_of_the_hand_is_seen_through(wrong, right):
    found = likely_isbns(wrong)
    assert (right in found) if right else ISBN not in found or wrong == "702000220Х"
    assert all(read_number(isbn)[0] == isbn for isbn in found)


HEADINGS = {
    "zh": ["序号", "题名", "责任者", "ISBN号", "出版社", "出版年", "册数", "品相"],
    "ru": ["№", "Заглавие", "Автор", "ISBN", "Издательство", "Год издания", "Кол-во", "Состояние"],
    "en": ["No.", "Title", "Author", "ISBN", "Publisher", "Year", "Quantity", "Condition"],
}


@pytest.mark.parametrize("language", HEADINGS)
def test_headings_are_known_in_three_languages_below_the_name_of_the_library(language):
    rows = [["Библиотека / 图书馆", ""], [], HEADINGS[language], ["1", "书", "", "", "", "", "", ""]]
    found = headings.find_columns(rows)
    assert (found.at, found.unused) == (2, ())
    wanted = {"title", "author", "isbn", "publisher", "year", "quantity", "condition"}
    assert set(found.columns.values()) == wanted


UNNAMED = {
    "Пушкин А. С.|Сказки|1998|2\nТолстой Л. Н.|Война и мир|1985|1": {0: "author", 1: "title", 2: "year", 3: "quantity"},
    "1|围城|钱钟书|人民文学出版社|1998|9787020002207|2\n2|活着|余华|作家出版社|2012||3": {
        1: "title",
        2: "author",
        3: "publisher",
        4: "year",
        5: "isbn",
        6: "quantity",
    },
    "Красная книга|312 с.|хорошее\nКраткий курс|200|новая": {0: "title", 1: "pages", 2: "condition"},
    "The Cherry Orchard|Chekhov, A.|×2|eng": {0: "title", 1: "author", 2: "quantity", 3: "language"},
}


@pytest.mark.parametrize("text", UNNAMED)
def test_what_columns_without_headings_hold_is_guessed_by_what_stands_in_them(text):
    rows = [line.split("|") for line in text.split("\n")]
    assert need_names(rows)
    assert guessed(rows) == UNNAMED[text]


@pytest.mark.parametrize(
    "rows",
    [
        [[ISBN, "红楼梦"], [ISBN, "×2"]],
        [["Сказки", ""], ["Война и мир", "2 экз."]],
        [["Пушкин", "Сказки", "1998"], ["Идиот"], ["Бесы", "М."], ["Один"], ["Игрок"]],
        [],
    ],
)
def test_rows_that_can_mean_one_thing_alone_are_not_asked_about(rows):
    assert not need_names(rows)


def test_no_heading_means_two_things():
    seen = {}
    for field, names in headings.HEADINGS.items():
        for name in names:
            assert headings.field_of(name) == field, (name, seen.get(name))
            seen[name] = field


def test_a_heading_with_its_unit_in_brackets_is_known():
    assert headings.field_of("Вес (г)") == headings.field_of("重量（克）") == "weight_g"
    assert headings.field_of("Примечание") == "remark"
