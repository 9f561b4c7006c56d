"""The order of suppliers: who is asked first, why, and who is never asked."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Item, LocalState
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.directory.models import Library
from library_exchange.loans.models import SupplierAttempt
from library_exchange.loans.queries import copies

TITLE = "Записки охотника"


@pytest.fixture
def holders(make_desk):
    """Libraries that hold the title: two in Russia, one in China."""
    desks = {name: make_desk(name, country) for name, country in [("Chita", "RU"), ("Amursk", "RU"), ("Harbin", "CN")]}
    for desk in desks.values():
        desk.holds(TITLE)
    return desks


def ranked(heihe):
    with reading() as session:
        home = session.get_one(Library, heihe.id)
        return [one.library.code for one in copies.candidates(session, home, heihe.records[TITLE])]


def test_the_own_country_comes_first_then_the_less_busy_then_the_code(heihe, amur, holders, deliver):
    assert ranked(heihe) == ["harbin", "amursk", "chita"]
    no = heihe.requests("История Амура", of=amur)
    deliver()
    holders["Amursk"].holds("Обломов")
    busy = heihe.requests("Обломов", of=holders["Amursk"])
    deliver()
    holders["Amursk"].does("will_supply", busy)
    assert ranked(heihe) == ["harbin", "chita", "amursk"]
    assert heihe.state(no) == "sent"


def test_only_libraries_with_a_free_copy_are_asked(heihe, amur, holders, deliver):
    with transaction() as session:
        session.execute(
            sa.update(Item).where(col(Item.library_id) == holders["Harbin"].id).values(local_state=LocalState.MISSING)
        )
        session.execute(sa.update(Library).where(col(Library.id) == holders["Chita"].id).values(lends=False))
    assert ranked(heihe) == ["amursk"]
    no = heihe.requests(TITLE, of=holders["Amursk"])
    deliver()
    holders["Amursk"].does("will_supply", no)
    assert ranked(heihe) == []


def test_a_library_does_not_ask_itself(heihe):
    heihe.holds(TITLE)
    assert ranked(heihe) == []
    no = heihe.is_asked_for(TITLE)
    with pytest.raises(Conflict):
        heihe.does("send", no)


def test_the_first_of_the_order_is_asked_unless_the_librarian_chooses(heihe, holders, deliver):
    no = heihe.is_asked_for(TITLE)
    heihe.does("send", no)
    assert heihe.loan(no).partner_id == holders["Harbin"].id
    deliver()
    holders["Harbin"].does("refuse", no)
    deliver()
    with pytest.raises(InvalidInput):
        heihe.does("ask_next", no, supplier_id=holders["Harbin"].id)  # it has answered
    heihe.does("ask_next", no, supplier_id=holders["Chita"].id)
    assert heihe.loan(no).partner_id == holders["Chita"].id


def test_the_reasons_of_each_rank_are_kept(heihe, holders):
    no = heihe.is_asked_for(TITLE)
    heihe.does("send", no)
    with reading() as session:
        kept = session.scalars(
            sa.select(SupplierAttempt)
            .where(col(SupplierAttempt.request_id) == heihe.loan(no).id)
            .order_by(col(SupplierAttempt.rank))
        ).all()
    assert [(one.rank, one.state, one.reasons["same_country"]) for one in kept] == [
        (1, "asked", True),
        (2, "waiting", False),
        (3, "waiting", False),
    ]
    assert {frozenset(one.reasons) for one in kept} == {frozenset({"free_copies", "same_country", "active_loans"})}


def test_a_library_far_away_that_has_nothing_is_no_choice(heihe, khabarovsk, holders):
    no = heihe.is_asked_for(TITLE)
    with pytest.raises(InvalidInput):
        heihe.does("send", no, supplier_id=khabarovsk.id)
    with pytest.raises(InvalidInput):
        heihe.does("send", no, supplier_id=heihe.id)
