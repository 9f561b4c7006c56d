"""An import is taken back as a whole: the catalogue stands as before, even if that was killed on the way."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from library_exchange.catalogue.models import BibliographicRecord, Holding, Import, ImportState, Item, LocalState
from library_exchange.catalogue.queries import availability
from library_exchange.catalogue.services import records
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.imports.models import DoubtState, ImportDoubt, ImportMerger, SourceRecordBefore
from library_exchange.imports.services import doubts, files, undoing
from library_exchange.imports.services.night import forget_what_was
from library_exchange.loans.queries.copies import free_copies
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.wants import WantKind
from library_exchange.offers.schemas import Entry, Terms
from library_exchange.offers.services import offers
from tests.imports.files import record

SAYS = (
    "bibliographic_record",
    "text_form",
    "contributor",
    "identifier",
    "classification",
    "match_key",
    "source_record",
    "holding",
    "item",
)
OF_ITS_OWN = {"id", "version", "updated_at", "contributor_id", "card"}
"""Columns that differ although nothing else is said: which rows say it, and how often it was written."""


def snapshot():
    """Return all that the catalogue says and has, whichever rows say it."""
    with reading() as session:
        found = {}
        for name in SAYS:
            table = SQLModel.metadata.tables[name]
            columns = [column for column in table.columns if column.name not in OF_ITS_OWN]
            found[name] = sorted(repr(tuple(row)) for row in session.execute(sa.select(*columns)))
        return found


def differences(before):
    """Return what is said now and was not, and what was said and is not now."""
    now_said = snapshot()
    return {
        name: (sorted(set(now_said[name]) - set(rows)), sorted(set(rows) - set(now_said[name])))
        for name, rows in before.items()
        if now_said[name] != rows
    }


def forget_all():
    """Empty the catalogue: each example begins anew."""
    names = {*SAYS, "import_doubt", "source_record_before", "import_merger", "rejection", "import", "outbox"}
    with transaction() as session:
        session.execute(sa.update(BibliographicRecord).values(merged_into_id=None))
        for table in reversed(SQLModel.metadata.sorted_tables):
            if table.name in names:
                session.execute(sa.delete(table))


def take_back(library, import_id):
    with transaction() as session:
        files.undo(session, library.actor, session.get_one(Import, import_id))
    undoing.run(database(), import_id)


NUMBERS, TITLES = ("1", "2", "3"), ("Гроза", "Лес", "Гроза : драма", "Снегурочка")
RECORDS = st.builds(
    record,
    st.sampled_from(NUMBERS),
    st.sampled_from(TITLES),
    year=st.sampled_from([1990, 1991]),
    isbn=st.sampled_from(["", "9785170118380", "9785389085640"]),
    copies=st.lists(st.tuples(st.sampled_from(["84", "85"]), st.sampled_from(["", "B1"])), max_size=2),
    is_deleted=st.sampled_from([False, False, False, True]),
)
FILES = st.lists(RECORDS, min_size=1, max_size=4)
PLAIN, BOOK = record("1", "Гроза"), record("1", "Гроза", isbn="9785170118380")
GOES_TO_WHAT_CAME_AFTER_IT = [
    record("2", "Гроза", isbn="9785389085640"),
    BOOK,
    record("2", "Гроза", is_deleted=True),
    record("2", "Гроза", year=1991, isbn="9785170118380"),
]
"""A library's record that is of the same book, by its new words, as one that came later and says another year."""


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES, FILES, FILES, st.booleans())
@example(theirs=GOES_TO_WHAT_CAME_AFTER_IT, first=[PLAIN], second=[PLAIN, PLAIN, PLAIN, BOOK], is_whole=False)
def test_the_catalogue_stands_as_before(library, other_library, theirs, first, second, is_whole):
    forget_all()
    other_library.sends(*theirs)
    library.sends(*first)
    before = snapshot()
    found = library.sends(*second, is_whole=is_whole)
    take_back(library, found.id)
    assert differences(before) == {}
    assert library.file(found.id).state is ImportState.UNDONE


