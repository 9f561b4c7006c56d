"""The door `/iso18626`: strangers stay outside, every document is confirmed at once and applied once."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.protocols.iso18626.models import EndPoint, WireMessage, WireRequest
from library_exchange.protocols.iso18626.peer import LARGEST
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.reading import read, read_confirmation
from library_exchange.protocols.iso18626.services import end_points
from tests.protocols.conftest import OPERATOR, agency_document, confirmation, request_document, supplier_document

TITLE = "История Амура"


def status_of(part):
    return part.text("confirmationHeader/messageStatus"), part.text("errorData/errorType")


OK = ("OK", None)


def rows():
    with reading() as session:
        return session.scalars(sa.select(LoanRequest).order_by(col(LoanRequest.id))).all()


def kept():
    with reading() as session:
        return session.scalars(sa.select(WireMessage).order_by(col(WireMessage.id))).all()


# Who may come in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "content_type", "body", "status"),
    [
        ("GET", "application/xml", b"", 405),
        ("PUT", "application/xml", b"", 405),
        ("POST", "application/json", b"{}", 415),
        ("POST", "application/x-www-form-urlencoded", b"a=b", 415),
        ("POST", "application/xml", b"<a", 400),
        ("POST", "text/xml", b"<a/>", 400),
        ("POST", "application/xml", b"x" * (LARGEST + 1), 413),
    ],
)
def test_what_is_no_post_of_one_document_is_refused_in_plain_words(abroad, method, content_type, body, status):
    client = abroad.app.test_client()
    headers = {"X-Api-Key": abroad.key}
    answer = client.open("/iso18626", method=method, data=body, content_type=content_type, headers=headers)
    assert answer.status_code == status
    if status == 405:
        assert "POST" in answer.headers["Allow"]
    else:
        assert answer.mimetype == "text/plain"
    assert kept() == []


@pytest.mark.parametrize("key", ["", "wrong", "x" * 5000])
def test_a_stranger_is_not_heard(abroad, key):
    answer = abroad.send(request_document(), key=key)
    assert (answer.status_code, rows()) == (401, [])


def test_a_partner_is_known_by_its_key_in_any_header(abroad, lends_abroad):
    client = abroad.app.test_client()
    for number, header in enumerate(({"Authorization": f"Bearer {abroad.key}"}, {"X-Okapi-Token": abroad.key})):
        answer = client.post(
            "/iso18626", data=request_document(f"REQ-{number}"), headers=header, content_type="text/xml"
        )
        assert status_of(read_confirmation(answer.data)) == OK


def test_a_partner_is_known_by_its_address_where_it_has_no_key(abroad, lends_abroad):
    def let_in(addresses):
        with transaction() as session:
            end_point = session.scalars(sa.select(EndPoint)).one()
            end_point.key_hash, end_point.addresses = None, addresses

    let_in("")
    assert abroad.send(request_document(), key="").status_code == 401
    let_in("192.0.2.0/24 127.0.0.1")
    assert abroad.send(request_document(), key="").status_code == 200
    elsewhere = {"REMOTE_ADDR": "198.51.100.1"}
    assert abroad.send(request_document(), key="", environ_base=elsewhere).status_code == 401


def test_a_key_is_not_enough_from_another_address(abroad):
    with transaction() as session:
        session.scalars(sa.select(EndPoint)).one().addresses = "192.0.2.0/24"
    assert abroad.send(request_document()).status_code == 401


def test_one_partner_cannot_speak_of_the_requests_of_another(connect, lends_abroad, deliver):
    one = connect()
    assert status_of(one.post(request_document())) == OK
    other = connect("elsewhere", symbols="ISIL:FR-1")
    assert status_of(other.post(agency_document("Cancel"))) == ("ERROR", "UnrecognisedDataValue")
    assert [row.state for row in rows()] == ["new"]


# What comes of a document ---------------------------------------------------------------------------------------------


def test_a_request_from_abroad_stands_in_the_queue_and_is_answered_at_once(abroad, lends_abroad, system, deliver):
    assert status_of(abroad.post(request_document())) == OK
    [row] = rows()
    assert (row.side, row.library_id, row.partner_id, row.state) == (
        "supplying",
        lends_abroad.id,
        abroad.id,
        "new",
    )
    assert row.book["title"][0]["value"] == TITLE
    deliver()
    assert system.said() == ["RequestReceived"]
    header = system.got[0].body
    assert header.text("header/requestingAgencyRequestId") == "REQ-1"
    assert header.text("header/requestingAgencyId/agencyIdValue") == "DE-1"
    assert header.text("header/supplyingAgencyId/agencyIdValue") == "RU-AMUR"
    assert system.keys == ["their-own-key-0123456789"]


def test_a_loan_to_a_library_abroad_goes_there_and_back(abroad, lends_abroad, system, deliver):
    amur = lends_abroad
    abroad.post(request_document())
    with transaction() as session:
        session.get_one(LoanRequest, rows()[0].id).record_id = amur.records[TITLE]
    amur.goes("REQ-1", "will_supply found ship", deliver)
    for number, (action, state) in enumerate((("Received", "on_loan"), ("ShippedReturn", "returning"))):
        at = f"2026-11-2{number + 1}T08:00:00Z"
        assert status_of(abroad.post(agency_document(action, at=at))) == OK
        assert amur.state("REQ-1") == state
    amur.goes("REQ-1", "check_in", deliver)
    assert system.said() == ["RequestReceived", "WillSupply", "Loaned", "LoanCompleted"]
    assert system.got[2].body.text("statusInfo/dueDate")


def test_the_same_bytes_are_answered_alike_and_change_nothing(abroad, lends_abroad, system, deliver):
    first, second = (abroad.post(request_document()) for _time in range(2))
    assert status_of(first) == status_of(second) == OK
    assert len(rows()) == 1
    deliver()
    assert system.said() == ["RequestReceived"]
    assert [message.tries for message in kept() if message.direction == "in"] == [1]


def test_another_request_of_a_known_number_is_refused(abroad, lends_abroad):
    abroad.post(request_document())
    other = request_document(bibliographicInfo={"title": "Другая книга"})
    assert status_of(abroad.post(other)) == ("ERROR", "UnrecognisedDataValue")
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (agency_document("Received", "REQ-9"), "UnrecognisedDataValue"),
        (supplier_document("R-9-1", "Loaned"), "UnrecognisedDataValue"),
        (agency_document("Juggle"), "UnsupportedActionType"),
        (supplier_document("R-9-1", "Loaned", "BecauseISaySo"), "UnsupportedReasonForMessageType"),
        (supplier_document("R-9-1", "Eaten"), "UnrecognisedDataValue"),
        (request_document(serviceInfo={"requestType": "Urgent"}), "UnrecognisedDataValue"),
        (request_document(""), "UnrecognisedDataValue"),
        (
            request_document(header={"supplyingAgencyId": {"agencyIdType": "ISIL", "agencyIdValue": "XX"}}),
            "UnrecognisedDataValue",
        ),
        (request_document(bibliographicInfo={"title": "", "author": ""}), "BadlyFormedMessage"),
    ],
)
def test_what_is_wrong_with_a_message_is_told_in_its_confirmation_and_kept(abroad, lends_abroad, raw, error):
    answer = abroad.post(raw)
    assert status_of(answer) == ("ERROR", error)
    assert answer.text("errorData/errorValue")
    assert rows() == []
    [message] = kept()
    assert (message.raw, message.error) == (raw, error)


def test_news_that_come_before_their_request_are_taken_when_they_come_again(abroad, lends_abroad):
    news = agency_document("Cancel")
    assert status_of(abroad.post(news))[0] == "ERROR"
    abroad.post(request_document())
    assert status_of(abroad.post(news)) == OK
    assert lends_abroad.state("REQ-1") in ("cancelled", "cancel_asked")


def test_a_note_is_kept_for_people_and_moves_nothing(abroad, lends_abroad):
    abroad.post(request_document())
    assert status_of(abroad.post(agency_document("Notification", note="Danke!"))) == OK
    assert lends_abroad.state("REQ-1") == "new"
    assert kept()[-1].note == "Danke!"


def test_a_reminder_is_answered_with_how_it_stands(abroad, lends_abroad, system, deliver):
    abroad.post(request_document())
    deliver()
    reminder = request_document(serviceInfo={"requestType": "Reminder"})
    assert status_of(abroad.post(reminder)) == OK
    deliver()
    body = system.got[-1].body
    assert (body.text("messageInfo/reasonForMessage"), body.text("statusInfo/status")) == (
        "RequestResponse",
        "RequestReceived",
    )
    abroad.post(agency_document("StatusRequest", at="2026-11-21T08:00:00Z"))
    deliver()
    assert system.got[-1].body.text("messageInfo/reasonForMessage") == "StatusRequestResponse"


@pytest.mark.parametrize("number", ["REQ-1", "REQ-2"])
def test_a_request_that_was_possible_later_is_asked_again_under_its_old_number_or_a_new_one(
    abroad, lends_abroad, system, deliver, number
):
    abroad.post(request_document())
    lends_abroad.goes("REQ-1", "retry_later", deliver)
    again = request_document(number, serviceInfo={"requestType": "Retry", "requestingAgencyPreviousRequestId": "REQ-1"})
    for _time in range(2):
        assert status_of(abroad.post(again)) == OK
    first, second = rows()
    assert (first.state, second.state, second.previous_no) == ("retry", "new", "REQ-1")
    deliver()
    assert system.got[-1].body.text("header/requestingAgencyRequestId") == number
    assert status_of(abroad.post(agency_document("Cancel", number))) == OK
    assert rows()[0].state == "retry"
    assert rows()[1].state != "new"


def test_long_numbers_and_strange_names_are_kept_apart(abroad, lends_abroad, system, deliver):
    long = ["9" * 200 + end for end in "ab"]
    for number in long:
        assert status_of(abroad.post(request_document(number))) == OK
    assert len({row.request_no for row in rows()}) == 2
    deliver()
    assert {one.body.text("header/requestingAgencyRequestId") for one in system.got} == set(long)


# Asking abroad --------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(heihe, abroad, deliver):
    """The number of a request of Heihe's that the library abroad has got."""
    no = heihe.is_asked_for_unknown("Faust")
    heihe.does("send", no, supplier_id=abroad.id)
    deliver()
    return no


