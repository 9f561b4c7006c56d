"""Lines of the letter around a list: addresses, greetings, calls; and notes that name a person."""

import pytest

from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.named_persons import names_person
from library_exchange.list_reading.rules.not_a_title import Stray, stray
from library_exchange.list_reading.services import reading


@pytest.mark.parametrize(
    "line",
    [
        "675000 г. Благовещенск, ул. Вымышленная, 3",
        "г. Благовещенск, ул. Вымышленная, д. 3",
        "ул. Вымышленная, 3, каб. 12",
        "164300 黑河市中央街100号",
        "邮编：164300 黑龙江省黑河市中央街100号",
        "黑龙江省哈尔滨市南岗区虚构路218号",
        "地址：黑河市虚构路1号",
    ],
)
def test_an_address_is_no_book(line):
    (read,) = reading.pasted(line)
    assert (read.problem, read.detail) == (Problem.NOT_A_BOOK, Stray.CONTACT)


@pytest.mark.parametrize(
    "line",
    [
        "Коллеги, посмотрите что можем отдать (сост. хор/удовл)",
        "Уважаемые коллеги! Вот наш список",
        "各位老师，请看看有没有需要的",
        "ЦЕНЫ ДОГОВОРНЫЕ!!!",
        "Цены договорные",
        "价格面议",
        "祝好!  林某某  示例市图书馆采编部  13800000000  2026.11.28",
        "顺颂时祺  林某某 采编部",
    ],
)
def test_greetings_terms_and_calls_are_asked_whether_they_are_books(line):
    (read,) = reading.pasted(line)
    assert (read.problem, read.detail) == (Problem.PERHAPS_NOT_A_BOOK, Stray.LETTER)


@pytest.mark.parametrize(
    "line",
    [
        "Коллеги и друзья поэта. М., 1980",
        "ВОЙНА НА АМУРЕ",
        "《各位老师》 甲出版社 1999",
        "Улица Вымышленная. М., 1980",
        "哈尔滨市志",
        "Город Благовещенск, его улицы и дома. Благовещенск, 1999",
        "黑龙江省地图册 2005",
    ],
)
def test_a_book_with_such_words_stays_a_book(line):
    assert stray(line) is None


@pytest.mark.parametrize(
    ("line", "is_note"),
    [
        ("Краткая история края?? уточнить у Светланы Петровны каб. 12", True),
        ("Сад, спросить Веру Ивановну", True),
        ("甲地史话 找张老师", True),
        ("甲地史话 放在李主任处", True),
        ("У Светланы Петровны. Повесть. М., 1980", False),
        ("«Спросите Веру Ивановну», повесть", False),
        ("《找张老师》 甲出版社", False),
        ("张老师的课堂 甲出版社", False),
    ],
)
def test_a_note_that_names_a_person_is_asked_about(line, is_note):
    assert names_person(line) == is_note
    assert (reading.pasted(line)[0].problem is Problem.PERSONAL) == is_note
