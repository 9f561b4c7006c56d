"""A book that its request does not let go is told at the scan and before packing, with what to do first."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html
from sqlmodel import col

from library_exchange.accounts.models import User
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.loan_consignments.services import consigning
from library_exchange.loans.models import LoanRequest
from library_exchange.shipping.models import Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.codes import Mode
from library_exchange.shipping.schemas import NewParcel, Scanned, Weighed
from library_exchange.shipping.services import packing, permits, transit

STILL_THERE = {"zh": "还在读者手中", "ru": "ещё у читателя", "en": "is still with the reader"}
TAKE_BACK = {"zh": "读者已还", "ru": "Принять у читателя", "en": "Take back"}


@pytest.fixture
def app(web):
    return web


@pytest.fixture
def no(heihe, shipped, deliver):
    """A request whose book Heihe has received and put into a consignment back, before its reader fetched it."""
    heihe.goes(shipped, "receive", deliver)
    return shipped


class Back:
    """The consignment in which the book goes home, at the desk of the library that borrowed it."""

    def __init__(self, desk, no):
        self.desk, self.no = desk, no
        with transaction() as session:
            it = consigning.consign(session, desk.librarian, desk.loan(no), Mode.POST, now())
            session.flush()
            line = session.scalars(sa.select(ConsignmentLine)).one()
            line.title_zh, line.title_ru, line.weight_g, line.value_minor = "阿穆尔史", "История Амура", 400, 35000
            session.flush()
            permits.make_ready(session, desk.librarian, it, now())
            service = services_for(session, Mode.POST, "CN")[0].id
            parcel = packing.open_parcel(session, desk.librarian, it, NewParcel(service_id=service), now())
            session.flush()
            self.id, self.parcel_id = it.id, parcel.id
        self.place = f"staff/shipments/{self.id}"

    def does(self, verb, *given):
        with transaction() as session:
            it = session.get_one(Consignment, self.id)
            given = [session.get_one(Parcel, self.parcel_id) if each == "parcel" else each for each in given]
            return verb(session, self.desk.librarian, it, *given, now())

    def scans(self):
        return self.does(packing.scan, Scanned(code="1", parcel_id=self.parcel_id))

    def is_packed(self):
        self.scans()
        self.does(packing.pack)
        self.does(packing.weigh, "parcel", Weighed(is_estimated=True, tracking_no="RR123456785CN"))
        return self

    @property
    def parcel(self):
        with reading() as session:
            return session.scalar(
                sa.select(col(ConsignmentLine.parcel_id)).where(ConsignmentLine.consignment_id == self.id)
            )


@pytest.fixture
def back(heihe, no):
    return Back(heihe, no)


def next_step(page):
    return html.fromstring(page).get_element_by_id("next-step")


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_a_book_still_with_the_reader_is_refused_at_the_scan_with_the_button_that_takes_it_back(
    heihe, back, deliver, at_desk, language
):
    heihe.goes(back.no, "check_out", deliver)
    desk, place = at_desk(heihe), f"/{language}/{back.place}"
    refused = desk.post(f"{place}/scan", data={"code": "1", "parcel_id": back.parcel_id})
    assert refused.status_code == 422
    title = "阿穆尔史" if language == "zh" else "История Амура"
    [said] = html.fromstring(refused.text).xpath("//*[@id='code-error']")
    assert (STILL_THERE[language] in said.text_content(), title in said.text_content()) == (True, True)
    assert back.parcel is None
    coming = next_step(desk.get(place).text)
    assert STILL_THERE[language] in coming.text_content()
    [form] = [each for each in coming.forms if each.action.endswith("/patron_returned")]
    assert form.xpath(".//button[contains(@class, 'btn-primary')]")[0].text_content() == TAKE_BACK[language]
    answer = desk.post(form.action, data=dict(form.fields))
    assert re.search(rf"/{language}/{back.place}#next-step$", answer.location)
    assert heihe.state(back.no) == "to_return"
    assert desk.post(f"{place}/scan", data={"code": "1", "parcel_id": back.parcel_id}).status_code == 302
    assert back.parcel == back.parcel_id


def test_it_is_not_put_in_with_everything_that_fits_nor_packed(heihe, back, deliver):
    heihe.goes(back.no, "check_out", deliver)
    with pytest.raises(InvalidInput) as refused:
        back.does(packing.fill, "parcel")
    assert "is still with the reader" in str(refused.value.fields["fill"])
    heihe.goes(back.no, "patron_returned", deliver)
    back.scans()
    heihe.goes(back.no, "undo_patron_returned", deliver)
    with pytest.raises(Conflict, match="titles_may_go"):
        back.does(packing.pack)


def test_one_handed_out_from_a_packed_parcel_is_told_before_the_counter(heihe, back, deliver, at_desk):
    back.is_packed()
    desk, place = at_desk(heihe), f"/en/{back.place}"
    assert next_step(desk.get(place).text).xpath(".//form[contains(@action, '/hand_over')]")
    heihe.goes(back.no, "check_out", deliver)
    coming = next_step(desk.get(place).text)
    assert not coming.xpath(".//form[contains(@action, '/hand_over')]")
    assert coming.xpath(".//form[contains(@action, '/patron_returned')]")
    with pytest.raises(Conflict, match="titles_may_go"):
        back.does(transit.hand_over, None)
    heihe.goes(back.no, "patron_returned", deliver)
    back.does(transit.hand_over, None)
    assert heihe.state(back.no) == "return_shipped"


def test_a_book_whose_papers_have_run_out_is_told_at_the_scan(heihe, amur, deliver, at_desk):
    lent = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(lent, "will_supply found", deliver)
    there = Back(amur, lent)
    with transaction() as session:
        session.get_one(Consignment, there.id).return_by = now().date() - timedelta(days=1)
    with pytest.raises(InvalidInput) as refused:
        there.scans()
    assert "prepare the papers anew" in str(refused.value.fields["code"])
    coming = next_step(at_desk(amur).get(f"/en/{there.place}").text)
    [led] = coming.xpath(".//a[contains(@class, 'btn-primary')]")
    assert led.get("href") == f"/en/loans/{amur.loan(lent).id}#next-step"


def test_the_other_library_is_offered_nothing_of_it(heihe, amur, back, deliver, at_desk):
    heihe.goes(back.no, "check_out", deliver)
    assert not next_step(at_desk(amur).get(f"/en/{back.place}").text).xpath(".//form")


# A book that waits for its reader -------------------------------------------------------------------------------------

WAITS = {"zh": "读者尚未领取", "ru": "читатель её не забрал", "en": "waits for its reader"}
NOT_HAD = {"zh": "已退回，您未曾借到", "ru": "Отправлена обратно, вы её не получали", "en": "you did not have it"}


def hand_over_form(back, answered=()):
    with reading() as session:
        version = session.get_one(Consignment, back.id).version
    return {"version": version, "handed_on": now().date().isoformat(), **dict(answered)}


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_handing_over_names_the_books_and_one_that_waits_for_its_reader_is_confirmed_apart(
    heihe, back, at_desk, language
):
    desk, place = at_desk(heihe), f"/{language}/{back.is_packed().place}/hand_over"
    title = "阿穆尔史" if language == "zh" else "История Амура"
    asked = html.fromstring(desk.post(place, data=hand_over_form(back)).text)
    [listed] = asked.xpath("//main//ul/li")
    assert title in listed.text_content()
    assert heihe.loan(back.no).public_no in listed.text_content()
    [box] = asked.xpath("//input[@name='apart' and @required]")
    [said] = asked.xpath(f"//label[@for='{box.get('id')}']")
    assert (WAITS[language] in said.text_content(), title in said.text_content()) == (True, True)
    without = desk.post(place, data=hand_over_form(back, {"sure": "yes"}))
    assert 'name="apart"' in without.text
    assert heihe.state(back.no) == "received"
    answered = {"sure": "yes", "apart": box.get("value")}
    assert desk.post(place, data=hand_over_form(back, answered)).status_code == 302
    assert heihe.state(back.no) == "return_shipped"


def test_of_a_book_that_its_reader_has_brought_back_one_yes_is_enough(heihe, back, deliver, at_desk):
    heihe.goes(back.no, "check_out patron_returned", deliver)
    desk, place = at_desk(heihe), f"/en/{back.is_packed().place}/hand_over"
    assert 'name="apart"' not in desk.post(place, data=hand_over_form(back)).text
    assert desk.post(place, data=hand_over_form(back, {"sure": "yes"})).status_code == 302
    assert heihe.state(back.no) == "return_shipped"


def test_a_book_that_waits_for_its_reader_is_put_into_a_consignment_home_only_by_a_yes(heihe, no, at_desk):
    desk, place = at_desk(heihe), f"/en/staff/loans/{heihe.loan(no).id}/consignment"
    asked = desk.post(place, data={"way": "post"})
    assert "waits for its reader" in asked.text
    with reading() as session:
        assert not session.scalars(sa.select(ConsignmentLine)).all()
    assert desk.post(place, data={"way": "post", "sure": "yes"}).status_code == 302
    with reading() as session:
        assert len(session.scalars(sa.select(ConsignmentLine)).all()) == 1


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_a_reader_whose_book_went_back_uncollected_does_not_read_that_she_returned_it(heihe, back, at_desk, language):
    back.is_packed().does(transit.hand_over, None)
    browser = at_desk(heihe, Role.READER, language)
    with transaction() as session:
        her = session.scalars(sa.select(User).where(col(User.email) == f"reader.{heihe.id}@example.org")).one()
        session.get_one(LoanRequest, heihe.loan(back.no).id).reader_id = her.id
    for page in (f"/{language}/loans/{heihe.loan(back.no).id}", f"/{language}/loans"):
        assert NOT_HAD[language] in browser.get(page).text
