"""What the door for programs keeps to: cursors, limits, versions, which events a key reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.api_keys.rules import Scope
from library_exchange.rest_api.rules import happenings, paging
from library_exchange.rest_api.rules.costs import PER_MINUTE, Cost
from library_exchange.rest_api.rules.preconditions import names, tag_of


@given(st.integers(0, paging.FURTHEST))
def test_a_cursor_names_its_number(number):
    assert paging.number_of(paging.cursor_of(number)) == number


@given(st.text(max_size=60))
def test_what_is_no_cursor_names_nothing_and_breaks_nothing(text):
    number = paging.number_of(text)
    assert number is None or 0 <= number <= paging.FURTHEST


@pytest.mark.parametrize(
    ("told", "limit"),
    [
        (None, 50),
        ("1", 1),
        ("200", 200),
        ("201", 200),
        ("999999999", 200),
        ("0", None),
        ("-1", None),
        ("x", None),
        ("", None),
    ],
)
def test_a_list_has_as_many_rows_as_are_asked_for_and_two_hundred_at_most(told, limit):
    assert paging.limit_of(told) == limit


@pytest.mark.parametrize("told", ["²", "１２", "1e3", " 5", "9999999999"])
def test_what_is_no_plain_number_is_no_limit(told):
    assert paging.limit_of(told) is None


@pytest.mark.parametrize(
    ("header", "is_named"),
    [('"7"', True), ('W/"7"', True), ('"6", "7"', True), ("*", True), ('"6"', False), ("7", False), ("", False)],
)
def test_a_version_is_named_by_its_tag(header, is_named):
    assert names(header, tag_of(7)) is is_named


def test_a_key_reads_the_events_of_what_it_may_read():
    assert happenings.readable(frozenset()) == ()
    assert happenings.readable(frozenset({Scope.LOANS_READ})) == ("loan",)
    assert happenings.readable(frozenset({Scope.HOLDINGS_READ})) == ("item", "source_record", "import")
    assert happenings.readable(frozenset(Scope)) == tuple(happenings.SUBJECTS)
    assert happenings.type_of("loan", "loan.ship") == "loan.ship"
    assert happenings.type_of("source_record", "correct") == "holding.correct"


def test_what_costs_more_is_asked_for_less_often():
    assert set(PER_MINUTE) == set(Cost)
    assert PER_MINUTE[Cost.BULK] < PER_MINUTE[Cost.SEARCH] < PER_MINUTE[Cost.READ]
