"""Messages that cross: what was asked and what was done meanwhile meet, and nothing that was told is lost."""

import pytest

from library_exchange.core.db import reading
from library_exchange.loans.queries import requests
from library_exchange.loans.rules.codes import RequestingState
from library_exchange.loans.services import notices


@pytest.fixture
def app(web):
    return web


@pytest.fixture
def mails(monkeypatch):
    """The mails made since the test began to look, each as who gets it and which it is."""
    made = []
    monkeypatch.setattr(
        notices, "notify_library", lambda _s, library, name, **_more: made.append((library.code, name.split("/")[1]))
    )
    monkeypatch.setattr(
        notices, "notify_person", lambda _s, _who, name, **_more: made.append(("reader", name.split("/")[1]))
    )
    return made


@pytest.mark.parametrize(("before", "stood"), [("will_supply", "to_pick"), ("will_supply found", "to_ship")])
def test_a_refused_cancellation_leaves_the_book_where_it_was(heihe, amur, asked, deliver, before, stood):
    amur.goes(asked, before, deliver)
    heihe.goes(asked, "cancel", deliver)
    assert (heihe.loan(asked).state_before, amur.loan(asked).state_before) == ("will_supply", stood)
    amur.goes(asked, "cancel_no", deliver)
    assert (heihe.state(asked), amur.state(asked)) == ("will_supply", stood)
    assert (heihe.loan(asked).state_before, amur.loan(asked).state_before) == (None, None)
    amur.goes(asked, "found ship" if stood == "to_pick" else "ship", deliver)
    assert heihe.state(asked) == "shipped"


def test_a_cancellation_may_be_asked_and_refused_again(heihe, amur, asked, deliver):
    amur.goes(asked, "will_supply", deliver)
    for _time in range(2):
        heihe.goes(asked, "cancel", deliver)
        amur.goes(asked, "cancel_no", deliver)
    assert (heihe.state(asked), amur.state(asked)) == ("will_supply", "to_pick")


def test_a_book_that_is_to_be_fetched_may_still_be_missing_after_a_refused_cancellation(heihe, amur, asked, deliver):
    amur.goes(asked, "will_supply", deliver)
    heihe.goes(asked, "cancel", deliver)
    amur.goes(asked, "cancel_no not_on_shelf", deliver)
    assert (heihe.state(asked), heihe.loan(asked).reason) == ("refused", "NotOnShelf")


def test_a_promise_that_crosses_with_a_cancellation_is_noted_and_told(heihe, amur, asked, deliver, mails):
    amur.does("will_supply", asked)
    heihe.does("cancel", asked)
    assert (heihe.loan(asked).state_before, heihe.loan(asked).answered_at) == ("sent", None)
    deliver()
    loan = heihe.loan(asked)
    assert (loan.state, loan.state_before, amur.state(asked)) == ("cancel_pending", "will_supply", "cancel_asked")
    assert loan.answered_at is not None
    assert ("heihe", "will_supply") in mails
    amur.goes(asked, "cancel_no", deliver)
    assert (heihe.state(asked), amur.state(asked)) == ("will_supply", "to_pick")
    with reading() as session:
        (attempt,) = requests.attempts(session, heihe.loan(asked))
    assert attempt.attempt.state == "supplying"


def test_the_answer_to_a_cancellation_that_crossed_with_the_parcel_is_told_once(heihe, amur, asked, deliver, mails):
    amur.goes(asked, "will_supply found", deliver)
    amur.does("ship", asked)
    heihe.does("cancel", asked)
    deliver()
    assert heihe.state(asked) == "shipped"
    assert mails.count(("heihe", "shipped")) == mails.count(("heihe", "cancel_refused")) == 1


def test_the_reader_is_told_of_a_milestone_when_it_is_reached_and_not_again(heihe, amur, asked, deliver, mails):
    amur.goes(asked, "will_supply found", deliver)
    amur.does("ship", asked)
    heihe.does("cancel", asked)
    deliver()
    heihe.goes(asked, "receive", deliver)
    assert [name for who, name in mails if who == "reader"] == ["reader_arrived"]


def test_news_of_a_parcel_that_comes_after_the_end_are_kept(heihe, amur, shipped, deliver, mails):
    heihe.does("receive", shipped)
    heihe.does("ship_return", shipped)
    amur.does("write_off", shipped)
    deliver()
    loan = amur.loan(shipped)
    assert loan.state == "lost"
    assert loan.received_at is not None
    assert (loan.return_shipped_at is not None, loan.return_method, loan.ship_method) == (True, "post", "gateway")
    assert [name for who, name in mails if who == "amur"] == ["lost_has_come", "returning"]  # it is not lost after all


def test_news_of_a_parcel_that_has_been_checked_in_are_kept_and_disturb_nobody(heihe, amur, shipped, deliver, mails):
    heihe.does("receive", shipped)
    amur.does("check_in", shipped)
    deliver()
    assert amur.loan(shipped).received_at is not None
    assert [name for who, name in mails if who == "amur"] == []


def test_a_refused_cancellation_is_told_where_somebody_waits_for_the_answer_or_the_book():
    no = "says_cancel_no"
    told = {state for state in RequestingState if notices.TO_LIBRARY.get((no, state), notices.TO_LIBRARY[no])}
    assert told == {"sent", "will_supply", "shipped"}


@pytest.mark.parametrize("gives_up", ["cancel", "close_unfilled"])
def test_a_parcel_that_left_before_its_library_heard_of_the_withdrawal_is_heard_of_after_the_end(
    heihe, amur, asked, deliver, gives_up
):
    amur.does("will_supply", asked)
    amur.does("found", asked)
    heihe.does("withdraw", asked)
    heihe.does(gives_up, asked)
    amur.goes(asked, "ship", deliver)
    ours = heihe.loan(asked)
    assert (ours.received_seq, ours.shipped_at) == (amur.loan(asked).sent_seq, None)
    assert ours.state in ("cancelled", "unfilled")
