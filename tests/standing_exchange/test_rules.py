"""Which issues a year should have, which are late, and where the steps of issues and exchanges lead."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.core.procedure import BACK, STAY, Part
from library_exchange.standing_exchange.rules.agreeing import STANDING, asked_from, is_renewal_asked, year_proposed
from library_exchange.standing_exchange.rules.issues import (
    ISSUE,
    RHYTHMS,
    Frequency,
    IssueState,
    Standing,
    expected,
    is_late,
    is_to_send,
    late_from,
    volume_of,
)

EXCHANGE_STEPS = {
    "proposed": {"accept": "active", "decline": "closed", "withdraw": "closed", "silence": "closed"},
    "active": {"renew": "active", "renew_no_more": "active", "end": "ending", "continue": "active", "lapse": "ended"},
    "ending": {"complete": "ended"},
    "ended": {},
    "closed": {},
}
ISSUE_STEPS = {
    "expected": {"send": "sent", "receive": "received", "claim": "claimed", "out_of_print": "gone", "ceased": "gone"},
    "sent": {"receive": "received", "claim": "claimed", "not_sent": "expected"},
    "claimed": {
        "receive": "received",
        "send": "sent",
        "will_come": "expected",
        "out_of_print": "gone",
        "ceased": "gone",
        "withdraw_claim": "before",
    },
    "gone": {"receive": "received", "will_come": "expected"},
    "received": {"not_received": "before"},
}
GIVERS = {"send", "not_sent", "will_come", "out_of_print", "ceased"}
BY_CONSIGNMENT = {"send", "receive", "not_sent"}


@pytest.mark.parametrize(("procedure", "steps"), [(STANDING, EXCHANGE_STEPS), (ISSUE, ISSUE_STEPS)])
def test_steps_lead_where_librarians_expect(procedure, steps):
    for state, told in steps.items():
        found = {str(event): step.target for (at, event), step in procedure.steps.items() if str(at) == state}
        assert {e: {STAY: state, BACK: "before"}.get(to, str(to)) for e, to in found.items()} == told
    assert {str(state) for state in procedure.states} == set(steps)


def test_who_gives_an_issue_sends_and_answers_and_who_receives_it_receives_and_claims():
    for (_state, event), step in ISSUE.steps.items():
        may = {Part.SERVICE} if str(event) in BY_CONSIGNMENT else set()
        assert step.by == {Part.CONSIGNOR if str(event) in GIVERS else Part.CONSIGNEE, *may}


def test_the_proposal_is_answered_by_the_other_library_and_taken_back_by_its_author():
    by = {str(event): step.by for (state, event), step in STANDING.steps.items() if str(state) == "proposed"}
    assert by["accept"] == by["decline"] == frozenset({Part.ON_TURN})
    assert by["withdraw"] == frozenset({Part.AUTHOR})


@pytest.mark.parametrize(
    ("frequency", "count", "first", "last"),
    [
        ("weekly", 52, date(2026, 1, 1), date(2026, 12, 24)),
        ("biweekly", 26, date(2026, 1, 1), date(2026, 12, 17)),
        ("semimonthly", 24, date(2026, 1, 1), date(2026, 12, 16)),
        ("monthly", 12, date(2026, 1, 1), date(2026, 12, 1)),
        ("bimonthly", 6, date(2026, 1, 1), date(2026, 11, 1)),
        ("quarterly", 4, date(2026, 1, 1), date(2026, 10, 1)),
        ("semiannual", 2, date(2026, 1, 1), date(2026, 7, 1)),
        ("annual", 1, date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_year_has_as_many_issues_as_the_serial_appears(frequency, count, first, last):
    found = expected(Frequency(frequency), 2026)
    assert [issue.number for issue in found] == list(range(1, count + 1))
    assert (found[0].due_on, found[-1].due_on) == (first, last)


def test_of_what_appears_irregularly_nothing_is_expected():
    assert expected(Frequency.IRREGULAR, 2026) == ()


def test_a_subscription_that_begins_in_july_expects_no_earlier_issue():
    assert [issue.number for issue in expected(Frequency.MONTHLY, 2026, 7)] == [7, 8, 9, 10, 11, 12]


@given(st.sampled_from(Frequency), st.integers(1990, 2200), st.integers(1, 52))
def test_issues_appear_one_after_another_within_their_year(frequency, year, first_number):
    days = [issue.due_on for issue in expected(frequency, year, first_number)]
    assert days == sorted(set(days))
    assert {day.year for day in days} <= {year}


def test_volumes_are_counted_on_one_a_year():
    assert [volume_of(12, 2026, year) for year in (2026, 2027, 2030)] == [12, 13, 16]
    assert volume_of(None, 2026, 2027) is None


def issue(state="expected", due_on=date(2026, 3, 1), is_promised=False):
    return Standing(IssueState(state), due_on, late_from(Frequency.MONTHLY, due_on), is_promised)


def test_an_issue_is_late_when_its_days_are_over():
    last_in_time = date(2026, 3, 1) + timedelta(days=RHYTHMS[Frequency.MONTHLY].late_days)
    assert not is_late(issue(), last_in_time, [])
    assert is_late(issue(), last_in_time + timedelta(days=1), [])
    assert is_late(issue("sent"), last_in_time + timedelta(days=1), [])


def test_an_issue_is_to_be_sent_once_its_day_or_the_time_it_was_promised_for_has_passed():
    day = issue().due_on
    assert [is_to_send(issue(), day + timedelta(days=n)) for n in (0, 1)] == [False, True]
    promised, over = issue(is_promised=True), issue().late_from
    assert [is_to_send(promised, each) for each in (over - timedelta(days=1), over)] == [False, True]
    assert not any(is_to_send(issue(state), date(2030, 1, 1)) for state in IssueState if state != "expected")


def test_an_issue_is_late_when_a_later_one_has_come_unless_its_giver_has_promised_it():
    today = date(2026, 4, 5)
    assert is_late(issue(), today, [date(2026, 4, 1)])
    assert not is_late(issue(), today, [date(2026, 2, 1)])
    assert not is_late(issue(is_promised=True), today, [date(2026, 4, 1)])


@pytest.mark.parametrize("state", ["received", "claimed", "gone"])
def test_what_came_is_claimed_or_will_not_come_is_not_late(state):
    assert not is_late(issue(state), date(2030, 1, 1), [date(2029, 1, 1)])


def test_both_are_asked_sixty_days_before_the_last_year_ends():
    first_day = date(2026, 12, 31) - timedelta(days=60)
    assert not is_renewal_asked(2026, first_day - timedelta(days=1))
    assert is_renewal_asked(2026, first_day)
    assert is_renewal_asked(2026, date(2027, 1, 1))
    assert not is_renewal_asked(2027, date(2026, 12, 31))


def test_no_frequency_lacks_a_rhythm():
    assert set(RHYTHMS) == set(Frequency)


@pytest.mark.parametrize(
    ("agreed_on", "first_day"),
    [
        (date(2026, 3, 1), date(2026, 11, 1)),
        (date(2026, 11, 30), date(2026, 12, 14)),
        (date(2026, 12, 20), date(2026, 12, 24)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2025, 12, 1), date(2026, 11, 1)),
    ],
)
def test_who_agreed_late_in_a_year_is_not_asked_about_its_end_at_once(agreed_on, first_day):
    assert asked_from(2026, agreed_on) == first_day
    assert not is_renewal_asked(2026, first_day - timedelta(days=1), first_day)
    assert is_renewal_asked(2026, first_day, first_day)


@pytest.mark.parametrize(("today", "year"), [(date(2026, 9, 30), 2026), (date(2026, 10, 1), 2027)])
def test_from_october_on_a_new_standing_exchange_is_proposed_for_the_next_year(today, year):
    assert year_proposed(today) == year
