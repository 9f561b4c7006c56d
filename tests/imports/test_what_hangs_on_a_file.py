"""A file is taken back whose books are offered, promised, looked for: what becomes of each, and what its page tells."""

from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from library_exchange.catalogue.models import BibliographicRecord, Holding, Import, Item, LocalState, SourceRecord
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.imports.services import files, undoing
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import OfferEvent, OfferState
from library_exchange.offers.services import offers, transitions
from tests.imports.files import record

S, E = OfferState, OfferEvent
REFERS = {
    # A copy: what is only offered is withdrawn, what is promised keeps the copy until it is free.
    ("exchange_offer", "item_id"): "withdrawn or keeps the copy",
    ("loan_request", "item_id"): "keeps the copy",
    # A title: it stays, without the library's copies, for those who look for it or speak of it.
    ("exchange_offer", "record_id"): "keeps the title",
    ("exchange_want", "record_id"): "keeps the title",
    ("exchange_list_import_line", "record_id"): "keeps the title",
    ("exchange_edition_choice", "record_id"): "keeps the title",
    ("exchange_want_proposal", "record_id"): "keeps the title",
    ("loan_request", "record_id"): "keeps the title",
    ("book_list_title", "record_id"): "keeps the title",
    # What a reader keeps for herself keeps no title that no library has any more.
    ("reading_list_book", "record_id"): "goes with the title",
    # How a copy stood before its library left, and how doors write a record, is nothing without it.
    ("resting_copy", "item_id"): "goes with the copy",
    ("written_record", "record_id"): "goes with the title",
}
"""Whatever of rooms above refers to a copy or to a title, and what that does when the file is taken back."""
OF_THE_CATALOGUE = {"catalogue", "imports", "authority_control", "duplicates", "learned_forms"}
WAYS = {
    S.DRAFT: (),
    S.OPEN: (E.PUBLISH,),
    S.RESERVED: (E.PUBLISH, E.RESERVE),
    S.COMMITTED: (E.PUBLISH, E.RESERVE, E.COMMIT),
    S.SHIPPED: (E.PUBLISH, E.RESERVE, E.COMMIT, E.PACK),
    S.TRANSFERRED: (E.PUBLISH, E.RESERVE, E.COMMIT, E.PACK, E.RECEIVE),
    S.WITHDRAWN: (E.WITHDRAW,),
}
"""How an offer comes where it stands."""
BECOMES = {S.DRAFT: (S.WITHDRAWN, 0), S.OPEN: (S.WITHDRAWN, 0), S.WITHDRAWN: (S.WITHDRAWN, 0)}
"""Where an offer is afterwards and how many copies stay; any other state keeps its copy and stands."""


def room_of(mapper):
    return mapper.class_.__module__.split(".")[1]


def test_of_everything_that_refers_to_a_copy_or_a_title_it_is_known_what_becomes_of_it():
    found = {
        (mapper.local_table.name, column.name)
        for mapper in SQLModel._sa_registry.mappers
        if room_of(mapper) not in OF_THE_CATALOGUE
        for column in mapper.local_table.columns
        for key in column.foreign_keys
        if key.column.table.name in ("item", "bibliographic_record")
    }
    assert found == set(REFERS)


def take_back(library, import_id):
    with transaction() as session:
        files.undo(session, library.actor, session.get_one(Import, import_id))
    undoing.run(database(), import_id)


def sends_a_copy(library):
    """Return a file that the library has sent with one copy, and the copy."""
    found = library.sends(record("7", "Гроза", copies=[("84", "B1")]))
    with reading() as session:
        return found.id, session.scalars(sa.select(col(Item.id)).order_by(col(Item.id).desc())).first()


def offers_it(library, item_id, state=S.DRAFT):
    with transaction() as session:
        offer, _is_new = offers.offer_item(session, library.actor, item_id, now())
        offer.weight_g = 300
        session.flush()
        for event in WAYS[state]:
            transitions.move_offer(session, library.actor, offer, event, now())
        return offer.id


def a_night_passes():
    with transaction() as session:
        undoing.let_kept_copies_go(session, now())


def state_of(offer_id):
    with reading() as session:
        return session.get_one(Offer, offer_id).state


