"""How the books of a parcel were found, noted on its page: each goes to its request, there and back, beside others."""

import pytest
import sqlalchemy as sa
from lxml import html
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.worklist import counted
from library_exchange.loan_consignments.services import consigning
from library_exchange.loans.labels.papers import came_badly
from library_exchange.mail.models import Mail
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.rules.codes import LineState, ParcelState, ShipmentState
from library_exchange.shipping.schemas import NewLine
from library_exchange.shipping.services import planning, transit
from tests.loans.sent_parcels import act, consigned, got_ready

TITLES = ("История Амура", "Обломов")
THERE, HOME = "there", "home"
FOUND = {
    (THERE, "good"): ("received", "on_loan"),
    (THERE, "damaged:wet"): ("received", "on_loan"),
    (THERE, "missing"): ("lost_claimed", "lost_claimed"),
    (THERE, "wrong"): ("shipped", "shipped"),
    (HOME, "good"): ("completed", "completed"),
    (HOME, "damaged:wet"): ("damage_claimed", "damage_claimed"),
    (HOME, "missing"): ("return_shipped", "returning"),
    (HOME, "wrong"): ("return_shipped", "returning"),
}
"""How the borrower's and the lender's side of a request stand once it was noted how the book came there or home."""
ALONE, TWO, WITH_EXCHANGE = "alone", "beside another loan", "beside an exchange"


class Sent:
    """A consignment under way with the book of one request, another one's beside it or one that is exchanged."""

    def __init__(self, sender, receiver, nos, consignment_id):
        self.sender, self.receiver, self.nos, self.id = sender, receiver, nos, consignment_id

    @property
    def lines(self):
        with reading() as session:
            wanted = sa.select(ConsignmentLine).where(col(ConsignmentLine.consignment_id) == self.id)
            return session.scalars(wanted.order_by(col(ConsignmentLine.number))).all()

    @property
    def states(self):
        return [str(line.state) for line in self.lines]

    @property
    def consignment(self):
        with reading() as session:
            return session.get_one(Consignment, self.id)

    @property
    def parcels(self):
        with reading() as session:
            mine = sa.select(col(Parcel.state)).where(col(Parcel.consignment_id) == self.id)
            return session.scalars(mine).all()

    def is_overdue(self):
        with transaction() as session:
            session.get_one(Consignment, self.id).state = ShipmentState.OVERDUE


def hand_over(sender, nos, exchanged):
    """Send the books of requests in one consignment, and titles that are exchanged; return its id."""
    consignment_id = consigned(sender, nos[0])
    with transaction() as session:
        for no in nos[1:]:
            consigning.consign(session, sender.librarian, sender.loan(no), consignment_id, now())
    if exchanged:
        act(sender, planning.add_lines, consignment_id, [NewLine(title=title) for title in exchanged])
    got_ready(sender, consignment_id)
    act(sender, transit.hand_over, consignment_id, None)
    return consignment_id


@pytest.fixture
def send(heihe, amur, deliver, worlds):
    """Send books of requests there, or home once they were lent."""
    desks = tuple((desk.id, desk.librarian_id, desk.reader_id) for desk in (heihe, amur))

    def made(way, titles, exchanged):
        nos = []
        for title in titles:
            if title not in amur.records:
                amur.holds(title)
            nos.append(heihe.requests(title, of=amur))
            deliver()
            amur.goes(nos[-1], "will_supply found", deliver)
            if way == HOME:
                amur.goes(nos[-1], "ship", deliver)
                heihe.goes(nos[-1], "receive check_out patron_returned", deliver)
        consignment_id = hand_over(amur if way == THERE else heihe, nos, exchanged)
        deliver()
        return nos, consignment_id

    def sent(way, titles=TITLES[:1], exchanged=()):
        world = (way, titles, exchanged, desks)
        nos, consignment_id = worlds.given(database(), world, lambda: made(way, titles, exchanged))
        return Sent(*((amur, heihe) if way == THERE else (heihe, amur)), nos, consignment_id)

    return sent


def notes(browser, sent, language, *findings):
    """Note on the page how the titles came, nothing of some; return what is asked first and the page one comes to."""
    place = f"/{language}/staff/shipments/{sent.id}"
    [form] = [each for each in html.fromstring(browser.get(place).text).forms if each.action.endswith("/received")]
    hows = {f"line-{line.id}": how for line, how in zip(sent.lines, findings, strict=False)}
    given = dict(form.fields) | hows
    asked = browser.post(form.action, data=given)
    answer = asked if asked.status_code == 302 else browser.post(form.action, data=given | {"sure": "yes"})
    assert (asked.status_code, answer.status_code) in {(302, 302), (200, 302)}, asked.text
    return asked.text, browser.get(place).text


