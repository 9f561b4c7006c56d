"""What somebody decided about titles outlives every file, whatever it says and in whatever order it comes."""

from itertools import permutations

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, SourceRecord
from library_exchange.catalogue.services import matching, matching_anew
from library_exchange.catalogue.services.judging import Judged
from library_exchange.catalogue.title_models import TitleDoubt, TitleJudgement
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.duplicates.models import TitleAct
from library_exchange.duplicates.services import deciding, splitting, undoing
from library_exchange.record_matching.facts import facts_of
from tests.catalogue.test_matching import ISBN, book, give

LONG = "Записки о поездке по Амуру и Уссури"
OTHER_ISBN = "9787020008735"


def clerk(library_id):
    return Actor("person", library_id=library_id, roles=frozenset({Role.LIBRARIAN}))


def record_of(number):
    with reading() as session:
        return session.scalars(sa.select(col(SourceRecord.record_id)).where(SourceRecord.source_id == number)).one()


def versions(*record_ids):
    with reading() as session:
        return {number: session.get_one(BibliographicRecord, number).version for number in record_ids}


def join(actor, keep, other, **more):
    with transaction() as session:
        return deciding.join(session, actor, versions(keep, other), now(), keep, **more).id


def keep_apart(actor, one, other):
    with transaction() as session:
        return deciding.keep_apart(session, actor, versions(one, other), now()).id


def split(actor, record_id, *numbers):
    with transaction() as session:
        chosen = session.scalars(sa.select(col(SourceRecord.id)).where(col(SourceRecord.source_id).in_(numbers))).all()
        return splitting.split(session, actor, record_id, versions(record_id)[record_id], chosen, now()).id


def undo(actor, change_id):
    with transaction() as session:
        return undoing.undo(session, actor, change_id, now())


def doubts():
    with reading() as session:
        return [(row.record_id, row.other_id) for row in session.scalars(sa.select(TitleDoubt))]


@pytest.fixture
def heihe(make_library):
    return make_library()


@pytest.fixture
def amur(make_library):
    return make_library("Amur", "RU")


def test_titles_that_may_be_one_wait_for_a_librarian(app, heihe, amur):
    give(heihe, book(LONG, "h", year=1990))
    give(amur, book(LONG, "a", year=1990), book("Лес", "forest", "Островский, А.", 1991))
    assert doubts() == [(record_of("h"), record_of("a"))]
    give(amur, book(LONG, "a", year=1995), raw=b"changed")
    assert doubts() == []  # it is surely another book now


def test_matching_anew_finds_titles_that_may_be_one(app, heihe, amur):
    give(heihe, book(LONG, "h", year=1990))
    give(amur, book(LONG, "a", year=1990))
    with transaction() as session:
        session.execute(sa.delete(TitleDoubt))
    matching_anew.match_all(database(), now())
    assert doubts() == [(record_of("h"), record_of("a"))]
    matching_anew.match_all(database(), now())
    assert doubts() == [(record_of("h"), record_of("a"))]


def test_two_titles_stay_two_when_they_are_sent_again_or_matched_anew(app, heihe, amur):
    give(heihe, book(LONG, "h", year=1990))
    give(amur, book(LONG, "a", year=1990))
    keep_apart(clerk(heihe), record_of("h"), record_of("a"))
    assert doubts() == []
    give(heihe, book(LONG, "h", "Арсеньев, В. К.", 1990, isbn=ISBN), raw=b"more")
    give(amur, book(LONG, "a", "Арсеньев, В. К.", 1990, isbn=ISBN), raw=b"more")
    assert record_of("h") != record_of("a")
    matching_anew.match_all(database(), now())
    assert record_of("h") != record_of("a")
    assert doubts() == []


def test_one_title_stays_one_whatever_its_libraries_say(app, heihe, amur):
    give(heihe, book(LONG, "h", year=1990))
    give(amur, book(LONG, "a", year=1990))
    join(clerk(amur), record_of("h"), record_of("a"))
    assert record_of("h") == record_of("a")
    give(amur, book("Совсем другая книга", "a", year=2001, isbn=OTHER_ISBN), raw=b"other")
    give(heihe, book(LONG, "h", year=1990, isbn=ISBN), raw=b"more")
    assert record_of("h") == record_of("a")
    matching_anew.match_all(database(), now())
    assert record_of("h") == record_of("a")