@pytest.mark.parametrize("edition", Edition)
def test_a_library_abroad_is_asked_and_lends(heihe, connect, system, deliver, edition):
    abroad = connect(edition=edition)
    no = heihe.is_asked_for_unknown("Faust")
    heihe.does("send", no, supplier_id=abroad.id)
    deliver()
    assert system.got[0].body.text("bibliographicInfo/title") == "Faust"
    assert system.got[0].edition is edition
    number = f"{no}-1"
    assert status_of(abroad.post(supplier_document(number, "WillSupply", "RequestResponse", edition))) == OK
    assert heihe.state(no) == "will_supply"
    sent = {"deliveryInfo": {"dateSent": "2026-11-20T08:00:00Z"}, "shippingInfo": {"trackingId": "RR 12 345 DE"}}
    due = {"statusInfo": {"dueDate": "2027-01-15T20:00:00Z"}}
    assert status_of(abroad.post(supplier_document(number, "Loaned", edition=edition, **sent, **due))) == OK
    loan = heihe.loan(no)
    assert (loan.state, str(loan.due_on)) == ("shipped", "2027-01-16")  # it is the 16th in Heihe by then
    assert loan.tracking_no == ("RR 12 345 DE" if edition is Edition.E2021 else None)
    heihe.goes(no, "receive check_out patron_returned ship_return", deliver)
    assert status_of(abroad.post(supplier_document(number, "LoanCompleted", edition=edition))) == OK
    assert heihe.state(no) == "completed"
    assert system.said() == ["New", "Received", "ShippedReturn"]
    assert {one.body.text("header/supplyingAgencyRequestId") for one in system.got[1:]} == {"S-77"}


