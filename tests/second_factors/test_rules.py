"""Codes that change with time, recovery codes, and the time that administrators have."""

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.second_factors import rules
from library_exchange.second_factors.rules import Way

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of the test values of RFC 6238, appendix B, in base32."""
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(seconds, code):
    at = datetime.fromtimestamp(seconds, UTC)
    assert rules.code_of(SECRET, rules.counter_at(at)) == code


@pytest.mark.parametrize(("late", "is_accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_one_step(late, is_accepted):
    counter = rules.counter_at(NOON) + late
    assert (rules.find_counter(SECRET, rules.code_of(SECRET, counter), NOON, None) == counter) is is_accepted


@given(last=st.integers(-3, 3), shown=st.integers(-1, 1))
def test_only_a_later_step_than_the_last_is_accepted(last, shown):
    present = rules.counter_at(NOON)
    found = rules.find_counter(SECRET, rules.code_of(SECRET, present + shown), NOON, present + last)
    assert (found is not None) is (shown > last)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６７", "\x00" * 6])
def test_what_is_no_code_is_found_at_no_time(code):
    assert rules.find_counter(SECRET, code, NOON, None) is None


@pytest.mark.parametrize(
    ("typed", "meant", "way"),
    [
        (" 123 456 ", "123456", Way.TOTP),
        ("１２３４５６", "123456", Way.TOTP),
        ("abcd-efgh jkmn-pqrs", "ABCDEFGHJKMNPQRS", Way.RECOVERY),
        ("", "", Way.RECOVERY),
        ("١٢٣٤٥٦", "١٢٣٤٥٦", Way.RECOVERY),
    ],
)
def test_a_code_is_read_as_it_was_meant(typed, meant, way):
    assert rules.bare(typed) == meant
    assert rules.way_of(meant) is way


def test_recovery_codes_are_ten_long_and_never_read_as_something_else():
    codes = rules.new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(len(code) == 16 and set(code) <= set(string.ascii_uppercase + "23456789") - set("IO") for code in codes)
    assert rules.bare(rules.grouped(codes[0])) == codes[0]


def test_one_code_is_kept_differently_for_two_people_and_by_two_keys():
    kept = {rules.kept_hash(key, user_id, "ABCD") for key in ("one", "other") for user_id in (1, 2)}
    assert len(kept) == 4


def test_there_are_fourteen_days():
    assert rules.grace_ends(NOON) == NOON + timedelta(days=14)
