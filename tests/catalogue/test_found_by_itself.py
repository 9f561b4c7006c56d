"""A book is found by everything it says of itself, alone and together: no further condition may make it vanish."""

import re
from dataclasses import replace
from itertools import combinations

import pytest

from library_exchange.catalogue.queries import searching
from library_exchange.core.db import database, reading
from library_exchange.marc.description import Identifier
from library_exchange.search.planning import MOST_PER_PAGE, plan
from library_exchange.search.port import FACETS, Query
from tests.catalogue.books import book, give

WORDS = ["Долгая зима", "зима", "долгая", "ДОЛГОЙ ЗИМЫ", "Ганин", "Пётр Ганин", "Ганин зима", "зима Ганин Пётр"]
FIELDS = ["title:зима", "author:Ганин", "title:зима author:Ганин", '"Долгая зима"', "долг* зим*", "зима -лето"]
NUMBERS = ["9785170382293", "978-5-17-038229-3", "isbn:9785170382293"]


@pytest.fixture
def shelf(web, make_library, deliver, worlds):
    """One book that is asked for, and two others that share a word or the author with it."""
    return worlds.given(database(), "a book among others", lambda: filled(make_library, deliver), web)


def filled(make_library, deliver):
    library = make_library("Amur", "RU")
    winter = replace(
        book("Долгая зима", "Ганин, Пётр"),
        identifiers=(Identifier("isbn", "9785170382293", "9785170382293", is_valid=True),),
    )
    wanted = give(library, winter, raw=b"1")
    give(library, book("Короткая зима", "Уваров, Лев", number="2", language="chi"), raw=b"2")
    give(library, book("Письма", "Ганин, Пётр", number="3"), raw=b"3")
    deliver()
    return wanted


def asked(app, query):
    with reading() as session:
        return searching.search(session, app.extensions["search"], query, "ru")


def ids(found):
    return {source.id for source in found.sources}


@pytest.mark.parametrize("text", [*WORDS, *FIELDS, *NUMBERS])
def test_by_its_words_names_and_numbers(web, shelf, text):
    found = asked(web, Query(text))
    assert shelf in ids(found)
    assert not found.loosened


def test_by_each_of_its_own_facets_alone_and_together(web, shelf):
    own = asked(web, Query("Долгая зима")).facets
    chosen = {name: (own[name][0][0],) for name in FACETS if own.get(name)}
    assert {"availability", "country", "library", "library_kind", "language", "decade"} <= set(chosen)
    for size in range(1, len(chosen) + 1):
        for names in combinations(chosen, size):
            filters = {name: chosen[name] for name in names}
            for text in ("Долгая зима", ""):
                assert shelf in ids(asked(web, Query(text, filters))), filters


@pytest.mark.parametrize("years", [(1990, 1990), (None, 1990), (1990, None), (1980, 2000), None])
@pytest.mark.parametrize("is_exact", [False, True])
def test_by_the_year_it_came_out(web, shelf, years, is_exact):
    assert ids(asked(web, Query("Долгая зима", years=years, is_exact=is_exact))) == {shelf}


@pytest.mark.parametrize("years", [(1991, None), (None, 1989)])
def test_and_not_by_other_years(web, shelf, years):
    assert ids(asked(web, Query("Долгая зима", years=years))) == set()


@pytest.mark.parametrize("text", ["долгая", "зима долгая", "ганин", "ГАНИН ЗИМА"])
def test_by_the_database_too_while_the_index_is_out_of_order(web, shelf, text):
    with reading() as session:
        assert shelf in searching.search_database(session, Query(text)).ids


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked_for", "given"),
    [(1, 1), (20, 20), (0, 1), (-5, 1), (10**9, MOST_PER_PAGE), (MOST_PER_PAGE + 1, MOST_PER_PAGE)],
)
def test_no_page_of_hits_is_larger_than_the_most_or_empty(asked_for, given):
    assert plan(Query("зима", per_page=asked_for)).per_page == given
    assert MOST_PER_PAGE <= 100


SIZES = ["per_page", "per-page", "size", "limit", "rows", "n", "count"]


def test_no_address_makes_the_pages_of_a_search_longer(web, make_library, visitor, deliver):
    library = make_library()
    for number in range(1, 23):
        give(library, book(f"Записки {number}", number=str(number)), raw=str(number).encode())
    deliver()
    for name in SIZES:
        page = visitor(web).get(f"/ru/search?q=Записки&{name}=1000").text
        assert len(set(re.findall(r'href="/ru/r/(\d+)', page))) == 20, name
