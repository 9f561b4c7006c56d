"""A library's own words: what may stand in them, how slots are filled, and that nothing is ever carried out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.mail.slots import SLOTS, Fault, Found, filled, find_fault

KNOWN = ("title", "due_on")
TOLD = {"title": "Письмо %(due_on)s", "due_on": "2026年3月5日", "name": "Kanarejka", "library": object()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("Верните %(title)s до %(due_on)s. Скидка 10 %.", None),
        ("请于 %(due_on)s 前还书 <80%>", None),
        ("3 < 5 & 7 > 6", None),
        ("%(shelf)s", Found(Fault.UNKNOWN_SLOT, "%(shelf)s")),
        ("%(name)s", Found(Fault.UNKNOWN_SLOT, "%(name)s")),
        ("%()s", Found(Fault.UNKNOWN_SLOT, "%()s")),
        ("до %(due_on", Found(Fault.NOT_CLOSED, "%(due_on")),
        ("до %(due_on)", Found(Fault.NOT_CLOSED, "%(due_on")),
        ("%(due_on)d", Found(Fault.NOT_CLOSED, "%(due_on")),
        ("<b>важно</b>", Found(Fault.MARKUP, "<b")),
        ("</p>", Found(Fault.MARKUP, "</p")),
        ("<!-- -->", Found(Fault.MARKUP, "<!")),
        ("возьмите {заглавие} сегодня", Found(Fault.UNKNOWN_SLOT, "{заглавие}")),
        ("请到｛library｝取书", Found(Fault.UNKNOWN_SLOT, "｛library｝")),
        ("до {срок возврата\nЖдём}", Found(Fault.NOT_CLOSED, "{срок возврата")),
        ("{{config}}", Found(Fault.MARKUP, "{{")),
        ("{{ config }}", Found(Fault.MARKUP, "{{")),
        ("{% include 'x' %}", Found(Fault.MARKUP, "{%")),
        ("{# #}", Found(Fault.MARKUP, "{#")),
        ("&nbsp;", Found(Fault.MARKUP, "&nbsp;")),
        ("я" * 61, Found(Fault.TOO_LONG)),
    ],
)
def test_words_that_a_letter_cannot_carry_are_found(text, expected):
    assert find_fault(text, KNOWN, 60) == expected


def test_a_slot_is_filled_once_and_what_fills_it_is_text():
    assert filled("«%(title)s» до %(due_on)s, 10 %", TOLD) == "«Письмо %(due_on)s» до 2026年3月5日, 10 %"


def test_a_line_of_which_nothing_is_known_is_left_out():
    assert filled("Здравствуйте.\nДо %(retry_after)s.\nЖдём.", TOLD) == "Здравствуйте.\nЖдём."


@pytest.mark.parametrize("private", ["name", "library", "link", "reader_note"])
def test_no_slot_tells_more_than_slots_may_whatever_was_stored(private):
    assert private not in SLOTS
    assert filled(f"A %({private})s", TOLD | {private: "Kanarejka"}) == ""


def test_a_line_of_a_librarys_words_never_cuts_the_letter_off():
    assert filled("-- \nтекст", {}) == "--\nтекст"


@given(st.text(alphabet="ab%()s{}<>&;\n ", max_size=60))
def test_what_is_accepted_comes_out_as_it_was_written(text):
    if find_fault(text, (), 600) is None:
        assert filled(text, {}) == "\n".join(line.rstrip() for line in text.splitlines())
