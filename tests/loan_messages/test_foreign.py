"""Messages of systems that are not ours: without a number, doubled, late; each taken once, kept and answered."""

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from library_exchange.core.actor import clock, partner
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Forbidden
from library_exchange.core.models import AuditEntry
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loan_messages.rules import TAKEN
from library_exchange.loan_messages.services import deliver as hear
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, RequestingState, Side
from library_exchange.loans.rules.steps import find
from library_exchange.loans.schemas import LoanMessage
from library_exchange.loans.services import transitions

BOOK = {"title": [{"value": "История Амура", "lang": "ru"}]}


@pytest.fixture
def asked(heihe, amur):
    """A request of Heihe to Amur, which answers as a system that is not ours."""
    return heihe.requests("История Амура", of=amur)


def take(message, raw=None):
    with transaction() as session:
        return hear(session, message, now(), raw)


def said(no, status=None, reason="StatusChange", minutes=0, **more):
    """What Amur says of a request of Heihe."""
    form = {"type": "supplyingAgencyMessage", "status": status, "reason_for_message": reason}
    form |= {"answer_yes": more.pop("answer_yes", None)}
    sent_at = now().replace(microsecond=0) + timedelta(minutes=minutes)
    names = {"sender": "amur", "recipient": "heihe", "request_no": f"{no}-1"}
    return LoanMessage.model_validate(names | {"sent_at": sent_at, "form": form} | more)


def asks(no, action, **more):
    """What Heihe says to Amur, as a system that is not ours."""
    names = {"sender": "heihe", "recipient": "amur", "request_no": no, "sent_at": now()}
    return LoanMessage.model_validate(names | {"form": {"type": "requestingAgencyMessage", "action": action}} | more)


def requests(no, **more):
    names = {"sender": "heihe", "recipient": "amur", "request_no": no, "sent_at": now(), "form": {"type": "request"}}
    return LoanMessage.model_validate(names | {"book": BOOK} | more)


def kept():
    with reading() as session:
        return session.scalars(sa.select(ReceivedMessage).order_by(ReceivedMessage.id)).all()


def test_a_message_without_a_number_is_taken_once(heihe, asked):
    message = said(asked, "WillSupply", "RequestResponse")
    assert take(message).status == "OK"
    version = heihe.loan(asked).version
    assert take(message).status == "OK"
    assert (heihe.state(asked), heihe.loan(asked).version, len(kept())) == ("will_supply", version, 1)


def test_the_same_words_at_another_time_are_another_message_and_change_nothing_that_is_known(heihe, asked):
    for minutes in (0, 5):
        take(said(asked, "Loaned", minutes=minutes, due_on="2030-01-08"))
    assert heihe.state(asked) == "shipped"
    assert [row.said for row in kept()] == ["says_loaned", "says_loaned"]
    assert len({row.digest for row in kept()}) == 2


def test_what_came_is_kept_as_it_came_with_its_answer(asked):
    message = said(asked, "WillSupply", "RequestResponse")
    take(message, b"<ISO18626Message>\xff</ISO18626Message>")
    (row,) = kept()
    assert row.raw == b"<ISO18626Message>\xff</ISO18626Message>"
    assert (row.seq, row.digest, row.side) == (None, hashlib.sha256(message.canonical()).hexdigest(), "requesting")
    assert (row.confirmation, row.error, row.error_text) == ("OK", None, None)


def test_our_own_messages_are_known_by_their_number_and_kept_too(heihe, amur, asked, deliver):
    deliver()
    row, answer = kept()
    assert (row.seq, row.digest, row.side, row.confirmation) == (1, None, "supplying", "OK")
    assert (answer.said, answer.side) == ("says_request_received", "requesting")
    assert LoanMessage.model_validate_json(row.raw).request_no == f"{asked}-1"


def test_a_numbered_message_of_which_only_the_row_knows_changes_nothing(heihe, amur, asked, deliver):
    deliver()
    message, version = LoanMessage.model_validate_json(kept()[0].raw), amur.loan(asked).version
    with transaction() as session:
        session.execute(sa.delete(ReceivedMessage))
    assert take(message) == TAKEN
    assert (amur.state(asked), amur.loan(asked).version, kept()) == ("new", version, [])


def test_a_request_for_a_record_of_another_catalogue_is_taken_without_it(amur, heihe):
    assert take(requests("CROSS-5", book=BOOK | {"record_id": 999_999})).status == "OK"
    assert (amur.state("CROSS-5"), amur.loan("CROSS-5").record_id) == ("new", None)


def test_the_history_of_a_request_begins_on_the_supplying_side_with_its_coming(amur, heihe):
    take(requests("CROSS-6"))
    with reading() as session:
        wanted = sa.select(AuditEntry).where(
            AuditEntry.subject == "loan", AuditEntry.subject_id == amur.loan("CROSS-6").id
        )
        first = session.scalars(wanted.order_by(AuditEntry.id)).first()
    assert (first.action, first.actor_kind, first.facts) == (
        "loan.request",
        "partner",
        {"to": "new", "number": "CROSS-6"},
    )


