"""Two played libraries talk to each other over HTTP: every scenario in both editions, held to the schemas."""

from collections.abc import Callable

import pytest

from library_exchange.simulated_partner.editions import EDITIONS, NEVER, V1_2, V2021_2
from library_exchange.simulated_partner.reading import read
from library_exchange.simulated_partner.scenarios import MARKERS, QUIRKS, RETRIES, SCENARIOS
from library_exchange.simulated_partner.writing import Wish
from tests.foreign import Foreign, Make, settle

Pair = tuple[Foreign, Foreign]
RETURNED = ["Received", "ShippedReturn"]
BROKERED = ["ExpectToSupply", "Unfilled", "ExpectToSupply", "WillSupply", "Loaned", "LoanCompleted"]

TALKS = [
    # scenario, note of the request, what the supplier says, what the requester says
    ("LOANED", "", ["Loaned", "LoanCompleted"], RETURNED),
    ("WILLSUPPLY_LOANED", "", ["WillSupply", "Loaned", "LoanCompleted"], RETURNED),
    ("WILLSUPPLY", "#CANCEL#", ["WillSupply", "Cancelled"], ["Cancel"]),
    ("WILLSUPPLY+NOCANCEL", "#CANCEL#", ["WillSupply", "WillSupply"], ["Cancel"]),
    ("LOANED", "#CANCEL#", ["Loaned", "Loaned", "LoanCompleted"], ["Cancel", *RETURNED]),
    (
        "LOANED_OVERDUE",
        "#RENEW#",
        ["Loaned", "Overdue", "Loaned", "LoanCompleted"],
        ["Received", "Renew", "ShippedReturn"],
    ),
    (
        "WILLSUPPLY_LOANED_OVERDUE",
        "#RENEW#",
        ["WillSupply", "Loaned", "Overdue", "Loaned", "LoanCompleted"],
        ["Received", "Renew", "ShippedReturn"],
    ),
    (
        "LOANED_RENEWED",
        "#RENEW#",
        ["Loaned", "Overdue", "Loaned", "LoanCompleted"],
        ["Received", "Renew", "ShippedReturn"],
    ),
    (
        "LOANED_NOTRENEWED",
        "#RENEW#",
        ["Loaned", "Overdue", "Overdue", "LoanCompleted"],
        ["Received", "Renew", "ShippedReturn"],
    ),
    ("LOANED_RECALLED", "#RECALL#", ["Loaned", "Recalled", "LoanCompleted"], RETURNED),
    ("WILLSUPPLY_LOANED_RECALLED", "#RECALL#", ["WillSupply", "Loaned", "Recalled", "LoanCompleted"], RETURNED),
    ("LOANED_RECALLED_OVERDUE", "#KEEP#", ["Loaned", "Recalled", "Overdue"], ["Received"]),
    ("WILLSUPPLY", "", ["WillSupply"], []),
    ("WILLSUPPLY_UNFILLED", "", ["WillSupply", "Unfilled"], []),
    ("UNFILLED", "", ["Unfilled"], []),
    ("UNFILLED_NOTHELD", "", ["Unfilled"], []),
    ("A record of ours", "", ["Unfilled"], []),
    ("COMPLETED", "", ["LoanCompleted"], []),
    ("ERROR", "", [], []),
    ("RECEIVED", "", ["RequestReceived"], []),
    (
        "RECEIVED_LOANED",
        "",
        ["RequestReceived", "ExpectToSupply", "WillSupply", "Loaned", "LoanCompleted"],
        RETURNED,
    ),
    (
        "EXPECT_TWICE_LOANED",
        "",
        ["ExpectToSupply", "ExpectToSupply", "WillSupply", "Loaned", "LoanCompleted"],
        RETURNED,
    ),
    ("NOTIFY_LOANED", "", ["WillSupply", "WillSupply", "Loaned", "LoanCompleted"], RETURNED),
    ("WILLSUPPLY", "#NOTIFY#", ["WillSupply"], ["Notification"]),
    ("CONDITION_LOANED", "", ["WillSupply", "Loaned", "LoanCompleted"], ["Notification", *RETURNED]),
    ("CONDITION_LOANED", "#ALMA#", ["WillSupply", "Loaned", "LoanCompleted"], ["Notification", *RETURNED]),
    ("CONDITION_LOANED+NOCANCEL", "#REJECT#", ["WillSupply", "Cancelled"], ["Cancel"]),
    ("LOANED_GIVEN", "#KEEP#", ["Loaned", "CompletedWithoutReturn"], ["Received"]),
    ("TRANSPARENT_BROKER", "", BROKERED, RETURNED),
    ("OPAQUE_BROKER", "", BROKERED, RETURNED),
    ("RETRY:COST_LOANED", "", ["RetryPossible", "Loaned", "LoanCompleted"], RETURNED),
    ("RETRY:ONLOAN_UNFILLED", "#RETRYKEEPID#", ["RetryPossible", "Unfilled"], []),
    ("RETRY:COND_LOANED", "#RETRYCLEAN#", ["RetryPossible", "Loaned", "LoanCompleted"], RETURNED),
    ("RETRY:NOTFOUNDASCITED", "#RETRYBIBID:WILLSUPPLY#", ["RetryPossible", "WillSupply"], []),
    ("WILLSUPPLY", "#STATUS#", ["WillSupply", "WillSupply"], ["StatusRequest"]),
    ("WILLSUPPLY", "#REMIND#", ["WillSupply", "WillSupply"], []),
    ("LOANED", "#FORWARD#", ["Loaned", "LoanCompleted"], ["Received", "ShippedForward"]),
    ("LOANED", "#KEEP#", ["Loaned"], ["Received"]),
    ("LOANED", "#SILENT#", ["Loaned"], []),
    ("HTTP-ERROR-400", "", [], []),
    ("HTTP-ERROR-500:2_LOANED", "", ["Loaned", "LoanCompleted"], RETURNED),
    ("LOANED+YEAR1+BARE+NOVERSION", "#BARE##NOVERSION#", ["Loaned", "LoanCompleted"], RETURNED),
    ("LOANED+ATONCE+EARLY", "#ATONCE#", ["Loaned", "LoanCompleted"], RETURNED),
]
ONLY_NEW = [
    ("LOANED_HOLD", "#HOLD#", ["Loaned", "HoldReturn", "ReleaseHoldReturn", "LoanCompleted"], RETURNED),
    ("LOANED", "#LOST#", ["Loaned", "CompletedWithoutReturn"], ["Received", "Lost"]),
    ("LOANED", "#ASKHOLD#", ["Loaned", "LoanCompleted"], ["Received", "HoldReturn", "ShippedReturn"]),
]
ONLY_OLD = [
    ("LOANED_HOLD", "#KEEP#", ["Loaned"], ["Received"]),
    ("LOANED", "#LOST#", ["Loaned"], ["Received", "Notification"]),
    ("LOANED", "#ASKHOLD#", ["Loaned", "LoanCompleted"], RETURNED),
]
ALL = [(edition, *talk) for edition in EDITIONS for talk in TALKS]
ALL += [(V2021_2, *talk) for talk in ONLY_NEW] + [(V1_2, *talk) for talk in ONLY_OLD]
EDITION = pytest.mark.parametrize("edition", EDITIONS)


