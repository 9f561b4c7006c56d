"""What the catalogue knows is told at the desk: a book that is there, open offers, a number in use."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Item, LocalState, SourceRecord
from library_exchange.catalogue.queries import availability
from library_exchange.catalogue.services import items
from library_exchange.catalogue.services.sources import described
from library_exchange.catalogue.title_models import TitleDoubt
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.holdings.queries import own_records
from library_exchange.holdings.rules.codes import Reason, Shown, Together
from library_exchange.holdings.schemas import CopyChange, NewCopies, TickedAct
from library_exchange.holdings.services import copy_acts, correcting
from library_exchange.imports.models import DoubtState, ImportDoubt
from library_exchange.imports.services import doubts
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.schemas import Entry
from library_exchange.offers.services import offers
from tests.holdings.test_by_hand import ISBN, Desk
from tests.imports.files import record as marc

VILLAGE = {"title": "История посёлка", "authors": "Смирнов А. А.", "publisher": "Амур", "year": "1971"}


@pytest.fixture
def desk(library) -> Desk:
    """The desk of the Amur library, which has two books."""
    library.sends(
        marc("1", "Записки о реке", isbn=ISBN, copies=[("84 Р7", "A1"), ("84 Р7", "A2")]),
        marc("2", "Сказки тайги", copies=[("82", "A3")]),
    )
    return Desk(library)


def offer(desk, item_id):
    with transaction() as session:
        found, _is_new = offers.offer_item(session, desk.actor, item_id, now())
        return found.id


def offer_book(desk, **told):
    """Offer a book as a list does, which names no copy of it."""
    given = {"title": told.pop("title"), "isbn": told.pop("isbn", None)}
    with transaction() as session:
        row = offers.offer_of(
            desk.actor.library_id, Entry(**given), told.pop("record_id", None), offers.USUAL_TERMS, now()
        )
        row.weight_g = 300
        offers.keep_all(session, desk.actor, [row], True, now())
        return row.id


def state_of(offer_id):
    with reading() as session:
        return session.get_one(Offer, offer_id).state


def act(desk, given):
    rows = [(desk.record("2").id, own_records.version_of(desk.record("2")))]
    with transaction() as session:
        return copy_acts.act_on(session, desk.actor, rows, given, now())


# Copies that are gone -------------------------------------------------------------------------------------------------


def by_hand(desk, copy):
    desk.changes(copy.id, state=LocalState.MISSING)


def by_hand_withdrawn(desk, copy):
    desk.changes(copy.id, state=LocalState.WITHDRAWN, reason=Reason.LOST)


def at_the_title(desk, copy):
    with transaction() as session:
        items.set_state(session, desk.actor, copy.id, LocalState.MISSING, now())


def in_bulk(desk, _copy):
    act(desk, TickedAct(act=Together.STATE, new_state=LocalState.MISSING))


def by_a_file_without_it(desk, _copy):
    found = desk.library.sends(marc("2", "Сказки тайги", copies=[("82", "B7")]))
    assert found.withdrawn_offers == 1


def by_a_file_that_deletes(desk, _copy):
    found = desk.library.sends(marc("2", "Сказки тайги", copies=[("82", "A3")], is_deleted=True))
    assert found.withdrawn_offers == 1


DOORS = [by_hand, by_hand_withdrawn, at_the_title, in_bulk, by_a_file_without_it, by_a_file_that_deletes]


@pytest.mark.parametrize("goes", DOORS)
def test_through_whatever_door_a_copy_goes_its_offer_ends(desk, goes):
    [copy] = desk.copies("2")
    offered = offer(desk, copy.id)
    goes(desk, copy)
    assert state_of(offered) is OfferState.WITHDRAWN


@pytest.mark.parametrize("goes", [each for each in DOORS if each is not by_a_file_without_it])
def test_through_whatever_door_the_last_copy_goes_the_book_that_a_list_offers_is_offered_no_more(desk, goes):
    [copy] = desk.copies("2")
    offered = offer_book(desk, title="Сказки тайги", record_id=desk.record("2").record_id)
    assert state_of(offered) is OfferState.OPEN
    goes(desk, copy)
    assert state_of(offered) is OfferState.WITHDRAWN


def test_a_file_that_brings_another_copy_of_a_book_leaves_what_a_list_offers_of_it(desk):
    offered = offer_book(desk, title="Сказки тайги", record_id=desk.record("2").record_id)
    assert desk.library.sends(marc("2", "Сказки тайги", copies=[("82", "B7")])).withdrawn_offers == 0
    assert state_of(offered) is OfferState.OPEN


def test_a_book_stays_offered_while_the_library_has_another_copy_to_give(desk):
    by_record = offer_book(desk, title="Записки о реке", record_id=desk.record("1").record_id)
    by_number = offer_book(desk, title="Записки о реке", isbn=ISBN)
    first, second = desk.copies("1")
    desk.changes(first.id, state=LocalState.MISSING)
    assert [state_of(each) for each in (by_record, by_number)] == [OfferState.OPEN] * 2
    desk.changes(second.id, state=LocalState.MISSING)
    assert [state_of(each) for each in (by_record, by_number)] == [OfferState.WITHDRAWN] * 2


def test_what_another_library_offers_of_the_book_stays_offered(desk, other_library):
    other_library.sends(marc("h1", "Записки о реке", isbn=ISBN, copies=[("84", "H1")]))
    theirs = offer_book(Desk(other_library), title="Записки о реке", isbn=ISBN)
    for copy in desk.copies("1"):
        desk.changes(copy.id, state=LocalState.MISSING)
    assert state_of(theirs) is OfferState.OPEN


def test_what_many_records_had_on_offer_is_counted_when_their_copies_are_missing(desk):
    offer_book(desk, title="Сказки тайги", record_id=desk.record("2").record_id)
    offer(desk, desk.copies("2")[0].id)
    assert act(desk, TickedAct(act=Together.STATE, new_state=LocalState.MISSING)).offers == 2


def test_a_copy_that_is_not_lent_stays_offered_and_its_librarian_is_told(desk):
    [copy] = desk.copies("2")
    offered = offer(desk, copy.id)
    given = {"seen": copy.seen, "barcode": "A3", "call_number": "82", "state": LocalState.NOT_LENT}
    with transaction() as session:
        done = copy_acts.change(session, desk.actor, copy.id, CopyChange.model_validate(given), now())
    assert (done.offers, len(done.still_open)) == (0, 1)
    assert state_of(offered) is OfferState.DRAFT


def test_a_file_leaves_a_promised_copy_where_it_is(desk, app):
    [copy] = desk.copies("2")
    availability.PROMISES.fill(app, "test", sa.select(sa.literal(copy.id)))
    desk.library.sends(marc("2", "Сказки тайги", copies=[("82", "B7")]))
    with reading() as session:
        assert session.get_one(Item, copy.id).local_state is LocalState.ON_SHELF


# A book that is there already -----------------------------------------------------------------------------------------


def test_a_book_that_the_library_has_is_not_entered_again_unasked(desk):
    first = desk.enters(**VILLAGE)
    with pytest.raises(Conflict) as refused:
        desk.enters(**VILLAGE)
    assert refused.value.reason == correcting.HELD
    assert [(each.source_id, each.is_sure) for each in refused.value.facts["alike"]] == [(first.id, True)]


def test_a_book_of_another_library_or_another_year_is_entered_unasked(desk, other_library):
    Desk(other_library).enters(**VILLAGE)
    desk.enters(**VILLAGE)
    desk.enters(**VILLAGE | {"title": "Птицы озера", "year": "1999"})
    assert len(desk.listed(shown=Shown.CORRECTED)) == 2


def test_what_is_perhaps_the_same_book_is_entered_as_another_and_waits_among_the_titles_that_may_be_one(desk):
    desk.enters(**VILLAGE)
    perhaps = VILLAGE | {"authors": ""}
    with pytest.raises(Conflict) as refused:
        desk.enters(**perhaps)
    assert [each.is_sure for each in refused.value.facts["alike"]] == [False]
    with transaction() as session:
        correcting.enter(session, desk.actor, perhaps, NewCopies(), None, now(), is_another=True)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TitleDoubt)) == 1


@pytest.mark.parametrize(("title", "language"), [("История посёлка", "rus"), ("黑河风物志", "chi"), ("Amur", "")])
def test_a_book_entered_without_a_language_has_that_of_its_letters(desk, title, language):
    assert desk.says(desk.enters(title=title).source_id)["language"] == language


# Numbers of copies ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["б/н", "без номера", "无", "—", "нет"])
def test_a_word_for_no_number_is_no_number_at_the_desk_either(desk, word):
    for title in ("История посёлка", "Птицы озера"):
        source = desk.enters(title=title, copies=NewCopies(barcode=word))
        assert [each.barcode for each in desk.copies(source.source_id)] == [None]


def test_two_numbers_are_not_one_copys(desk):
    with pytest.raises(InvalidInput) as refused:
        desk.enters(title="История посёлка", copies=NewCopies(barcode="HH1，HH2"))
    assert set(refused.value.fields) == {"barcode"}


@pytest.mark.parametrize(("told", "copies"), [("两", 2), ("2册", 2), ("3 экз.", 3)])
def test_copies_are_counted_in_words(told, copies):
    assert NewCopies(copies=told).copies == copies


def answered(desk, answer):
    with transaction() as session:
        [doubt] = session.scalars(sa.select(ImportDoubt).where(col(ImportDoubt.state) == DoubtState.OPEN)).all()
        doubts.answer(session, desk.actor, doubt, answer, now())


def numbers(desk):
    with reading() as session:
        return set(session.scalars(sa.select(col(SourceRecord.source_id))))


def test_a_file_with_the_bar_code_of_another_book_waits_for_an_answer(desk, known_titles):
    desk.enters(title="История посёлка", copies=NewCopies(barcode="Я77"))
    found = desk.library.sends(marc("3", "Песни берега", copies=[("82", "Я77")]))
    assert (found.held, found.created) == (1, 0)
    assert "Песни берега" not in known_titles()
    answered(desk, DoubtState.KEPT_APART)
    assert {"Песни берега", "История посёлка"} <= known_titles()
    assert {"3", "own:1"} <= numbers(desk)


def test_the_book_of_a_file_takes_the_place_of_that_entered_by_hand(desk, known_titles):
    desk.enters(title="История посёлка", copies=NewCopies(barcode="Я77"))
    desk.library.sends(marc("3", "Песни берега", copies=[("82", "Я77")]))
    answered(desk, DoubtState.REPLACED)
    assert "История посёлка" not in known_titles()
    assert "own:1" not in numbers(desk)
    there = [each for each in desk.copies("3") if each.state is not LocalState.WITHDRAWN]
    assert [(each.barcode, each.call_number) for each in there] == [("Я77", "82")]


def test_books_bound_together_come_with_one_number_unasked(desk):
    found = desk.library.sends(
        marc("3", "Песни берега", copies=[("82", "Я77")]), marc("4", "Птицы озера", copies=[("82", "Я77")])
    )
    assert (found.held, found.created) == (0, 2)


# Fields as people fill them in ----------------------------------------------------------------------------------------


def test_marks_around_a_title_and_full_width_commas_between_classes_are_taken_off(desk):
    source = desk.enters(title="《黑河风物志》", clc="K293.53，K928.7", udc="821.161.1,09")
    told = desk.says(source.source_id)
    assert (told["title"], told["clc"], told["udc"]) == ("黑河风物志", "K293.53; K928.7", "821.161.1,09")
    assert described(desk.record(source.source_id)).title == "黑河风物志"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (TickedAct(act=Together.CALL_NUMBER), "new_call_number"),
        (TickedAct(act=Together.PLACE), "new_place"),
        (TickedAct(act=Together.WITHDRAW), "reason"),
    ],
)
def test_an_empty_field_changes_no_ticked_record(desk, given, field):
    with pytest.raises(InvalidInput) as refused:
        act(desk, given)
    assert set(refused.value.fields) == {field}
    assert [each.call_number for each in desk.copies("2")] == ["82"]


def test_a_record_of_which_a_copy_is_withdrawn_is_found_under_withdrawn(desk):
    first, _second = desk.copies("1")
    desk.changes(first.id, state=LocalState.WITHDRAWN, reason=Reason.LOST)
    assert desk.listed(shown=Shown.WITHDRAWN) == ["1"]
    assert desk.listed() == ["2", "1"]