def write_anew():
    """Have all that stands say what its sources say, and nothing that was written before."""
    standing = sa.select(BibliographicRecord.id).where(BibliographicRecord.merged_into_id.is_(None))
    with transaction() as session:
        records.tell_anew(session, session.scalars(standing).all(), now())


@pytest.mark.alike_on_both
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES, FILES, FILES)
@example(theirs=GOES_TO_WHAT_CAME_AFTER_IT, first=[PLAIN], second=[PLAIN])
def test_a_title_says_what_its_sources_say_in_whichever_order_they_were_sent(
    library, other_library, theirs, first, second
):
    forget_all()
    other_library.sends(*theirs)
    library.sends(*first)
    other_library.sends(*second)
    before = snapshot()
    write_anew()
    assert differences(before) == {}


def test_a_title_gone_to_a_younger_one_is_known_by_who_came_first(library, other_library):
    other_library.sends(record("1", "Лес", year=1991, isbn="9785389085640"))
    library.sends(BOOK)
    other_library.sends(record("1", "Гроза", year=1991, isbn="9785389085640"))
    other_library.sends(record("1", "Гроза", year=1991, isbn="9785170118380"))
    years = sa.select(BibliographicRecord.year).where(BibliographicRecord.merged_into_id.is_(None))
    with reading() as session:
        assert session.scalars(years).all() == [1991]


def test_what_was_withdrawn_and_is_sent_again_is_said_again_beside_others(library, other_library, known_titles):
    drama = record("7", "Гроза : драма", isbn="9785170118380")
    library.sends(drama)
    other_library.sends(BOOK)
    library.sends(record("7", "Гроза : драма", is_deleted=True))
    assert known_titles() == {"Гроза"}
    library.sends(drama)
    assert known_titles() == {"Гроза", "Гроза : драма"}


def test_answers_are_taken_back_too(library):
    library.sends(record("7", "Гроза"))
    before = snapshot()
    found = library.sends(record("7", "Лес"), record("new", "Гроза"))
    with reading() as session:
        asked = session.scalars(sa.select(ImportDoubt)).all()
    for each in asked:
        with transaction() as session:
            doubt = session.get_one(ImportDoubt, each.id)
            doubts.answer(session, library.actor, doubt, DoubtState.KEPT_APART, now())
    assert library.numbers() == {"7", "7 (2)", "new"}
    take_back(library, found.id)
    assert differences(before) == {}
    assert library.sends(record("7", "Лес")).held == 1  # nothing is remembered of what was taken back


def test_a_merged_record_stands_for_itself_again(library, other_library):
    other_library.sends(record("x", "Гроза", isbn="9785389085640"))
    library.sends(record("7", "Грза", isbn="9785389085640"))
    before = snapshot()
    found = library.sends(record("7", "Гроза", isbn="9785389085640"))
    take_back(library, found.id)
    assert differences(before) == {}


def test_what_was_about_a_record_that_a_file_joined_to_another_is_about_it_again(library, other_library):
    other_library.sends(record("x", "Гроза", isbn="9785389085640"))
    library.sends(record("7", "Грза", isbn="9785389085640"))
    with reading() as session:
        theirs, mine = session.scalars(sa.select(BibliographicRecord.id).order_by(BibliographicRecord.id)).all()
    with transaction() as session:
        for library_id, record_id in ((library.actor.library_id, mine), (other_library.actor.library_id, theirs)):
            session.add(offers.offer_of(library_id, Entry(title="Гроза"), record_id, Terms(weight_g=300), now()))
    found = library.sends(record("7", "Гроза", isbn="9785389085640"))
    offered = sa.select(Offer.record_id).order_by(Offer.id)
    with reading() as session:
        assert session.scalars(offered).all() == [theirs, theirs]
    take_back(library, found.id)
    with reading() as session:
        assert session.scalars(offered).all() == [mine, theirs]
        assert session.scalars(sa.select(ImportMerger)).all() == []


