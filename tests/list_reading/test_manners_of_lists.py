"""A list is read by its own manner: what parts its books, where its lines were broken, who stands before a title."""

from collections.abc import Iterable

import pytest

from library_exchange.list_reading.rules import (
    broken_lines,
    label_blocks,
    manners,
    running_text,
    spaced_columns,
    spoken,
)
from library_exchange.list_reading.rules.layout import Typed, entries
from library_exchange.list_reading.rules.list_titles import publisher_of_list
from library_exchange.list_reading.rules.not_a_title import Stray, stray
from library_exchange.list_reading.rules.several_books import apart
from library_exchange.list_reading.services import reading
from library_exchange.list_reading.services.reading import pasted

PRINTED = """Поиск: 3 записи
=====
题名/责任者: 长河/沈某著
出版发行项: 北京:作家出版社,1996
ISBN及定价: 7-5063-0898-3/CNY18.80
索书号: I247.5/1032    馆藏 2 册
-----
题名/责任者: 大山/王某著
出版发行项: 北京:人民文学出版社,1998
载体形态项: 407页;20cm
索书号: I247.5/7140    馆藏 1 册
=====
命中记录 2 条"""


def books(text):
    return [line.entry for line in pasted(text) if line.problem is None]


def test_parts_told_by_their_names_on_lines_of_their_own_are_one_book():
    first, second = books(PRINTED)
    assert (first.title, first.publisher, first.year, first.isbn, first.quantity) == (
        *("长河", "作家出版社", 1996, "9787506308984", 2),
    )
    assert (second.title, second.pages, second.quantity) == ("大山", 407, 1)


def test_what_stands_between_books_of_named_parts_is_kept_and_is_none():
    lines = pasted(PRINTED)
    assert [line.text for line in lines if line.problem is not None] == ["Поиск: 3 записи", "命中记录 2 条"]


@pytest.mark.parametrize("sign", [": ", "\t", "    ", " — "])
def test_names_are_parted_from_what_they_name_by_any_sign(sign):
    lines = [
        f"{name}{sign}{cell}" for title in ("Ветер", "Снег") for name, cell in (("Автор", "А."), ("Название", title))
    ]
    assert label_blocks.rows_in(lines) == [["Автор", "Название"], ["А.", "Ветер"], ["А.", "Снег"]]


def test_a_book_without_an_author_does_not_take_that_of_the_next():
    lines = [
        "Автор: А.",
        "Название: Ветер",
        "Автор: В.",
        "Название: Дым",
        "Название: Снег",
        "Автор: Б.",
        "Название: Лёд",
    ]
    rows = label_blocks.rows_in(lines)
    assert rows == [["Автор", "Название"], ["А.", "Ветер"], ["В.", "Дым"], ["", "Снег"], ["Б.", "Лёд"]]


def test_a_letter_with_a_colon_or_two_has_no_named_parts():
    assert label_blocks.rows_in(["Кому: библиотеке", "Тема: книги", "Название: Ветер", "1. Снег", "2. Лёд"]) is None


PRICES = """书号 书名 著译者 开本 装帧 定价 出版时间
【小说】
978-7-5317-4012-4 长河 沈某 32开 平装 36.00 2018.1
978-7-5317-4405-4 白夜 (俄)陀思妥耶夫斯基著,荣如德译 32开 精装 45.00 2019.6
978-7-5317-2890-0 旧影 大观 李述笑主编 16开 精装 268.00 2014.7 (每包4册)"""


@pytest.mark.parametrize("has_headings", [True, False])
def test_columns_between_single_spaces_are_told_by_their_forms(has_headings):
    lines = PRICES.split("\n")
    rows = spaced_columns.rows_in(lines if has_headings else lines[2:])
    assert [row[:3] for row in rows if row[0].startswith("978")] == [
        ["978-7-5317-4012-4", "长河", "沈某"],
        ["978-7-5317-4405-4", "白夜", "(俄)陀思妥耶夫斯基著,荣如德译"],
        ["978-7-5317-2890-0", "旧影 大观", "李述笑主编"],
    ]


def test_lines_of_words_have_no_columns_of_spaces():
    assert spaced_columns.rows_in(["Ветер и снег", "Долгий зимний вечер", "Снег над рекой", "Лёд"]) is None


def test_of_a_publishers_own_list_every_book_is_his():
    text = f"北方文艺出版社 可供书目(2023春)\n{PRICES}"
    assert publisher_of_list(text.split("\n")[0]) == "北方文艺出版社"
    assert {book.publisher for book in books(text)} == {"北方文艺出版社"}


