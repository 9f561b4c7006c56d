"""What a library sends again is what stands: nothing is left of what it said before, and nothing of others is lost."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymarc import Field, Indicators, Record, Subfield

from library_exchange.catalogue.authority_models import LinkState, Origin, Person, PersonLink
from library_exchange.catalogue.models import (
    BibliographicRecord,
    Classification,
    Contributor,
    Holding,
    Identifier,
    Import,
    Item,
    LocalState,
    MatchKey,
    SourceRecord,
    TextForm,
)
from library_exchange.catalogue.services import records, sources, withdrawing
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.marc.description import ClassNumber, LocalHolding
from tests.catalogue.test_matching import book, give
from tests.counting import count_queries

ISBN, OTHER_ISBN = "9785170118380", "9785389085640"


def stored(table):
    with reading() as session:
        return session.scalars(sa.select(table).order_by("id")).all()


def titles():
    return {form.value for form in stored(TextForm) if form.field == "title" and form.kind == "original"}


@pytest.fixture
def amur(app, make_library):
    return make_library("Amur", "RU")


@pytest.fixture
def heihe(app, make_library):
    return make_library("Heihe", "CN")


def test_a_corrected_record_corrects_all_it_said(amur):
    [(record, _)] = give(amur, book("Ёлка", "7", "Толстой, Лев", 1990, ISBN))
    corrected = replace(
        book("Ель", "7", "Толстая, Татьяна", 1991, OTHER_ISBN),
        languages=("chi",),
        country="CN",
        class_numbers=(ClassNumber("clc", "I512"),),
    )
    assert give(amur, corrected) == [(record, "updated")]
    [row] = stored(BibliographicRecord)
    assert (row.year, row.country, row.languages, row.title_key) == (1991, "CN", ["chi"], "ель")
    assert row.card["titles"][0][0] == "Ель"
    assert "елка" not in row.folded
    assert [number.value for number in stored(Identifier)] == [OTHER_ISBN]
    assert [given_class.number for given_class in stored(Classification)] == ["I512"]
    assert {form.value for form in stored(TextForm) if form.kind == "original"} == {"Ель", "Толстая, Татьяна"}
    assert len(stored(Contributor)) == 1


def test_what_another_library_said_stays(amur, heihe):
    [(record, _)] = give(amur, book("Ёлка", "7", "Толстой, Лев", 1990, ISBN, other_title="枞树"))
    give(heihe, book("Ёлка", "x", "Толстой, Лев", 1990, ISBN, other_title="小枞树"))
    give(amur, book("Ёлка", "7", year=1990, isbn=ISBN))
    assert {form.value for form in stored(TextForm) if form.field == "parallel_title"} == {"小枞树"}
    assert {form.value for form in stored(TextForm) if form.field == "contributor"} == {"Толстой, Лев"}
    assert {source.record_id for source in stored(SourceRecord)} == {record}


def test_a_record_that_becomes_another_book_leaves_the_others(amur, heihe):
    [(joined, _)] = give(heihe, book("Ёлка", "x", isbn=ISBN, holdings=[LocalHolding(None, "84", copies=1)]))
    give(amur, book("Ёлка", "7", isbn=ISBN, holdings=[LocalHolding(None, "Р1", copies=2)]))
    [(own, outcome)] = give(amur, book("Гроза", "7", isbn=OTHER_ISBN, holdings=[LocalHolding(None, "Р1", copies=2)]))
    assert (own != joined, outcome) == (True, "updated")
    assert titles() == {"Ёлка", "Гроза"}
    assert {(holding.library_id, holding.record_id) for holding in stored(Holding)} == {(heihe, joined), (amur, own)}
    assert len(stored(Item)) == 3
    assert {(n.record_id, n.value) for n in stored(Identifier)} == {(joined, ISBN), (own, OTHER_ISBN)}


def test_a_record_corrected_into_a_known_book_joins_it_and_its_address_leads_there(app, amur, heihe):
    [(known, _)] = give(heihe, book("Гроза", "x", isbn=OTHER_ISBN))
    [(alone, _)] = give(amur, book("Грза", "7", isbn=OTHER_ISBN))
    assert known != alone
    assert give(amur, book("Гроза", "7", isbn=OTHER_ISBN)) == [(known, "updated")]
    assert titles() == {"Гроза"}
    assert {holding.record_id for holding in stored(Holding)} == {known}
    answer = app.test_client().get(f"/zh/r/{alone}")
    assert (answer.status_code, answer.location) == (301, f"/zh/r/{known}")


def test_the_first_that_came_names_the_record(amur, heihe):
    give(amur, book("ЁЛКА", "7", isbn=ISBN))
    give(heihe, book("Ёлка", "x", isbn=ISBN, year=1990))
    give(heihe, book("Ёлка", "x", isbn=ISBN, year=1991))
    [row] = stored(BibliographicRecord)
    assert (row.card["titles"][0][0], row.year) == ("ЁЛКА", None)


def test_what_was_only_saved_or_encoded_anew_is_unchanged(amur):
    first = book("Ёлка", "7", isbn=ISBN)
    [(record, _)] = give(amur, first, raw=b"one")
    assert give(amur, replace(first, source_updated="20261129"), raw=b"two") == [(record, "unchanged")]
    [row], [source] = stored(BibliographicRecord), stored(SourceRecord)
    assert (row.version, source.raw) == (1, b"two")


def test_a_link_that_a_person_made_goes_along(amur, heihe, make_person_link):
    [(known, _)] = give(heihe, book("Гроза", "x", "Островский, А.", isbn=OTHER_ISBN))
    [(alone, _)] = give(amur, book("Грза", "7", "Островский, А.", isbn=OTHER_ISBN))
    person = make_person_link(alone)
    give(amur, book("Гроза", "7", "Островский, А.", isbn=OTHER_ISBN))
    assert [(link.record_id, link.person_id) for link in stored(PersonLink)] == [(known, person)]


def test_a_piece_sent_again_costs_as_many_queries_many_as_few(amur, heihe):
    def costs(number, word):
        books = [book(f"{word} {n}", f"{number}-{n}", year=1990) for n in range(number)]
        with transaction() as session:
            arrivals = [Arrival(each, f"{word}{n}".encode(), "rusmarc", "utf-8") for n, each in enumerate(books)]
            return count_queries(lambda: records.take_in(session, amur, arrivals, now()))

    for number in (2, 20):
        costs(number, "Ёлка")
    assert costs(2, "Гроза") == costs(20, "Буря")


def test_a_description_is_kept_as_it_was_said():
    said = book("Ёлка", "7", "Толстой, Лев", 1990, ISBN, "Т. 1", [LocalHolding("A", "84", 2)], "枞树")
    assert sources.unpacked(sources.packed(said)) == said


DESCRIPTIONS = st.builds(
    book,
    st.sampled_from(["Ёлка", "Елка", "Гроза", "Буря"]),
    st.sampled_from(["1", "2"]),
    st.sampled_from([None, "Толстой, Лев", "Островский, А."]),
    st.sampled_from([None, 1990]),
    st.sampled_from([None, ISBN, OTHER_ISBN]),
)


@given(st.lists(st.tuples(st.booleans(), DESCRIPTIONS), min_size=1, max_size=8))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_sending_the_catalogue_says_what_was_sent_last_and_nothing_else(amur, heihe, sent):
    clear()
    last = {}
    for is_first, description in sent:
        library = amur if is_first else heihe
        give(library, description, raw=repr(description).encode())
        last[library, description.source_id] = description
    kept = {(source.library_id, source.source_id): source.record_id for source in stored(SourceRecord)}
    assert kept.keys() == last.keys()
    standing = {row.id: row for row in stored(BibliographicRecord) if row.merged_into_id is None}
    assert set(standing) == set(kept.values())
    forms = {(form.record_id, form.value) for form in stored(TextForm) if form.kind == "original"}
    said = {(kept[key], value) for key, each in last.items() for value in said_by(each)}
    assert forms <= said
    assert {(record, value.lower().replace("ё", "е")) for record, value in said} == {
        (record, value.lower().replace("ё", "е")) for record, value in forms
    }
    assert {(n.record_id, n.value) for n in stored(Identifier)} == {
        (kept[key], number.value) for key, each in last.items() for number in each.identifiers
    }
    assert {(h.library_id, h.record_id) for h in stored(Holding)} == {(key[0], kept[key]) for key in kept}


def said_by(description):
    names = [form.value for person in description.contributors for form in person.forms]
    return [description.title, *names]


def clear():
    with transaction() as session:
        session.execute(sa.update(BibliographicRecord).values(merged_into_id=None))
        for table in (Item, Holding, SourceRecord, TextForm, Contributor, Identifier, Classification, PersonLink):
            session.execute(sa.delete(table))
        session.execute(sa.delete(MatchKey))
        session.execute(sa.delete(BibliographicRecord))


@pytest.fixture
def make_person_link():
    def make(record_id):
        with transaction() as session:
            person = Person(key="ostrovsky", origin="ru")
            session.add(person)
            session.flush()
            session.add(
                PersonLink(
                    record_id=record_id,
                    person_id=person.id,
                    name="Островский, А.",
                    origin=Origin.PERSON,
                    state=LinkState.CONFIRMED,
                )
            )
            return person.id

    return make


# What a library has no more -------------------------------------------------------------------------------------------


def withdraws(library, *numbers):
    with transaction() as session:
        return withdrawing.withdraw(session, library, numbers, now())


def copies_of(library):
    return [item.local_state for item in stored(Item) if item.library_id == library]


def test_a_withdrawn_record_takes_its_copies_and_its_words_along(amur, heihe):
    give(amur, book("Ёлка", "7", isbn=ISBN, other_title="枞树", holdings=[LocalHolding(None, "84", copies=2)]))
    give(heihe, book("Ёлка", "x", isbn=ISBN, other_title="小枞树"))
    assert withdraws(amur, "7", "unknown") == 0
    assert copies_of(amur) == [LocalState.WITHDRAWN] * 2
    assert copies_of(heihe) == [LocalState.ON_SHELF]
    assert {form.value for form in stored(TextForm) if form.field == "parallel_title"} == {"小枞树"}


def test_a_book_that_nobody_else_describes_keeps_its_title(amur):
    give(amur, book("Ёлка", "7", isbn=ISBN))
    withdraws(amur, "7")
    assert titles() == {"Ёлка"}
    assert copies_of(amur) == [LocalState.WITHDRAWN]


def test_a_copy_that_a_partner_has_stays(amur, monkeypatch):
    give(amur, book("Ёлка", "7", holdings=[LocalHolding(None, "84", copies=2)]))
    lent = stored(Item)[0].id
    monkeypatch.setattr(withdrawing, "promised", lambda: Item.id == lent)
    assert withdraws(amur, "7") == 1
    assert copies_of(amur) == [LocalState.ON_SHELF, LocalState.WITHDRAWN]


def test_what_is_sent_once_more_after_that_is_there_again(amur):
    there = book("Ёлка", "7", holdings=[LocalHolding(None, "84", copies=1)])
    [(record, _)] = give(amur, there)
    withdraws(amur, "7")
    assert give(amur, there) == [(record, "updated")]
    assert copies_of(amur) == [LocalState.ON_SHELF]
    assert stored(SourceRecord)[0].withdrawn_at is None


def marc(number, title, status="n"):
    record = Record(leader=f"00000{status}am0 2200000   450 ", force_utf8=True)
    record.add_field(Field("001", data=number))
    if title:
        record.add_field(Field("200", Indicators("1", " "), [Subfield("a", title)]))
    return record.as_marc()


def test_a_file_adds_and_withdraws_in_its_order_and_counts_each_record(app, amur, take_in_file, tmp_path):
    file = tmp_path / "changes.mrc"
    file.write_bytes(
        marc("1", "Ёлка") + marc("2", "Гроза") + marc("1", "", "d") + marc("2", "Гроза!!") + marc("9", "", "d")
    )
    take_in_file(file, amur)
    [found] = stored(Import)
    told = {name: getattr(found, name) for name in ("read", "accepted", "rejected", "created", "updated", "withdrawn")}
    assert told == {"read": 5, "accepted": 5, "rejected": 0, "created": 2, "updated": 1, "withdrawn": 2}
    assert found.preview["deleted"] == 2
    assert copies_of(amur) == [LocalState.WITHDRAWN, LocalState.ON_SHELF]
    assert titles() == {"Ёлка", "Гроза!!"}


@pytest.mark.parametrize("name", ["leader_deleted.mrc", "delete_stub.mrc"])
def test_a_deletion_from_the_field_is_counted_and_puts_nothing_on_a_shelf(app, amur, take_in_file, shared_data, name):
    take_in_file(shared_data.parent / "data" / "cases" / name, amur)
    [found] = stored(Import)
    assert (found.rejected, found.withdrawn) == (0, found.read - found.created)
    assert found.withdrawn > 0
    assert len(stored(Item)) == found.created
