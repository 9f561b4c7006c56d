"""What was decided about titles can be undone: everything is where it was, and the old address stands again."""

from collections import Counter

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from library_exchange.catalogue.authority_models import LinkState, Person, PersonLink
from library_exchange.catalogue.models import BibliographicRecord, Holding, SourceRecord
from library_exchange.catalogue.queries import pages
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.models import AuditEntry
from library_exchange.duplicates import labels
from library_exchange.duplicates.models import TitleChange
from library_exchange.duplicates.services import deciding, undoing
from library_exchange.loans.models import LoanRequest
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.schemas import Entry, TakeWants, Terms
from library_exchange.offers.services import offers, wants
from tests.catalogue.test_matching import ISBN, book, give
from tests.duplicates.test_remembered import (
    LONG,
    OTHER_ISBN,
    clerk,
    doubts,
    join,
    keep_apart,
    record_of,
    split,
    undo,
    versions,
)

TOLD = {"contributor", "text_form", "identifier", "classification", "match_key", "title_doubt", "record_part"}
"""Rows that are written anew: what they say counts, not their ids."""
WORK_OF_THE_HOUSE = {"outbox", "audit", "title_change", "worker_beat"}
GROWING = {"version", "updated_at"}


def everything():
    """Return every row of the house, except what is only its work, and versions, which grow."""
    with reading() as session:
        return {
            table.name: Counter(
                tuple(
                    str(value)
                    for name, value in row.items()
                    if name not in GROWING and not (table.name in TOLD and name in ("id", "contributor_id"))
                )
                for row in session.execute(sa.select(table)).mappings()
            )
            for table in SQLModel.metadata.sorted_tables
            if table.name not in WORK_OF_THE_HOUSE
        }


def why_not(change_id):
    with reading() as session:
        return undoing.why_not(session, session.get_one(TitleChange, change_id))


@pytest.fixture
def heihe(make_library):
    return make_library()


@pytest.fixture
def amur(make_library):
    return make_library("Amur", "RU")


@pytest.fixture
def two(app, heihe, amur):
    """Two titles that may be one, and a third that may be the same as either."""
    give(heihe, book(LONG, "h", "Арсеньев, В. К.", 1990, isbn=ISBN))
    give(amur, book(LONG, "a", "Арсеньев, В. К.", 1990, isbn=OTHER_ISBN))
    return record_of("h"), record_of("a")


def link(record_id, key, state):
    with transaction() as session:
        person = session.scalars(sa.select(Person).where(col(Person.key) == key)).one_or_none()
        if person is None:
            person = Person(key=key, origin="ru")
            session.add(person)
            session.flush()
        session.add(PersonLink(record_id=record_id, person_id=person.id, name=key, origin="person", state=state))


def test_titles_that_were_joined_and_parted_again_are_as_they_were(two, heihe, amur):
    first, second = two
    link(first, "known", LinkState.CONFIRMED)
    link(second, "known", LinkState.REJECTED)
    link(second, "only here", LinkState.CONFIRMED)
    with transaction() as session:
        session.add(offers.offer_of(amur, Entry(title=LONG), second, Terms(weight_g=300), now()))
        requesting.draft(session, clerk(heihe), NewRequest(record_id=second), now())
    before = everything()
    joined = join(clerk(heihe), first, second, is_sure=True)
    with reading() as session:
        assert set(session.scalars(sa.select(col(Holding.record_id)))) == {first}
        for table in (Offer, LoanRequest):
            assert session.scalars(sa.select(col(table.record_id))).all() == [first]
        with pytest.raises(pages.Merged) as led:
            pages.record_page(session, second, "ru")
        assert led.value.into == first
    undo(clerk(amur), joined)
    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()
    with reading() as session:
        assert pages.record_page(session, second, "ru").id == second
        acts = session.scalars(sa.select(col(AuditEntry.action)).where(col(AuditEntry.subject) == "title")).all()
        assert acts == ["merge", "undo"]


def test_what_joined_by_rule_meanwhile_stays_with_the_title_it_joined(two, heihe, make_library):
    joined = join(clerk(heihe), *two, is_sure=True)
    give(make_library("Chita", "RU"), book(LONG, "c", "Арсеньев, В. К.", 1990, isbn=OTHER_ISBN))
    assert record_of("c") == two[0]
    undo(clerk(heihe), joined)
    assert (record_of("h"), record_of("a"), record_of("c")) == (*two, two[0])


def test_a_split_that_is_undone_leaves_one_title(app, heihe, amur):
    give(heihe, book("Ёлка", "h", "Толстой, Лев", 1990, isbn=ISBN))
    give(amur, book("Ёлка", "a", "Толстой, Лев", 1990, isbn=ISBN))
    record = record_of("h")
    before = everything()
    change = split(clerk(heihe), record, "a")
    new = record_of("a")
    assert new != record
    with reading() as session:
        placed = session.execute(sa.select(col(Holding.library_id), col(Holding.record_id)))
        assert dict(placed.all()) == {heihe: record, amur: new}
        assert session.get_one(BibliographicRecord, new).title_key
    undo(clerk(heihe), change)
    after = everything()
    assert {name for name in before if before[name] != after[name]} == {"bibliographic_record"}
    with reading() as session:
        assert session.get_one(BibliographicRecord, new).merged_into_id == record


def test_something_must_go_and_something_must_stay(app, heihe, amur):
    give(heihe, book("Ёлка", "h", "Толстой, Лев", 1990, isbn=ISBN))
    give(amur, book("Ёлка", "a", "Толстой, Лев", 1990, isbn=ISBN))
    for chosen in ((), ("h", "a")):
        with pytest.raises(InvalidInput):
            split(clerk(heihe), record_of("h"), *chosen)


