"""What readers type: every text is a question, none is an error, none takes long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_exchange.search.planning import plan
from library_exchange.search.port import FIELDS, IDENTIFIER, AnyOf, Prefix, Query, Term
from library_exchange.search.query import (
    CLASS_NUMBER,
    FIELD_NAMES,
    LONGEST,
    MOST_CLAUSES,
    Clause,
    parse,
    without_title_marks,
)

LETTERS = "абвгдежзиклмнопрстуфхцчшщ"

BAD = {
    "a star": "*",
    "question marks": "?" * 20,
    "a range": "[а TO я]",
    "an open range": "{TO я]",
    "5,000 ORs": " OR ".join(["война"] * 5000),
    "5,000 brackets": "(" * 5000 + "мир" + ")" * 5000,
    "2,000 NOTs": "NOT " * 2000 + "мир",
    "2,000 minuses": "-" * 2000 + "мир",
    "10,000 quotes": '"' * 10_000,
    "quotes of all kinds": '«“„《〈「『"' * 30,
    "a word of 100 kB": "а" * 100_000,
    "Han of 100 kB": "战" * 100_000,
    "a number too large": "^1e309 1e309",
    "a NUL": "вой\0на",
    "right to left": "\u202eайнов\u202c",
    "no width": "вой\u200bна",
    "half a character": "\ud800 война",
    "colons": ":::: title: : isbn:",
    "stars": "а* б* *в *** ****",
    "white space": " \t\r\n\u3000",
    "a character beyond the first plane": "𠮷野家",
    "combining marks alone": "\u0301\u0308\u0306",
    "a line of an expression": "title:(война AND мир)^5 ~0.5",
    "percent signs": "%s %(x)s {{7*7}}",
    "only a minus": "-",
    "a family emoji": "👨‍👩‍👧‍👦",
    "many fields": "title:a author:b " * 500,
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory, book):
    from library_exchange.search.whoosh_engine.engine import WhooshEngine

    engine = WhooshEngine(tmp_path_factory.mktemp("shelf") / "index")
    words = ["война", "мир", "战争", "和平", "Амур", "library"]
    engine.rebuild(
        book(n, f"{words[n % 6]} {words[n % 5]} слово{LETTERS[n // 24]}{LETTERS[n % 24]}") for n in range(600)
    )
    yield engine
    engine.close()


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_no_text_is_an_error_or_takes_long(shelf, ask, text):
    start = time.process_time()
    ask(shelf, text)
    assert time.process_time() - start < 2


def test_invisible_signs_inside_a_word_do_no_harm(shelf, ask):
    assert ask(shelf, BAD["no width"]).total == ask(shelf, "война").total > 0
    assert ask(shelf, BAD["half a character"]).total == ask(shelf, "война").total


@settings(max_examples=200)
@given(
    st.text(alphabet=st.sampled_from('война战争ab1 -:*"«»《》()[]\0\u202e\ud800title作者'), max_size=300)
    | st.text(max_size=80)
)
def test_no_random_text_is_an_error(shelf, ask, text):
    ask(shelf, text)


def test_a_broad_star_stands_for_a_limited_number_of_words_and_says_so(shelf, ask):
    hits = ask(shelf, "слово*")
    assert 200 <= hits.total < 600
    assert hits.is_partial
    assert not ask(shelf, "словоб*").is_partial


def test_words_phrases_minus_fields_and_stars_are_understood():
    assert parse('война -мир «Анна Каренина» автор:Толстой title:"a b" вой*')[0] == (
        Clause("word", "война"),
        Clause("word", "мир", is_excluded=True),
        Clause("phrase", "Анна Каренина"),
        Clause("word", "Толстой", "author"),
        Clause("phrase", "a b", "title"),
        Clause("start", "вой*"),
    )


def test_fields_have_names_in_three_languages():
    for text in ("author:鲁迅", "作者：鲁迅", "Автор: 鲁迅", "責任者:鲁迅"):
        assert parse(text)[0] == (Clause("word", "鲁迅", "author"),)
    assert set(FIELD_NAMES.values()) == {*FIELDS, IDENTIFIER, CLASS_NUMBER}


def test_an_unknown_field_is_just_a_word():
    assert plan(Query("foo:bar")).scored == plan(Query("foo bar")).scored


def test_a_minus_inside_a_word_excludes_nothing():
    assert not plan(Query("1941-1945 научно-технический Дальне-восточный")).excluded


def test_a_quote_that_is_never_closed_leaves_words():
    assert [clause.text for clause in parse("«война и мир")[0]] == ["война", "и", "мир"]


def test_a_star_needs_two_letters_before_it():
    assert plan(Query("в*")).required == plan(Query("в")).required
    assert plan(Query("во*", is_exact=True)).required == (AnyOf((Prefix("text", "во"), Prefix("text", "=во"))),)
    assert plan(Query("战*", is_exact=True)).required == (Term("text", "战"),)


def test_initials_and_function_words_are_not_required():
    assert plan(Query("А. П. Чехов")).required == plan(Query("Чехов")).required
    assert plan(Query("Отцы и дети")).required == plan(Query("отцы дети")).required
    assert plan(Query("и")).required


def test_a_query_too_long_is_cut_and_says_so():
    assert plan(Query("а" * (LONGEST + 1))).is_trimmed
    many = plan(Query(" ".join(f"слово{n}" for n in range(20))))
    assert many.is_trimmed
    assert len(many.required) == MOST_CLAUSES
    assert not plan(Query("война мир")).is_trimmed


def test_facets_that_do_not_exist_are_ignored():
    assert plan(Query(filters={"colour": ("red",), "country": ("CN", "CN"), "library": ()})).filters == {
        "country": ("CN",)
    }


@pytest.mark.parametrize(
    ("typed", "bare"),
    [("«Степь»", "Степь"), ("《草原》", "草原"), ("“The Steppe”", "The Steppe"), ('"степь"', '"степь"')],
)
def test_marks_of_titles_are_no_more_than_marks_but_straight_quotes_ask_for_a_phrase(typed, bare):
    assert without_title_marks(typed) == bare