def test_a_book_joins_a_title_of_which_one_record_is_surely_its_own_though_the_other_differs(
    app, heihe, amur, make_library
):
    give(heihe, book("Ёлка", "h", "Толстой, Лев", 1990, isbn=ISBN))
    give(amur, book("Ёлка", "a", "Толстой, Лев", 1991, isbn=OTHER_ISBN))
    join(clerk(heihe), record_of("h"), record_of("a"), is_sure=True)
    third, fourth = make_library("Chita", "RU"), make_library("Harbin")
    give(third, book("Ёлка", "c", "Толстой, Лев", 1990, isbn=ISBN))
    give(fourth, book("Ёлка", "n", "Толстой, Лев", 1991, isbn=OTHER_ISBN))
    assert len({record_of(number) for number in "hacn"}) == 1
    matching_anew.match_all(database(), now())
    assert len({record_of(number) for number in "hacn"}) == 1


@pytest.mark.parametrize("order", list(permutations("hac")))
def test_a_title_that_was_split_stays_split_in_any_order_of_files(app, heihe, amur, make_library, order):
    libraries = {"h": heihe, "a": amur, "c": make_library("Chita", "RU")}
    for number, library in libraries.items():
        give(library, book("Ёлка", number, "Толстой, Лев", 1990, isbn=ISBN))
    split(clerk(heihe), record_of("h"), "a")
    for number in order:
        give(libraries[number], book("Ёлка!", number, "Толстой, Лев Н.", 1990, isbn=ISBN), raw=b"again")
    assert record_of("a") not in (record_of("h"), record_of("c"))
    matching_anew.match_all(database(), now())
    assert record_of("a") not in (record_of("h"), record_of("c"))
    assert record_of("h") == record_of("c")


def test_what_was_judged_is_forgotten_with_its_decision_and_what_it_replaced_stands_again(app, heihe, amur):
    give(heihe, book(LONG, "h", year=1990))
    give(amur, book(LONG, "a", year=1990))
    keep_apart(clerk(heihe), record_of("h"), record_of("a"))
    joined = join(clerk(heihe), record_of("h"), record_of("a"))

    def judged():
        with reading() as session:
            return [row.is_same for row in session.scalars(sa.select(TitleJudgement))]

    assert judged() == [True]
    undo(clerk(heihe), joined)
    assert judged() == [False]
    assert record_of("h") != record_of("a")


BOOKS = [
    facts_of(book("Ёлка", str(number), author, year, isbn))
    for number, (author, year, isbn) in enumerate(
        (author, year, isbn)
        for author in (None, "Толстой, Лев", "Толстой, Алексей")
        for year in (1990, 1991)
        for isbn in (None, ISBN, OTHER_ISBN)
    )
]


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(BOOKS), min_size=1, max_size=4),
    st.sampled_from(BOOKS),
    st.dictionaries(st.integers(0, 3), st.booleans()),
)
def test_a_book_goes_where_it_was_judged_to_be_and_never_where_it_was_judged_not_to_be(others, mine, verdicts):
    """Each other record stands alone; 9 is the source that comes, judged as `verdicts` say."""
    known = matching.Known(Judged((number, 9, is_same) for number, is_same in verdicts.items()))
    for number, facts in enumerate(others):
        known.remember(facts, number + 100, number)
    found = known.find(mine, 9)
    same = {number + 100 for number, is_same in verdicts.items() if is_same and number < len(others)}
    apart = {number + 100 for number, is_same in verdicts.items() if not is_same}
    assert found.record in same if same else found.record not in apart
    assert not {record for record, _score in found.doubtful} & (same | apart)


def test_the_list_of_changes_tells_what_was_done(app, heihe, amur):
    give(heihe, book(LONG, "h", year=1990))
    give(amur, book(LONG, "a", year=1990))
    with transaction() as session:
        change = deciding.keep_apart(session, clerk(heihe), versions(record_of("h"), record_of("a")), now())
        assert (change.act, change.library_id, change.name) == (TitleAct.KEEP_APART, heihe, LONG)


def test_a_record_that_its_library_withdrew_still_keeps_out_what_was_judged_to_be_another_book():
    mine = facts_of(book("Ёлка", "9", "Толстой, Лев", 1990, ISBN))
    for judged, expected in (((), 100), (((1, 9, False),), None)):
        known = matching.Known(Judged(judged))
        known.remember(mine, 100, 2)
        known.locate(1, 100)
        assert known.find(mine, 9).record == expected