@pytest.mark.parametrize("beside", [ALONE, TWO, WITH_EXCHANGE])
@pytest.mark.parametrize(("way", "how"), FOUND)
def test_however_the_book_of_a_loan_is_found_its_request_hears_and_the_parcel_is_done(
    heihe, amur, deliver, at_desk, send, way, how, beside
):
    sent = send(way, TITLES if beside == TWO else TITLES[:1], ("Азбука",) if beside == WITH_EXCHANGE else ())
    language = "zh" if way == THERE else "ru"
    findings = (how,) if beside == ALONE else (how, "good")
    _asked, after = notes(at_desk(sent.receiver), sent, language, *findings)
    deliver()
    assert (heihe.state(sent.nos[0]), amur.state(sent.nos[0])) == FOUND[way, how]
    assert sent.states == [each.partition(":")[0] for each in findings]
    assert (sent.consignment.state, sent.parcels) == (ShipmentState.RECEIVED, [ParcelState.RECEIVED])
    if beside == TWO:
        assert (heihe.state(sent.nos[1]), amur.state(sent.nos[1])) == FOUND[way, "good"], "what was good is kept"
    assert "/received" not in after, "nothing is waited for any more"
    with reading() as session:
        assert session.scalars(sa.select(Claim)).all() == []
        told = session.scalars(sa.select(Mail).where(col(Mail.library_id) == sent.sender.id)).all()
    assert any(sent.consignment.number in each.subject for each in told), "the other library is told"


@pytest.mark.parametrize(("way", "how"), [(THERE, LineState.WRONG), (HOME, LineState.MISSING), (HOME, LineState.WRONG)])
def test_of_a_book_that_its_request_cannot_say_more_of_both_sides_tell(heihe, amur, deliver, at_desk, send, way, how):
    sent = send(way)
    browsers = {desk.id: at_desk(desk) for desk in (sent.sender, sent.receiver)}
    notes(browsers[sent.receiver.id], sent, "en", str(how))
    deliver()
    for desk in (sent.sender, sent.receiver):
        page = html.fromstring(browsers[desk.id].get(f"/en/loans/{desk.loan(sent.nos[0]).id}").text).text_content()
        assert came_badly(how, desk is sent.sender, sent.consignment.number) in page


@pytest.mark.parametrize("way", [THERE, HOME])
def test_a_claimed_exchange_and_a_missing_loan_are_noted_at_once(heihe, amur, deliver, at_desk, send, way):
    sent = send(way, exchanged=("Азбука",))
    browser, place = at_desk(sent.receiver), f"/ru/staff/shipments/{sent.id}/received"
    loan, exchange = sent.lines
    given = {f"line-{loan.id}": "missing", f"line-{exchange.id}": "missing"}
    refused = browser.post(place, data=given | {"sure": "yes"})
    assert (refused.status_code, sent.states) == (422, ["expected", "expected"])
    browser.post(place, data=given | {f"why-{exchange.id}": "not_inside", "sure": "yes"})
    deliver()
    assert (heihe.state(sent.nos[0]), amur.state(sent.nos[0])) == FOUND[way, "missing"]
    assert (sent.states, sent.consignment.state) == (["missing", "missing"], ShipmentState.IN_CLAIM)
    with reading() as session:
        assert session.scalars(sa.select(col(Claim.line_id))).all() == [exchange.id]


def test_a_book_that_is_missed_first_and_the_other_noted_later_ends_the_parcel(heihe, amur, deliver, at_desk, send):
    sent, browser = send(HOME, TITLES), at_desk(amur)
    notes(browser, sent, "ru", "missing", "")
    assert sent.consignment.state is ShipmentState.IN_TRANSIT
    notes(browser, sent, "ru", "", "good")
    assert (sent.states, sent.consignment.state) == (["missing", "good"], ShipmentState.RECEIVED)


# Given up on the page of the request ----------------------------------------------------------------------------------


def test_a_book_written_off_after_the_others_came_leaves_no_parcel_under_way(heihe, amur, deliver, at_desk, send):
    sent = send(HOME, TITLES)
    notes(at_desk(amur), sent, "ru", "", "good")
    amur.does("write_off", sent.nos[0])
    assert (sent.states, sent.consignment.state) == (["missing", "good"], ShipmentState.RECEIVED)
    assert sent.parcels == [ParcelState.RECEIVED]


@pytest.mark.alike_on_both
def test_so_does_the_only_book_of_a_parcel(heihe, amur, deliver, send):
    sent = send(HOME)
    amur.does("write_off", sent.nos[0])
    assert (sent.states, sent.parcels) == (["missing"], [ParcelState.RECEIVED])


