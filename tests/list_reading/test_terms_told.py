"""What a line says of the terms of its book, and ways of writing that are read as others: none stays in the title."""

import pytest

from library_exchange.list_reading.rules.headings import condition_of
from library_exchange.list_reading.rules.other_script import chinese_title_in
from library_exchange.list_reading.rules.said_of_all import copies_of_each
from library_exchange.list_reading.rules.terms_told import is_gift, takes_any_edition, terms_in
from library_exchange.list_reading.rules.written_anew import written_anew
from library_exchange.list_reading.services import reading


def told(line: str) -> dict[str, object]:
    (read,) = reading.pasted(line)
    return read.entry.model_dump(mode="json", exclude_none=True)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Иванов И. Сад, М., 1980 (дар, бесплатно)", "Сад"),
        ("Иванов И. Сад, М., 1980, в дар", "Сад"),
        ("7. Сад. 1990 бесплатно!", "Сад"),
        ("《甲书》乙丙 1980年 (免费)", "甲书"),
        ("《甲书》乙丙 5角 (送您)", "甲书"),
        ("《甲书》乙丙, 可赠送", "甲书"),
    ],
)
def test_words_for_a_gift_make_its_book_one(line, title):
    assert (told(line)["is_gift"], told(line)["title"]) == (True, title)


@pytest.mark.parametrize(
    "line", ["Иванов И. Дар, М., 1980", "«Дар бесценный»", "《免费的午餐》", "Сыр бесплатно не дают, 1980"]
)
def test_a_title_may_speak_of_gifts(line):
    assert "is_gift" not in told(line)


@pytest.mark.parametrize(
    ("cell", "is_one"), [("в дар", True), ("赠送", True), ("(дар)", True), ("дарственная надпись", False)]
)
def test_a_cell_of_a_table_may_say_that_a_book_is_a_gift(cell, is_one):
    assert is_gift(cell) is is_one
    (read,) = reading.table([["Заглавие", "Год", "Примечание"], ["Сад", "1980", cell]])
    assert (bool(read.entry.is_gift), read.entry.unread.get("remark")) == (is_one, None if is_one else cell)


@pytest.mark.parametrize(
    "line", ["«Сад» любое изд.", "Сад, в любом издании", "《甲书》任何版本", "《甲书》,哪个出版社都行"]
)
def test_a_wish_may_take_any_edition(line):
    assert takes_any_edition(line)


@pytest.mark.parametrize("line", ["Любовь. Изд. 2-е", "《版本学》", "любое состояние"])
def test_other_words_do_not(line):
    assert not takes_any_edition(line)


def test_the_language_of_a_book_and_its_condition_are_none_of_its_title():
    assert terms_in("Сад (на кит.яз.), 1980").language == "chi"
    found = terms_in("Сад сост.: отл. 1980")
    assert (found.condition, found.rest) == ("new", "Сад 1980")
    assert terms_in("Сад") is None


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Словарь / сост. Иванова. М.: АСТ, 2018. 120 г, 2 шт.", {"publisher": "АСТ", "year": 2018, "weight_g": 120}),
        ("Сад: учебник / под ред. Иванова. М., Просвещение, 2016 12 экз.", {"publisher": "Просвещение", "year": 2016}),
        ("История сада : 1856-1907 : сборник. Т. 1. – Благовещенск, 2009. – 5 экз.", {"year": 2009, "quantity": 5}),
        ("Иванов В. Сад экз-ров 2", {"title": "Сад", "quantity": 2}),
        ("Энциклопедия тт. 5, 7, 12, М., 1970, по 1 экз", {"quantity": 3}),
        ("Словарь, М., 1999, 4 кг 200 г", {"weight_g": 4200}),
        ("Словарь, М., 1999, 1500=", {"year": 1999, "title": "Словарь"}),
        ("5、茶馆——老舍 1980 四川人民出版社 2本", {"title": "茶馆", "author": "老舍", "year": 1980, "quantity": 2}),
        ("《甲书》 1953.6 精装", {"title": "甲书", "year": 1953}),
        ("Сад №3, 1980", {"title": "Сад №3"}),
        ("甲书(2010年合订本) 约2斤", {"weight_g": 1000}),
    ],
)
def test_ways_of_writing_of_many_hands_are_read(line, fields):
    found = told(line)
    assert {name: found.get(name) for name in fields} == fields
    assert "author" not in found or "author" in fields or found["author"] in line