@pytest.fixture
def pair(foreign: Make) -> Callable[..., Pair]:
    """Two libraries abroad that know each other: who asks, who is asked."""

    def play(edition: str = V1_2, **options: object) -> Pair:
        supplier = foreign("supplier", edition=edition, **({"delay": 0.02} | options))
        requester = foreign("requester", edition=edition, delay=0.02, peer=supplier.url)
        return requester, supplier

    return play


def talk(pair: Pair, record_id: str, note: str = "", **more: str) -> str:
    requester, supplier = pair
    request_id = requester.asks("Анна Каренина · 安娜·卡列尼娜", record_id, note, **more)
    settle(requester, supplier)
    return request_id


@pytest.mark.parametrize(("edition", "scenario", "note", "statuses", "actions"), ALL)
def test_each_scenario_runs_to_its_end(pair, shared_data, edition, scenario, note, statuses, actions):
    requester, supplier = pair(edition)
    talk((requester, supplier), scenario, note, isbn="9787020002207")
    assert (supplier.statuses, requester.actions) == (statuses, actions)
    assert requester.invalid == supplier.invalid == []
    refused = [e for e in requester.journal.entries() + supplier.journal.entries() if "ERROR" in e.answer_gist]
    assert bool(refused) == (scenario == "ERROR")


