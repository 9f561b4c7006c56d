"""Editions of one work stand together wherever they rank, and no page of a search loses a book or shows it twice."""

import re
from itertools import chain

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries import gathering, searching
from library_exchange.core.db import database, reading
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.port import Hits, Query
from tests.catalogue.books import book, give

PER_PAGE = 20


@pytest.mark.parametrize(
    ("ids", "works", "expected"),
    [
        ([], {}, []),
        ([1], {}, [(1,)]),
        ([1, 2], {2: 7}, [(1,), (2,)]),
        ([1, 2, 3], {1: 7, 3: 7}, [(1, 3), (2,)]),
        ([1, 2, 3, 4, 5], {1: 7, 2: 8, 3: 8, 4: 7, 5: 7}, [(1, 4, 5), (2, 3)]),
        # All are editions of one work: the reader chooses among them.
        ([1, 2], {1: 7, 2: 7}, [(1,), (2,)]),
        # A record and a work with one number are two things.
        ([7, 8, 9], {8: 7, 9: 7}, [(7,), (8, 9)]),
    ],
)
def test_editions_of_one_work_are_one_entry_at_the_place_of_the_first(ids, works, expected):
    assert gathering.entries(ids, works) == expected


@pytest.mark.parametrize("total", [0, 1, 20, 21, 199, 200, 201, 219, 220, 221, 1000])
@pytest.mark.parametrize("works", [{}, {i: i % 7 for i in range(0, 1000, 3)}, dict.fromkeys(range(0, 1000, 2), 1)])
def test_all_pages_together_have_every_hit_once(total, works):
    ranked = tuple(range(total))

    def ask(query):
        start = (query.page - 1) * query.per_page
        return Hits(total, ranked[start : start + query.per_page], {})

    first = ask(Query(page=1, per_page=gathering.GATHERED))
    pages = [gathering.by_work(first, works, Query(page=1, per_page=PER_PAGE), ask).pages]
    shown = [
        gathering.by_work(first, works, Query(page=number, per_page=PER_PAGE), ask) for number in range(1, pages[0] + 2)
    ]
    assert sorted(chain.from_iterable(entry for page in shown for entry in page.entries)) == list(ranked)
    assert {page.pages for page in shown} == set(pages)
    assert all(page.entries for page in shown[:-1])
    assert not shown[-1].entries, "the page after the last"
    assert max(len(page.entries) for page in shown) <= PER_PAGE


def test_pages_beyond_those_gathered_begin_where_these_end():
    assert gathering.GATHERED % PER_PAGE == 0


def test_a_page_with_many_editions_ends_early():
    many = [tuple(range(n * 25, n * 25 + 25)) for n in range(4)]
    assert [len(page) for page in gathering.paged(many, PER_PAGE)] == [2, 2]
    one = [tuple(range(gathering.MOST_BOOKS * 2)), (999,)]
    assert [len(page) for page in gathering.paged(one, PER_PAGE)] == [1, 1]


@pytest.fixture
def library(knowing_web, make_library):
    return make_library("Amur", "RU")


@pytest.fixture
def shelf(knowing_web, library, deliver, worlds):
    """Many books of one author; of two works there are editions far apart in any order of rank."""
    return worlds.given(database(), "many books of an author", lambda: filled(library, deliver), knowing_web)


def filled(library, deliver):
    titles = [f"Рассказы, книга {number}" for number in range(1, 31)]
    made = [("Бесы", "rus"), ("白痴", "chi"), *((title, "rus") for title in titles), ("Идиот", "rus"), ("群魔", "chi")]
    authors = {"rus": "Достоевский, Федор Михайлович", "chi": "陀思妥耶夫斯基"}
    ids = [
        give(library, book(title, authors[lang], number=str(n), language=lang), raw=str(n).encode())
        for n, (title, lang) in enumerate(made)
    ]
    deliver()
    return dict(zip((title for title, _lang in made), ids, strict=True))


def entries_of(browser, language, words):
    """Return for each page its entries, each as the records that stand together, the shown one first."""
    pages = []
    for number in range(1, 10):
        page = browser.get(f"/{language}/search", query_string={"q": words, "page": number}).text
        rows = re.split(r'(?=<li class="(?:hit|editions)">)', page)
        entries = []
        is_folded = False
        for row in rows:
            if row.startswith('<li class="editions">'):
                is_folded = True
                continue
            found = re.search(r'<h3[^>]*><a href="[^"]*/r/(\d+)', row)
            if found is None:
                continue
            if is_folded:
                entries[-1].append(int(found[1]))
            else:
                entries.append([int(found[1])])
            is_folded = is_folded and "</details>" not in row
        if not entries:
            break
        pages.append(entries)
    return pages


@pytest.mark.parametrize("words", ["Достоевский", "陀思妥耶夫斯基"])
@pytest.mark.parametrize("language", ["ru", "zh"])
def test_editions_are_gathered_from_all_pages_in_either_language(knowing_web, shelf, visitor, language, words):
    pages = entries_of(visitor(knowing_web), language, words)
    together = [frozenset(entry) for page in pages for entry in page if len(entry) > 1]
    assert set(together) == {frozenset({shelf["Бесы"], shelf["群魔"]}), frozenset({shelf["Идиот"], shelf["白痴"]})}
    firsts = {entry[0] for page in pages for entry in page if len(entry) > 1}
    assert firsts == ({shelf["Бесы"], shelf["Идиот"]} if language == "ru" else {shelf["群魔"], shelf["白痴"]})
    assert sorted(i for page in pages for entry in page for i in entry) == sorted(shelf.values())
    assert [len(page) for page in pages] == [20, 12]


class Damaged:
    """An engine whose index cannot be read."""

    generation = "none"

    def search(self, _query):
        raise IndexDamaged("torn")

    known = search


def test_no_book_is_lost_between_pages_while_the_index_is_out_of_order(knowing_web, shelf):
    def page(number):
        with reading() as session:
            query = Query("достоевск", page=number)
            return searching.search(session, Damaged(), query, "ru", is_by_work=True)

    pages = [page(number) for number in (1, 2, 3)]
    assert {(each.total, each.pages, each.degraded) for each in pages} == {(32, 2, True)}
    assert [len(each.entries) for each in pages] == [20, 12, 0]
    assert len({source.id for each in pages for source in each.sources}) == 32


def test_works_are_asked_for_once_and_again_when_the_index_has_changed(knowing_web, shelf):
    def asked(generation):
        found = []
        with reading() as session:
            session.scalar(sa.select(1))
            listener = lambda *_args: found.append(1)  # noqa: E731
            sa.event.listen(session.get_bind(), "before_cursor_execute", listener)
            works = gathering.works_of(session, list(shelf.values()), generation)
            sa.event.remove(session.get_bind(), "before_cursor_execute", listener)
        return works, len(found)

    first, cost = asked("one")
    assert (set(first), cost) == ({shelf[title] for title in ("Бесы", "群魔", "Идиот", "白痴")}, 1)
    assert asked("one") == (first, 0)
    assert asked("two") == (first, 1)
    assert asked(None) == asked(None) == (first, 1)
    with reading() as session:
        cards = dict(session.execute(sa.select(col(BibliographicRecord.id), col(BibliographicRecord.card))).all())
    assert first == {i: card["work"] for i, card in cards.items() if "work" in card}
