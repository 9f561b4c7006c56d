"""Sets and volumes know each other, in whatever order and from whatever library their records come."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import Import, SourceRecord
from library_exchange.catalogue.queries import sets
from library_exchange.catalogue.services import matching_anew, records, withdrawing
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.catalogue.set_models import RecordPart
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.imports.services import files, undoing
from library_exchange.marc.description import PartOf, RelationKind, Text, TextField, form
from tests.catalogue.test_matching import book, give
from tests.counting import count_queries
from tests.duplicates.test_remembered import clerk, join, undo
from tests.marc.conftest import RUSMARC_100, iso2709

TITLE = "История Сибири"
SET_ISBN, ISBN = "9785170118380", "9785389085640"


@pytest.fixture
def amur(app, make_library):
    return make_library("Amur", "RU")


@pytest.fixture
def heihe(app, make_library):
    return make_library("Heihe", "CN")


def published(described, publisher="Наука", rest=None):
    """Return a described book with its publisher, and what follows its title."""
    texts = [*described.texts, Text(TextField.PUBLISHER, (form(publisher),), 8)]
    if rest:
        texts.append(Text(TextField.REMAINDER, (form(rest),), 9))
    return replace(described, texts=tuple(texts))


def volume(number, own, year=1990, isbn=None, **of):
    """A volume whose own title is that of its set, named as `of` tells."""
    relation = PartOf(RelationKind.SET, TITLE, part=f"Т. {number}", **of)
    return replace(book(TITLE, own, year=year, part=f"Т. {number}", isbn=isbn), relations=(relation,))


def whole(source_id, year=1990, isbn=None, rest="в 5 т."):
    """The record of the set."""
    return published(book(TITLE, source_id, year=year, isbn=isbn), rest=rest)


def one(library, described):
    [(record, _outcome)] = give(library, described)
    return record


def rows(table):
    with reading() as session:
        return session.scalars(sa.select(table).order_by("id")).all()


def undone(import_id):
    """Have an import be taken back."""
    with transaction() as session:
        given = session.get_one(Import, import_id)
        files.undo(session, clerk(given.library_id), given)
    undoing.run(database(), import_id)


def family(record):
    with reading() as session:
        return sets.family(session, record)


def volumes(record):
    return [(each.volume, each.record_id) for each in family(record).volumes]


def set_of(record):
    return [each.record_id for each in family(record).sets]


@pytest.mark.parametrize("is_set_first", [True, False])
def test_a_volume_and_its_set_know_each_other_by_the_number_of_their_library(amur, is_set_first):
    given = [book("Собрание", "S1", year=1980), volume(2, "V2", source_id="S1"), volume(1, "V1", source_id="S1")]
    names = "s21" if is_set_first else "21s"
    found = {name: one(amur, given["s21".index(name)]) for name in names}
    assert volumes(found["s"]) == [("Т. 1", found["1"]), ("Т. 2", found["2"])]
    assert set_of(found["1"]) == set_of(found["2"]) == [found["s"]]
    assert volumes(found["1"]) == volumes(found["s"])


def test_the_number_of_one_library_names_no_record_of_another(amur, heihe):
    other = one(heihe, book("Собрание", "S1", year=1980))
    alone = one(amur, volume(1, "V1", source_id="S1"))
    assert (volumes(other), set_of(alone)) == ([], [None])


@pytest.mark.parametrize("is_set_first", [True, False])
def test_a_volume_names_the_set_of_another_library_by_its_isbn(amur, heihe, is_set_first):
    def the_set():
        return one(heihe, whole("S", isbn=SET_ISBN, year=1980))

    record = the_set() if is_set_first else None
    first = one(amur, volume(1, "V1", isbn=ISBN))
    named = one(
        amur, replace(volume(2, "V2"), relations=(PartOf(RelationKind.SET, TITLE, part="Т. 2", isbn=SET_ISBN),))
    )
    record = record or the_set()
    assert set_of(named) == [record]
    assert set_of(first) == [None]


def test_volumes_under_the_isbn_of_their_set_are_no_sets_of_each_other(amur):
    named = (PartOf(RelationKind.SET, TITLE, part="Т. 1", isbn=SET_ISBN),)
    first = one(amur, replace(volume(1, "V1", isbn=SET_ISBN), relations=named))
    second = one(amur, volume(2, "V2", isbn=SET_ISBN))
    assert first != second
    assert (set_of(first), family(first).is_set, family(second).is_set) == ([None], False, False)


def test_a_library_has_a_set_and_volumes_of_one_title(amur, heihe):
    record = one(amur, whole("S"))
    mine = one(amur, published(book(TITLE, "V1", part="Т. 1", year=1992)))
    later = one(amur, published(book(TITLE, "V2", part="Т. 2", year=2015), "Вече"))
    assert (set_of(mine), set_of(later)) == ([record], [None])
    assert volumes(record) == [("Т. 1", mine)]


@pytest.mark.parametrize(
    ("publisher", "year", "is_linked"), [("Наука", 1990, True), ("Вече", 1990, False), ("Наука", 2001, False)]
)
def test_across_libraries_a_title_is_enough_only_if_publisher_and_year_fit(amur, heihe, publisher, year, is_linked):
    record = one(heihe, whole("S"))
    other = one(amur, published(book(TITLE, "V1", part="Т. 1", year=year), publisher))
    assert set_of(other) == [record if is_linked else None]
    assert volumes(record) == ([("Т. 1", other)] if is_linked else [])


def test_the_own_number_of_a_set_comes_before_its_title(amur):
    one(amur, whole("S1", rest="в 5 т."))
    second = one(amur, published(book("Избранное", "S2", year=1990)))
    its = one(amur, published(volume(1, "V1", source_id="S2")))
    assert set_of(its) == [second]
    assert volumes(second) == [("Т. 1", its)]


def test_volumes_of_a_set_without_a_record_stand_beside_each_other(amur):
    tenth, second, alone = (
        one(amur, published(book(TITLE, number, part=part, year=1990)))
        for number, part in (("V10", "Т. 10"), ("V2", "Т. 2"), ("X", None))
    )
    assert volumes(second) == volumes(tenth) == [("Т. 2", second), ("Т. 10", tenth)]
    assert volumes(alone) == []


def test_the_record_of_a_set_names_its_volumes_with_and_without_records(amur):
    named = tuple(
        PartOf(RelationKind.VOLUME, f"Том {number}", source_id=f"V{number}", part=f"Т. {number}") for number in (1, 2)
    )
    record = one(amur, replace(book("Собрание", "S"), relations=named))
    first = one(amur, book("Гроза", "V1"))
    assert volumes(record) == [("Т. 1", first), ("Т. 2", None)]
    assert set_of(first) == [record]
    assert volumes(first) == volumes(record)


def test_what_a_library_sends_again_is_what_stands(amur):
    record = one(amur, book("Собрание", "S1"))
    its = one(amur, volume(1, "V1", source_id="S1"))
    assert one(amur, volume(3, "V1", source_id="S1")) == its
    assert volumes(record) == [("Т. 3", its)]
    one(amur, book(TITLE, "V1", year=1990))
    assert (volumes(record), set_of(its)) == ([], [])
    with reading() as session:
        assert session.scalars(sa.select(RecordPart)).all() == []


def test_a_volume_that_its_library_withdrew_leaves_the_set(amur):
    record = one(amur, book("Собрание", "S1"))
    one(amur, volume(1, "V1", source_id="S1"))
    with transaction() as session:
        withdrawing.withdraw(session, amur, ["V1"], now())
    assert volumes(record) == []


def test_records_that_came_before_there_were_sets_learn_of_them_when_matched_anew(amur):
    record = one(amur, book("Собрание", "S1"))
    its = one(amur, volume(1, "V1", source_id="S1"))
    with transaction() as session:
        session.execute(sa.delete(RecordPart))
    assert volumes(record) == []
    matching_anew.match_all(database(), now())
    assert volumes(record) == [("Т. 1", its)]


def test_a_set_that_becomes_part_of_another_title_keeps_its_volumes(amur, heihe):
    kept = one(heihe, book("Собрание сочинений", "x", isbn=ISBN, year=1990))
    one(amur, book("Избранное", "S1", isbn=SET_ISBN, year=1990))
    its = one(amur, volume(1, "V1", source_id="S1"))
    assert one(amur, book("Собрание сочинений", "S1", isbn=ISBN, year=1990)) == kept
    assert (volumes(kept), set_of(its)) == ([("Т. 1", its)], [kept])


def test_a_file_that_is_taken_back_takes_back_what_it_said_of_sets(amur, take_in_file, tmp_path):
    def taken(name, *fields):
        path = tmp_path / name
        path.write_bytes(b"".join(iso2709([("001", number), *rest]) for number, *rest in fields))
        return take_in_file(path, amur, profile="rusmarc")

    coded = [("100", f"  $a{RUSMARC_100}"), ("101", "0 $arus"), ("801", " 0$aRU$bNLR$grcr")]
    its = ["V1", *coded, ("200", "1 $aГроза")]
    first = taken(
        "first.mrc", ["S1", *coded, ("200", "1 $aСобрание")], [*its, ("461", " 0$1001S1$12001 $aСобрание$vТ. 1")]
    )
    second = taken("second.mrc", [*its, ("461", " 0$1001S2$12001 $aИзбранное$vТ. 1")])
    the_set, _its = (each.record_id for each in rows(SourceRecord))
    assert volumes(the_set) == []
    undone(second)
    assert [name for name, _record in volumes(the_set)] == ["Т. 1"]
    undone(first)
    assert rows(RecordPart) == []


def test_a_set_joined_by_hand_has_the_volumes_of_both_until_that_is_undone(amur, heihe):
    mine, theirs = one(amur, book("Собрание", "S1")), one(heihe, book("Избранное", "S2"))
    first, second = one(amur, volume(1, "V1", source_id="S1")), one(heihe, volume(2, "V2", source_id="S2"))
    change = join(clerk(amur), mine, theirs, is_sure=True)
    assert volumes(mine) == [("Т. 1", first), ("Т. 2", second)]
    assert set_of(second) == [mine]
    undo(clerk(amur), change)
    assert (volumes(mine), volumes(theirs)) == ([("Т. 1", first)], [("Т. 2", second)])


def test_a_set_of_many_volumes_costs_as_many_queries_as_one_of_few(amur):
    record = one(amur, book("Собрание", "S"))

    def cost(count, start):
        given = [volume(n, f"V{n}", source_id="S") for n in range(start, start + count)]
        with transaction() as session:
            arrivals = [Arrival(each, f"{each}".encode(), "rusmarc", "utf-8") for each in given]
            taking = count_queries(lambda: records.take_in(session, amur, arrivals, now()))
        with reading() as session:
            return taking, count_queries(lambda: sets.family(session, record))

    cost(2, 1)
    assert cost(2, 10) == cost(30, 100)


def test_a_volume_from_the_field_names_the_set_of_another_library(shared_data, take_in_file, amur, heihe):
    for library, name in ((amur, "set_with_three_isbns.mrc"), (heihe, "volume_of_the_set.mrc")):
        take_in_file(shared_data / "cases" / name, library)
    with reading() as session:
        the_set, its = session.scalars(sa.select(SourceRecord.record_id).order_by(SourceRecord.source_id))
    assert (set_of(its), volumes(the_set)) == ([the_set], [("2", its)])