MAIL = """1) Первов А.А. История долгого и трудного пути: Опыт энциклопедии.
Владивосток: Рубеж, 2002. 360 с. - 2 экз.
2) Вторых Б.Б. Как мы жили на берегу большой реки: история и
современность. М.: Наука, 2009. 1 экз.
3) Третьяк В.В. Город у моря. Владивосток: Рубеж, 1990. 1 экз."""


def test_a_line_that_a_mail_has_broken_goes_on_below():
    assert [(book.title, book.year, book.quantity) for book in books(MAIL)] == [
        ("История долгого и трудного пути: Опыт энциклопедии", 2002, 2),
        ("Как мы жили на берегу большой реки: история и современность", 2009, 1),
        ("Город у моря", 1990, 1),
    ]


def test_a_line_was_broken_where_the_next_word_did_not_fit():
    margin = broken_lines.margin_of([*("а" * 40, "б" * 38, "в" * 39), "г"])
    assert margin == 40
    assert broken_lines.is_broken("а" * 38, "слово", margin)
    assert not broken_lines.is_broken("а" * 34, "слово", margin)
    assert broken_lines.margin_of(["коротко", "и ясно", "весьма"]) == 0


def test_numbers_run_on_from_one():
    assert broken_lines.running(["1) а", "б", "2) в", "1984 г", "3) д"]) == {0: 1, 2: 2, 4: 3}
    assert broken_lines.running(["1. а", "7. б", "8. в"]) == {}


def test_a_card_begins_with_its_author_where_nothing_parts_the_cards():
    card = "84(2)6\nА 91\nПервов, А. А.\n   Город у моря : роман. - М. : Наука, 19{0}0. - 254 с.\n   Экз.: {0}\n"
    found = entries("".join(card.format(number) for number in (7, 8, 9)).split("\n"))
    assert found[0] == Typed("Первов, А. А. Город у моря : роман. - М. : Наука, 1970. - 254 с. – 7 экз.")
    assert len(found) == 3


def test_titles_and_imprints_in_turn_are_one_book_each():
    lines = [line for title in ("Ветер", "Снег", "Лёд") for line in (f"{title} над рекой", "М.: Наука, 1987")]
    assert [typed.text for typed in entries(lines)] == [
        f"{title} над рекой. – М.: Наука, 1987" for title in ("Ветер", "Снег", "Лёд")
    ]


@pytest.mark.parametrize(
    ("line", "parted"),
    [
        (
            "巴某《家》《春》《秋》各一本,人民文学1981",
            ["巴某 《家》 一本", "巴某 《春》 一本", "巴某 《秋》 一本,人民文学1981"],
        ),
        (
            "Нужны: 沈某《长河》, 王某《大山》 (по одному экземпляру каждой)",
            ["沈某 《长河》 1 экз.", "王某 《大山》 (1 экз.)"],
        ),
        ("«Ветер» Первов, два тома; и Вторых «Снег», 1959", ["«Ветер» Первов, два тома", "Вторых «Снег» 1959"]),
        ("«Ветер» / А. Первов. М., «Наука», 1985", ["«Ветер» / А. Первов. М., «Наука», 1985"]),
        ("«Ветер», «Снег»", ["«Ветер», «Снег»"]),
        ("«Ветер», 1980, тринадцать экз., «Снег»", ["«Ветер» 1980, 13 экз.", "«Снег»"]),
        ("«Ветер», 1980, «Снег» по одноимённой пьесе", ["«Ветер» 1980", "«Снег» по одноимённой пьесе"]),
        ("«Ветер» Первов, «Снег» Вторых, по две", ["«Ветер» Первов, 2 экз.", "«Снег» Вторых, 2 экз."]),
        ("«Ветер» Первов (серия «Снег»)", ["«Ветер» Первов (серия «Снег»)"]),
    ],
)
def test_books_of_running_text_are_parted_and_names_of_publishers_are_no_books(line, parted):
    assert running_text.books_in(line) == parted


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("还有《子夜》,1本", "《子夜》,1本"),
        ("鲁某的《呐喊》", "鲁某《呐喊》"),
        ("《茶馆》2本,人文社的", "《茶馆》2本,人文社"),
        ("《边城》沈某 仨", "《边城》沈某 三本"),
        ("Ветер, тоже Наука 2001", "Ветер, Наука 2001"),
    ],
)
def test_words_of_talk_are_of_no_book(said, plain):
    assert spoken.plain(said) == plain


NAMED = ["- Первов «Ветер» Наука 2000", "- Вторых Б. Снег, Наука, 2004", '- Третьяк "Лёд", Наука, 2003']


