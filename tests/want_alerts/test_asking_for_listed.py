"""What libraries offer is asked for where it is seen: in the list of all offers, and on the page of its record."""

import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.deals.queries.boxes import lines_of
from library_exchange.offers.queries.askable import may_be_asked_for
from library_exchange.want_alerts.services import answering
from tests.partners import ISBN, add_book


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def asks(partner, offer_id):
    with transaction() as session:
        return answering.ask_for_listed(session, partner.librarian, offer_id, now())


def askable(partner, *offer_ids):
    with reading() as session:
        return may_be_asked_for(session, offer_ids, partner.id)


def test_an_offer_that_fits_nothing_is_ticked_in_the_box_with_its_library(heihe, amur):
    offer = heihe.offers("法", None)
    box = asks(amur, offer)
    with reading() as session:
        assert [(line.offer_id, line.want_id) for line in lines_of(session, box)] == [(offer, None)]


def test_an_offer_that_fits_is_asked_for_with_its_want(heihe, amur):
    record = add_book()
    want = amur.wants(number=ISBN)
    box = asks(amur, heihe.offers("红楼梦", ISBN, record))
    with reading() as session:
        assert [line.want_id for line in lines_of(session, box)] == [want]


def test_what_is_the_own_reserved_for_others_or_not_there_is_not_asked_for(heihe, amur, make_partner):
    khabarovsk = make_partner("Khabarovsk", "RU")
    own, open_ = amur.offers("Своя", None), heihe.offers("史", None)
    reserved = heihe.offers("法", None, reserve="partner", reserved_for_id=khabarovsk.id)
    assert askable(amur, own, open_, reserved) == {open_}
    assert askable(khabarovsk, own, open_, reserved) == {own, open_, reserved}
    with pytest.raises(InvalidInput):
        asks(amur, own)
    with pytest.raises(Conflict):
        asks(amur, reserved)
    with pytest.raises(NotFound):
        asks(amur, 4711)


@pytest.mark.parametrize(
    ("language", "heading", "button"), [("zh", "可供交换", "索取"), ("ru", "Предлагается в обмен", "Запросить")]
)
def test_both_pages_have_the_button_for_staff_alone(heihe, amur, at_desk, app, language, heading, button):
    record = add_book()
    offer = heihe.offers("红楼梦", ISBN, record)
    door = f"/{language}/staff/exchange/offered/{offer}/ask"
    desk = at_desk(amur.librarian_id)
    for path in ("/exchange/offers", f"/r/{record}"):
        page = desk.get(f"/{language}{path}").text
        assert door in page
        assert button in page
        assert door not in at_desk(heihe.librarian_id).get(f"/{language}{path}").text, "her own"
        assert door not in app.test_client().get(f"/{language}{path}").text
    assert heading in app.test_client().get(f"/{language}/r/{record}").text
    sent = desk.post(door)
    assert sent.status_code == 302
    assert "/staff/exchange/boxes/" in sent.headers["Location"]
    assert desk.post(f"/{language}/staff/exchange/offered/{offer}/ask").status_code == 302