@pytest.mark.parametrize("how", ["write_off", "settle"])
def test_an_overdue_parcel_of_a_single_book_is_lost_with_it(heihe, amur, deliver, send, how):
    sent = send(HOME)
    sent.is_overdue()
    if how == "settle":
        heihe.does("report_lost", sent.nos[0])
        deliver()
        assert sent.consignment.state is ShipmentState.OVERDUE, "it may still turn up"
        amur.does("settle", sent.nos[0], settlement="waived")
    else:
        amur.does("write_off", sent.nos[0])
    assert (sent.states, sent.consignment.state) == (["lost"], ShipmentState.CLOSED)


@pytest.mark.alike_on_both
def test_a_lender_who_writes_off_what_never_came_has_no_parcel_to_ask_after(heihe, amur, deliver, send):
    sent = send(THERE)
    sent.is_overdue()
    amur.does("write_off", sent.nos[0])
    assert sent.consignment.state is ShipmentState.CLOSED
    deliver()
    assert heihe.state(sent.nos[0]) == "lost"


@pytest.mark.alike_on_both
def test_a_parcel_with_more_that_nobody_has_opened_is_still_waited_for(heihe, amur, deliver, send):
    sent = send(HOME, TITLES)
    amur.does("write_off", sent.nos[0])
    assert (sent.states, sent.consignment.state) == (["expected", "expected"], ShipmentState.IN_TRANSIT)


def test_a_borrower_who_reports_lost_what_did_not_come_with_the_others_has_done_with_the_parcel(
    heihe, amur, deliver, at_desk, send
):
    sent = send(THERE, TITLES)
    notes(at_desk(heihe), sent, "zh", "", "good")
    heihe.does("report_lost", sent.nos[0])
    assert (sent.states, sent.consignment.state) == (["missing", "good"], ShipmentState.RECEIVED)


@pytest.mark.alike_on_both
def test_one_reported_lost_whose_parcel_is_on_its_way_may_still_come_in_it(heihe, amur, deliver, send):
    sent = send(THERE)
    heihe.does("report_lost", sent.nos[0])
    assert (sent.states, sent.consignment.state) == (["expected"], ShipmentState.IN_TRANSIT)


# Come after it was written off ----------------------------------------------------------------------------------------


def waiting_at(desk):
    with reading() as session:
        return {kind.name: count for kind, count in counted(session, desk.id, now().date()) if kind.name == "turned_up"}


def test_a_lender_is_led_to_take_back_what_was_written_off_and_has_come_and_the_book_is_received_there(
    heihe, amur, deliver, at_desk, send
):
    sent = send(THERE, TITLES)
    amur.does("write_off", sent.nos[0])
    deliver()
    assert (heihe.state(sent.nos[0]), waiting_at(amur)) == ("lost", {})
    notes(at_desk(heihe), sent, "zh", "good", "good")
    deliver()
    with reading() as session:
        told = [each.subject for each in session.scalars(sa.select(Mail).where(col(Mail.library_id) == amur.id))]
    assert f"Отправка {sent.consignment.number}: все книги дошли в сохранности, среди них утерянная" in told
    assert (heihe.state(sent.nos[0]), amur.state(sent.nos[0]), waiting_at(amur)) == ("lost", "lost", {"turned_up": 1})
    browser = at_desk(amur)
    page = html.fromstring(browser.get(f"/ru/staff/shipments/{sent.id}").text)
    [undo] = [each for each in page.forms if each.action.endswith("/undo_write_off")]
    assert "Отменить списание утерянной книги" in undo.text_content()
    asked = browser.post(undo.action, data=dict(undo.form_values()))
    [sure] = [each for each in html.fromstring(asked.text).forms if each.action.endswith("/undo_write_off")]
    answer = browser.post(sure.action, data=dict(sure.form_values()) | {"sure": "yes"})
    assert (answer.status_code, f"/staff/shipments/{sent.id}" in answer.location) == (302, True)
    deliver()
    assert (heihe.state(sent.nos[0]), amur.state(sent.nos[0])) == ("received", "on_loan")
    assert waiting_at(amur) == {}


def test_who_says_on_the_page_of_the_request_that_a_lost_book_came_has_noted_it_in_the_parcel_too(
    heihe, amur, deliver, send
):
    sent = send(THERE, TITLES)
    amur.goes(sent.nos[0], "write_off", deliver)
    heihe.goes(sent.nos[0], "turned_up", deliver)
    assert sent.states == ["good", "expected"]
    assert "turned_up" not in heihe.actions_on(sent.nos[0]), "it is said once"
    amur.goes(sent.nos[0], "undo_write_off", deliver)
    assert (heihe.state(sent.nos[0]), amur.state(sent.nos[0])) == ("received", "on_loan")