def test_where_lines_begin_with_their_authors_a_bare_surname_is_one():
    told = books("\n".join([*NAMED, "- Первов Турецкий чай, Наука 2001", "- Борисова Дина, На улице, Наука 2006"]))
    assert [(book.author, book.title) for book in told[3:]] == [
        ("Первов", "Турецкий чай"),
        ("Борисова Дина", "На улице"),
    ]


def test_a_name_that_somebody_knows_is_one_in_any_list():
    (line,) = pasted("Твердохлеб Ветер над рекой, Наука 2001", known=lambda words: set(words) & {"Твердохлеб"})
    assert (line.entry.author, line.entry.title) == ("Твердохлеб", "Ветер над рекой")
    (line,) = pasted("Твердохлеб Ветер над рекой, Наука 2001")
    assert line.entry.author is None


def test_known_names_are_asked_for_once_for_a_list():
    asked: list[list[str]] = []

    def known(words: Iterable[str]) -> frozenset[str]:
        asked.append(list(words))
        return frozenset()

    pasted("\n".join([*NAMED, "- Первов Ветер"]), known)
    assert asked == [["Первов"]]


def test_an_adjective_before_a_capital_is_no_author():
    manner = manners.manner_of([*NAMED, "Великая Россия"])
    assert manner.is_author_first
    assert manners.author_before("Великая Россия", manner) is None


def test_another_edition_has_title_and_author_of_the_line_above_and_is_asked_about():
    above, again, part = pasted(
        "Первов А. Порт. Кн. 1. М., Наука, 1955\nТо же. Л., Лениздат, 1972. 2 экз.\nТо же. Кн. 2. М., Наука, 1956"
    )
    assert (again.entry.author, again.entry.year, again.entry.quantity) == ("Первов А.", 1972, 2)
    assert again.entry.title == above.entry.title
    assert (part.entry.title, part.entry.year) == ("Порт. Кн. 2", 1956)
    assert all("title" in line.entry.unread for line in (again, part))


@pytest.mark.parametrize(
    "line",
    [
        "Анна Петровна, здравствуйте!",
        "补充:刚才《边城》写错了,是2本不是3本",
        "(в скобках - дефекты)",
        "Первов А. — нет, изъято",
    ],
)
def test_what_is_said_beside_the_books_is_of_a_letter(line):
    assert stray(line) is Stray.LETTER


def test_as_many_volumes_as_a_title_has_parts_are_one_set():
    read = reading.table([["书名", "册数"], ["李某某.第一卷(上下)", "2"], ["李某某.第二卷(上下)", "3"]])
    assert [line.entry.quantity for line in read] == [1, 3]


MARKED_BY_SHELF = {
    "0002 索取号: I247.5/Z31. – 甲书 / 李明著. -- 北京 : 中华书局, 1977. – 469页": ("甲书", "李明"),
    "00214 813.6 甲书 李明著 中华书局 1958": ("甲书", "李明"),
    "Л47 Иванов Л. Сад. М., Наука, 1954.": ("Сад", "Иванов Л."),
}


@pytest.mark.parametrize("line", MARKED_BY_SHELF)
def test_accession_numbers_classes_and_authors_marks_are_no_title(line):
    (read,) = reading.pasted(line)
    assert (read.entry.title, read.entry.author) == MARKED_BY_SHELF[line]


def test_what_stands_for_the_author_between_title_and_publisher_is_that_of_the_line_above():
    lines = (
        "00215 813.6 甲书 李明著 中华书局 1957",
        "00219 同上 乙书 同上 中华书局 1963",
        '-- " " Сад. Л., Лениздат, 1971',
    )
    assert [read.entry.author for read in reading.pasted("\n".join(lines))] == ["李明"] * 3


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Иванов. Сад (8 экз.); Петров. Дом (восемь экз.)", 2),
        ("《甲书》2册；《乙书》1册", 2),
        ("Сад / И. Иванов. М., 1980. – 20 с. ; 21 см – 2 экз.", 1),
        ("Сад; Дом – 2 экз.", 1),
    ],
)
def test_books_of_a_line_that_tells_the_copies_of_each_are_parted(line, count):
    assert len(apart(line)) == count


def test_a_column_with_a_strange_heading_tells_by_its_cells_who_wrote():
    rows = ["书名\t谁写的\t出版社\t年份", "甲书\t李明\t作家出版社\t1980", "乙书\t〔苏〕高尔基\t三联书店\t1981"]
    rows += ["丙书\t王明华主编\t中华书局\t1982", "丁书\t张三\t中华书局\t1983"]
    assert [read.entry.author for read in reading.pasted("\n".join(rows))] == ["李明", "〔苏〕高尔基", "王明华", "张三"]
