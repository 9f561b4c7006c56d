"""Cards and print-outs: class marks tell where each book begins, what stands below tells what it is."""

import pytest

from library_exchange.list_reading.rules import cards
from library_exchange.list_reading.services import reading

PRINTED = """馆藏地: 第一阅览室
H359.6/S58:1
北方的河(修订版)/某甲主编.--哈尔滨：黑龙江人民出版社,2010
  301页；26cm
  ISBN 978-7-5600-8988-1 ：CNY39.90
  复本：2
H356/S31
江边词典/某学院《江边词典》编写组编.--北京：商务印书馆，1977
  CNY7.80     复本：3
K512.03/Z15
远方文化史/(俄)某乙[等]著；某丙译.--上海：上海译文出版社，1999
  复本：1"""
DRAWER = """10.57
7734      周一波
          江上风雨
          北京 人民文学出版社 1956年
          443页  1.40元    2册

10.57
6020      罗大斌 杨小言
          青石
          中国青年出版社 1961年
          注：书皮后换"""
RUSSIAN = """84Р7
Р 24
      Речной В. Г.
         Дорога домой: Повести. - М.: Из-
      вестия, 1977.            2 экз.
         Корешок подклеен

84Р7
Ш 78
      Шумный И. С.
         Тихое лето. - М.: Мол. гвардия,
      1991"""
TOLD = ("title", "author", "publisher", "year", "isbn", "quantity", "pages")


def told(text: str) -> list[dict[str, object]]:
    """Return what the books of a text tell."""
    found = [read.entry.model_dump(mode="json") for read in reading.pasted(text) if read.problem is None]
    return [{name: entry[name] for name in TOLD if entry[name]} for entry in found]


def test_a_print_out_is_parted_by_its_class_marks_with_copies_on_lines_of_their_own():
    one, two, three = told(PRINTED)
    assert one == {
        "title": "北方的河(修订版)",
        "author": "某甲",
        "publisher": "黑龙江人民出版社",
        "year": 2010,
        "isbn": "9787560089881",
        "quantity": 2,
        "pages": 301,
    }
    assert (two["title"], two["author"], two["quantity"]) == ("江边词典", "某学院《江边词典》编写组编", 3)
    assert (three["title"], three["author"], three["year"]) == ("远方文化史", "(俄)某乙[等]著", 1999)


def test_a_card_of_a_drawer_has_author_title_and_imprint_below_each_other():
    one, two = told(DRAWER)
    assert one == {
        "title": "江上风雨",
        "author": "周一波",
        "publisher": "人民文学出版社",
        "year": 1956,
        "quantity": 2,
        "pages": 443,
    }
    assert (two["title"], two["author"]) == ("青石", "罗大斌; 杨小言")


def test_words_that_a_card_breaks_are_whole_and_its_copies_stand_anywhere():
    one, two = told(RUSSIAN)
    assert (one["title"], one["publisher"], one["year"], one["quantity"]) == (
        "Дорога домой: Повести",
        "Известия",
        1977,
        2,
    )
    assert (two["title"], two["publisher"], two["year"]) == ("Тихое лето", "Мол. гвардия", 1991)


def test_every_line_of_a_print_out_is_in_a_card_or_beside_them():
    found = cards.cards_in(PRINTED.split("\n"))
    assert found is not None
    assert [part.line for part in found if part.card is None] == ["馆藏地: 第一阅览室"]
    kept = "".join(part.card.text for part in found if part.card)
    assert all(line.strip() in kept for line in PRINTED.split("\n")[1:] if "  " not in line.strip())


@pytest.mark.parametrize("text", ["", "84\nХлеб\nСоль", "Один\nДва\n\nТри\nЧетыре"])
def test_lines_without_class_marks_are_no_cards(text):
    assert cards.cards_in(text.split("\n")) is None