def test_every_scenario_habit_and_marker_is_tried():
    tried = {scenario.split("+")[0] for _e, scenario, *_ in ALL}
    assert set(SCENARIOS) <= tried
    assert {f"RETRY:{why}" for why in RETRIES} <= {name.split("_")[0] for name in tried}
    notes = " ".join(note for _e, _s, note, *_ in ALL)
    assert [marker for marker in MARKERS if f"#{marker}" not in notes] == []
    elsewhere = {"TWICE", "UNQUALIFIED", "NOSTATUS"}
    assert set(QUIRKS) - elsewhere <= {quirk for _e, s, *_ in ALL for quirk in s.split("+")[1:]}


@EDITION
def test_a_shipment_says_how_it_travels_where_the_edition_has_a_place_for_it(pair, edition):
    requester, supplier = pair(edition)
    talk((requester, supplier), "LOANED")
    loaned = requester.heard[0]
    assert bool(loaned.text("shippingInfo/courierName")) == (edition == V2021_2)
    assert len(loaned.texts("shippingInfo/trackingId")) == (2 if edition == V2021_2 else 0)
    assert loaned.text("deliveryInfo/deliveryMethod" if edition == V2021_2 else "deliveryInfo/sentVia") == "Mail"
    assert loaned.text("statusInfo/dueDate") > loaned.text("header/timestamp")


@EDITION
def test_what_would_make_a_second_try_succeed_is_said(pair, edition):
    requester, supplier = pair(edition)
    place = "retryInfo" if edition == V2021_2 else "messageInfo"
    for scenario in ("RETRY:COST_UNFILLED", "RETRY:ONLOAN_UNFILLED", "RETRY:COND_UNFILLED"):
        talk((requester, supplier), scenario)
    cost, on_loan, condition = (m for m in requester.heard if m.text("statusInfo/status") == "RetryPossible")
    assert cost.text(f"{place}/offeredCosts/monetaryValue") == "35"
    assert cost.text("messageInfo/reasonUnfilled") == cost.text("messageInfo/reasonRetry") == "CostExceedsMaxCost"
    assert on_loan.text(f"{place}/retryAfter")
    where = "retryInfo" if edition == V2021_2 else "deliveryInfo"
    assert condition.text(f"{where}/loanCondition") == "NoReproduction"
    again = supplier.heard[1]
    assert again.text("billingInfo/maximumCosts/monetaryValue") == "35"


def test_a_second_try_comes_without_version_at_the_old_time(pair):
    requester, supplier = pair()
    first_id = talk((requester, supplier), "RETRY:COST_LOANED")
    first, again = (m for m in supplier.heard if m.kind == "request")
    assert (first.version, again.version) == (V1_2, "")
    assert again.text("header/timestamp") == first.text("header/timestamp")
    assert again.text("serviceInfo/requestType") == "Retry"
    assert again.text("serviceInfo/requestingAgencyPreviousRequestId") == first_id != again.request_id


