"""A list is parted by the sign of its own hand, whichever it is; what its columns hold all of its lines tell."""

import pytest

from library_exchange.list_reading.rules import own_orders, own_signs
from library_exchange.list_reading.services import reading

BOOKS = [
    ("Сказки Амура", "Петрова А. В.", "М.: Рубеж", "1985", "2"),
    ("Тайга зимой", "Иванов К.", "Наука", "1990", "1"),
    ("По следам зверя", "Сидорова М. И.", "Хабаровск: Кн. изд-во", "1977", "3"),
    ("Река и люди", "Котов Б.", "Дальиздат", "1969", "1"),
]
ORDERS = {"title first": (0, 1, 2, 3, 4), "author first": (1, 0, 2, 3, 4), "year first": (3, 0, 1, 2, 4)}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("sign", ["~", " * ", "|", "_", "; ", " — ", "+", ","])
def test_any_sign_that_most_lines_have_parts_a_list_in_any_order(sign, order):
    lines = [f"{at}. " + sign.join(book[each] for each in ORDERS[order]) for at, book in enumerate(BOOKS, 1)]
    own = own_signs.parted(["Добрый день!", *lines])
    assert own is not None
    assert own.rows[0] is None
    told = [{name: row.cells[at] for at, name in own.names.items()} for row in own.rows[1:] if row is not None]
    assert [(each["title"], each["author"], each["year"]) for each in told] == [
        (title, author, year) for title, author, _publisher, year, _copies in BOOKS
    ]


@pytest.mark.parametrize("sign", ["-", "——", "、", "+", "。"])
def test_a_chinese_list_is_parted_by_its_sign_and_a_missing_part_moves_no_other(sign):
    books = [
        ("江边的城", "王小红", "作家出版社", "2003"),
        ("草原来信", "李明", "2010"),
        ("冬天的河", "张大力", "三联", "1985"),
        ("雪地行走", "赵文", "工人出版社", "1991"),
    ]
    lines = reading.pasted("\n".join(f"{at}、{sign.join((*book, '2本'))}" for at, book in enumerate(books, 1)))
    told = [(each.entry.title, each.entry.author, each.entry.year, each.entry.quantity) for each in lines]
    assert told == [(book[0], book[1], int(book[-1]), 2) for book in books]
    assert lines[1].entry.publisher is None


def test_what_fits_in_no_column_is_a_remark_and_a_price_is_none():
    plain = "Река~Котов Б.~1969~2 экз.\nБерег~Сидорова М.~1977~1 экз.\nДом~Зимин Л.~1980~1 экз."
    lines = f"{plain}\nТайга~Иванов К.~1990~1 экз.~12 руб.\nАмур~Петрова А.~1985~1 экз.~надпись"
    remarks = [each.entry.model_dump()["unread"].get("remark") for each in reading.pasted(lines)]
    assert remarks == [None, None, None, None, "надпись"]


@pytest.mark.parametrize(
    "lines",
    [
        ["Иванов К. Тайга зимой / К. Иванов. – М. : Наука, 1990. – 46 с. – 1 экз."] * 4,
        ["莫言：《江边》，作家出版社，2009年12月第1版，定价30.00元"] * 4,
        ["Он же - Река - Наука - 1969", "То же - Тайга - Наука - 1970", "Котов Б. - Амур - Наука - 1971"],
        ["Река и люди", "Тайга зимой", "По следам зверя"],
    ],
    ids=["descriptions", "marks within a part", "the same as above", "titles alone"],
)
def test_lists_whose_sign_parts_less_than_all_are_read_as_plain_lines(lines):
    assert own_signs.parted(lines) is None


def test_a_hyphen_within_a_word_parts_nothing():
    lines = ["Царь-рыба-Котов Б.-Наука-1969", "Жень-шень-Иванов К.-Рубеж-1990", "Река-Петрова А.-Дальиздат-1985-1986"]
    own = own_signs.parted(lines)
    assert own is not None
    assert [row.cells[0] for row in own.rows if row] == ["Царь-рыба", "Жень-шень", "Река"]


def test_an_order_that_hardly_outweighs_another_is_not_sure():
    sure = own_orders.order_of({0: ["Котов Б. И.", "Иванов К."], 1: ["Река и люди", "По следам зверя"]}, {})
    assert sure.names == {0: "author", 1: "title"}
    assert sure.is_sure
    assert not own_orders.order_of({0: ["Река", "Лавр"], 1: ["Город", "Берег"]}, {}).is_sure


def test_bare_surnames_before_titles_are_told_by_the_lines_that_have_their_endings():
    lines = ["Котова Река", "Петров Тайга", "Сидорина Берег", "Ивановский Дом", "Зимний вечер"]
    found = [each.entry.author for each in reading.pasted("\n".join(f"{line} 1 шт" for line in lines))]
    assert found == ["Котова", "Петров", "Сидорина", "Ивановский", None]


def test_a_publisher_with_the_rest_of_its_line_in_it_is_asked_about():
    read = reading.pasted("«Река и люди»~Дальневосточное книжное издательство~1989~2 экз.")[0]
    assert read.entry.model_dump()["unread"]
