"""A request and the consignment of its book keep step: what is done with the one shows in the other, there and back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.i18n import speaking
from library_exchange.directory.models import Library
from library_exchange.loan_consignments import display as loan_subjects
from library_exchange.loan_consignments import queries as loan_queries
from library_exchange.loan_consignments.services import consigning, papers
from library_exchange.loans.labels.papers import came_badly
from library_exchange.loans.services import notices
from library_exchange.shipping.labels.claims import CLAIM_STEPS
from library_exchange.shipping.labels.consignments import CONSEQUENCES
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.rules.codes import (
    LineState,
    Mode,
    ParcelState,
    ShipmentEvent,
    ShipmentState,
)
from library_exchange.shipping.schemas import NewLine
from library_exchange.shipping.services import packing, planning, transit
from library_exchange.work_queue.queries import lists
from tests.counting import count_queries
from tests.loans.sent_parcels import TRACKING, act, consigned, handed_over, packed


@pytest.fixture
def app(web):
    return web


@pytest.fixture
def to_return(heihe, with_reader, deliver):
    """A request of which Heihe is to send the book back."""
    heihe.goes(with_reader, "patron_returned", deliver)
    return with_reader


def state_of(consignment_id):
    with reading() as session:
        return session.get_one(Consignment, consignment_id).state


def line_of(consignment_id):
    with reading() as session:
        wanted = sa.select(ConsignmentLine).where(col(ConsignmentLine.consignment_id) == consignment_id)
        return session.scalars(wanted.order_by(col(ConsignmentLine.id))).first()


def receive(desk, consignment_id, how=LineState.GOOD):
    act(desk, transit.receive, consignment_id, {line_of(consignment_id).id: how})


def give_up(desk, consignment_id):
    with transaction() as session:
        session.get_one(Consignment, consignment_id).state = ShipmentState.OVERDUE
    act(desk, transit.declare_lost, consignment_id)


def queue_of(desk):
    with reading() as session:
        found = lists.requests_waiting_for(session, session.get_one(Library, desk.id), now(), "en")
        return {str(task): count for task, count in found.counts.items()}


# There ----------------------------------------------------------------------------------------------------------------


def test_handing_the_consignment_over_ships_the_loan_with_what_its_papers_say(heihe, amur, to_ship, deliver):
    number = handed_over(amur, to_ship)
    loan = amur.loan(to_ship)
    with reading() as session:
        return_by = session.get_one(Consignment, number).return_by
    assert (loan.state, loan.ship_method, loan.tracking_no, loan.due_on) == ("shipped", Mode.POST, TRACKING, return_by)
    assert heihe.state(to_ship) == "will_supply", "the partner's row moves by its message only"
    deliver()
    told = heihe.loan(to_ship)
    assert (told.state, told.due_on, told.tracking_no) == ("shipped", return_by, TRACKING)


def test_noting_the_receipt_of_the_consignment_receives_the_loan_of_the_consignee(heihe, amur, to_ship, deliver):
    number = handed_over(amur, to_ship)
    deliver()
    receive(heihe, number)
    assert (heihe.state(to_ship), amur.state(to_ship)) == ("received", "shipped")
    deliver()
    assert amur.state(to_ship) == "on_loan"


def test_receiving_on_the_page_of_the_loan_notes_it_in_the_consignment(heihe, amur, to_ship, deliver):
    number = handed_over(amur, to_ship)
    deliver()
    heihe.does("receive", to_ship)
    assert (state_of(number), line_of(number).state) == (ShipmentState.RECEIVED, LineState.GOOD)
    assert heihe.state(to_ship) == "received"


def test_a_receipt_noted_before_the_message_came_moves_nothing_and_refuses_nothing(heihe, amur, to_ship, deliver):
    number = handed_over(amur, to_ship)
    receive(heihe, number)
    assert heihe.state(to_ship) == "will_supply"
    deliver()
    heihe.does("receive", to_ship)
    assert (heihe.state(to_ship), state_of(number)) == ("received", ShipmentState.RECEIVED)


def claims_of(consignment_id):
    with reading() as session:
        return session.scalars(sa.select(Claim).where(col(Claim.consignment_id) == consignment_id)).all()


@pytest.fixture
def seen_by(at_desk):
    """Return the browser of a library's staff, each time the same one."""
    found = {}
    return lambda desk: found[desk.id] if desk.id in found else found.setdefault(desk.id, at_desk(desk))