@pytest.mark.parametrize("state", S)
def test_an_offer_nobody_was_promised_goes_with_its_copy_and_any_other_keeps_it(library, state):
    import_id, item_id = sends_a_copy(library)
    offer_id = offers_it(library, item_id, state)
    take_back(library, import_id)
    expected, kept = BECOMES.get(state, (state, 1))
    found = library.file(import_id)
    assert (state_of(offer_id), len(library.copies()), len(found.kept_copies)) == (expected, kept, kept)
    assert found.withdrawn_offers == (1 if state in (S.DRAFT, S.OPEN) else 0)


def test_the_kept_copy_leaves_in_the_night_after_it_is_free(library):
    import_id, item_id = sends_a_copy(library)
    offer_id = offers_it(library, item_id, S.RESERVED)
    take_back(library, import_id)
    a_night_passes()
    assert library.copies() == ["B1"]
    with transaction() as session:
        transitions.move_offer(session, library.actor, session.get_one(Offer, offer_id), E.RELEASE, now())
    a_night_passes()
    assert (library.copies(), state_of(offer_id), library.file(import_id).kept_copies) == ([], S.WITHDRAWN, [])


def test_a_kept_copy_to_which_nothing_refers_any_more_leaves_no_trace(library):
    import_id, item_id = sends_a_copy(library)
    offer_id = offers_it(library, item_id, S.RESERVED)
    take_back(library, import_id)
    with transaction() as session:
        session.delete(session.get_one(Offer, offer_id))
    a_night_passes()
    with reading() as session:
        left = [session.scalars(sa.select(each)).all() for each in (Item, Holding, SourceRecord, BibliographicRecord)]
    assert left == [[], [], [], []]


def test_a_copy_that_a_changed_record_had_brought_leaves_too_when_it_is_free(library):
    library.sends(record("7", "Гроза", copies=[("84", "B1")]))
    changed = library.sends(record("7", "Гроза", copies=[("84", "B1"), ("84", "B2")]))
    with reading() as session:
        item_id = session.scalars(sa.select(col(Item.id)).where(col(Item.barcode) == "B2")).one()
    offer_id = offers_it(library, item_id, S.RESERVED)
    take_back(library, changed.id)
    assert library.file(changed.id).kept_copies == [item_id]
    with transaction() as session:
        transitions.move_offer(session, library.actor, session.get_one(Offer, offer_id), E.RELEASE, now())
    a_night_passes()
    assert library.copies() == ["B1"]


def test_a_kept_copy_that_a_later_file_has_brought_again_stays(library):
    import_id, item_id = sends_a_copy(library)
    offer_id = offers_it(library, item_id, S.RESERVED)
    take_back(library, import_id)
    library.sends(record("7", "Гроза", copies=[("84", "B1")]))
    with transaction() as session:
        transitions.move_offer(session, library.actor, session.get_one(Offer, offer_id), E.RELEASE, now())
    a_night_passes()
    assert library.copies() == ["B1"]


@pytest.mark.parametrize("state", [LocalState.MISSING, LocalState.WITHDRAWN])
def test_a_draft_of_a_copy_that_is_not_there_is_not_published(library, state):
    _import_id, item_id = sends_a_copy(library)
    offer_id = offers_it(library, item_id)
    with transaction() as session:
        session.get_one(Item, item_id).local_state = state
    with transaction() as session, pytest.raises(Conflict, match="item-gone"):
        offers.publish(session, library.actor, session.get_one(Offer, offer_id), now())


TOLD = {
    "ru": ("Снято с предложения: 1 экземпляр из этого файла.", "1 экземпляр обещан или выдан и остаётся."),
    "zh": ("该文件复本的 1 条交换书目已撤回。", "1 册复本已承诺或已借出，予以保留。"),
}


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_the_page_of_the_file_tells_what_went_and_which_copies_stay(web, signed_in, library, language):
    found = library.sends(record("7", "Гроза", copies=[("84", "B1"), ("84", "B2")]))
    with reading() as session:
        promised, offered = session.scalars(sa.select(col(Item.id)).order_by(col(Item.id))).all()
    offers_it(library, promised, S.RESERVED)
    offers_it(library, offered)
    take_back(library, found.id)
    librarian = signed_in(web, "olga@amur.example", library_id=library.library_id, roles=Role.LIBRARIAN)
    page = unescape(librarian.get(f"/{language}/staff/imports/{found.id}").text)
    for sentence in TOLD[language]:
        assert sentence in page
    with reading() as session:
        record_id = session.scalars(sa.select(col(BibliographicRecord.id))).one()
    assert f'href="/{language}/r/{record_id}"' in page
    assert "B1" in page
