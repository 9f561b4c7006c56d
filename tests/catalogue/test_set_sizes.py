"""How many volumes a book is in, by what its title or its extent tells."""

import pytest

from library_exchange.record_matching.set_sizes import volumes_of, volumes_of_extent, volumes_told

TITLES = {
    "水浒传（全二册）": 2,
    "鲁迅全集 全十六卷": 16,
    "资治通鉴 全二十册": 20,
    "三国演义 上下册": 2,
    "三国演义（上、中、下册）": 3,
    "四库 第1-4册": 4,
    "Амурский край : в 2 т.": 2,
    "Амурский край. В 4-х томах": 4,
    "Амурский край в двух кн.": 2,
    "Амурский край (т. 1-3)": 3,
    "The Amur in 3 vols": 3,
    "三国演义 上册": None,
    "История Амура. Том 2 (в 3 т.)": None,
    "Дальний Восток 1905-1907": None,
    "上下五千年": None,
    "Амурский край. В 1 т.": None,
    "Амурский край. В 900 т.": None,
    "Амурский край": None,
}
EXTENTS = {"2 т. (520, 480 с.)": 2, "3册": 3, "2 v.": 2, "в 2 т.": 2, "十册": 10, "320页": None, "1册": None, "": None}


@pytest.mark.parametrize(("title", "volumes"), TITLES.items())
def test_a_title_tells_in_how_many_volumes_it_is(title, volumes):
    assert volumes_of(title) == volumes


@pytest.mark.parametrize(("extent", "volumes"), EXTENTS.items())
def test_an_extent_tells_volumes_only_where_it_counts_them(extent, volumes):
    assert volumes_of_extent(extent) == volumes


def test_the_extent_tells_before_the_title():
    assert volumes_told("3册", ["水浒传（全二册）"]) == 3
    assert volumes_told("900页", ["水浒传", "Речные заводи : в 2 т."]) == 2
    assert volumes_told(None, ["水浒传"]) is None