def notes(desk, seen_by, consignment_id, how, language="en"):
    """Note on the page how the book came; return what is asked first and the page afterwards."""
    door, given = f"/{language}/staff/shipments/{consignment_id}/received", {f"line-{line_of(consignment_id).id}": how}
    asked = seen_by(desk).post(door, data=given).text
    seen_by(desk).post(door, data=given | {"sure": "yes"})
    return asked, seen_by(desk).get(f"/{language}/staff/shipments/{consignment_id}").text


def request_page(desk, seen_by, no, language="en"):
    return seen_by(desk).get(f"/{language}/loans/{desk.loan(no).id}").text


WORDS_OF_DAMAGE = {"en": "Water damage", "zh": "水渍", "ru": "Следы воды"}


@pytest.mark.parametrize("language", WORDS_OF_DAMAGE)
def test_a_borrowed_book_that_came_damaged_is_here_and_its_damage_reported_in_the_request_of_both(
    heihe, amur, to_ship, deliver, seen_by, language, monkeypatch
):
    letters = []
    monkeypatch.setattr(notices, "notify_person", lambda _s, _reader, name, **_more: letters.append(name))
    number = handed_over(amur, to_ship)
    deliver()
    before = seen_by(heihe).get(f"/{language}/staff/shipments/{number}").text
    assert WORDS_OF_DAMAGE[language] in before, "the kinds of damage to choose from are those of the request"
    asked, _after = notes(heihe, seen_by, number, "damaged:wet", language)
    assert str_in(language, CONSEQUENCES[ShipmentEvent.RECEIVE_WITH_FAULT]) in asked
    assert str_in(language, CONSEQUENCES[ShipmentEvent.RECEIVE_WITH_CLAIM]) not in asked
    assert (heihe.state(to_ship), heihe.loan(to_ship).damage) == ("received", "wet")
    assert (state_of(number), line_of(number).state) == (ShipmentState.RECEIVED, LineState.DAMAGED)
    deliver()
    assert letters == [], "her library decides first whether it can be read"
    heihe.goes(to_ship, "undo_report_damage", deliver)
    assert letters == ["loans/reader_arrived"]
    heihe.does("report_damage", to_ship, damage="wet")
    deliver()
    assert (amur.state(to_ship), amur.loan(to_ship).damage) == ("on_loan", "wet")
    for desk in (heihe, amur):
        assert WORDS_OF_DAMAGE[language] in request_page(desk, seen_by, to_ship, language)
        page = seen_by(desk).get(f"/{language}/staff/shipments/{number}").text
        assert WORDS_OF_DAMAGE[language] in page, "the page of the consignment says so too, and leads to the request"
        for step in CLAIM_STEPS.values():
            assert str_in(language, step) not in page, "answers that belong to exchange are not offered"
    assert claims_of(number) == []


def str_in(language, sentence):
    with speaking(language):
        return str(sentence)


def test_damage_of_a_kind_that_nobody_knows_is_refused(heihe, amur, to_ship, deliver, seen_by):
    number = handed_over(amur, to_ship)
    deliver()
    notes(heihe, seen_by, number, "damaged:eaten")
    assert (line_of(number).state, heihe.state(to_ship)) == (LineState.EXPECTED, "shipped")


