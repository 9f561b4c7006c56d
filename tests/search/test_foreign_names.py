"""Names of other languages, written by their sound in Chinese, meet the names in letters without any list of them."""

import csv

import pytest

from library_exchange.search import conditions
from library_exchange.search.analysis import foreign_names, syllables
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.analysis.syllable_cuts import mistaken
from library_exchange.search.analysis.terms import index_terms
from library_exchange.search.planning import plan
from library_exchange.search.port import Query

ONE_NAME = [
    ("普里列平", "Прилепин", "Prilepin"),
    ("格罗莫夫", "Громов", "Gromov"),
    ("米哈尔科夫", "Михалков", "Mikhalkov"),
    ("舒克申", "Шукшин", "Shukshin"),
    ("柴科夫斯卡娅", "Чайковская", "Tchaikovskaya"),
    ("屠格林科", "Тургринко", "Turgrinko"),
]
BOOKS = [
    (1, "远方", "［俄］格罗莫夫"),
    (2, "Далеко", "Громов, Сергей Иванович"),
    (3, "谢尔盖·格罗莫夫传", "王芳"),
    (4, "Письма", "Чжао Минли"),
    (5, "书信集", "赵明丽"),
    (6, "Гром и мов", ""),
    (7, "Ночь", "Чжао Минли"),
    (8, "Рассказы", "Чжао Минли"),
]


@pytest.fixture(scope="module")
def shelf(whoosh_shelf):
    return whoosh_shelf(BOOKS)


def word(text):
    return next(runs(prepared(text)))


def skeletons(keys):
    return {key[len(foreign_names.IN_HAN) :] for key in keys}


@pytest.mark.parametrize(("chinese", "russian", "latin"), ONE_NAME)
def test_a_name_has_one_skeleton_in_three_scripts(chinese, russian, latin):
    in_han = skeletons(foreign_names.index_keys(chinese, is_name=True))
    assert in_han & skeletons(foreign_names.asked_in_letters(word(russian)))
    assert in_han & skeletons(foreign_names.asked_in_letters(word(latin)))
    asked = foreign_names.asked_in_han(chinese)
    assert skeletons(asked) & skeletons(foreign_names.keys_of_word(word(russian), is_name=True))


