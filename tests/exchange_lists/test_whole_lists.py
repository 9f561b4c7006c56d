"""Nothing of a list vanishes: what stands above, below and between tables is a line of it; wrong numbers are asked."""

from itertools import permutations, product

import lxml.html
import pytest

from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.list_titles import is_list_title
from library_exchange.list_reading.services import files, reading
from tests.exchange_lists.sent_files import sent
from tests.partners import Partner, add_book

HEADINGS = "№\tАвтор\tЗаглавие\tГод\tISBN\tКол-во"
ROWS = ("1\tЧехов А. П.\tСтепь\t1985\t\t2", "2\tБунин И. А.\tТёмные аллеи\t1982\t\t1")
OTHER = ("Автор, заглавие\tМесто изд., изд-во, год\tКол-во", "Гоголь Н. В. Вий\tМ. : Наука, 1987\t3")
PLAIN = (
    "Шолохов М. А. Тихий Дон. Кн. 1. М., 1980",
    "978-5-17-118366-3",
    "9787020002207",
    "Список дублетов, 2026",
    "Библиотека, город, улица",
    '"Война и мир',
)


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    """A library in Heihe."""
    return make_partner("heihe", "CN")


def squeezed(text: str) -> str:
    """Return what stands in a line, however its cells are parted."""
    return "".join(character for character in text.replace("№", "No").replace("ё", "е") if character.isalnum())


def all_pastes() -> list[tuple[str, ...]]:
    """Return tables with plain lines in any two places: above the headings, below, between tables."""
    found: list[tuple[str, ...]] = []
    for (one, two), (first, second) in product(permutations(PLAIN, 2), ((0, 0), (0, 3), (3, 3), (2, 5), (0, 5))):
        lines = [HEADINGS, *ROWS, *OTHER]
        lines.insert(second, two)
        lines.insert(first, one)
        found.append(tuple(lines))
    return found


@pytest.mark.parametrize("as_file", [False, True])
def test_each_line_of_what_is_pasted_or_sent_stands_in_the_list(as_file):
    for lines in all_pastes():
        text = "\n".join(lines)
        read = sent(text.encode())[1] if as_file and '"' not in text else reading.pasted(text)
        kept = [squeezed(line.text) for line in read]
        for line in lines:
            assert line == HEADINGS or squeezed(line) in kept, (lines, line)


@pytest.mark.parametrize("below", [1, 2])
def test_books_above_the_headings_are_books_and_the_name_of_the_list_is_none(below):
    above = ("Список дублетов, 2026", "Шолохов М. А. Тихий Дон. Кн. 1. М., 1980", "978-7-02-000220-7", "Ах, да, вот")
    lines = reading.pasted("\n".join((*above, HEADINGS, *ROWS[:below])))
    assert [line.problem for line in lines[:4]] == [Problem.NOT_A_BOOK, None, None, Problem.PERHAPS_NOT_A_BOOK]
    assert (lines[1].entry.author, lines[2].entry.isbn) == ("Шолохов М. А.", "9787020002207")
    assert [line.entry.title for line in lines[4:]] == ["Степь", "Тёмные аллеи"][:below]


@pytest.mark.parametrize(
    "text",
    ["Список дублетов, 2026", "Центральная городская библиотека", "20 мая 2026 г.", "黑河市图书馆复本清单（2026年）"],
)
def test_the_name_of_a_list_is_known(text):
    assert is_list_title(text)


@pytest.mark.parametrize("text", ["Тихий Дон", "Война и мир", "围城", "1984 : роман"])
def test_a_title_is_no_name_of_a_list(text):
    assert not is_list_title(text)


def test_each_of_two_tables_is_read_by_its_own_headings():
    lines = reading.pasted("\n".join((HEADINGS, *ROWS, *OTHER)))
    assert [(line.entry.title, line.entry.year) for line in lines if line.problem is None] == [
        ("Степь", 1985),
        ("Тёмные аллеи", 1982),
        ("Вий", 1987),
    ]


def test_tabs_part_a_table_whatever_stands_above_it_and_in_its_cells():
    text = "Список, 2026\nАх, да, вот\n" + "\n".join((HEADINGS, *(f"{row}, экз." for row in ROWS * 2)))
    assert files.of_text(text)[-1] == [*ROWS[1].split("\t")[:-1], "1, экз."]


@pytest.mark.parametrize(
    "number", ["978-5-17-118366-3", "5-17-118366-9", "97851711836612", "ISBN 978-5-17-118366-3", "5-17-118-X"]
)
def test_a_wrong_number_never_becomes_a_title(number):
    (row,) = reading.pasted(f"Автор и заглавие\tГод\n{number}\t1990")
    (line,) = reading.pasted(number)
    assert row.problem in (Problem.BAD_ISBN, Problem.NO_TITLE)
    assert line.problem in (Problem.BAD_ISBN, Problem.NO_TITLE)


def test_a_right_number_instead_of_a_title_is_the_number_of_the_book():
    (row,) = reading.pasted("Автор и заглавие\tГод\n978-7-02-000220-7\t1990")
    assert (row.problem, row.entry.isbn, row.entry.title) == (None, "9787020002207", "")


@pytest.mark.parametrize(
    "imprint", ["СПб: Питер, 20017", "Хабаровск, 19972", "19987", "М. : Наука, 198", "北京：人民文学出版社，19987年"]
)
def test_a_year_that_can_be_none_is_asked_about_and_never_the_publisher(imprint):
    (row,) = reading.pasted(f"Автор\tЗаглавие\tМесто изд., изд-во, год\nГоголь Н. В.\tВий\t{imprint}")
    assert "year" in row.entry.unread
    assert row.entry.year is None
    assert not any(map(str.isdigit, row.entry.publisher or ""))


@pytest.mark.parametrize(
    "line", ["Иванов И. И. Книга о книге. СПб.: Питер, 20017. 300 с.", "《围城》钱钟书著，人民文学出版社，19987年"]
)
def test_of_a_plain_line_too_no_part_of_a_number_is_read_as_its_year(line):
    read = reading.one(line)
    assert (read.entry.year, list(read.entry.unread)) == (None, ["year"])


SAID = {"ru": "Год «19855» не может быть верен.", "zh": "出版年“19855”不可能正确。"}


@pytest.mark.parametrize("language", SAID)
def test_a_year_of_the_catalogue_is_never_said_to_be_read(heihe, at_desk, language):
    add_book("Степь", "9787020002207", "rus", year=1842)
    table = "Заглавие\tГод\tISBN\nСтепь\t19855\t9787020002207\n"
    desk = at_desk(heihe.librarian_id)
    shown = desk.post(
        f"/{language}/staff/exchange/lists", data={"kind": "offers", "lines": table}, follow_redirects=True
    )
    said = " ".join(lxml.html.fromstring(shown.text).text_content().split())
    assert SAID[language] in said
    (line,) = heihe.lines(1)
    assert (line.problem, line.record_id is None, line.entry.get("year")) == (Problem.UNSURE, False, None)