def test_a_title_by_the_rules_of_description_is_no_author():
    assert "author" not in told("История сада : 1856-1907 : сборник. – Благовещенск, 2009")
    assert told("Шолохов М. Сочинения, М., 1978-1980. 4 тома").get("unread", {}).get("remark") == "4 тома"


def test_a_line_that_needs_nothing_stays_as_it_is():
    for line in ("Сад / Иванов. – М. : Наука, 1980", "《甲书》乙丙", "Сад", "x" * 500):
        assert written_anew(line) == line


@pytest.mark.parametrize(
    ("words", "copies"),
    [
        ("(все по 2 экз., если не указано иное)", 2),
        ("Раздел II. Справочные издания (по одному)", 1),
        ("一、历史地理(每种两本)", 2),
        ("二、民族(各一本)", 1),
        ("Сад, 2 экз.", None),
        ("《甲书》各1册", None),
    ],
)
def test_a_heading_may_say_how_many_there_are_of_each(words, copies):
    assert copies_of_each(words) == copies


def test_each_book_below_has_so_many_copies_unless_it_says_otherwise():
    read = reading.pasted(
        "(все по 2 экз.)\n«Сад», М.: Наука, 1980\n«Лес», М.: Наука, 1981 — 1 экз.\n«Поле», М.: Наука, 1982"
    )
    assert [line.entry.quantity for line in read[1:]] == [2, 1, 2]
    assert read[0].problem is not None


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Иванов И.И. Сад 《花园》 —— 1本", "花园"),
        ("Сад (花园), Наука", "花园"),
        ("《花园》 Сад", None),
        ("Мо Янь 《蛙》", None),
    ],
)
def test_a_russian_line_may_tell_its_title_in_chinese_too(line, title):
    found = chinese_title_in(line)
    assert (found.title if found else None) == title


def test_what_stands_for_the_author_above_is_that_author():
    read = reading.pasted("1. 秋浦:《甲书》,中华书局,1962\n2. 同上:《乙书》,上海人民,1978")
    assert [(line.entry.title, line.entry.author) for line in read] == [("甲书", "秋浦"), ("乙书", "秋浦")]


@pytest.mark.parametrize("words", ["обложка потрепана", "обл. с потёртостями"])
def test_words_for_a_worn_cover_are_a_condition(words):
    assert condition_of(words) == "worn"


@pytest.mark.parametrize(
    "line", ["《甲书》乙丙 2005 {}", "甲书 乙丙 人民文学出版社 2005 {}", "5、《甲书》 乙丙 400页 {}", "《甲书》{}"]
)
@pytest.mark.parametrize("words", ["九品", "八品", "九五品"])
def test_parts_of_ten_are_read_the_same_wherever_they_stand(line, words):
    found = told(line.format(words))
    assert (found.get("condition"), words in found["title"]) == ("good", False)


LISTED = {
    "3、甲书/李明/作家出版社/2005.12/32.00元/3本/全新": (3, "new", "32.00元"),
    "13、甲书 李明 2册 12块": (2, None, "12块"),
    "6、 甲乙词典 丙丁系编 商务印书馆 1985 85成新 2.3kg 定价：￥76.5": (1, "good", "定价:¥76.5"),
    "甲书 / 李明著. -- 北京 : 中华书局, 1980. – 316页 ; 21cm. -- CNY12.00 – 2 экз.": (2, None, "CNY12.00"),
}


@pytest.mark.parametrize("line", LISTED)
def test_a_price_in_any_words_is_told_and_is_of_no_name(line):
    (read,) = reading.pasted(line)
    condition = str(read.entry.condition) if read.entry.condition else None
    assert (read.problem, read.entry.quantity, condition) == (None, *LISTED[line][:2])
    assert LISTED[line][2] in read.entry.unread["price"]
    assert not any(sign in f"{read.entry.title}{read.entry.author}" for sign in ("块", "元", "¥", "CNY"))


def test_who_compiled_and_translated_is_kept_as_a_remark():
    (read,) = reading.pasted("Иванов И.И. Сад / сост. Н. Петров; пер. К. Сидорова. М., 1970.")
    assert read.entry.unread["remark"] == "сост. Н. Петров, пер. К. Сидорова"
