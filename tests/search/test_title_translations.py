"""A title is found by what all its words mean in another language, behind what has the words themselves."""

from dataclasses import replace
from importlib.resources import files

import pytest

from library_exchange.core.scripts import script_of
from library_exchange.search.analysis import title_words
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.analysis.russian import adjectives_of
from library_exchange.search.planning import plan
from library_exchange.search.port import Query, Stretch, Topic
from library_exchange.search.title_sizes import sizes
from library_exchange.search.title_translations import NOT_TRANSLATED, translated
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
    "asked", ["трактат", "волк волк", "волк и трактат", "волк fox", "волк лиса лес река поле небо море", "1984"]
)
def test_what_has_no_counterpart_or_is_no_title_in_one_language_is_not_translated(asked):
    assert translated(list(runs(prepared(asked)))) == NOT_TRANSLATED


WHOLE = {
    11: "Волк",
    12: "狼",
    13: "狼与狐狸的故事",
    14: "Волк и лиса : сказки",
    15: "狼群",
    16: "狼和狐狸",
    17: "安娜·格罗莫娃",
    18: "Громова Анна",
    19: "Шестая палата",
    20: "病房6",
    21: "Анна Громова",
}


@pytest.fixture(scope="module")
def whole_titles():
    engine = ReferenceEngine()
    engine.put([book(number, title) for number, title in WHOLE.items()])
    return engine


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("волк", {11, 12, 14}),
        ("狼", {11, 12, 13, 15, 16}),
        ("«Волк и лиса»", {14}),
        ("volk i lisa", {13, 14, 16}),
        ("Анна Громова", {17, 18, 21}),
        ("安娜格罗莫娃", {17, 21}),
        ("十只狼", set()),
        ("палата № 6", {20}),
        ("сказка: волки и лисы", {13, 14, 16}),
    ],
)
def test_a_title_of_one_word_or_with_a_word_more_must_be_the_whole(whole_titles, asked, found):
    assert set(whole_titles.search(plan(Query(asked))).ids) == found


def test_what_is_the_whole_of_a_title_comes_before_what_only_has_its_words(whole_titles):
    planned = plan(Query("волк и лиса"))
    assert planned.apt
    assert whole_titles.search(replace(planned, required=planned.apt, wider=())).ids == (16,)


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("Война и мир. Том 1", {":n:2", ":n:4"}),
        ("狼与狐狸（全四册）", {":n:3"}),
        ("狼", {":n:1"}),
        ("История Амура : с древности до наших дней", {":n:2", ":n:5"}),
        ("", set()),
        ("и", set()),
    ],
)
def test_the_size_of_a_title_is_that_of_its_telling_words_before_the_first_mark_and_of_all(title, size):
    assert sizes(title) == size


def test_an_exact_query_and_one_for_a_known_title_are_left_to_their_words():
    assert plan(Query("волк и лиса", is_exact=True)).wider == ()


@pytest.mark.parametrize(
    ("asked", "named", "is_guessed"),
    [
        ("Братья Громовы", (), True),
        ("Братья Громовы", ("громовы",), False),
        ("Братья Громовы", ("братья",), True),
        ("格罗莫夫兄弟", ("格罗莫夫",), False),
        ("格罗莫夫兄弟", ("兄弟",), True),
        ("西伯利亚铁路", ("西伯利亚", "铁路"), False),
    ],
)
def test_words_that_name_a_topic_are_nobodys_name_and_the_words_beside_them_may_be(asked, named, is_guessed):
    words = list(runs(prepared(asked)))
    topics = [run for each in named for run in runs(prepared(each))]
    assert (":x" in repr(translated(words, topics))) is is_guessed


def test_a_name_beside_a_topic_is_still_found_by_its_sound(shelf):
    brothers = Topic("brothers", (("ru", "братья"),))

    def cut(words):
        return [Stretch((run,), (brothers,) if run.text == "братья" else ()) for run in words]

    assert shelf.search(plan(Query("Братья Громовы"), read_topics=cut)).ids == (7,)


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


@pytest.mark.parametrize(("name", "least"), [("title_words.txt", 2000), ("title_characters.txt", 300)])
def test_every_line_has_words_of_its_three_scripts(name, least):
    lines = files("library_exchange.search.analysis").joinpath(name).read_text(encoding="utf-8").splitlines()
    assert len(lines) > least
    for line in lines:
        cells = [cell.split() for cell in line.split("|")]
        assert len(cells) == 3, line
        assert all(cells), line
        for script, words in zip(("Hans", "Cyrl", "Latn"), cells, strict=True):
            assert {script_of(word) for word in words} <= {script, "Hant"}, line
            assert len(set(words)) == len(words), line
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("asked", ["Тихий двор", "quiet court", "幽庭"])
def test_characters_mean_a_title_only_where_they_are_the_whole_of_it(asked):
    engine = ReferenceEngine()
    engine.put([book(1, "幽庭"), book(2, "Тихий двор"), book(3, "幽深的老庭院和花园"), book(4, "The Quiet Court")])
    assert set(engine.search(plan(Query(asked))).ids) == {1, 2, 4}


def test_no_character_stands_for_two_words_of_a_title():
    engine = ReferenceEngine()
    engine.put([book(1, "生命")])
    assert not engine.search(replace(plan(Query("Судьба и жребий жизни")), loose=())).ids


@pytest.mark.parametrize("asked", ["Смерть Ивана", "The Death of Ivan"])
def test_a_short_first_name_tells_enough_beside_another_word(asked):
    engine = ReferenceEngine()
    engine.put([book(1, "伊凡·彼得罗夫之死"), book(2, "死")])
    assert set(engine.search(plan(Query(asked))).ids) == {1}


@pytest.mark.parametrize(
    ("script", "word", "other", "counterpart"),
    [("number", "6", "han", "六"), ("han", "六", "cyrillic", "6"), ("latin", "volkami", "han", "狼")],
)
def test_numbers_and_romanised_words_have_counterparts(script, word, other, counterpart):
    assert counterpart in title_words.counterparts(script, word)[other]


@pytest.mark.parametrize(("word", "bare"), [("十个", "十"), ("里", ""), ("狐狸", "狐狸"), ("上海", "上海")])
def test_characters_that_count_or_say_where_need_no_counterpart(word, bare):
    assert title_words.uncounted(word) == bare


@pytest.mark.parametrize("query", ["Громов Мать", "Громов Mother", "格罗莫夫 Mother"])
def test_an_author_beside_a_title_of_one_word_tells_that_it_may_have_others(query: str) -> None:
    titles = translated(list(runs(prepared(query))))
    assert any("author" in repr(condition) for condition in titles.having)


def test_words_that_titles_often_have_are_no_author() -> None:
    assert "author" not in repr(translated(list(runs(prepared("Белая Ночь")))))


def test_a_name_in_letters_is_looked_for_in_the_other_letters_of_a_title() -> None:
    assert ":c:gromov" in repr(translated(list(runs(prepared("The Life of Gromov")))))


@pytest.mark.parametrize(
    ("noun", "adjective"), [("капитан", "капитанский"), ("книга", "книжный"), ("цинк", "цинковый")]
)
def test_adjectives_mean_what_their_nouns_do(noun: str, adjective: str) -> None:
    assert adjective in adjectives_of(noun)