def test_most_names_of_russians_meet_without_the_list(shared_data):
    with (shared_data / "authority" / "persons.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["origin"] == "ru"]
    met = 0
    for row in rows:
        written = {name.rsplit("·", 1)[-1] for name in [row["zh_hans"], *row["zh_variants"].split(";")] if name}
        in_han = {key for name in written for key in skeletons(foreign_names.index_keys(name, is_name=True))}
        met += bool(in_han & skeletons(foreign_names.keys_of_word(word(row["ru_heading"]), is_name=True)))
    assert met / len(rows) > 0.9


@pytest.mark.parametrize("text", ["Мать", "стол", "о", "Ли", "the", "Book"])
def test_common_words_and_short_ones_are_asked_for_as_they_are(text):
    assert foreign_names.asked_in_letters(word(text)) == ()


@pytest.mark.parametrize("text", ["历史", "图书馆的故事", "中国", "金"])
def test_chinese_words_are_no_foreign_names(text):
    assert foreign_names.asked_in_han(text) == ()


def test_a_title_has_the_keys_of_the_names_in_it_and_of_nothing_else():
    keys = {term for term in index_terms("谢尔盖·格罗莫夫传") if term.startswith(foreign_names.GUESSES)}
    assert "KLMF" in skeletons(keys)
    assert not [term for term in index_terms("图书馆的历史") if term.startswith(foreign_names.GUESSES)]
    assert not [term for term in index_terms("Толстые тетради") if term.startswith(foreign_names.GUESSES)]


def test_a_name_nobody_listed_finds_the_books_in_both_scripts_those_as_typed_first(shelf, ask):
    assert set(ask(shelf, "格罗莫夫").ids[:2]) == {1, 3}
    assert set(ask(shelf, "格罗莫夫").ids) == {1, 2, 3}
    assert ask(shelf, "Громова").ids[0] == 2
    assert set(ask(shelf, "Громова").ids) == {1, 2, 3}
    assert set(ask(shelf, "Gromov").ids) == {1, 2, 3}


def test_a_first_name_that_the_other_script_leaves_out_hides_no_book(shelf, ask):
    assert {1, 2, 3} <= set(ask(shelf, "Сергей Громов").ids)
    assert ask(shelf, "далеко Громов").ids == (2,)


def test_a_chinese_name_finds_the_books_on_which_it_is_in_russian(shelf, ask):
    assert ask(shelf, "赵明丽").ids[0] == 5
    assert set(ask(shelf, "赵明丽").ids) == set(ask(shelf, "Чжао Минли").ids) == {4, 5, 7, 8}


def test_beside_a_chinese_name_a_kind_of_book_is_no_condition(shelf, ask):
    assert ask(shelf, "рассказы Чжао Минли").ids[0] == 8
    assert set(ask(shelf, "рассказы Чжао Минли").ids) == {4, 5, 7, 8}


def test_what_only_may_be_meant_is_told_from_what_is_written():
    planned = plan(Query("Громов"))
    certain = [conditions.certain(part) for part in planned.wider]
    assert tuple(certain) == planned.required != planned.wider
    guess = conditions.any_of("text", foreign_names.asked_in_letters(word("Громов")))
    assert conditions.certain(guess) is conditions.NOTHING
    assert plan(Query("трактат")).wider == ()


def test_nothing_is_left_out_for_a_name_that_may_sound_so(shelf, ask):
    assert set(ask(shelf, "远方 -Громов").ids) == {1}


def test_a_russian_name_is_not_read_as_chinese():
    assert syllables.keys_of_name(list(runs(prepared("Иванова Нина")))) == set()
    assert ":k:minli" in syllables.keys_of_name(list(runs(prepared("Чжао Минли"))))


@pytest.mark.parametrize(
    "text", ["рассказы Громова", "сочинения Сергея Громова", "Gromov Sergei Ivanovich", "Громов С."]
)
def test_a_kind_of_book_or_a_first_name_beside_a_surname_hides_no_book_of_that_author(shelf, ask, text):
    assert {1, 2} <= set(ask(shelf, text).ids)


def test_a_surname_with_another_first_name_is_somebody_else_in_the_same_script(shelf, ask):
    assert 2 not in ask(shelf, "Виктор Громов").ids


def test_a_name_with_dots_between_its_parts_is_found_by_the_last_and_in_letters(shelf, ask):
    assert set(ask(shelf, "谢尔盖·格罗莫夫").ids) == {1, 2, 3}
    assert foreign_names.dotted("谢尔盖·格罗莫夫传 谢·格") == {"谢尔盖格罗莫夫传": "格罗莫夫传"}


def test_the_pinyin_of_a_foreign_name_finds_it_in_letters(shelf, ask):
    assert {1, 2} <= set(ask(shelf, "xie er gai ge luo mo fu").ids) | set(ask(shelf, "ge luo mo fu").ids)
    assert foreign_names.asked_in_pinyin(list(runs(prepared("hua er")))) == ()


@pytest.mark.parametrize(
    ("name", "surnames"),
    [
        ("Сергей Громов", ["громов"]),
        ("Громов Сергей Иванович", ["громов"]),
        ("Ченгизбек Торгулович Громов", ["громов"]),
        ("Gromov, S. I.", ["gromov"]),
        ("Viktor Gromov", ["gromov"]),
        ("Светлана Марковна", ["марковна"]),
        ("Громов Шукшин", ["громов", "шукшин"]),
    ],
)
def test_of_a_name_the_surname_is_told_from_what_may_be_missing_beside_it(name, surnames):
    assert [run.text for run in foreign_names.parted(list(runs(prepared(name))))[0]] == surnames


@pytest.mark.parametrize(("name", "case"), [("Чжан Вэй", "Чжан Вэя"), ("Фэн Цай", "Фэн Цая"), ("Ма Тин", "Ма Тина")])
def test_chinese_names_are_read_in_the_cases_of_russian(name, case):
    read = {key for way in syllables.readings(list(runs(prepared(name)))) for keys in way for key in keys}
    asked = {key for way in syllables.readings(list(runs(prepared(case)))) for keys in way for key in keys}
    assert read & asked


def test_a_syllable_taken_for_another_is_one_that_readers_confuse():
    assert "цысинь" in mistaken("цисинь")
    assert "цисинь" not in mistaken("цисинь")
    assert mistaken("стол") == []
