"""Documents of other systems are read as they are meant, in every edition and manner that was seen."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.loans.rules.messages import MessageForm
from library_exchange.loans.rules.standard_codes import (
    AgencyAction,
    ErrorType,
    LoanCondition,
    MessageType,
    Notice,
    ReasonForMessage,
    ReasonRetry,
    ReasonUnfilled,
    Status,
)
from library_exchange.protocols.iso18626.from_document import Agency, hear
from library_exchange.protocols.iso18626.rules.layouts import NAMESPACE, Edition
from library_exchange.protocols.iso18626.rules.reading import Unreadable, read, read_instant
from library_exchange.protocols.iso18626.rules.shims import Shim, facts_in, for_people, with_facts
from tests.protocols.conftest import agency_document, request_document, supplier_document

R, S, Q = MessageType.REQUESTING, MessageType.SUPPLYING, MessageType.REQUEST
SAMPLES = {
    "crosslink/illmock-cancel-req.xml": ("request", None),
    "crosslink/illmock-error-req.xml": ("request", None),
    "crosslink/illmock-form-example.xml": ("request", ErrorType.UNRECOGNISED_VALUE),  # a form: no number yet
    "crosslink/illmock-renew-req.xml": ("request", None),
    "crosslink/illmock-req.xml": ("request", None),
    "crosslink/msg-invalid.xml": (None, None),
    "crosslink/reqmsg-invalid-action.xml": ("requestingAgencyMessage", ErrorType.UNSUPPORTED_ACTION),
    "crosslink/reqmsg-no-reqid.xml": ("requestingAgencyMessage", ErrorType.UNRECOGNISED_VALUE),
    "crosslink/reqmsg-notification.xml": ("requestingAgencyMessage", None),
    "crosslink/reqmsg-ok.xml": ("requestingAgencyMessage", None),
    "crosslink/request-mock-multiple.xml": ("request", ErrorType.UNRECOGNISED_VALUE),  # the same
    "crosslink/request-reminder.xml": ("request", None),
    "crosslink/request-retry-1.xml": ("request", None),
    "crosslink/request-unfilled-willsupply.xml": ("request", None),
    "crosslink/request-willsupply-loaned.xml": ("request", None),
    "crosslink/supmsg-invalid-reason.xml": ("supplyingAgencyMessage", ErrorType.UNSUPPORTED_REASON),
    "crosslink/supmsg-invalid-status.xml": ("supplyingAgencyMessage", ErrorType.UNRECOGNISED_VALUE),
    "crosslink/supmsg-notification.xml": ("supplyingAgencyMessage", None),
    "crosslink/supmsg-ok.xml": ("supplyingAgencyMessage", None),
    "mod-rs/cancelResponseReplyNoTemplate.xml": ("supplyingAgencyMessage", None),
    "mod-rs/case1_request.xml": ("request", None),
    "mod-rs/illmockrequest.xml": ("request", None),
    "mod-rs/iso18626_req_1.xml": ("request", None),
    "mod-rs/patronRequest.xml": ("request", None),
    "mod-rs/patronRequestRetry.xml": ("request", None),
    "mod-rs/request.xml": ("request", None),
    "mod-rs/requestConfirmation.xml": (None, None),
    "mod-rs/requestingAgencyMessage.xml": ("requestingAgencyMessage", None),
    "mod-rs/requestingAgencyMessageConfirmation.xml": (None, None),
    "mod-rs/supplyingAgencyMessage.xml": ("supplyingAgencyMessage", None),
    "mod-rs/supplyingAgencyMessageConfirmation.xml": (None, None),
    "mod-rs/supplyingAgencyMessage_statusChange.xml": ("supplyingAgencyMessage", ErrorType.UNRECOGNISED_VALUE),
    "mod-rs/unfilledNotification.xml": ("supplyingAgencyMessage", None),
}
"""Every message that was found in public repositories: what it is read as, and how it is refused; None: no message."""


@pytest.fixture
def messages(shared_data: Path) -> Path:
    return shared_data / "iso18626" / "messages"


def test_every_message_that_was_found_is_listed_here(messages):
    assert {str(path.relative_to(messages)) for path in messages.rglob("*.xml")} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_messages_of_systems_in_use_are_read_or_refused_as_the_standard_says(messages, name):
    kind, error = SAMPLES[name]
    raw = (messages / name).read_bytes()
    if kind is None:
        with pytest.raises(Unreadable):
            read(raw)
        return
    document = read(raw)
    heard = hear(document, Shim.NONE)
    assert (document.name, heard.refusal.error if heard.refusal else None) == (kind, error)


def test_a_request_says_which_book_whom_it_asks_and_until_when():
    raw = request_document(
        bibliographicInfo={
            "subtitle": "очерки",
            "bibliographicItemId": {
                "bibliographicItemIdentifier": "5-17-038229-4",
                "bibliographicItemIdentifierCode": "ISBN",
            },
        },
        serviceInfo={"needBeforeDate": "2026-12-24T00:00:00Z", "note": "Bitte bald"},
        publicationInfo={"publisher": "Прогресс", "publicationDate": "1990"},
    )
    heard = hear(read(raw), Shim.NONE)
    book = heard.facts["book"]
    assert (heard.request_id, heard.supplying, heard.requesting) == (
        "REQ-1",
        Agency("ISIL", "RU-AMUR"),
        Agency("ISIL", "DE-1"),
    )
    assert (book.title[0].value, book.title[0].lang) == ("История Амура: очерки", "ru")
    assert [part.value for part in book.imprint] == ["Прогресс", "1990"]
    assert book.isbn == "9785170382293"
    assert heard.needed_at == datetime(2026, 12, 24, tzinfo=UTC)
    assert heard.note == "Bitte bald"


def test_a_wrong_isbn_of_a_partner_is_kept_as_printed_and_no_title_is_found_by_it():
    number = {"bibliographicItemIdentifier": "5-17-038229-5", "bibliographicItemIdentifierCode": "ISBN"}
    book = hear(read(request_document(bibliographicInfo={"bibliographicItemId": number})), Shim.NONE).facts["book"]
    assert (book.isbn, book.number, book.printed_isbn) == (None, None, "5-17-038229-5")


def test_nothing_of_a_person_is_read_from_a_request(messages):
    heard = hear(read((messages / "mod-rs/request.xml").read_bytes()), Shim.NONE)
    raw = (messages / "mod-rs/request.xml").read_text()
    personal = [line for line in raw.splitlines() if "surname" in line or "givenName" in line or "patronId" in line]
    assert personal
    assert not any(word in repr(heard) for word in ("surname1", "givenName1", "patronId1"))


@pytest.mark.parametrize(
    ("reason", "status", "more", "form", "facts"),
    [
        ("RequestResponse", "WillSupply", {}, (Status.WILL_SUPPLY, None, None), {}),
        (
            "RequestResponse",
            "WillSupply",
            {"deliveryInfo": {"dateSent": "0001-01-01T00:00:00Z", "loanCondition": "LibraryUseOnly"}},
            (Status.WILL_SUPPLY, None, True),
            {"loan_condition": LoanCondition.LIBRARY_USE_ONLY},
        ),
        (
            "Notification",
            "WillSupply",
            {
                "messageInfo": {"note": "#ReShareAddLoanCondition# no scans"},
                "deliveryInfo": {"dateSent": "2026-11-20T08:00:00Z", "loanCondition": "other"},
            },
            (Status.WILL_SUPPLY, None, True),
            {"loan_condition": LoanCondition.OTHER},
        ),
        (
            "StatusChange",
            "Unfilled",
            {"messageInfo": {"reasonUnfilled": "NotHeld"}},
            (Status.UNFILLED, None, None),
            {"reason_unfilled": ReasonUnfilled.NOT_HELD},
        ),
        (
            "RequestResponse",
            "Unfilled",
            {"messageInfo": {"reasonUnfilled": "transfer"}},
            (Status.UNFILLED, None, None),
            {"reason_unfilled": ReasonUnfilled.OTHER},
        ),
        ("RequestResponse", "Unfilled", {}, (Status.UNFILLED, None, None), {"reason_unfilled": None}),
        (
            "RequestResponse",
            "RetryPossible",
            {"messageInfo": {"reasonRetry": "CostExceedsMaxCost", "retryAfter": "2026-12-01T00:00:00Z"}},
            (Status.RETRY_POSSIBLE, None, None),
            {"reason_retry": ReasonRetry.OTHER},
        ),
        ("RenewResponse", "Loaned", {"messageInfo": {"answerYesNo": "Y"}}, (Status.LOANED, True, None), {}),
        ("RenewResponse", "Loaned", {}, (Status.LOANED, True, None), {}),
        ("CancelResponse", "Loaned", {"messageInfo": {"answerYesNo": "N"}}, (Status.LOANED, False, None), {}),
        ("CancelResponse", "Cancelled", {}, (Status.CANCELLED, True, None), {}),
        ("StatusChange", "Cancelled", {}, (Status.CANCELLED, True, None), {}),
    ],
)
def test_what_a_supplier_says_is_read_by_its_codes_and_not_by_its_manners(reason, status, more, form, facts):
    heard = hear(read(supplier_document("R-1-1", status, reason, **more)), Shim.NONE)
    assert heard.refusal is None
    assert (heard.form.status, heard.form.answer_yes, heard.form.is_conditional) == form
    assert {name: heard.facts[name] for name in facts} == facts


def test_a_cancellation_told_as_a_status_is_an_answer():
    heard = hear(read(supplier_document("R-1-1", "Cancelled")), Shim.NONE)
    assert heard.form.reason_for_message is ReasonForMessage.CANCEL_RESPONSE


def test_an_empty_status_is_survived():
    heard = hear(read(supplier_document("R-1-1", "", "Notification")), Shim.NONE)
    assert (heard.refusal, heard.form.status) == (None, None)


@pytest.mark.parametrize(
    ("action", "note", "notice"),
    [
        ("Notification", "#ReShareLoanConditionAgreeResponse#", Notice.CONDITION_ACCEPTED),
        ("Cancel", "#ReShareLoanConditionRejectResponse# too dear", Notice.CONDITION_REJECTED),
        ("Notification", "ACCEPT", Notice.CONDITION_ACCEPTED),
        ("Notification", "REJECT", Notice.CONDITION_REJECTED),
        ("Notification", "We ACCEPT that", None),
        ("Cancel", "no longer needed", None),
        ("Received", None, None),
    ],
)
def test_answers_to_a_condition_are_read_from_the_notes_of_each_system(action, note, notice):
    heard = hear(read(agency_document(action, note=note)), Shim.NONE)
    wanted = AgencyAction.NOTIFICATION if notice else AgencyAction(action)
    assert heard.form == MessageForm(R, action=wanted, notice=notice)


def test_a_reminder_asks_how_it_stands():
    heard = hear(read(request_document(serviceInfo={"requestType": "Reminder"})), Shim.NONE)
    assert (heard.request_type, heard.form) == ("Reminder", MessageForm(R, action=AgencyAction.STATUS_REQUEST))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2014-03-17T09:30:47.0Z", datetime(2014, 3, 17, 9, 30, 47, tzinfo=UTC)),
        ("2024-12-12T20:12:00.629725783Z", datetime(2024, 12, 12, 20, 12, 0, 629725, tzinfo=UTC)),
        ("1900-01-01T01:01:01+0000", datetime(1900, 1, 1, 1, 1, 1, tzinfo=UTC)),
        ("2026-11-20T17:00:00+09:00", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("2026-11-20T17:00:00", datetime(2026, 11, 20, 17, tzinfo=UTC)),
        ("0001-01-01T00:00:00+09:00", None),
        ("9999-12-31T23:59:59-09:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_instants_are_read_in_every_form_that_was_seen(text, instant):
    assert read_instant(text) == instant


XML = f'xmlns="{NAMESPACE}"'


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "well-formed"),
        (b"\x00\xff", "well-formed"),
        (b"<request>", "well-formed"),
        (b"<ISO18626Message><request/></ISO18626Message>", "namespace"),
        (f"<other {XML}/>".encode(), "root element"),
        (f"<ISO18626Message {XML}/>".encode(), "exactly one"),
        (f"<ISO18626Message {XML}><request/><request/></ISO18626Message>".encode(), "exactly one"),
        (f"<ISO18626Message {XML}><requestConfirmation/></ISO18626Message>".encode(), "expected"),
        (f"<!DOCTYPE x><ISO18626Message {XML}><request/></ISO18626Message>".encode(), "DOCTYPE"),
        (
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><request {XML}>&e;</request>'.encode(),
            "DOCTYPE",
        ),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason(raw, why):
    with pytest.raises(Unreadable, match=why):
        read(raw)


@given(st.binary(max_size=300))
def test_no_bytes_are_more_than_refused(raw):
    with suppress(Unreadable):
        read(raw)


def test_versions_stand_with_and_without_their_prefix():
    for attribute in ("version", "ill:version"):
        raw = f'<ISO18626Message {XML} xmlns:ill="{NAMESPACE}" {attribute}="2021-2"><request/></ISO18626Message>'
        assert read(raw.encode()).edition is Edition.E2021
    assert read(f'<ISO18626Message {XML} version=""><request/></ISO18626Message>'.encode()).edition is None


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=20) | st.integers()), st.text(max_size=40))
def test_what_our_nodes_put_behind_a_note_is_read_again_and_shown_to_nobody(facts, note):
    whole = with_facts(note, facts)
    if "#" not in note:
        assert facts_in(whole) == facts
        assert for_people(whole) == (" ".join(note.split()) or None)
    assert facts_in("#BRIDGE#[1]") == facts_in("#BRIDGE#{") == {}