def test_one_that_is_missing_from_its_parcel_is_reported_lost_until_it_is_found_again(
    heihe, amur, to_ship, deliver, seen_by
):
    number = handed_over(amur, to_ship)
    deliver()
    receive(heihe, number, LineState.MISSING)
    assert heihe.state(to_ship) == "lost_claimed"
    deliver()
    assert amur.state(to_ship) == "lost_claimed"
    heihe.does("found_again", to_ship)
    deliver()
    assert (heihe.state(to_ship), amur.state(to_ship)) == ("received", "on_loan")
    assert claims_of(number) == []


@pytest.mark.parametrize("how", [LineState.WRONG, LineState.MISSING])
def test_of_a_book_that_came_otherwise_than_its_request_can_say_the_pages_of_both_sides_tell(
    heihe, amur, to_return, deliver, seen_by, how
):
    number = handed_over(heihe, to_return)
    deliver()
    receive(amur, number, how)
    deliver()
    assert (amur.state(to_return), heihe.state(to_return)) == ("returning", "return_shipped")
    with reading() as session:
        name = session.get_one(Consignment, number).number
    for desk, is_sender in ((amur, False), (heihe, True)):
        assert (
            came_badly(how, is_sender, name) in html.fromstring(request_page(desk, seen_by, to_return)).text_content()
        )
    amur.does("check_in", to_return)
    assert name not in " ".join(
        html.fromstring(request_page(amur, seen_by, to_return)).xpath("//div[contains(@class, 'note warn')]//text()")
    ), "it has turned up"


def test_a_lent_book_taken_for_good_is_complained_of_in_its_request_and_not_by_a_claim(
    heihe, amur, to_ship, deliver, seen_by
):
    number = handed_over(amur, to_ship)
    deliver()
    receive(heihe, number)
    page = seen_by(heihe).get(f"/en/staff/shipments/{number}").text
    assert f'href="/en/loans/{heihe.loan(to_ship).id}#next-step">Not in order? Say so in its request' in page
    assert "Open a claim" not in page
    door = f"/en/staff/shipments/{number}/lines/{line_of(number).id}/claim"
    answer = seen_by(heihe).post(door, data={"fault": "damaged", "sure": "yes"})
    assert answer.status_code == 409
    assert "report in its request" in answer.text
    assert claims_of(number) == []


def test_a_consignment_of_lent_books_alone_that_is_lost_is_closed_and_nothing_claimed(heihe, amur, to_ship, deliver):
    number = handed_over(amur, to_ship)
    deliver()
    give_up(heihe, number)
    assert (state_of(number), line_of(number).state, claims_of(number)) == (ShipmentState.CLOSED, LineState.LOST, [])


def test_the_borrower_who_gives_the_consignment_up_reports_the_book_lost(heihe, amur, to_ship, deliver):
    number = handed_over(amur, to_ship)
    deliver()
    give_up(heihe, number)
    assert heihe.state(to_ship) == "lost_claimed"
    deliver()
    assert amur.state(to_ship) == "lost_claimed"


def test_the_lender_who_gives_it_up_moves_no_row_of_the_partner_and_both_pages_say_so(
    heihe, amur, to_ship, deliver, at_desk
):
    number = handed_over(amur, to_ship)
    deliver()
    give_up(amur, number)
    assert (heihe.state(to_ship), amur.state(to_ship)) == ("shipped", "shipped")
    for desk in (heihe, amur):
        assert "was given up as lost" in at_desk(desk).get(f"/en/loans/{desk.loan(to_ship).id}").text


# What cannot go -------------------------------------------------------------------------------------------------------


def test_a_book_whose_request_wants_an_answer_first_is_not_handed_over(heihe, amur, to_ship, deliver):
    number = packed(amur, to_ship)
    heihe.does("cancel", to_ship)
    deliver()
    assert amur.state(to_ship) == "cancel_asked"
    with pytest.raises(Conflict) as refused:
        act(amur, transit.hand_over, number, None)
    assert "take the book out" in str(refused.value.sentence)
    assert (state_of(number), amur.state(to_ship)) == (ShipmentState.PACKED, "cancel_asked")
    amur.does("cancel_no", to_ship)
    act(amur, transit.hand_over, number, None)
    assert amur.state(to_ship) == "shipped"


