"""Lines that name periodicals, editors, teams, or nobody: none of these words is taken for an author or a publisher."""

import pytest

from library_exchange.list_reading.rules.periodicals import periodical_in
from library_exchange.list_reading.rules.spelled_apart import editor_told, extent_told, unpublished, with_one_title
from library_exchange.list_reading.services import reading
from library_exchange.offers.rules.offers import Material


@pytest.mark.parametrize(
    ("line", "title", "year", "issues"),
    [
        ('Ж-л "Заря Востока" за 1987г №№ 1-12 кроме 7', "Заря Востока", 1987, "№№ 1-12 кроме 7"),
        ("Журнал «Заря» 1990 № 3", "Заря", 1990, "№ 3"),
        ("2. Журнал «Заря», 1990, №№ 1, 2, 5", "Заря", 1990, "№№ 1, 2, 5"),
        ("《甲》杂志 1985年第1、3期", "甲", 1985, "第1、3期"),
        ("杂志《甲》1985年第1-12期 缺第7期", "甲", 1985, "第1-12期 缺第7期"),
        ('Сборник "Заря" альманах, Владивосток, 2009 № 9', "Заря", 2009, "№ 9"),
    ],
)
def test_a_periodical_is_none_of_its_authors_and_keeps_its_year_and_issues(line, title, year, issues):
    (read,) = reading.pasted(line)
    entry = read.entry
    assert (entry.title, entry.year, entry.volume, entry.author) == (title, year, issues, None)
    assert (entry.material, read.problem, "title" in entry.unread) == (Material.PERIODICAL, None, False)


def test_issues_of_several_years_in_one_line_are_asked_about_and_none_is_lost():
    (read,) = reading.pasted("Журнал «Заря» 1985 - №№ 1,2,5,6 ; 1986 - №№ 3, 4")
    assert (read.entry.title, read.entry.year) == ("Заря", 1985)
    assert read.entry.volume == "1985 - №№ 1,2,5,6 ; 1986 - №№ 3, 4"
    assert "title" in read.entry.unread


@pytest.mark.parametrize(
    "line", ["Журнал «Заря» и его авторы", "Сборник «Заря», М., 1980", "《甲》 1985", "Заря. 1990"]
)
def test_a_book_that_names_no_issues_is_no_periodical(line):
    assert periodical_in(line) is None


def test_copies_price_and_remark_of_a_periodical_stand_beside_it():
    (read,) = reading.pasted("Журнал «Заря» 1990 № 3, пятна, 2 экз., 100 руб.")
    assert (read.entry.quantity, read.entry.volume) == (2, "№ 3")
    assert (read.entry.unread["price"], read.entry.unread["remark"]) == ("100 руб", "пятна")


def test_an_editor_and_the_extent_of_a_dictionary_hide_no_imprint():
    line = "Китайско-русский словарь / под ред. Лесного, 60 тыс. слов, М., 1980, 528 с."
    assert (extent_told(line), editor_told(line)) == ("60 тыс. слов", "под ред. Лесного")
    (read,) = reading.pasted(line)
    assert (read.entry.title, read.entry.year, read.entry.pages) == ("Китайско-русский словарь", 1980, 528)
    assert read.entry.unread == {"remark": "60 тыс. слов; под ред. Лесного"}
    assert with_one_title("60 тыс. слов о море") == "60 тыс. слов о море"


def test_a_team_that_is_named_after_its_book_is_its_author():
    (read,) = reading.pasted("甲族简史 《甲族简史》编写组 民族出版社 2008")
    assert (read.entry.title, read.entry.author, read.entry.year) == ("甲族简史", "甲族简史编写组", 2008)
    assert read.text == "甲族简史 《甲族简史》编写组 民族出版社 2008"


def test_words_that_nobody_published_a_book_are_remarked_whole():
    assert (unpublished({"author": "内部资料"}), unpublished({"author": "甲乙"})) == ("author", "")
    (read,) = reading.pasted("甲地史话 未公开出版 内部资料 90年代 1本")
    assert (read.entry.title, read.entry.author, read.entry.publisher) == ("甲地史话", None, None)
    assert read.entry.unread["remark"] == "未公开出版; 内部资料 90年代"


def test_the_publisher_of_the_line_above_is_asked_about():
    _above, read = reading.pasted("甲书 乙某 黑龙江人民出版社 1999\n丙书 丁某 同上 2000")
    assert (read.entry.publisher, read.entry.unread["publisher"]) == ("黑龙江人民出版社", "同上")


def test_a_number_in_a_circle_is_that_of_the_line():
    for mark in "①⑤⑸":
        (read,) = reading.pasted(f"{mark}围城 人民文学出版社，1991年2月 1册 封面破损")
        assert (read.entry.title, read.entry.year, read.entry.condition) == ("围城", 1991, "damaged")


def test_strokes_part_copies_and_condition():
    lines = ("《甲》/乙某/北岳文艺出版社/2002/￥12/2册/八品 扉页有签名", "《丙》/丁某/北岳文艺出版社/2003/1册")
    read = reading.pasted("\n".join(f"{at} {line}" for at, line in enumerate(lines, 1)))[0].entry
    assert (read.title, read.year, read.quantity, read.condition) == ("甲", 2002, 2, "good")
    assert (read.unread["remark"], read.unread["price"]) == ("扉页有签名", "¥12")


def test_sets_that_are_counted_are_not_asked_about_for_their_parts():
    (read,) = reading.pasted("甲梦（上下） 人民文学出版社 1996 2套 0.9kg")
    assert (read.entry.quantity, "quantity" in read.entry.unread, read.entry.weight_g) == (2, False, 900)
