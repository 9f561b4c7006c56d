"""A line is divided in the way for which most speaks; what its list has in common decides what is unclear."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.citations import divided
from library_exchange.citations.books import Listed
from library_exchange.citations.pieces import pieces_of
from library_exchange.citations.weighing import Role, weights

LINES = {
    "某某甲著:《江边旧事》 上海人民出版社 1978 扉页有字": Listed("江边旧事", "某某甲", "上海人民出版社", "1978"),
    "江边旧事 / 王某某撰;孙某某注. 吉林文史出版社, 1987.(边地丛书)": Listed(
        "江边旧事", "王某某", "吉林文史出版社", "1987"
    ),
    "Иванов И. И. Песни реки. Специальный курс.— Изд. 3-е, доп .— М. : Рубеж, 2007 .— 687, [1] с.": Listed(
        "Песни реки. Специальный курс", "Иванов И. И.", "Рубеж", "2007"
    ),
    "Иванов И. И. Песни реки Хабаровск 1970": Listed("Песни реки", "Иванов И. И.", "", "1970"),
    "Иванов, Иван Иванович. Песни реки : повести. — М. : Рубеж, 1985": Listed(
        "Песни реки : повести", "Иванов, Иван Иванович", "Рубеж", "1985"
    ),
    "Иванов, И. И. Песни реки : роман / И. И. Иванов. – Чита : Рубеж, 1984. – 398 с.": Listed(
        "Песни реки : роман", "Иванов, И. И.", "Рубеж", "1984"
    ),
    "Песни реки (XVII в. — февраль 1917 г.) / отв. ред. И. И. Иванов. М., Наука, 1991, 471 с.": Listed(
        "Песни реки (XVII в. — февраль 1917 г.)", "", "Наука", "1991"
    ),
    "Они же. Песни реки: Основной курс. – М.: Наука, 1986": Listed(
        "Песни реки: Основной курс", "Они же", "Наука", "1986"
    ),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_divided_in_the_way_for_which_most_speaks(line):
    assert divided.read(line) == LINES[line]


def test_another_way_about_as_likely_makes_a_line_unsure():
    found = divided.read("Песни реки, Берег, 1985")
    assert found is not None
    assert not found.is_sure


def test_what_nothing_explains_makes_a_line_unsure():
    found = divided.read("Иванов И. И. «Песни реки», Хабаровск, 1985, qqq")
    assert found is not None
    assert not found.is_sure


def test_a_pattern_is_believed_unless_clearly_more_speaks_for_another_way():
    line = "Иванов И. И. Песни реки. Хабаровск, 1985"
    right = Listed("Песни реки", "Иванов И. И.", "", "1985")
    wrong = Listed("Хабаровск", "", "Иванов И. И. Песни реки", "1985")
    assert divided.better(line, right) is None
    assert divided.better(line, wrong) == right


def test_without_a_name_or_a_publisher_a_pattern_is_believed():
    assert divided.better("Песни реки, Берег, 1985", Listed("Песни реки, Берег, 1985")) is None


def test_what_most_lines_of_a_list_do_decides_an_unclear_one():
    titles, unclear = ("三江旧事", "边城札记", "江风录集", "雪原行记"), "江山,白水,人民文学出版社,1981"
    titles_first = divided.custom_of([f"{title},王大山,人民文学出版社,1980" for title in titles], _is_wang)
    names_first = divided.custom_of([f"王大山,{title},人民文学出版社,1980" for title in titles], _is_wang)
    assert titles_first is not None
    assert titles_first.steps[(Role.TITLE, ",", Role.AUTHOR)] == 1
    told = [divided.read(unclear, custom, _is_wang) for custom in (titles_first, names_first)]
    assert [(each.title, each.author) for each in told if each] == [("江山", "白水"), ("白水", "江山")]


def _is_wang(text: str) -> bool:
    return text.startswith("王")


def test_few_lines_have_no_custom():
    assert divided.custom_of(["Иванов И. И. Песни реки. М., 1985"] * 2) is None


def test_names_that_are_known_otherwise_weigh():
    piece = pieces_of("白山客, 三江")[0]
    assert weights(piece, lambda _name: True)[Role.AUTHOR] > weights(piece, lambda _name: False)[Role.AUTHOR]


@given(st.text(alphabet="абвАБВ江山王著.,:;/()«»《》—- 1985", max_size=60))
def test_whatever_a_line_says_its_title_stands_in_it(text):
    found = divided.read(text)
    if found is not None:
        letters = [letter for letter in found.title if letter.isalpha()]
        assert all(letter in text for letter in letters)


@pytest.mark.parametrize("words", ["Иванов И. И. ", "王大山，", "(上) ", "«а» ", "М.: ", "1985, ", "Сост. "])
def test_a_line_of_the_same_words_costs_little(words):
    began = time.process_time()
    for _time in range(3):
        divided.read((words * 600)[:600])
    assert time.process_time() - began < 1
