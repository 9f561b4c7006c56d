"""Tracking numbers: which look like those of the posts and of carriers, and what is asked of the others."""

import pytest

from library_exchange.core import tracking_numbers as tracking


@pytest.mark.parametrize(
    "written",
    ["RR123456785CN", "rr 1234 5678 5 ru", "RB000000005CN", "14080096123456", "SF1020304050607", "LOT-000123"],
)
def test_a_number_from_a_receipt_is_taken(written):
    assert tracking.is_tracking_number(tracking.compact(written))


@pytest.mark.parametrize(
    "written", ["HELLO", "RR123456789CN", "RR000000000CN", "123", "----1234", "посылка 12345", "A" * 40 + "1234", ""]
)
def test_what_is_no_tracking_number_is_told(written):
    assert not tracking.is_tracking_number(tracking.compact(written))


def test_check_digits_are_those_of_the_posts():
    assert [tracking.s10_check_digit(serial) for serial in ("47312482", "12345678", "00000000")] == [9, 5, 5]


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        *[("ABCD12", False), ("AB1234", True), ("A1234", False), ("-A1234", False), ("A-B-1234", True)],
        *[("A" * 31 + "1234", True), ("A" * 32 + "1234", False), ("ABCDE123", False), ("ABCDE1234", True)],
    ],
)
def test_a_number_of_another_carrier_has_six_to_thirty_five_signs_and_four_digits(number, is_one):
    assert tracking.is_tracking_number(number) is is_one


@pytest.mark.parametrize("digit", range(10))
def test_of_the_ten_last_digits_of_a_receipt_only_one_is_taken(digit):
    # By hand: 8·1+6·2+4·3+2·4+3·5+5·6+9·7+7·8 = 204, 204 mod 11 = 6, 11 − 6 = 5.
    assert tracking.is_tracking_number(f"RR12345678{digit}CN") is (digit == 5)


@pytest.mark.parametrize(
    ("written", "asks"),
    [
        *[("RR123456785CN", False), ("rr 1234 5678 5 ru", False), ("14080096123456", False), ("LOT-000123", False)],
        *[("RR123456789CN", True), ("RR12345678CN", True), ("ANNA", True), (None, False), ("", False)],
    ],
)
def test_a_number_is_asked_about_as_it_was_typed_if_it_looks_like_none(written, asks):
    told = [str(each) for each in tracking.doubts(written)]
    assert [written in each for each in told] == ([True] if asks else [])