def test_a_second_try_may_keep_its_id_or_be_as_it_should(pair):
    requester, supplier = pair()
    kept = talk((requester, supplier), "RETRY:COST_UNFILLED", "#RETRYKEEPID#")
    clean = talk((requester, supplier), "RETRY:COST_UNFILLED", "#RETRYCLEAN#")
    requests = [m for m in supplier.heard if m.kind == "request"]
    assert [m.request_id == kept for m in requests] == [True, True, False, False]
    assert (requests[3].version, requests[3].request_id != clean) == (V1_2, True)
    assert requests[3].text("header/timestamp") > requests[2].text("header/timestamp")


def test_a_transparent_broker_changes_the_supplier_under_one_address(pair):
    requester, supplier = pair()
    talk((requester, supplier), "TRANSPARENT_BROKER")
    named = [m.parties.supplier.symbol for m in requester.heard]
    assert named == ["SUP1", "SUP1", "SUP2", "SUP2", "SUP2", "SUP2"]
    assert {m.parties.supplier.symbol for m in supplier.heard[1:]} == {"SUP2"}, "later messages go to the new one"


def test_an_opaque_broker_stays_who_it_is_and_tells_of_a_refusal_by_a_notification(pair):
    requester, supplier = pair()
    request_id = requester.start(Wish(record_id="OPAQUE_BROKER"), supplier="BROKER")
    settle(requester, supplier)
    heard = [m for m in requester.heard if m.request_id == request_id]
    assert {m.parties.supplier.symbol for m in heard} == {"BROKER"}
    assert [m.text("messageInfo/reasonForMessage") for m in heard][:3] == [
        "RequestResponse",
        "Notification",
        "StatusChange",
    ]
    assert "another library" in heard[1].text("messageInfo/note")


def test_renewal_may_be_granted_without_a_date_with_one_or_refused(pair):
    requester, supplier = pair()
    for scenario in ("LOANED_OVERDUE", "LOANED_RENEWED", "LOANED_NOTRENEWED"):
        talk((requester, supplier), scenario, "#RENEW#")
    answers = [m for m in requester.heard if m.text("messageInfo/reasonForMessage") == "RenewResponse"]
    assert [m.text("messageInfo/answerYesNo") for m in answers] == ["Y", "Y", "N"]
    assert [bool(m.text("statusInfo/dueDate")) for m in answers] == [False, True, False]
    assert [m.text("statusInfo/status") for m in answers] == ["Loaned", "Loaned", "Overdue"]


def test_a_cancellation_is_answered_by_yes_before_the_loan_and_by_no_after(pair):
    requester, supplier = pair()
    talk((requester, supplier), "WILLSUPPLY", "#CANCEL#")
    talk((requester, supplier), "LOANED", "#CANCEL#")
    answers = [m for m in requester.heard if m.text("messageInfo/reasonForMessage") == "CancelResponse"]
    assert [m.text("messageInfo/answerYesNo") for m in answers] == ["Y", "N"]
    assert [m.text("statusInfo/status") for m in answers] == ["Cancelled", "Loaned"]


def test_a_cancellation_that_crosses_the_loan_ends_as_one_of_both(pair):
    requester, supplier = pair()
    talk((requester, supplier), "WILLSUPPLY_LOANED", "#CANCEL#")
    assert (supplier.statuses, requester.actions) in (
        (["WillSupply", "Cancelled"], ["Cancel"]),
        (["WillSupply", "Loaned", "Loaned", "LoanCompleted"], ["Cancel", *RETURNED]),
    )


def test_no_book_is_sent_while_the_answer_to_a_cancellation_waits(foreign):
    supplier = foreign("supplier", delay=0.4)
    requester = foreign("requester", delay=0.02, peer=supplier.url)
    talk((requester, supplier), "WILLSUPPLY_LOANED", "#CANCEL##ATONCE#")
    assert supplier.statuses == ["WillSupply", "Cancelled"]


