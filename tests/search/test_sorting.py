"""Lists are in the order in which a library would shelve them."""

import pytest

from library_exchange.core.scripts import script_of
from library_exchange.search.sorting import sort_key


def ordered(*texts: str, is_name: bool = False) -> list[str]:
    return sorted(texts, key=lambda text: sort_key(text, script_of(text), is_name))


@pytest.mark.parametrize(
    "texts",
    [
        ("1984", "阿Q正传", "围城", "Анна Каренина", "Яма", "Amur", "Zoo"),
        ("安娜·卡列尼娜", "茶馆", "红楼梦", "《家》", "鲁迅全集", "女神", "中国"),
        ("西安", "先秦"),
        ("妈", "骂", "妈妈"),
        ("第2辑", "第10辑"),
        ("Ежи", "Ёлка", "Еще", "Жизнь"),
        ("«Елка»", "Ёлка", "Елка зимой"),
        ("И", "Иволга", "Й", "К"),
        ("Том 2", "Том 10"),
        ("Élan", "Elbe", "elf"),
        ("Воин", "Война и миръ", "Война миров"),
    ],
)
def test_the_order_of_titles(texts):
    assert ordered(*reversed(texts)) == list(texts)


def test_traditional_characters_stand_where_the_simplified_ones_do():
    assert sort_key("圍城", "Hant") == sort_key("围城", "Hans")


def test_family_names_are_read_as_names():
    assert ordered("单田芳", "沈从文", "曾朴", "茅盾", is_name=True) == ["茅盾", "单田芳", "沈从文", "曾朴"]


def test_a_key_begins_as_the_key_of_what_continues_it():
    assert sort_key("鲁", "Hans") < sort_key("鲁迅", "Hans") < sort_key("鲁迅全集", "Hans")


def test_a_text_of_signs_alone_has_no_place():
    assert sort_key("***", "Zyyy") == ""
