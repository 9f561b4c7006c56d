"""The lives of offers and wants as the tables say, walked whole; numbers of books and their subjects."""

import pytest

from library_exchange.core.procedure import NoSuchStep
from library_exchange.offers.rules import offers, wants
from library_exchange.offers.rules.numbers import WrongNumber, read_number
from library_exchange.offers.rules.offers import OfferEvent, OfferState
from library_exchange.offers.rules.subjects import Subject, subject_of
from library_exchange.offers.rules.wants import WantEvent, WantState

OFFERS = {
    "draft": {"publish": "open", "withdraw": "withdrawn"},
    "open": {"withdraw": "withdrawn", "expire": "withdrawn", "reserve": "reserved"},
    "reserved": {"commit": "committed", "release": "open", "not_found": "withdrawn"},
    "committed": {"pack": "shipped", "release": "open", "not_found": "withdrawn"},
    "shipped": {"receive": "transferred", "lose": "withdrawn"},
    "transferred": {},
    "withdrawn": {},
}
WANTS = {
    "open": {"match": "pending", "pause": "paused", "give_up": "expired", "expire": "expired", "undo": "open"},
    "pending": {"confirm": "committed", "decline": "open", "decline_again": "paused", "release": "open"},
    "committed": {"receive": "open", "receive_last": "filled", "fail": "open"},
    "paused": {"resume": "open", "give_up": "expired", "expire": "expired"},
    "filled": {"undo": "open"},
    "expired": {"renew": "open"},
}


@pytest.mark.parametrize("state", OfferState)
@pytest.mark.parametrize("event", OfferEvent)
def test_an_offer_goes_where_the_table_says_and_nowhere_else(state, event):
    expected = OFFERS[state].get(event)
    if expected is None:
        with pytest.raises(NoSuchStep):
            offers.OFFER.step(state, event)
    else:
        assert offers.OFFER.step(state, event).target == expected


@pytest.mark.parametrize("state", WantState)
@pytest.mark.parametrize("event", WantEvent)
def test_a_want_goes_where_the_table_says_and_nowhere_else(state, event):
    expected = WANTS[state].get(event)
    if expected is None:
        with pytest.raises(NoSuchStep):
            wants.WANT.step(state, event)
    else:
        assert wants.WANT.step(state, event).target == expected


def test_every_open_offer_can_end_and_every_want_can_be_met():
    for table, start, ends in ((OFFERS, "draft", {"transferred", "withdrawn"}), (WANTS, "open", {"filled", "expired"})):
        reached, waiting = set(), [start]
        while waiting:
            state = waiting.pop()
            if state not in reached:
                reached.add(state)
                waiting += table[state].values()
        assert reached == set(table)
        assert ends <= reached


def test_only_a_failure_makes_a_want_more_urgent():
    raising = {event for (_state, event), step in wants.WANT.steps.items() if step.effects}
    assert raising == {WantEvent.FAIL, WantEvent.UNDO}
    assert [wants.raised(priority) for priority in (1, 4, 5)] == [2, 5, 5]


def test_the_second_decline_pauses_a_want():
    assert [wants.event_of_decline(n) for n in (0, 1, 2)] == ["decline", "decline_again", "decline_again"]
    assert [wants.event_of_receipt(n, 2) for n in (1, 2)] == ["receive", "receive_last"]


def test_an_issue_is_known_by_its_barcode_too():
    assert read_number("9771000020009") == (None, "1000-0208", None) or read_number("9771000020009")[1] is not None
    assert read_number("2049-3630") == (None, "2049-3630", None)
    assert read_number("2049-3631") == (None, None, WrongNumber.ISSN)


@pytest.mark.parametrize(
    ("numbers", "subject"),
    [
        ([("clc", "I512.44")], Subject.LITERATURE),
        ([("clc", "K928.6")], Subject.GEOGRAPHY),
        ([("clc", "K203")], Subject.HISTORY),
        ([("bbk", "63.3(5Кит)")], Subject.HISTORY),
        ([("bbk", "84(2Рос=Рус)1")], Subject.LITERATURE),
        ([("udc", "821.161.1")], Subject.LITERATURE),
        ([("ddc", "615.8")], Subject.MEDICINE),
        ([("lcc", "PL2696"), ("ddc", "951")], Subject.HISTORY),
        ([], None),
    ],
)
def test_both_countries_classes_lead_to_one_subject(numbers, subject):
    assert subject_of(numbers) is subject
