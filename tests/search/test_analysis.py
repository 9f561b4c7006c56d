"""Texts that say the same are found by each other, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.search.analysis import identifiers, latin, russian
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.analysis.russian import Case
from library_exchange.search.analysis.terms import index_terms

BOOKS = [
    (1, "战争与和平", "[俄] 列夫·托尔斯泰"),
    (2, "戰爭與和平", "（俄）列夫．托爾斯泰"),
    (3, "Ёлка и свадьба", "Достоевский, Фёдор"),
    (4, "围城", "钱锺书"),
    (5, "圍城", "錢鍾書"),
    (6, "围城", "钱钟书"),
    (7, "Отцы и дети", "Тургенев И. С."),
    (8, "Книги о людях Китая", "Чехова М. П."),
    (9, "Остров Сахалин", "Чехов А. П."),
    (10, "阿Q正传", "鲁迅"),
    (11, "Cafés of Ürümqi", "O’Neill, J."),
    (12, "20 лет спустя", "Дюма"),
    (13, "Матери и отцы времени", "Арсеньев В. К."),
    (14, "Война и миръ", "Гр. Л. Н. Толстой"),
    (15, "Толстые и тонкие тетради", "Белый"),
    (16, "Окна и сказки о псах", "Волков А. М."),
    (17, "Жизнь волков", ""),
    (18, "乾隆皇帝", "二月河"),
    (19, "Производство стали", ""),
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory, book):
    from library_exchange.search.whoosh_engine.engine import WhooshEngine

    engine = WhooshEngine(tmp_path_factory.mktemp("shelf") / "index")
    engine.rebuild(
        book(number, title, author, identifiers=("978-7-02-000220-7",) if number == 4 else ())
        for number, title, author in BOOKS
    )
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("numbers", "writings"),
    [
        ({1, 2, 14}, ["战争与和平", "戰爭與和平", "戰爭 和平", "和平 战争", "война мир", "Войнѣ міръ", "войны и мира"]),
        ({1, 2}, ["《战争与和平》", "战争*"]),
        ({1, 2, 14}, ["列夫·托尔斯泰", "列夫•托尔斯泰", "列夫・托尔斯泰", "列夫．托尔斯泰"]),
        ({1, 2}, ["列夫托尔斯泰", "列夫 托爾斯泰"]),
        ({1, 2, 14}, ["[俄] 托尔斯泰", "（俄）托尔斯泰", "〔俄〕托尔斯泰", "【俄】托尔斯泰", "托尔斯泰", "Толстой"]),
        ({3}, ["Ёлка", "елка", "ЁЛКИ", "Е\u0308лка"]),
        ({3}, ["Фёдор Достоевский", "федора достоевского", "Достоевский, Ф."]),
        ({4, 5, 6}, ["围城", "圍城", "钱锺书", "錢鍾書", "钱钟书"]),
        ({7}, ["отцы дети", "отцов и детей", "отец ребёнок", "ребенок, отец", "Отцы и де\u0301ти"]),
        ({8}, ["люди книга", "человек книги", "людей книгу", "книг Китай"]),
        ({8, 9}, ["Чехов", "Чехова", "чехову", "ЧЕХОВ", "А. П. Чехов", "Чехов А.П."]),
        ({10}, ["阿Q正传", "阿Ｑ正傳", "阿q", "Q 鲁迅", "鲁"]),
        ({11}, ["cafe", "cafés", "CAFÉ", "urumqi", "Ürümqi", "O'Neill", "oneill"]),
        ({12}, ["20 лет", "２０ лет", "двадцать 20", "20"]),
        ({13}, ["мать время", "матери времени", "арсеньева", "Арсеньев"]),
        ({14}, ["«Война и мир»", "«Война и миръ»"]),
        ({16}, ["окно", "окон", "сказок", "пёс", "псы", "псов окон"]),
        ({4}, ["9787020002207", "978-7-02-000220-7", "ISBN 978 7 02 000220 7", "7-02-000220-X", "702000220Х"]),
        ({4}, ["isbn:702000220x", "ISBN：978-7-02-000220-7", "９７８７０２０００２２０７", "978‐7‐02‐000220‐7"]),
        ({18}, ["乾隆", "乾隆皇帝"]),
        ({19}, ["сталь", "стали"]),
    ],
)
def test_equal_questions_find_equal_books(shelf, ask, numbers, writings):
    assert {text: set(ask(shelf, text).ids) for text in writings} == dict.fromkeys(writings, numbers)


def test_a_surname_is_not_the_common_word_it_looks_like(shelf, ask):
    assert set(ask(shelf, "Толстой").ids) == {1, 2, 14}
    assert set(ask(shelf, "толстого").ids) == {1, 2, 14}
    assert set(ask(shelf, "толстый").ids) == {15}
    assert set(ask(shelf, "волк").ids) == {17}
    assert 16 in ask(shelf, "Волков").ids


def test_short_i_is_a_letter_of_its_own(shelf, ask):
    assert ask(shelf, "воина").total == 0
    assert prepared("Бои\u0306") == prepared("Бой") == "Бой"


@pytest.mark.parametrize(
    "pair",
    [
        "люди человек", "дети ребёнок", "отцы отец", "Чехова Чехов", "Арсеньева Арсеньев", "Китая Китай", "окон окно",
        "сказок сказка", "матери мать", "времени время", "псы пёс", "книги книга", "детьми ребёнка", "шла идти",
        "братьев брат", "ушами ухо", "лучше хороший", "именем имя", "Пушкина Пушкин", "Гоголя Гоголь", "отцов отца",
    ],
)  # fmt: skip
def test_forms_of_one_word_meet(pair):
    one, other = pair.lower().replace("ё", "е").split()
    assert set(russian.query_lemmas(one)) & set(russian.index_lemmas(other, Case.UNSURE))


@pytest.mark.parametrize("pair", ["физика физик", "право правый", "море мор", "цена ценный", "ворона ворон"])
def test_words_that_only_look_alike_stay_apart(pair):
    one, other = (set(russian.index_lemmas(word, Case.LOWER)) for word in pair.split())
    assert not one & other


@pytest.mark.parametrize(
    "pair", ["міръ мир", "войнѣ войне", "русскаго русского", "наказаніе наказание", "ѳедоръ федор", "благо благо"]
)
def test_old_spelling_is_read_as_new(pair):
    old, new = pair.split()
    assert russian.modern(old) == new


@pytest.mark.parametrize("pair", ["libraries library", "houses house", "books book", "glass glass", "series sery"])
def test_english_plurals_are_read_as_singulars(pair):
    many, one = pair.split()
    assert latin.stem(many) == one


def test_a_broken_isbn_is_found_by_what_is_printed():
    assert identifiers.index_terms("5-17-066333-2 (в пер.)") == identifiers.read("5170663332").terms
    assert not identifiers.read("5170663332").is_certain


def test_years_with_a_dash_are_no_issn_for_certain():
    assert not identifiers.read("1941-1945").is_certain
    assert identifiers.read("ISSN 0130-6545").is_certain
    assert identifiers.read("война 1941") is None


@given(st.text(max_size=60))
def test_preparing_a_prepared_text_changes_nothing(text):
    once = prepared(text)
    assert [run.text for run in runs(prepared(once))] == [run.text for run in runs(once)]


@given(st.text(max_size=60))
def test_any_text_has_terms_that_can_be_stored(text):
    for term in index_terms(text):
        assert term.encode()