def test_a_book_shipped_by_hand_before_is_not_shipped_twice(amur, to_ship):
    number = packed(amur, to_ship)
    with transaction() as session:
        session.get_one(Consignment, number).state = ShipmentState.CANCELLED
        session.get_one(Consignment, number).closed_at = now()
    amur.does("ship", to_ship, tracking="RB 123 456 CN")
    with transaction() as session:
        session.get_one(Consignment, number).state = ShipmentState.PACKED
        session.get_one(Consignment, number).closed_at = None
    before = amur.loan(to_ship)
    act(amur, transit.hand_over, number, None)
    after = amur.loan(to_ship)
    assert (after.version, after.tracking_no) == (before.version, "RB 123 456 CN")
    assert state_of(number) is ShipmentState.IN_TRANSIT


def test_papers_whose_day_of_return_has_passed_are_not_handed_over(amur, to_ship):
    number = packed(amur, to_ship)
    with transaction() as session:
        session.get_one(Consignment, number).return_by = now().date() - timedelta(days=1)
    with pytest.raises(Conflict) as refused:
        act(amur, transit.hand_over, number, None)
    assert "papers anew" in str(refused.value.sentence)
    assert amur.state(to_ship) == "to_ship"


def test_the_list_of_work_tells_by_when_to_send_a_book_that_is_in_a_consignment(amur, to_ship, at_desk):
    consigned(amur, to_ship)
    page = at_desk(amur).get("/en/staff?group=open").text
    assert "This step by <span" in page
    assert "Due date <span" not in page


def test_a_book_in_a_consignment_is_not_shipped_beside_it(amur, to_ship, at_desk):
    number = consigned(amur, to_ship)
    with pytest.raises(Conflict) as refused:
        amur.does("ship", to_ship)
    assert "take the book out" in str(refused.value.sentence).replace("\n", " ")
    loan_id = amur.loan(to_ship).id
    desk = at_desk(amur)
    page = desk.get(f"/ru/loans/{loan_id}").text
    [refusing] = [form for form in html.fromstring(page).forms if form.action.endswith("/refuse")]
    assert [fold.get("open") for fold in refusing.iterancestors("details")] == [None], "another step stands out"
    assert f"/ru/loans/{loan_id}/ship" not in page
    assert f"/ru/staff/shipments/{number}#next-step" in page
    assert desk.post(f"/ru/staff/loans/{loan_id}/consignment/out").status_code == 302
    assert state_of(number) is ShipmentState.CANCELLED, "nothing was left in it"
    amur.does("ship", to_ship)
    assert amur.state(to_ship) == "shipped"


def test_nobody_else_takes_a_book_out_of_a_consignment(heihe, amur, to_ship):
    consigned(amur, to_ship)
    for actor in (heihe.librarian, amur.reader):
        with transaction() as session, pytest.raises(Forbidden):
            papers.take_out(session, actor, amur.loan(to_ship), now())


def test_a_book_that_waits_in_none_is_taken_out_of_none(amur, to_ship):
    with transaction() as session, pytest.raises(Conflict):
        papers.take_out(session, amur.librarian, amur.loan(to_ship), now())


@pytest.mark.parametrize("how", ["refuse", "cancel_yes"])
def test_a_loan_that_ends_leaves_its_consignment_and_the_others_stay(heihe, amur, to_ship, deliver, how):
    number = packed(amur, to_ship)
    act(amur, packing.unpack, number)
    act(amur, planning.add_lines, number, [NewLine(title="Обломов")])
    if how == "cancel_yes":
        heihe.does("cancel", to_ship)
        deliver()
    amur.does(how, to_ship)
    with reading() as session:
        consignment = session.get_one(Consignment, number)
        going = [line.title for line in contents_of(session, consignment).going]
        parcel = session.scalars(sa.select(Parcel)).one()
    assert (consignment.state, going) == (ShipmentState.READY, ["Обломов"])
    assert line_of(number).state is LineState.RELEASED
    assert parcel.is_estimated