def test_first_answer_reminder_and_question_have_reasons_of_their_own(pair):
    requester, supplier = pair()
    talk((requester, supplier), "WILLSUPPLY_LOANED", "#KEEP#")
    talk((requester, supplier), "WILLSUPPLY", "#STATUS#")
    talk((requester, supplier), "WILLSUPPLY", "#REMIND#")
    reasons = [m.text("messageInfo/reasonForMessage") for m in requester.heard]
    assert reasons == [
        *("RequestResponse", "StatusChange"),
        *("RequestResponse", "StatusRequestResponse"),
        *("RequestResponse", "RequestResponse"),
    ]


def test_a_copy_is_completed_and_a_loan_comes_back(pair):
    requester, supplier = pair()
    talk((requester, supplier), "COMPLETED", service_type="Copy")
    talk((requester, supplier), "COMPLETED", service_type="Loan")
    assert supplier.statuses == ["CopyCompleted", "LoanCompleted"]


def test_a_condition_is_accepted_in_the_words_of_either_system(pair):
    requester, supplier = pair()
    for note in ("", "#ALMA#", "#REJECT#", "#ALMA##REJECT#"):
        talk((requester, supplier), "CONDITION_LOANED", note)
    told = [m.text("note") for m in supplier.heard if m.text("note")]
    agree, reject = "#ReShareLoanConditionAgreeResponse#", "#ReShareLoanConditionRejectResponse#"
    assert told == [agree, "ACCEPT", reject, "REJECT"]


def test_messages_may_come_twice_byte_by_byte_and_nothing_happens_twice(pair):
    requester, supplier = pair()
    talk((requester, supplier), "WILLSUPPLY_LOANED+TWICE", "#TWICE#")
    entries = [e for e in requester.journal.entries() if e.direction == "got"]
    assert [e.body for e in entries[::2]] == [e.body for e in entries[1::2]]
    assert supplier.statuses[::2] == ["WillSupply", "Loaned", "LoanCompleted"]
    assert requester.actions[::2] == requester.actions[1::2] == RETURNED


def test_the_first_answer_may_come_before_the_confirmation_of_the_request(pair):
    requester, supplier = pair(delay=0.3)
    talk((requester, supplier), "WILLSUPPLY+EARLY")
    request, answer = requester.journal.entries()
    assert (request.direction, answer.direction) == ("sent", "got")
    assert _confirmed_at(request.answer) > requester.heard[0].text("header/timestamp")


def test_received_may_come_within_milliseconds_of_a_confirmation(foreign):
    supplier = foreign("supplier", delay=0.02)
    requester = foreign("requester", delay=15, peer=supplier.url)
    talk((requester, supplier), "LOANED", "#ATONCE##KEEP#")
    loaned, received = (e for e in supplier.journal.entries()[1:3])
    assert (loaned.gist, received.gist) == ("RequestResponse Loaned", "Received")
    assert (received.at - loaned.at).total_seconds() < 5, "it did not wait"


def test_a_date_of_sending_may_be_the_first_day_of_all(pair):
    requester, supplier = pair()
    talk((requester, supplier), "LOANED+YEAR1")
    assert requester.heard[0].text("deliveryInfo/dateSent") == NEVER


def test_a_refusal_may_come_without_a_reason(pair):
    requester, supplier = pair()
    talk((requester, supplier), "UNFILLED")
    assert requester.heard[0].text("messageInfo/reasonUnfilled") == ""


def test_confirmations_repeat_what_was_said_unless_it_is_their_habit_not_to(pair):
    for habit, expected in (("", True), ("+BARE", False)):
        requester, supplier = pair()
        talk((requester, supplier), f"LOANED{habit}", "#BARE#" if habit else "")
        answers = [e.answer for p in (requester, supplier) for e in p.journal.entries() if e.kind != "request"]
        assert {b"reasonForMessage>" in a or b"action>" in a for a in answers} == {expected}