@pytest.mark.parametrize("decide", [join, keep_apart])
def test_a_title_is_neither_joined_with_itself_nor_kept_apart_from_itself(app, heihe, decide):
    give(heihe, book(LONG, "h", year=1990))
    with pytest.raises(Conflict):
        decide(clerk(heihe), record_of("h"), record_of("h"))


def test_a_doubt_comes_back_with_the_decision_undone(app, heihe, amur):
    give(heihe, book(LONG, "h", year=1990))
    give(amur, book(LONG, "a", year=1990))
    before = doubts()
    for decide in (join, keep_apart):
        change = decide(clerk(heihe), record_of("h"), record_of("a"))
        assert doubts() == []
        undo(clerk(heihe), change)
        assert doubts() == before != []


def test_a_doubt_about_a_title_that_became_part_of_another_is_about_that_one(app, heihe, amur, make_library):
    for library, number in ((heihe, "h"), (amur, "a"), (make_library("Chita", "RU"), "c")):
        give(library, book(LONG, number, year=1990))
    one, two, three = (record_of(number) for number in "hac")
    before = doubts()
    assert sorted(before) == [(one, two), (one, three), (two, three)]
    joined = join(clerk(amur), three, two)
    assert doubts() == [(one, three)]
    undo(clerk(amur), joined)
    assert sorted(doubts()) == sorted(before)


def test_a_later_decision_about_the_same_title_is_undone_first(app, heihe, amur, make_library):
    for library, number in ((heihe, "h"), (amur, "a"), (make_library("Chita", "RU"), "c")):
        give(library, book(LONG, number, year=1990))
    first = join(clerk(heihe), record_of("h"), record_of("a"))
    second = join(clerk(heihe), record_of("h"), record_of("c"))
    assert str(second) in str(why_not(first))
    assert why_not(second) is None
    with pytest.raises(Conflict) as refused:
        undo(clerk(heihe), first)
    assert str(second) in str(refused.value.sentence)
    undo(clerk(heihe), second)
    undo(clerk(heihe), first)
    assert len({record_of(number) for number in "hac"}) == 3
    with pytest.raises(Conflict):
        undo(clerk(heihe), first)


def test_what_can_no_longer_be_undone_is_not_offered(two, heihe):
    give(heihe, book("Ёлка", "o", "Толстой, Лев", 1990))
    other, change = record_of("o"), join(clerk(heihe), *two, is_sure=True)
    assert why_not(change) is None
    with transaction() as session:
        a_record = session.scalars(sa.select(SourceRecord).where(col(SourceRecord.source_id) == "a")).one()
        a_record.record_id = other
    assert why_not(change) is labels.CHANGED_SINCE
    with pytest.raises(Conflict):
        undo(clerk(heihe), change)


def test_the_slower_of_two_clerks_is_told(two, heihe, amur):
    seen = versions(*two)
    with transaction() as session:
        deciding.keep_apart(session, clerk(heihe), seen, now())
    with pytest.raises(Conflict), transaction() as session:
        deciding.join(session, clerk(amur), seen, now(), two[0], is_sure=True)
    assert len(set(two)) == 2


def test_only_who_holds_one_of_the_titles_decides(two, heihe, make_library):
    stranger = clerk(make_library("Chita", "RU"))
    for decide in (join, keep_apart):
        with pytest.raises(Forbidden):
            decide(stranger, *two)
    change = keep_apart(clerk(heihe), *two)
    with pytest.raises(Forbidden):
        undo(stranger, change)


def test_a_title_is_not_joined_with_itself_nor_with_one_that_leads_elsewhere(two, heihe):
    with pytest.raises(Conflict):
        join(clerk(heihe), two[0], two[0])
    join(clerk(heihe), *two, is_sure=True)
    with pytest.raises(Conflict):
        join(clerk(heihe), *two, is_sure=True)


def test_where_the_evidence_is_clearly_against_it_somebody_must_be_sure(two, heihe):
    with pytest.raises(InvalidInput):
        join(clerk(heihe), *two)
    with reading() as session:
        assert session.scalars(sa.select(TitleChange)).all() == []


def _about(table):
    with reading() as session:
        return dict(session.execute(sa.select(col(table.library_id), col(table.record_id))).all())


def test_what_is_about_a_copy_goes_with_it_when_a_title_is_split_and_comes_back(two, heihe, amur, make_library):
    first, second = two
    chita, harbin = make_library("Chita", "RU"), make_library("Harbin")
    join(clerk(heihe), first, second, is_sure=True)
    with transaction() as session:
        for library in (heihe, amur):
            session.add(offers.offer_of(library, Entry(title=LONG), first, Terms(weight_g=300), now()))
        for library, number in ((heihe, OTHER_ISBN), (amur, ISBN), (chita, None)):
            session.add(wants.want_of(library, Entry(title=LONG, isbn=number), first, TakeWants(), now()))
        for library, holder in ((harbin, heihe), (chita, amur)):
            requesting.draft(session, clerk(library), NewRequest(record_id=first), now())
            session.flush()
            asked = sa.update(LoanRequest).where(col(LoanRequest.library_id) == library)
            session.execute(asked.values(partner_id=holder))
    change = split(clerk(heihe), first, "a")
    new = record_of("a")
    assert _about(Offer) == {heihe: first, amur: new}
    assert _about(Want) == {heihe: new, amur: first, chita: first}
    assert _about(LoanRequest) == {harbin: first, chita: new}
    undo(clerk(amur), change)
    assert {record for table in (Offer, Want, LoanRequest) for record in _about(table).values()} == {first}