def test_a_loan_without_a_due_date_is_survived(heihe, abroad, asked):
    assert status_of(abroad.post(supplier_document(f"{asked}-1", "Loaned"))) == OK
    assert (heihe.state(asked), heihe.loan(asked).due_on) == ("shipped", None)


def test_a_book_overdue_or_recalled_before_its_date_is_known_can_go_back(heihe, abroad, asked, deliver):
    abroad.post(supplier_document(f"{asked}-1", "Loaned"))
    heihe.goes(asked, "receive", deliver)
    for day, status in enumerate(("Overdue", "Recalled", "Overdue")):
        assert status_of(abroad.post(supplier_document(f"{asked}-1", status, at=f"2027-01-0{day + 1}T08:00:00Z"))) == OK
    heihe.goes(asked, "ship_return", deliver)
    assert heihe.state(asked) == "return_shipped"


def test_a_broker_may_change_the_supplier_behind_its_system(heihe, abroad, asked, system, deliver):
    raw = supplier_document(f"{asked}-1", "WillSupply", "RequestResponse").replace(b"DE-1", b"DE-SUP2")
    assert status_of(abroad.post(raw)) == OK
    heihe.goes(asked, "cancel", deliver)
    assert system.got[-1].body.text("header/supplyingAgencyId/agencyIdValue") == "DE-SUP2"