def test_a_packed_consignment_is_opened_again_when_its_loan_ends_and_given_up_if_empty(amur, to_ship):
    number = packed(amur, to_ship)
    amur.does("refuse", to_ship)
    assert (state_of(number), line_of(number).state) == (ShipmentState.CANCELLED, LineState.RELEASED)


def test_a_step_back_to_the_shelf_keeps_the_book_in_its_consignment(amur, to_ship):
    number = consigned(amur, to_ship)
    amur.does("undo_found", to_ship)
    assert line_of(number).state is LineState.EXPECTED
    amur.does("undo_will_supply", to_ship)
    assert (state_of(number), line_of(number).state) == (ShipmentState.CANCELLED, LineState.RELEASED)


# Back -----------------------------------------------------------------------------------------------------------------


def test_the_way_back_goes_the_same(heihe, amur, to_return, deliver):
    number = handed_over(heihe, to_return)
    loan = heihe.loan(to_return)
    assert (loan.state, loan.return_method, loan.return_tracking_no) == ("return_shipped", Mode.POST, TRACKING)
    assert amur.state(to_return) == "on_loan"
    deliver()
    assert amur.state(to_return) == "returning"
    receive(amur, number)
    assert (amur.state(to_return), state_of(number)) == ("completed", ShipmentState.RECEIVED)
    deliver()
    assert heihe.state(to_return) == "completed"


def test_checking_in_on_the_page_of_the_loan_notes_it_in_the_consignment(heihe, amur, to_return, deliver):
    number = handed_over(heihe, to_return)
    deliver()
    amur.does("check_in", to_return)
    assert (state_of(number), line_of(number).state) == (ShipmentState.RECEIVED, LineState.GOOD)


def test_a_book_that_comes_back_damaged_is_checked_in_so_by_noting_it(heihe, amur, to_return, deliver, seen_by):
    number = handed_over(heihe, to_return)
    deliver()
    notes(amur, seen_by, number, "damaged:torn")
    assert (amur.state(to_return), amur.loan(to_return).damage) == ("damage_claimed", "torn")
    deliver()
    assert (heihe.state(to_return), heihe.loan(to_return).damage) == ("damage_claimed", "torn")


def test_one_checked_in_as_damaged_on_the_page_of_the_request_stands_so_in_the_consignment(
    heihe, amur, to_return, deliver
):
    number = handed_over(heihe, to_return)
    deliver()
    amur.does("check_in_damaged", to_return)
    assert (state_of(number), line_of(number).state) == (ShipmentState.RECEIVED, LineState.DAMAGED)


def test_who_sent_it_back_and_gives_it_up_reports_it_lost(heihe, amur, to_return, deliver):
    number = handed_over(heihe, to_return)
    deliver()
    give_up(heihe, number)
    deliver()
    assert (heihe.state(to_return), amur.state(to_return)) == ("lost_claimed", "lost_claimed")


def test_a_return_under_way_is_not_undone_nor_is_that_offered(heihe, to_return, at_desk):
    handed_over(heihe, to_return)
    page = at_desk(heihe).get(f"/en/loans/{heihe.loan(to_return).id}")
    assert "Undo sending back" not in page.text
    with pytest.raises(Conflict):
        heihe.does("undo_ship_return", to_return)
    assert heihe.state(to_return) == "return_shipped"


def test_a_book_that_the_reader_has_is_not_handed_over(heihe, to_return):
    number = packed(heihe, to_return)
    heihe.does("undo_patron_returned", to_return)
    with pytest.raises(Conflict):
        act(heihe, transit.hand_over, number, None)
    assert (heihe.state(to_return), state_of(number)) == ("with_reader", ShipmentState.PACKED)