def test_a_book_lost_after_it_was_received_is_not_said_to_have_come_with_its_parcel(heihe, amur, deliver, send):
    sent = send(THERE)
    heihe.goes(sent.nos[0], "receive", deliver)
    amur.goes(sent.nos[0], "write_off", deliver)
    assert "turned_up" not in heihe.actions_on(sent.nos[0])
    assert waiting_at(amur) == {}


# Not in the parcel ----------------------------------------------------------------------------------------------------

UNTOLD = [(THERE, "wrong"), (HOME, "missing"), (HOME, "wrong")]
"""Findings of which the request says nothing until somebody takes a step."""


def words(browser, place):
    """Return a page and what it says, each space a single one."""
    page = html.fromstring(browser.get(place).text)
    return page, " ".join(page.text_content().split())


def next_of(page):
    """Return what the page says of the next step, and the addresses to which that leads."""
    [part] = page.xpath("//*[@id='next-step']")
    return " ".join(part.text_content().split()), part.xpath(".//a/@href")


@pytest.mark.parametrize("beside", [ALONE, TWO])
@pytest.mark.parametrize(("way", "how"), [*UNTOLD, (THERE, "missing"), (HOME, "damaged:wet")])
def test_a_parcel_in_which_a_book_lacked_is_not_done_with_for_either_library(
    heihe, amur, deliver, at_desk, send, way, how, beside
):
    sent = send(way, TITLES if beside == TWO else TITLES[:1])
    browsers = {desk.id: at_desk(desk) for desk in (sent.sender, sent.receiver)}
    notes(browsers[sent.receiver.id], sent, "en", *((how,) if beside == ALONE else (how, "good")))
    deliver()
    for desk in (sent.sender, sent.receiver):
        page, _told = words(browsers[desk.id], f"/en/staff/shipments/{sent.id}")
        coming, links = next_of(page)
        assert f"“{TITLES[0]}”" in coming, coming
        assert "Nothing more has to be done" not in coming
        settles = (way, how) in UNTOLD or desk is amur
        request = f"/en/loans/{desk.loan(sent.nos[0]).id}#next-step"
        assert links == [request] * settles, "who has to act is led to the request"


@pytest.mark.parametrize(("way", "how"), UNTOLD)
def test_page_list_and_list_of_work_ask_the_sender_to_look_for_a_book_and_the_other_to_ask_after_it(
    heihe, amur, deliver, at_desk, send, way, how
):
    sent = send(way)
    browsers = {desk.id: at_desk(desk) for desk in (sent.sender, sent.receiver)}
    assert "missed_books" not in browsers[sent.sender.id].get("/en/staff").text
    notes(browsers[sent.receiver.id], sent, "en", how)
    deliver()
    for desk, task in ((sent.sender, "Look for it, then answer"), (sent.receiver, "Ask after the book")):
        loan, browser = desk.loan(sent.nos[0]).id, browsers[desk.id]
        for place in ("/en/staff", "/en/staff?group=open"):
            _page, told = words(browser, place)
            assert task in told, place
        page, _told = words(browser, "/en/staff?group=open")
        [row] = page.xpath(f"//tr[@id='loan-{loan}']")
        assert "not in its parcel" in row.text_content()
        assert "the partner's turn" not in row.text_content()
        page, told = words(browser, f"/en/loans/{loan}")
        assert "not in its parcel" in told
        assert next_of(page)[0].startswith("Next step")
    _page, told = words(browsers[sent.sender.id], "/en/staff?group=missed_books")
    assert "1 book not found in its parcel" in told
    _page, told = words(browsers[sent.receiver.id], "/en/staff")
    assert "not found in its parcel" not in told, "who waits for it has it among the requests"


@pytest.mark.parametrize("step", ["check_in", "write_off"])
def test_once_the_lender_has_the_book_or_writes_it_off_nobody_looks_for_it(heihe, amur, deliver, at_desk, send, step):
    sent = send(HOME)
    browser, other = at_desk(heihe), at_desk(amur)
    notes(other, sent, "en", "missing")
    deliver()
    assert "Look for it" in browser.get("/en/staff").text
    amur.does(step, sent.nos[0])
    deliver()
    assert "Look for it" not in browser.get("/en/staff").text
    for each in (browser, other):
        page, told = words(each, f"/en/staff/shipments/{sent.id}")
        assert "Nothing to do now" in next_of(page)[0]
        assert ("found since" in told) is (step == "check_in"), "what turned up is not told as missing"


def test_a_book_that_came_after_all_is_told_as_found_in_the_parcel_that_went_out(heihe, amur, deliver, at_desk, send):
    sent = send(THERE)
    browser = at_desk(heihe)
    notes(browser, sent, "en", "missing")
    deliver()
    heihe.does("found_again", sent.nos[0])
    deliver()
    for each in (browser, at_desk(amur)):
        _page, told = words(each, f"/en/staff/shipments/{sent.id}")
        assert "found since" in told