@pytest.mark.parametrize("is_own", [True, False])
def test_what_was_withdrawn_of_a_title_that_went_elsewhere_goes_back_with_it(library, other_library, is_own):
    withdrawn = record("3", "Гроза"), record("3", "Гроза", is_deleted=True)
    other_library.sends(*() if is_own else withdrawn, record("y", "Гроза", year=1991, isbn="9785170118380"))
    library.sends(record("2", "Гроза"), *withdrawn if is_own else ())
    before = snapshot()
    found = library.sends(record("2", "Гроза", year=1991, isbn="9785170118380"))
    take_back(library, found.id)
    assert differences(before) == {}


def test_an_address_that_came_later_goes_on_leading(library, other_library):
    first = library.sends(record("7", "Гроза"))
    other_library.sends(record("x", "Лес", isbn="9785389085640"), record("y", "Леc 2", isbn="9785389085640"))
    other_library.sends(record("y", "Лес", isbn="9785389085640"))
    with reading() as session:
        leading = session.scalars(sa.select(BibliographicRecord.id).where(BibliographicRecord.merged_into_id > 0)).all()
    assert len(leading) == 1
    with transaction() as session:
        session.execute(sa.delete(SourceRecordBefore))  # else what the other file may be taken back with holds it
    take_back(library, first.id)
    with reading() as session:
        assert session.get(BibliographicRecord, leading[0]) is not None


def test_a_copy_that_was_promised_meanwhile_stays(library, monkeypatch):
    found = library.sends(record("7", "Гроза", copies=[("84", "B1"), ("84", "B2")]))
    with reading() as session:
        promised = session.scalars(sa.select(Item.id)).first()
    monkeypatch.setattr(availability, "promised", lambda: Item.id == promised)
    monkeypatch.setattr(undoing, "promised", lambda: Item.id == promised)
    take_back(library, found.id)
    with reading() as session:
        [left] = session.scalars(sa.select(Item)).all()
    assert (left.id, left.local_state) == (promised, LocalState.ON_SHELF)


def record_ids(library=None):
    """Return the records that stand on their own, or those of which the library has copies that are there."""
    record = BibliographicRecord
    found = sa.select(record.id).where(record.merged_into_id.is_(None)).order_by(record.id)
    if library is not None:
        there = (Item.library_id == library.library_id, Item.local_state != LocalState.WITHDRAWN)
        found = sa.select(Holding.record_id).join(Item, Item.holding_id == Holding.id).where(*there)
    with reading() as session:
        return session.scalars(found).all()


def looks_for(library, record_id):
    """Have a library look for a title of the catalogue; return the id of what refers to it."""
    with transaction() as session:
        about = {"record_id": record_id, "kind": WantKind.EDITION, "isbn": "9785389085640"}
        want = Want(library_id=library.library_id, created_at=now(), touched_at=now(), **about)
        session.add(want)
        session.flush()
        return want.id


def sought(want_id):
    with reading() as session:
        return session.get_one(Want, want_id).record_id


def answer_all(library, decided):
    with reading() as session:
        asked = session.scalars(sa.select(ImportDoubt.id).where(ImportDoubt.state == DoubtState.OPEN)).all()
    for each in asked:
        with transaction() as session:
            doubts.answer(session, library.actor, session.get_one(ImportDoubt, each), decided, now())


@pytest.mark.parametrize("number", ["7", "8"], ids=["same-number", "another-number"])
def test_a_book_that_somebody_waits_for_stands_under_its_title_when_it_is_sent_again(library, other_library, number):
    first = library.sends(record("7", "Гроза", isbn="9785389085640", copies=[("84", "B1")]))
    [wanted] = record_ids()
    want = looks_for(other_library, wanted)
    take_back(library, first.id)
    assert (record_ids(), record_ids(library), library.numbers()) == ([wanted], [], set())
    before = snapshot()
    second = library.sends(record(number, "Гроза", isbn="9785389085640", copies=[("84", "B1")]))
    assert (record_ids(), record_ids(library), library.numbers()) == ([wanted], [wanted], {number})
    assert (second.held, sought(want)) == (0, wanted)
    with reading() as session:
        [_free] = free_copies(session, library.library_id, sought(want))
    take_back(library, second.id)
    assert differences(before) == {}
    assert library.sends(record(number, "Гроза", isbn="9785389085640", copies=[("84", "B1")])).held == 0
    assert record_ids(library) == [wanted]


