"""What every engine must do: the same totals, facets and orders, whatever was put, replaced and removed before."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from library_exchange.search.planning import plan
from library_exchange.search.port import (
    FACETS,
    ON_SHELF,
    AnalysedQuery,
    AnyOf,
    Query,
    Sort,
    Stretch,
    Topic,
    facet_term,
)
from library_exchange.search.tantivy_engine.engine import TantivyEngine
from library_exchange.search.whoosh_engine.engine import WhooshEngine

SHELF = [
    (1, "戰爭與和平", "[俄] 列夫·托尔斯泰", 2007, ("CN",), ("heihe",), ("chi",)),
    (2, "Война и мир", "Толстой, Лев Николаевич", 1968, ("RU",), ("amur",), ("rus",)),
    (3, "История Амура", "", 1995, ("RU", "CN"), ("amur", "heihe"), ("rus",)),
    (4, "Книги об истории Амура", "Сухачев, А. П.", 1999, ("RU",), ("khab",), ("rus",)),
    (5, "黑龙江史", "鲁迅", None, ("CN",), ("heihe", "hlj"), ("chi",)),
    (6, "History of the Amur Libraries", "Smith, J.", 1995, (), (), ("eng", "rus")),
]


@pytest.fixture
def shelf(engine, book):
    engine.put(
        book(number, title, author, year=year, countries=countries, libraries=libraries, languages=languages)
        for number, title, author, year, countries, libraries, languages in SHELF
    )
    return engine


def test_russian_words_are_found_in_any_case(shelf, ask):
    assert ask(shelf, "книга история").ids == (4,)


def test_all_words_must_be_there(shelf, ask):
    assert set(ask(shelf, "история Амур").ids) == {3, 4, 5, 6}, "the last two by what both words mean"
    assert set(ask(shelf, "книги Амур").ids) == {4}


def test_when_no_book_has_all_words_those_with_some_are_shown_and_said_to_be_so(shelf, ask):
    hits = ask(shelf, "война Амур")
    assert (set(hits.ids), hits.is_loosened) == ({2, 3, 4, 6}, True)


def test_a_filter_that_excludes_all_does_not_loosen_the_words(shelf, ask):
    hits = ask(shelf, "история Амур", filters={"country": ("KZ",)})
    assert (hits.total, hits.is_loosened) == (0, False)


def about_the_amur(found):
    """The name of one topic, known in three languages, and whatever stands beside it."""
    amur = Topic("amur", (("zh", "黑龙江"), ("ru", "Амур"), ("en", "Amur")))
    return [Stretch((run,), (amur,) if run.text in ("амур", "黑龙江", "amur") else ()) for run in found]


def by_topic(engine, text, **more):
    return engine.search(plan(Query(text, **more), read_topics=about_the_amur))


def test_what_the_words_find_comes_before_what_only_their_topic_finds(shelf):
    found = by_topic(shelf, "黑龙江")
    assert (found.ids[0], set(found.ids)) == (5, {3, 4, 5, 6})
    assert not found.is_loosened


def test_of_what_only_the_topic_finds_books_in_the_readers_language_come_first(shelf):
    assert by_topic(shelf, "黑龙江", preferred=("eng",)).ids[:2] == (5, 6)


def test_pages_of_a_topic_neither_repeat_nor_lose_a_book(shelf):
    pages = [by_topic(shelf, "黑龙江", preferred=("eng",), page=page, per_page=1).ids for page in range(1, 6)]
    assert [len(ids) for ids in pages] == [1, 1, 1, 1, 0]
    assert {each for ids in pages for each in ids} == {3, 4, 5, 6}


def test_a_topic_is_filtered_and_counted_like_words(shelf):
    found = by_topic(shelf, "黑龙江", filters={"country": ("RU",)})
    assert set(found.ids) == {3, 4}
    assert dict(found.facets["country"]) == {"RU": 2, "CN": 2}


def test_exactly_as_written_leaves_topics_out(shelf):
    assert by_topic(shelf, "黑龙江", is_exact=True).ids == (5,)


def test_a_class_number_tells_what_a_book_is_about(engine, book):
    engine.put(
        [
            replace(record, terms={**record.terms, "text": {**record.terms["text"], "%amur": 1}})
            for record in [book(1, "Река")]
        ]
    )
    assert by_topic(engine, "Амур").ids == (1,)


def test_minus_takes_books_out(shelf, ask):
    assert ask(shelf, "история -книги").ids == (3,)
    assert set(ask(shelf, "-Амур -история").ids) == {1, 2, 5}


def test_a_title_found_only_in_another_language_is_not_surely_found(shelf):
    named, meant = plan(Query("война мир")), plan(Query("war peace"))
    assert shelf.search(named).is_sure
    assert (set(shelf.search(meant).ids), shelf.search(meant).is_sure) == ({1, 2}, False)
    assert shelf.search(replace(meant, sure=named.required)).is_sure


def test_a_phrase_wants_its_words_side_by_side(shelf, ask):
    assert set(ask(shelf, "«истории Амура»").ids) == {3, 4}
    assert ask(shelf, '"книги истории"').total == 0


def test_a_field_narrows_where_to_look(shelf, ask):
    assert set(ask(shelf, "автор:Толстой").ids) == {1, 2}
    assert ask(shelf, "заглавие:Толстой").total == 0
    assert set(ask(shelf, "作者：托尔斯泰").ids) == {1, 2}


def test_a_star_stands_for_the_end_of_a_word(shelf, ask):
    assert set(ask(shelf, "истор*").ids) == {3, 4}
    assert ask(shelf, "librar* amu*").ids == (6,)


def test_values_of_one_facet_widen_and_facets_narrow(shelf, ask):
    assert set(ask(shelf, filters={"library": ("khab", "hlj")}).ids) == {4, 5}
    assert ask(shelf, filters={"library": ("khab", "hlj"), "country": ("CN",)}).ids == (5,)


def test_a_value_of_a_facet_is_a_condition_like_any_other(shelf):
    chinese, russian = facet_term("country", "CN"), facet_term("language", "rus")
    for country, language in (("CN", "rus"), ("RU", "chi")):
        filters = {"country": (country,), "language": (language,)}
        asked = (facet_term("country", country), facet_term("language", language))
        assert set(shelf.search(AnalysedQuery(asked)).ids) == set(shelf.search(AnalysedQuery(filters=filters)).ids)
    every = {*shelf.versions()}
    either = set(shelf.search(AnalysedQuery((AnyOf((chinese, russian)),))).ids)
    neither = set(shelf.search(AnalysedQuery(excluded=(chinese, russian))).ids)
    assert either | neither == every
    assert not either & neither


def test_a_facet_counts_as_if_it_were_not_chosen(shelf, ask):
    facets = ask(shelf, filters={"country": ("CN",), "language": ("rus",)}).facets
    assert facets["country"] == (("RU", 3), ("CN", 1))
    assert facets["language"] == (("chi", 2), ("rus", 1))
    assert facets["library"] == (("amur", 1), ("heihe", 1))


def test_a_list_is_narrowed_to_a_class_whose_values_are_counted_when_asked_for(engine, ask, book):
    engine.put([book(1, "а", branches=("clc:I", "clc:I5")), book(2, "б", branches=("clc:I",)), book(3, "в")])
    assert engine.counts("class", ["clc:I", "clc:I5", "clc:K"]) == {"clc:I": 2, "clc:I5": 1}
    hits = ask(engine, filters={"class": ("clc:I",)})
    assert (hits.total, "class" in hits.facets) == (2, False)
    engine.remove([2])
    engine.put([book(1, "а", version=2, branches=("clc:K",))])
    assert engine.counts("class", ["clc:I", "clc:I5", "clc:K"]) == {"clc:K": 1}


def test_a_chosen_value_is_listed_even_when_it_counts_nothing(shelf, ask):
    assert ("KZ", 0) in ask(shelf, "Амур", filters={"country": ("KZ",)}).facets["country"]


def test_decades_are_counted_and_books_without_a_year_too(shelf, ask):
    assert ask(shelf).facets["decade"] == (("1990", 3), ("1960", 1), ("2000", 1), ("unknown", 1))
    assert ask(shelf, filters={"decade": ("unknown",)}).ids == (5,)


def test_years_are_asked_from_and_to_inclusive(shelf, ask):
    assert set(ask(shelf, years=(1968, 1995)).ids) == {2, 3, 6}
    assert set(ask(shelf, years=(None, 1994)).ids) == {2}
    assert set(ask(shelf, years=(1999, None)).ids) == {1, 4}


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        (Sort.YEAR_NEW, (1, 4, 3, 6, 2, 5)),
        (Sort.YEAR_OLD, (2, 3, 6, 4, 1, 5)),
        (Sort.TITLE, (5, 1, 2, 3, 4, 6)),
        (Sort.AUTHOR, (1, 5, 4, 2, 6, 3)),
        (Sort.ADDED, (6, 5, 4, 3, 2, 1)),
    ],
)
def test_the_order_asked_for(shelf, ask, sort, ids):
    assert ask(shelf, sort=sort).ids == ids


def test_pages_neither_repeat_nor_lose_a_book(shelf, ask):
    for sort in Sort:
        pages = [ask(shelf, "-зебра", sort=sort, page=page, per_page=2).ids for page in (1, 2, 3, 4)]
        assert sorted(number for page in pages for number in page) == [1, 2, 3, 4, 5, 6]
        assert pages[3] == ()


def test_a_book_put_again_replaces_itself(shelf, ask, book):
    shelf.put([book(2, "Анна Каренина", version=7)])
    assert ask(shelf, "война").total == 0
    assert ask(shelf, "анну каренину").ids == (2,)
    assert (shelf.count, shelf.versions()[2]) == (6, 7)


def test_of_two_states_of_a_book_in_one_batch_the_later_counts(engine, ask, book):
    engine.put([book(1, "Ранняя"), book(1, "Поздняя", version=2)])
    assert (engine.versions(), ask(engine, "ранняя").total, ask(engine, "поздняя").total) == ({1: 2}, 0, 1)


def test_a_removed_book_is_gone_and_an_unknown_one_no_error(shelf, ask):
    shelf.remove([3, 77])
    assert set(ask(shelf, "история").ids) == {4}
    assert 3 not in shelf.versions()


def test_tidying_changes_no_answer(shelf, ask, book):
    shelf.put([book(2, "Анна Каренина")])
    shelf.remove([3])
    before = [ask(shelf, text, sort=Sort.TITLE) for text in ("", "история", "анна")]
    shelf.optimise()
    assert [ask(shelf, text, sort=Sort.TITLE) for text in ("", "история", "анна")] == before


@pytest.mark.parametrize("text", ["", "том", "пятый"])
def test_a_walk_by_number_tells_each_book_once_whatever_comes_and_goes(engine, ask, book, text):
    engine.put([book(n, f"Том пятый {n}" if n % 9 == 0 else f"Том {n}") for n in range(1, 60)])
    engine.put([book(n, f"Том {n}") for n in range(60, 80)])
    whole = ask(engine, text, sort=Sort.ADDED)
    walked, below = [], None
    while found := ask(engine, text, sort=Sort.ADDED, per_page=2, below=below).ids:
        assert below is None or found[0] < below
        walked += found
        below = found[-1]
        if len(walked) == 4:
            engine.remove([walked[0], walked[3], 9])
            engine.put([book(100, "Том пятый"), book(18, "Пятый том")])
    assert walked == [number for number in whole.ids if number != 9]
    assert ask(engine, text, sort=Sort.ADDED, below=1).ids == ()
    behind, every = ask(engine, text, sort=Sort.ADDED, below=30), ask(engine, text, sort=Sort.ADDED)
    assert (behind.total, behind.facets) == (every.total, every.facets)
    assert ask(engine, text, sort=Sort.TITLE, below=30).ids == ask(engine, text, sort=Sort.TITLE).ids


def test_how_many_books_have_a_word_is_told_anew_after_each_commit(engine, book):
    for number in (1, 2):
        engine.put([book(number, "Амур")])
        assert engine.known(["амур", "нет"]) == {"амур": number}


def test_every_commit_changes_the_generation(shelf, book):
    seen = {shelf.generation}
    shelf.put([book(9, "Новая")])
    seen.add(shelf.generation)
    shelf.remove([9])
    seen.add(shelf.generation)
    shelf.rebuild([])
    assert len(seen | {shelf.generation}) == 4


def test_a_rebuild_holds_what_it_was_given_and_tells_how_far_it_is(shelf, ask, book):
    told = []
    assert shelf.rebuild([book(n, f"Том {n}") for n in range(20, 25)], told.append) == 5
    assert (shelf.count, ask(shelf, "амур").total, ask(shelf, "тома").total) == (5, 0, 5)
    assert told[-1] == 5


ENGINES = [WhooshEngine, TantivyEngine]
WORDS = ["Война", "мир", "войны", "книга", "Книги", "люди", "Толстой", "толстый", "стали"]
WORDS += ["战争", "和平", "戰爭", "鲁迅", "红楼梦", "阿Q", "Amur", "books", "book", "café", "1995", "20"]
CODES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(tuple)
CHOSEN = st.lists(st.sampled_from(["A", "Тема 7", "Тема 40", ON_SHELF]), max_size=2, unique=True).map(tuple)
YEARS = st.none() | st.sampled_from([1868, 1990, 1995, 1999, 2024])
BOOKS = st.builds(
    dict,
    record_id=st.integers(1, 12),
    title=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    author=st.sampled_from(["", "鲁迅", "Толстой Л. Н.", "Smith"]),
    year=YEARS,
    countries=CODES,
    libraries=CODES,
    languages=CODES,
    library_kinds=CODES,
    subjects=CODES,
    is_on_shelf=st.booleans(),
)
CLAUSES = st.sampled_from(
    [*WORDS, "«война мир»", "-книга", "-战", "title:мир", "вой*", "b*", "bo*", "鲁*", "author:鲁迅", "и"]
)
QUERIES = st.builds(
    Query,
    text=st.lists(CLAUSES, max_size=3).map(" ".join),
    filters=st.dictionaries(st.sampled_from(FACETS), CODES | CHOSEN, max_size=2),
    years=st.none() | st.tuples(YEARS, YEARS),
    sort=st.sampled_from(Sort),
    page=st.integers(1, 2),
    per_page=st.sampled_from([3, 100]),
)


def agree(engine, reference, query):
    asked = plan(query)
    got, right = engine.search(asked), reference.search(asked)
    assert (got.total, got.facets, got.is_loosened) == (right.total, right.facets, right.is_loosened)
    if query.sort is not Sort.RELEVANCE:
        assert got.ids == right.ids
    elif query.per_page >= right.total and query.page == 1:
        assert set(got.ids) == set(right.ids)
    assert len(got.ids) == len(set(got.ids)) == len(right.ids)


@pytest.mark.parametrize("kind", ENGINES)
def test_the_engine_answers_as_one_that_looks_at_every_book(tmp_path, reference, book, kind):
    try_random_shelves(
        lambda number: kind(tmp_path / str(number), refresh_s=0),
        reference,
        book,
        settings(max_examples=20 if kind is WhooshEngine else 8, stateful_step_count=15, database=None),
    )


def try_random_shelves(opened, reference, book, chosen):
    """Random shelves, changed in random steps, are asked random questions; `opened` gives each an engine."""

    class Shelves(RuleBasedStateMachine):
        runs = 0

        @initialize(books=st.lists(BOOKS, max_size=12, unique_by=lambda made: made["record_id"]))
        def filled(self, books):
            Shelves.runs += 1
            self.engine = opened(Shelves.runs)
            self.reference = reference()
            for one in (self.engine, self.reference):
                one.rebuild(book(**made) for made in books)

        @rule(books=st.lists(BOOKS, max_size=4))
        def put(self, books):
            for one in (self.engine, self.reference):
                one.put([book(**made) for made in books])

        @rule(ids=st.lists(st.integers(1, 12), max_size=3))
        def remove(self, ids):
            for one in (self.engine, self.reference):
                one.remove(ids)

        @rule()
        @precondition(lambda self: self.reference.count > 3)
        def optimise(self):
            self.engine.optimise()

        @rule(queries=st.lists(QUERIES, min_size=1, max_size=4))
        def ask(self, queries):
            for query in queries:
                agree(self.engine, self.reference, query)

        @rule()
        def compare(self):
            assert self.engine.versions() == self.reference.versions()

        def teardown(self):
            if hasattr(self, "engine"):
                self.engine.close()

    machine = Shelves.TestCase
    machine.settings = chosen
    machine("runTest").runTest()


@pytest.fixture(scope="module", params=ENGINES)
def two_shelves(request, tmp_path_factory, reference, book):
    """An engine and the one that knows, with the same 150 books."""
    folder: Path = tmp_path_factory.mktemp("shelves")
    engine, right = request.param(folder / "index"), reference()
    fill_alike((engine, right), book)
    yield engine, right
    engine.close()


def fill_alike(engines, book):
    """Give engines the same 150 books, some of them twice."""
    books = [
        book(
            number,
            " ".join(WORDS[(number * step) % len(WORDS)] for step in (1, 5, 7)[: number % 3 + 1]),
            ["", "鲁迅", "Толстой Л. Н.", "Smith"][number % 4],
            year=[None, 1868, 1990, 1995, 2024][number % 5],
            countries=("a", "b")[: number % 3],
            libraries=("a", "b", "c")[number % 3 :],
            languages=("c",) if number % 7 else (),
            subjects=[f"Тема {number * step % (20 + 9 * step)}" for step in (1, 2, 3)],
            is_on_shelf=number % 3 == 0,
        )
        for number in range(1, 151)
    ]
    for one in engines:
        one.rebuild(books[:130])
        one.put(books[120:])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_random_questions_to_a_larger_shelf(two_shelves, query):
    engine, right = two_shelves
    agree(engine, right, query)