def test_an_error_is_answered_with_its_code_and_answered_so_again(heihe, amur, asked, deliver):
    deliver()
    known = f"{asked}-1"
    cases = [
        (requests(known), "UnrecognisedDataValue"),
        (requests("NEW-1", book=None), "BadlyFormedMessage"),
        (asks(known, None), "UnsupportedActionType"),
        (asks("UNKNOWN-9", "Received"), "UnrecognisedDataValue"),
        (said("UNKNOWN", "Loaned"), "UnrecognisedDataValue"),
    ]
    for message, error in cases:
        for _time in range(2):
            answer = take(message)
            assert (answer.status, answer.error) == ("ERROR", error)
            assert answer.text
    assert amur.state(asked) == "new"
    assert [row.error for row in kept()[2:]] == [error for _message, error in cases]


def test_a_message_refused_because_it_came_before_its_request_is_taken_when_it_comes_again(heihe, amur):
    early = asks("CROSS-9", "Cancel")
    assert take(early).status == "ERROR"
    take(requests("CROSS-9"))
    for _time in range(2):
        assert take(early).status == "OK"
    assert amur.state("CROSS-9") == "cancelled"
    assert [row.said for row in kept()] == ["request", "says_cancel"]


def test_late_words_of_a_library_asked_before_are_no_error(heihe, amur, khabarovsk, asked, deliver):
    khabarovsk.holds("История Амура")
    deliver()
    amur.goes(asked, "refuse", deliver)
    heihe.does("ask_next", asked)
    assert take(said(asked, "Unfilled")).status == "OK"
    assert heihe.state(asked) == "sent"


@pytest.mark.parametrize("by_reader", [True, False])
def test_a_refused_cancellation_without_a_promise_leads_back_to_the_open_question(heihe, asked, monkeypatch, by_reader):
    told = []
    monkeypatch.setattr(
        "library_exchange.loans.services.notices.notify_person", lambda _s, _who, name, **_more: told.append(name)
    )
    heihe.does("cancel", asked, actor=heihe.reader if by_reader else None)
    take(said(asked, "RequestReceived", "CancelResponse", answer_yes=False))
    assert (heihe.state(asked), heihe.loan(asked).state_before) == ("sent", None)
    take(said(asked, "Loaned", due_on="2030-01-08"))
    assert (heihe.state(asked), heihe.loan(asked).due) == ("shipped", "ok")
    # That her request was sent on she was told long ago; that it goes on she is told if she wanted it cancelled.
    assert told == (["loans/reader_cancel_refused"] if by_reader else [])


def test_a_request_of_a_system_that_is_not_ours_goes_all_the_way(heihe, amur, deliver):
    take(requests("CROSS-7"))
    for action in ("will_supply", "found", "ship"):
        amur.does(action, "CROSS-7", **({"item_id": amur.holds("Другая")[0]} if action == "will_supply" else {}))
    assert amur.loan("CROSS-7").received_seq == 0
    for _time in range(2):  # each with a time of its own
        take(asks("CROSS-7", "Received"))
    for _time in range(2):
        take(asks("CROSS-7", "ShippedReturn"))
    assert amur.state("CROSS-7") == "returning"
    amur.does("check_in", "CROSS-7")
    first = amur.loan("CROSS-7").received_at
    for action in ("Received", "ShippedReturn", "Cancel"):
        assert take(asks("CROSS-7", action)).status == "OK"
    assert (amur.state("CROSS-7"), amur.loan("CROSS-7").received_at) == ("completed", first)


def test_a_parcel_back_that_comes_before_its_arrival_was_told_stays_in_order(amur, heihe):
    take(requests("CROSS-8"))
    amur.does("will_supply", "CROSS-8", item_id=amur.holds("Другая")[0])
    for action in ("found", "ship"):
        amur.does(action, "CROSS-8")
    take(asks("CROSS-8", "ShippedReturn"))
    amur.does("check_in", "CROSS-8")
    take(asks("CROSS-8", "Received"))
    loan = amur.loan("CROSS-8")
    assert (loan.state, loan.received_at) == ("completed", None)
    assert loan.return_shipped_at is not None


def test_a_message_takes_no_step_that_is_the_staffs_to_take(heihe, asked):
    step = find(Side.REQUESTING, RequestingState.SENT, Action.CANCEL)
    for actor in (partner(heihe.id), clock()):
        with pytest.raises(Forbidden), transaction() as session:
            loan = session.get_one(LoanRequest, heihe.loan(asked).id)
            transitions.move(session, actor, loan, "cancel", step, {}, now())
    assert heihe.state(asked) == "sent"


def test_the_table_refuses_the_same_content_twice_and_a_message_nobody_can_know_again(asked):
    take(said(asked, "WillSupply", "RequestResponse"))
    row = kept()[0].model_dump(exclude={"id"})
    refusals = [
        ("recipient_library_id|one_receipt_per_digest", row),
        ("known_by_number_or_digest", row | {"digest": None}),
        ("error_has_a_code", row | {"digest": "0" * 64, "confirmation": "ERROR"}),
    ]
    for name, values in refusals:
        with pytest.raises(sa.exc.IntegrityError, match=name), transaction() as session:
            session.add(ReceivedMessage(**values))