def test_a_partner_that_ends_the_loan_frees_the_book_of_the_consignment(heihe, amur, to_return, deliver):
    number = packed(heihe, to_return)
    amur.does("check_in", to_return)
    deliver()
    assert (heihe.state(to_return), state_of(number)) == ("completed", ShipmentState.CANCELLED)


# Days -----------------------------------------------------------------------------------------------------------------


def test_a_renewal_beyond_the_papers_stands_on_both_pages_until_the_lender_had_them_extended(
    heihe, amur, to_ship, deliver, at_desk, in_days
):
    number = handed_over(amur, to_ship)
    deliver()
    heihe.goes(to_ship, "receive renew", deliver)
    assert waiting_papers(amur) == []
    amur.does("renew_yes", to_ship, due_on=in_days(200))
    deliver()
    with reading() as session:
        assert session.get_one(Consignment, number).return_by < in_days(200)
    assert waiting_papers(amur) == [amur.loan(to_ship).id]
    assert waiting_papers(heihe) == []
    browsers = {desk.id: at_desk(desk) for desk in (heihe, amur)}
    for desk in (heihe, amur):
        for page in (f"/en/loans/{desk.loan(to_ship).id}", f"/en/staff/shipments/{number}"):
            assert "say that the book is back by" in browsers[desk.id].get(page).text
    loan_id = amur.loan(to_ship).id
    assert "Have the permit of return extended" in browsers[amur.id].get("/en/staff").text
    assert browsers[amur.id].post(f"/en/staff/loans/{loan_id}/consignment/extended").status_code == 302
    with reading() as session:
        assert session.get_one(Consignment, number).return_by == in_days(200)
    assert waiting_papers(amur) == []
    assert "say that the book is back by" not in browsers[heihe.id].get(f"/en/staff/shipments/{number}").text
    assert browsers[amur.id].post(f"/en/staff/loans/{loan_id}/consignment/extended").status_code == 409


def waiting_papers(desk):
    with reading() as session:
        return [row.id for row in session.execute(loan_queries.waiting_papers(desk.id, now().date()))]


def test_a_book_with_its_reader_is_taken_back_before_its_consignment_goes(heihe, shipped, deliver, at_desk):
    heihe.goes(shipped, "receive", deliver)
    consigned(heihe, shipped)
    heihe.goes(shipped, "check_out", deliver)
    desk, loan_id = at_desk(heihe), heihe.loan(shipped).id
    for page in (f"/en/loans/{loan_id}", f"/en/staff?group=open&open={loan_id}"):
        shown = desk.get(page).text
        assert "but it is still with the reader. Take it back first" in shown
        assert "this request moves by itself" not in shown
    main = html.fromstring(desk.get(f"/en/loans/{loan_id}").text).get_element_by_id("next-step")
    dark = main.xpath(".//*[contains(@class, 'btn-primary')]")
    assert [each.text_content().strip() for each in dark] == ["Take back"]
    heihe.goes(shipped, "patron_returned", deliver)
    assert "this request moves by itself" in desk.get(f"/en/loans/{loan_id}").text


def test_a_book_that_went_back_to_the_shelf_is_fetched_before_its_consignment_goes(amur, to_ship, at_desk):
    consigned(amur, to_ship)
    amur.does("undo_found", to_ship)
    assert "Fetch it first" in at_desk(amur).get(f"/en/loans/{amur.loan(to_ship).id}").text


def test_a_recall_leaves_papers_that_allow_more(heihe, amur, to_ship, deliver, in_days):
    handed_over(amur, to_ship)
    deliver()
    amur.does("recall", to_ship, due_on=in_days(5))
    assert waiting_papers(amur) == []


def test_a_return_that_is_got_ready_has_no_day_of_return_whatever_the_due_date(heihe, amur, shipped, deliver, in_days):
    heihe.goes(shipped, "receive", deliver)
    number = consigned(heihe, shipped)
    heihe.goes(shipped, "renew", deliver)
    amur.does("renew_yes", shipped, due_on=in_days(200))
    deliver()
    with reading() as session:
        assert session.get_one(Consignment, number).return_by is None