def test_a_server_that_fails_is_tried_again_and_then_has_it_once(heihe, abroad, system, deliver):
    system.answers[:] = [(500, b"oops"), (503, b"later")]
    no = heihe.is_asked_for_unknown("Faust")
    heihe.does("send", no, supplier_id=abroad.id)
    for _time in range(3):
        make_due()
        deliver()
    assert len(system.raws) == 3
    assert len(set(system.raws)) == 1  # the very same bytes, so that it is known if it came the first time
    [message] = kept()
    assert (message.tries, message.confirmation, message.http_status) == (3, "OK", 200)


def test_what_is_sent_again_is_what_was_sent_though_the_partner_is_called_otherwise_by_now(
    heihe, abroad, asked, system, deliver
):
    system.answers[:] = [(503, b"later")]
    heihe.does("cancel", asked)
    deliver()
    named_anew = supplier_document(f"{asked}-1", "ExpectToSupply", "RequestResponse").replace(b"DE-1", b"DE-SUP2")
    assert status_of(abroad.post(named_anew)) == OK
    make_due()
    deliver()
    assert system.raws[-1] == system.raws[-2]
    assert [(row.said, row.tries) for row in kept() if row.said == "Cancel"] == [("Cancel", 2)]


def test_a_library_is_meant_by_its_symbol_rather_than_by_the_code_of_another(abroad, lends_abroad, heihe):
    with transaction() as session:
        end_points.be_called(session, OPERATOR, session.get_one(Library, lends_abroad.id), "ISIL:heihe")
    named = {"supplyingAgencyId": {"agencyIdType": "ISIL", "agencyIdValue": "heihe"}}
    assert status_of(abroad.post(request_document(header=named))) == OK
    assert [row.library_id for row in rows()] == [lends_abroad.id]


@pytest.mark.parametrize(
    ("answer", "error", "text"),
    [
        ((400, b"bad <request>"), None, "bad <request>"),
        ((200, b"<html>hello</html>"), None, "<html>hello</html>"),
        ((200, None), "UnrecognisedDataValue", "UnrecognizedDataValue"),
    ],
)
def test_a_refusal_is_not_sent_again_but_shown(heihe, abroad, system, deliver, answer, error, text):
    status, body = answer
    if body is None:
        body = confirmation(read(request_document()), "ERROR", "UnrecognizedDataValue")
    system.answers[:] = [(status, body)]
    no = heihe.is_asked_for_unknown("Faust")
    heihe.does("send", no, supplier_id=abroad.id)
    for _time in range(2):
        make_due()
        deliver()
    assert len(system.raws) == 1
    [message] = kept()
    assert (message.confirmation, message.error, message.error_text) == ("ERROR", error, text)
    assert message.answered_at is not None


def test_messages_go_out_in_their_order(heihe, abroad, system, deliver):
    system.answers[:] = [(500, b"")]
    no = heihe.is_asked_for_unknown("Faust")
    heihe.does("send", no, supplier_id=abroad.id)
    deliver()
    heihe.does("cancel", no)
    deliver()
    assert system.said() == ["New"]  # the second waits for the first
    make_due()
    deliver()
    assert system.said() == ["New", "New", "Cancel"]


def test_nobody_listening_is_no_loss(heihe, connect, deliver):
    abroad = connect(url="http://127.0.0.1:9/iso18626")
    no = heihe.is_asked_for_unknown("Faust")
    heihe.does("send", no, supplier_id=abroad.id)
    deliver()
    assert heihe.state(no) == "sent"
    [message] = kept()
    assert (message.tries, message.confirmation, message.answered_at) == (1, None, None)


def test_each_attempt_is_known_by_its_own_number(heihe, connect, system, deliver):
    first, second = connect(), connect("elsewhere", symbols="ISIL:FR-1")
    no = heihe.is_asked_for_unknown("Faust")
    heihe.does("send", no, supplier_id=first.id)
    deliver()
    first.post(supplier_document(f"{no}-1", "Unfilled", "RequestResponse"))
    heihe.does("ask_next", no, supplier_id=second.id)
    deliver()
    with reading() as session:
        assert [row.request_id for row in session.scalars(sa.select(WireRequest))] == [f"{no}-1", f"{no}-2"]
    late = supplier_document(f"{no}-1", "Loaned")
    assert status_of(first.post(late)) == OK  # kept, and moves nothing
    assert heihe.state(no) == "sent"


def make_due():
    """Have what waits for another try be tried now."""
    with transaction() as session:
        session.execute(sa.update(OutboxMessage).values(due_at=now()))
