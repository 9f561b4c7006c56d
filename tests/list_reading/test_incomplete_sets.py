"""Sets that lack volumes, conditions that do not go together, statements without a title, lines numbered on."""

import pytest

from library_exchange.list_reading.rules.conditions import clashing
from library_exchange.list_reading.rules.incomplete_sets import gaps_in
from library_exchange.list_reading.rules.line_numbers import numbered_lines
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.services import reading


@pytest.mark.parametrize(
    ("line", "rest", "words"),
    [
        ("沈从文文集（全12卷）（缺第3卷）", "沈从文文集", "全12卷, 缺第3卷"),
        ("沈从文文集 全12卷，缺第2、5卷", "沈从文文集", "全12卷, 缺第2、5卷"),
        ("Собрание сочинений в 8 т. (нет т. 3)", "Собрание сочинений в 8 т.", "нет т. 3"),
        ("Собрание сочинений в 4 т., без тома 2 и 4", "Собрание сочинений в 4 т.", "без тома 2 и 4"),
    ],
)
def test_a_set_that_lacks_a_volume_is_one_set_and_what_lacks_stands_with_its_volumes(line, rest, words):
    assert gaps_in(line) == (rest, words)
    (read,) = reading.pasted(line)
    assert (read.entry.quantity, read.entry.volume, read.entry.condition) == (1, words, None)


@pytest.mark.parametrize(
    "line", ["资治通鉴 5册(缺第3册)", "《呐喊》全5册缺第2、4册", "Война без тома", "缺第3卷", "Сад в 2 т."]
)
def test_what_does_not_count_the_whole_set_is_none(line):
    assert gaps_in(line) is None


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("Гроза. Как новая, без обложки", "Гроза", ("Как новая, без обложки", "damaged")),
        ("《家》，全新，缺封面", "家", ("全新, 缺封面", "damaged")),
        ("Гроза, хор., потёртости", "Гроза", None),
        ("Новая, ветхая", "Новая, ветхая", None),
        ("Гроза, без обложки", "Гроза", None),
    ],
)
def test_conditions_that_are_far_from_each_other_do_not_go_together(text, title, expected):
    assert clashing(text, title) == expected


def test_who_compiled_a_book_without_a_title_is_no_book_yet():
    (alone,) = reading.pasted("/ сост. В. И. Иванов. Благовещенск, 2001")
    (whole,) = reading.pasted("Сказки / сост. В. И. Иванов. Благовещенск, 2001")
    assert (alone.problem, whole.problem) == (Problem.NO_TITLE, None)
    assert (whole.entry.title, whole.entry.author, whole.entry.year) == ("Сказки", None, 2001)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1、《家》", "2《春》", "3《秋》"], {1, 2}),
        (["7. Кладовая", "Разное", "8 Амур"], {2}),
        (["7. Кладовая", "а", "б", "в", "8 Амур"], set()),
        (["1984", "12 стульев"], set()),
    ],
)
def test_a_bare_number_is_the_lines_own_where_lines_near_it_count_on(lines, expected):
    assert numbered_lines(lines) == expected


def test_a_number_before_a_surname_with_initials_is_no_title():
    (read,) = reading.pasted("5 Пришвин М.М. Кладовая солнца")
    assert (read.entry.title, read.entry.author) == ("Кладовая солнца", "Пришвин М.М.")


def test_which_volumes_there_are_is_kept_in_the_words_of_the_line():
    line = "Чехов А.П. Собрание сочинений в 10 т. М.: Наука, 1974-1978. тт. 1, 3-5, 9 (т. 2 нет!) 5 кг"
    (read,) = reading.pasted(line)
    assert (read.entry.volume, read.entry.weight_g) == ("тт. 1, 3-5, 9 (т. 2 нет!)", 5000)
    assert "remark" not in read.entry.unread


@pytest.mark.parametrize("line", ["Сад. М., 1980. т. 1 и 2", "Сад. М., 1980. тт. 5, 7, 12 по 1 экз.", "тт. 1, 3-5, 9"])
def test_two_volumes_copies_of_each_and_volumes_alone_are_read_elsewhere(line):
    assert gaps_in(line) is None


def test_a_number_of_a_volume_that_nothing_keeps_is_asked_about():
    (read,) = reading.pasted("Чехов А.П. Сад. М.: Наука, 1974. есть т. 3 и т. 5, а также еще т. 8")
    kept = f"{read.entry.volume} {read.entry.unread}"
    assert all(number in kept for number in "358")
