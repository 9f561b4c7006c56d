"""Numbers and codes: one reading of plain and of full-width letters and digits."""

import pytest

from library_exchange.core.scripts import joined_han
from library_exchange.core.text import narrow, widths
from library_exchange.core.tracking_numbers import compact, is_tracking_number

MADE_WIDE = {sign: sign + 0xFEE0 for sign in range(0x21, 0x7F)} | {0x20: 0x3000}


def full_width(text):
    """Return a text as a Chinese input method writes it."""
    return text.translate(MADE_WIDE)


@pytest.mark.parametrize("code", ["R-6V2VVNKM-1", "0123456", "H 0012", "TP312/5.1"])
def test_a_full_width_code_is_read_as_a_plain_one(code):
    assert narrow(full_width(code)) == code
    assert narrow(code) == code


@pytest.mark.parametrize("text", ["№ 45", "инв. 45123", "Ⅲ-7", "ｶﾅ"])
def test_signs_that_are_no_full_width_ones_stay(text):
    assert narrow(text) == text


@pytest.mark.parametrize("kept", ["H-0012", "Ｈ-0012", "H-００１２", "Ｈ-００１２", "Ｈ－００１２"])
def test_a_code_kept_before_is_among_the_widths_looked_for(kept):
    assert kept in widths("H-0012")
    assert "H-0012" in widths(kept)


def test_a_code_without_latin_letters_or_digits_is_looked_for_once():
    assert widths("Иванова") == ["Иванова"]


def test_a_tracking_number_typed_full_width_has_its_check_digit_right():
    assert compact(full_width("rr 123456785 cn")) == "RR123456785CN"
    assert is_tracking_number(compact("ＲＲ123456785ＣＮ"))


@pytest.mark.parametrize(
    ("name", "joined"), [("李　四", "李四"), ("李 四", "李四"), ("Анна Ли", "Анна Ли"), ("李 Anna", "李 Anna")]
)
def test_a_chinese_name_set_wide_is_joined(name, joined):
    assert joined_han(name) == joined
