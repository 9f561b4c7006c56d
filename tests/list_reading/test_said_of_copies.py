"""What lines say of weight, price and condition, and of sets that lack a part: read whole, in whatever notation."""

import pytest

from library_exchange.list_reading.rules.amounts import weight_in
from library_exchange.list_reading.rules.conditions import poorest, word_for
from library_exchange.list_reading.rules.headings import CONDITIONS, condition_of
from library_exchange.list_reading.rules.incomplete_sets import gaps_in
from library_exchange.list_reading.rules.trimmings import edition_in, price_in
from library_exchange.list_reading.services import reading
from library_exchange.offers.rules.remarks import Mark, remarked
from library_exchange.offers.rules.remarks import volumes as numbers_of_volumes


@pytest.mark.parametrize(
    ("line", "grams"),
    [
        ("甲书 重约1.2公斤 1册", 1200),
        ("甲书 重1,2公斤", 1200),
        ("甲书 0.9kg", 900),
        ("甲书，书重半斤", 250),
        ("甲书 书重一斤半", 750),
        ("甲书 2斤半", None),
        ("甲书 每本重2斤", 1000),
        ("Сад, вес около 1,5 кг", 1500),
        ("Сад, вес 1 200 г", 1200),
        ("Сад. М., 1980.350 г", None),
        ("Сад, 1985 г.", None),
        ("Сад, ок. 300 г", 300),
    ],
)
def test_a_weight_is_read_whole_or_not_at_all(line, grams):
    found = weight_in(line)
    assert (found.grams if found else None) == grams
    assert found is None or found.unsure == ""


def test_a_weight_that_may_be_two_numbers_is_asked_about_by_its_words():
    (read,) = reading.pasted("Сад. М., 1980. 1 200 г")
    assert (read.entry.weight_g, read.entry.unread["weight_g"]) == (1200, "1 200 г")


@pytest.mark.parametrize(
    ("line", "price"),
    [
        ("Альбом - 2 500,00 руб.", "2 500,00 руб"),
        ("Альбом, 1,5 тыс. руб.", "1,5 тыс. руб"),
        ("Альбом от 100 р.", "от 100 р"),
        ("Альбом, 100-150 руб.", "100-150 руб"),
        ("甲书 100-150元", "100-150元"),
        ("甲书 1.2万元", "1.2万元"),
        ("甲书 98元/套", "98元/套"),
    ],
)
def test_a_price_is_told_whole_or_not_at_all(line, price):
    assert price_in(line) == price
    (read,) = reading.pasted(line)
    assert read.entry.quantity == 1
    assert read.entry.unread.get("price", "") == price


def test_a_price_swallows_no_number_of_a_book_before_it():
    (read,) = reading.pasted("Сад ISBN 5-02-017341-6   1,5 тыс. руб.")
    assert read.entry.printed_isbn == "5-02-017341-6"
    assert read.entry.unread == {"price": "1,5 тыс. руб"}


@pytest.mark.parametrize(
    ("line", "condition", "remark"),
    [
        ("Сад. М.: Лес, 1980 (удовл. сост.)", "worn", None),
        ("Сад. М.: Лес, 1980. сост. удовл., нет форзаца", "worn", "нет форзаца"),
        ("Сад. М.: Лес, 1980, сост. плохое", "damaged", None),
        ("Сад. М.: Лес, 1980, б/у, пятна", "worn", "пятна"),
        ("甲书 乙出版社 1999 品相一般，有水渍", "worn", "有水渍"),
        ("甲书 乙出版社 1999 8.5成新", "good", None),
    ],
)
def test_the_poorest_condition_told_among_other_words_counts_and_the_rest_is_a_remark(line, condition, remark):
    (read,) = reading.pasted(line)
    assert (read.entry.condition, read.entry.unread.get("remark")) == (condition, remark)


def test_what_stands_in_title_or_name_is_no_condition():
    assert poorest("Новая, Старая, 1980", "Новая", "Старая") is None
    assert poorest("Сад, Старая, 1980, хор., потр.", "Сад", "Старая") == "worn"
    told = {words: condition_of(words) for words in ("8.5成新", "六五品", "三成新", "0成新")}
    assert told == {"8.5成新": "good", "六五品": "worn", "三成新": "damaged", "0成新": None}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("甲全集 上中下 缺中册", "缺第2册"),
        ("甲全集 上中下 缺上、下册", "缺第1、3册"),
        ("甲全集 上下 缺下册", "缺第2册"),
        ("甲全集 缺下册", "缺下册"),
    ],
)
def test_a_part_that_lacks_is_told_by_its_number_where_the_line_tells_it(line, words):
    assert gaps_in(line).words == words


def test_a_set_that_lacks_a_part_is_offered_as_incomplete_and_nothing_is_said_of_its_condition():
    (read,) = reading.pasted("11、甲全集 上中下 乙大学出版社 2011 98元/套 缺中册")
    assert (read.entry.author, read.entry.condition, read.entry.unread) == (None, None, {"price": "98元/套"})
    kept = remarked(None, read.entry.volume)
    assert (kept.marks, kept.missing, kept.volume) == (Mark.INCOMPLETE.value, "2", None)
    assert remarked(None, "缺下册") == (Mark.INCOMPLETE.value, None, None, "缺下册")
    assert [numbers_of_volumes(words) for words in ("中册", "上、中册", "下册")] == ["2", "1, 2", None]


@pytest.mark.parametrize(
    ("text", "title", "edition"),
    [("甲字典（第11版） 乙馆", "甲字典", "第11版"), ("甲(第2版)", "甲(第2版)", ""), ("甲(第2册)", "甲", "")],
)
def test_an_edition_in_brackets_is_told_beside_a_title_that_has_it_not(text, title, edition):
    assert edition_in(text, title) == edition


@pytest.mark.parametrize("code", CONDITIONS)
def test_the_word_for_a_condition_is_read_as_it_again(code):
    assert [condition_of(word_for(code, title)) for title in ("甲书", "Сад", "Garden")] == [code] * 3