def test_a_version_may_be_written_without_its_namespace(pair):
    requester, supplier = pair()
    talk((requester, supplier), "UNFILLED+UNQUALIFIED")
    body = requester.journal.entries()[-1].body
    assert b' version="1.2"' in body
    assert requester.heard[0].version == V1_2


def test_a_fault_of_the_server_is_tried_again_and_a_refusal_is_not(pair):
    requester, supplier = pair()
    talk((requester, supplier), "HTTP-ERROR-500:2_UNFILLED")
    talk((requester, supplier), "HTTP-ERROR-400")
    sent = [(e.tries, e.status) for e in requester.journal.entries() if e.direction == "sent"]
    assert sent == [(3, 200), (1, 400)]


def test_the_note_names_the_scenario_before_the_record_does(pair):
    requester, supplier = pair()
    talk((requester, supplier), "LOANED", "Please. MOCK:OTHER:LOANED MOCK:SUP:WILLSUPPLY")
    assert supplier.statuses == ["WillSupply"]


def test_a_supplier_may_have_a_scenario_for_requests_that_name_none(pair):
    requester, supplier = pair(scenario="WILLSUPPLY")
    talk((requester, supplier), "rec-4711")
    assert supplier.statuses == ["WillSupply"]


def test_a_typing_error_in_the_note_is_no_scenario(pair):
    requester, supplier = pair(scenario="WILLSUPPLY")
    talk((requester, supplier), "LOANED", "MOCK:SUP:LAONED")
    assert supplier.statuses == ["Unfilled"]


def test_habits_may_be_those_of_a_partner_in_all_it_does(pair):
    requester, supplier = pair(quirks=frozenset({"NOCANCEL", "NOVERSION"}))
    talk((requester, supplier), "WILLSUPPLY", "#CANCEL#")
    assert supplier.statuses == ["WillSupply", "WillSupply"]
    assert {m.version for m in requester.heard} == {""}


def test_a_second_try_that_comes_twice_runs_once(pair):
    requester, supplier = pair()
    talk((requester, supplier), "RETRY:COST_UNFILLED", "#RETRYKEEPID##TWICE#")
    assert supplier.statuses == ["RetryPossible", "Unfilled"]


def test_a_notification_may_lack_its_status_against_the_schema(pair, shared_data):
    requester, supplier = pair()
    talk((requester, supplier), "NOTIFY_LOANED+NOSTATUS", "#KEEP#")
    assert supplier.statuses == ["WillSupply", "", "Loaned"]
    assert [entry.gist for entry, _faults in supplier.invalid] == ["Notification"]


def test_an_error_may_have_any_name_even_one_that_does_not_exist(pair):
    requester, supplier = pair()
    for name in ("BadlyFormedMessage", "UnrecognizedDataValue"):
        talk((requester, supplier), f"ERROR:{name}")
    assert [e.answer_gist.split()[1] for e in requester.journal.entries()] == [
        "BadlyFormedMessage",
        "UnrecognizedDataValue",
    ]


def test_the_two_editions_understand_each_other(foreign):
    for ours, theirs in ((V1_2, V2021_2), (V2021_2, V1_2)):
        supplier = foreign("supplier", edition=theirs, delay=0.02)
        requester = foreign("requester", edition=ours, peer=supplier.url, delay=0.02)
        talk((requester, supplier), "RETRY:COST_LOANED_RENEWED", "#RENEW#")
        assert supplier.statuses[-1] == "LoanCompleted"
        assert supplier.heard[1].text("billingInfo/maximumCosts/currencyCode") == "USD"


def test_one_partner_may_play_both_roles(foreign):
    abroad = foreign("both", delay=0.02)
    other = foreign("both", delay=0.02, peer=abroad.url, symbol="ALSO")
    other.asks("围城", "LOANED")
    settle(abroad, other)
    assert (abroad.statuses, other.actions) == (["Loaned", "LoanCompleted"], RETURNED)


def _confirmed_at(answer: bytes) -> str:
    return read(answer).text("confirmationHeader/timestamp")
