"""A title is found by what all its words mean in another language, behind what has the words themselves."""

from importlib.resources import files

import pytest

from library_exchange.core.scripts import script_of
from library_exchange.search.analysis import title_words
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.planning import plan
from library_exchange.search.port import Query
from library_exchange.search.title_translations import translated
from tests.search.conftest import ReferenceEngine, book

BOOKS = {
    1: "Волк и лисица",
    2: "狼与狐狸",
    3: "狼的故事",
    4: "The Wolf and the Fox",
    5: "Дети и собаки",
    6: "孩子和狗",
    7: "格罗莫夫兄弟",
}


@pytest.fixture(scope="module")
def shelf():
    engine = ReferenceEngine()
    engine.put([book(number, title) for number, title in BOOKS.items()])
    return engine


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("狼与狐狸", {1, 2, 4}),
        ("Волки и лисы", {2, 4}),
        ("wolf fox", {1, 2, 4}),
        ("собака и ребёнок", {5, 6}),
        ("狗和孩子", {5, 6}),
        ("Братья Громовы", {7}),
        ("лиса", set()),
    ],
)
def test_all_words_of_a_title_are_found_in_another_language(shelf, asked, found):
    assert set(shelf.search(plan(Query(asked))).ids) == found


def test_what_has_the_words_themselves_comes_first(shelf):
    assert shelf.search(plan(Query("狼与狐狸"))).ids[0] == 2


@pytest.mark.parametrize(
    "asked", ["волк", "狼", "волк волк", "волк и трактат", "волк fox", "волк лиса лес река поле небо море"]
)
def test_one_word_or_one_that_is_not_known_is_not_translated(asked):
    assert translated(list(runs(prepared(asked)))) is None


def test_an_exact_query_and_one_for_a_known_title_are_left_to_their_words():
    assert plan(Query("волк и лиса", is_exact=True)).wider == ()


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("狼与狐狸", ("狼", "狐狸")),
        ("父与子", ("父", "子")),
        ("静静的河", ("静静", "河")),
        ("战争与和平", ("战争", "和平")),
    ],
)
def test_chinese_comes_apart_in_words_without_particles(run, words):
    assert title_words.in_words(run) == words


@pytest.mark.parametrize(("word", "chinese"), [("волками", "狼"), ("берёзы", "白桦"), ("детей", "孩子")])
def test_a_word_in_any_form_has_its_counterparts(word, chinese):
    assert chinese in title_words.counterparts("cyrillic", prepared(word))["han"]


def test_every_line_has_words_of_its_three_scripts():
    lines = (
        files("library_exchange.search.analysis").joinpath("title_words.txt").read_text(encoding="utf-8").splitlines()
    )
    assert len(lines) > 900
    for line in lines:
        cells = [cell.split() for cell in line.split("|")]
        assert len(cells) == 3, line
        assert all(cells), line
        for script, words in zip(("Hans", "Cyrl", "Latn"), cells, strict=True):
            assert {script_of(word) for word in words} <= {script, "Hant"}, line
            assert len(set(words)) == len(words), line
    assert lines == sorted(set(lines))
