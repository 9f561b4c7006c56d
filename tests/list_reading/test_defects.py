"""What is wrong with a copy is told beside the book, wherever the line says it."""

import pytest

from library_exchange.list_reading.rules.defects import defects_in
from library_exchange.list_reading.services import reading

LINES = {
    "《骆驼祥子》(缺封面) 老舍 3本": ("骆驼祥子", "老舍", "damaged", "缺封面"),
    "《白鹿原》 陈忠实 人民文学出版社 1993 有水渍 缺第12页": ("白鹿原", "陈忠实", "damaged", "有水渍, 缺第12页"),
    "《活着》 余华 作家出版社 2012 有水渍": ("活着", "余华", "worn", "有水渍"),
    "《边城》沈从文，封面有破损": ("边城", "沈从文", "damaged", "封面有破损"),
    "Чехов А. П. Рассказы. (без обложки, для чтения годится)": (
        *("Рассказы", "Чехов А. П.", "damaged", "без обложки, для чтения годится"),
    ),
    "Чехов А. П. Рассказы. М., 1979, переплет т.3 отходит": (
        "Рассказы",
        "Чехов А. П.",
        "damaged",
        "переплет т.3 отходит",
    ),
}


@pytest.mark.parametrize("line", LINES)
def test_what_is_wrong_with_a_copy_is_its_condition_and_none_of_its_author(line):
    entry = reading.one(line).entry
    assert (entry.title, entry.author, str(entry.condition), entry.unread["remark"]) == LINES[line]


@pytest.mark.parametrize(
    ("line", "gap"), [("《四世同堂》(缺下册) 老舍", "缺下册"), ("红楼梦 上下册 曹雪芹 缺下册", "缺第2册")]
)
def test_a_set_without_one_of_its_parts_says_so(line, gap):
    entry = reading.one(line).entry
    assert (entry.volume, entry.condition, entry.quantity) == (gap, None, 1)


@pytest.mark.parametrize(
    "line",
    ["缺封面的书", "Книга без обложки", "Сад (2 экз., один без обложки)", "《缺页》余华", "《水渍》", "《第12页》"],
)
def test_a_title_that_is_called_so_stays_whole(line):
    assert defects_in(line) is None


def test_years_of_a_set_are_no_number_of_a_book():
    read = reading.one("Энциклопедический словарь. СПб., 1890-1907 - 86 томов")
    assert read.wrong_number is None
    assert "1890" in read.entry.title or read.entry.year == 1890


def test_author_and_title_beside_a_number_are_told_apart_where_marks_tell_the_title():
    entry = reading.one("《倾城之恋》张爱玲 ISBN 978-7-5302-1036-9 3本").entry
    assert (entry.title, entry.author, entry.quantity, entry.isbn) == ("倾城之恋", "张爱玲", 3, "9787530210369")


def test_a_condition_that_does_not_go_with_what_is_wrong_is_asked_about():
    entry = reading.one("Чехов А. П. Рассказы. М., 1990. Как новая, без обложки").entry
    assert (str(entry.condition), entry.unread["conditions"]) == ("damaged", "Как новая, без обложки")