def test_the_papers_of_books_that_go_back_together_tell_no_day_of_return(heihe, amur, shipped, deliver, in_days):
    amur.holds("Обломов")
    other = heihe.requests("Обломов", of=amur)
    deliver()
    amur.goes(other, "will_supply found", deliver)
    amur.does("ship", other, due_on=in_days(90))
    deliver()
    for no in (shipped, other):
        heihe.goes(no, "receive", deliver)
    number = consigned(heihe, shipped)
    with transaction() as session:
        assert consigning.consign(session, heihe.librarian, heihe.loan(other), number, now()).id == number
    heihe.goes(shipped, "renew", deliver)
    amur.does("renew_yes", shipped, due_on=in_days(200))
    deliver()
    with reading() as session:
        assert session.get_one(Consignment, number).return_by is None


def test_within_one_country_a_parcel_under_way_follows_the_new_due_date(amur, khabarovsk, deliver, in_days):
    no = khabarovsk.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply found", deliver)
    number = handed_over(amur, no)
    deliver()
    khabarovsk.goes(no, "receive renew", deliver)
    amur.does("renew_yes", no, due_on=in_days(200))
    with reading() as session:
        assert session.get_one(Consignment, number).return_by == in_days(200)
    assert waiting_papers(amur) == []


def test_a_book_received_while_its_parcel_is_said_to_be_at_the_gateway_is_received(heihe, amur, to_ship, deliver):
    number = handed_over(amur, to_ship)
    deliver()
    with transaction() as session:
        session.execute(sa.update(Parcel).values(state=ParcelState.AT_GATEWAY))
    heihe.does("receive", to_ship)
    assert heihe.state(to_ship) == "received"
    assert line_of(number).state is LineState.EXPECTED


# One parcel, one task -------------------------------------------------------------------------------------------------


def test_a_book_that_waits_in_a_consignment_is_one_task(heihe, amur, to_ship, deliver):
    assert queue_of(amur) == {"ship": 1}
    consigned(amur, to_ship)
    assert queue_of(amur) == {}, "the consignment waits instead"


def test_a_book_that_is_to_be_received_with_a_consignment_is_one_task(heihe, amur, to_ship, deliver):
    number = handed_over(amur, to_ship)
    deliver()
    assert queue_of(heihe) == {"receive": 1}, "the consignment is not expected yet"
    with transaction() as session:
        session.get_one(Consignment, number).eta_on = now().date()
        session.get_one(Consignment, number).handed_on = now().date()
    assert queue_of(heihe) == {}


def test_what_the_books_of_a_consignment_travel_for_is_asked_in_three_queries_however_many(heihe, amur, deliver, web):
    rows = []
    for number in range(4):
        amur.holds(f"Книга {number}")
        rows.append(heihe.requests(f"Книга {number}", of=amur))
    deliver()
    ids = [amur.loan(no).id for no in rows]
    for some in (ids[:1], ids):
        with reading() as session, web.test_request_context("/en/"):
            session.get_one(Library, heihe.id)
            assert count_queries(lambda some=some, session=session: asked(session, heihe, some)) == 3
            assert [each.label for each in asked(session, heihe, some).values()] == [
                f"Request {no}-1" for no in rows[: len(some)]
            ]


def asked(session, desk, ids):
    consignment = Consignment(consignor_id=0, consignee_id=0)
    return loan_subjects.subjects(session, desk.librarian, consignment, ids)


def test_both_pages_name_each_other_with_their_states(heihe, amur, to_ship, deliver, at_desk):
    number = handed_over(amur, to_ship)
    deliver()
    for desk in (heihe, amur):
        loan_id = desk.loan(to_ship).id
        browser = at_desk(desk)
        page = browser.get(f"/en/loans/{loan_id}").text
        assert f"/en/staff/shipments/{number}" in page
        assert "on its way" in page
        assert f"/en/loans/{loan_id}" in browser.get(f"/en/staff/shipments/{number}").text