@pytest.mark.parametrize("is_whole", [True, False], ids=["missing-in-a-whole-catalogue", "said-to-be-gone"])
@pytest.mark.parametrize("number", ["7", "8"], ids=["same-number", "another-number"])
def test_a_withdrawn_book_stands_under_its_title_when_it_is_sent_again(library, other_library, number, is_whole):
    library.sends(record("7", "Гроза", copies=[("84", "B1")]), record("9", "Лес"))
    wanted = record_ids()[0]
    looks_for(other_library, wanted)
    library.sends(*[record("9", "Лес")] if is_whole else [record("7", "Гроза", is_deleted=True)], is_whole=is_whole)
    assert (record_ids(library).count(wanted), library.numbers()) == (0, {"9"})
    library.sends(record(number, "Гроза", copies=[("84", "B1")]))
    assert record_ids(library).count(wanted) == 1


def test_who_waits_for_a_title_that_a_file_made_of_another_waits_for_the_one_that_has_the_book_again(
    library, other_library
):
    other_library.sends(record("x", "Гроза", isbn="9785389085640"))
    library.sends(record("7", "Гроза", isbn="9785389085640", copies=[("84", "B1")]))
    [theirs] = record_ids()
    found = library.sends(record("7", "Гроза", isbn="9785170118380", copies=[("84", "B1")]))
    answer_all(library, DoubtState.REPLACED)
    [apart] = set(record_ids()) - {theirs}
    want = looks_for(other_library, apart)
    take_back(library, found.id)
    assert (record_ids(library), sought(want), record_ids()) == ([theirs], theirs, [theirs])


def test_a_later_file_comes_first(library):
    first = library.sends(record("7", "Гроза"))
    second = library.sends(record("7", "Гроза : драма"))
    other = library.sends(record("8", "Лес"))
    with pytest.raises(Conflict), transaction() as session:
        files.undo(session, library.actor, session.get_one(Import, first.id))
    for each in (second, first, other):
        take_back(library, each.id)
    assert snapshot()["source_record"] == []


def test_it_goes_on_where_it_was_killed(library, monkeypatch):
    monkeypatch.setattr(undoing, "PIECE", 2)
    library.sends(*(record(f"{n}", f"Том {n}", year=1900 + n) for n in range(9)))
    before = snapshot()
    found = library.sends(*(record(f"{n}", f"Том {n} : новый", year=1900 + n) for n in range(4, 14)))
    with transaction() as session:
        files.undo(session, library.actor, session.get_one(Import, found.id))
    for verb in ("_put_back", "_take_out"):
        with monkeypatch.context() as killed:
            pieces = iter([getattr(undoing, verb)])
            killed.setattr(undoing, verb, lambda *given, pieces=pieces: next(pieces)(*given))
            with pytest.raises(StopIteration):
                undoing.run(database(), found.id)
        assert library.file(found.id).state is ImportState.UNDOING
    undoing.run(database(), found.id)
    assert differences(before) == {}


def test_after_some_months_it_cannot_be_taken_back_and_nothing_is_kept_for_it(library):
    library.sends(record("7", "Гроза"))
    found = library.sends(record("7", "Гроза : драма"))
    with transaction() as session:
        assert forget_what_was(session, now() + files.TAKEN_BACK_FOR) == 1
        session.get_one(Import, found.id).finished_at = now() - files.TAKEN_BACK_FOR
    with pytest.raises(Conflict), transaction() as session:
        files.undo(session, library.actor, session.get_one(Import, found.id))


def test_only_what_was_taken_in_is_taken_back_and_only_once(library):
    received = library.receives(record("7", "Гроза"))
    with pytest.raises(Conflict), transaction() as session:
        files.undo(session, library.actor, session.get_one(Import, received))
    found = library.sends(record("7", "Гроза"))
    take_back(library, found.id)
    with pytest.raises(Conflict), transaction() as session:
        files.undo(session, library.actor, session.get_one(Import, found.id))
