"""What a line tells of a copy: marks that every language has, volumes that are missing, and words of the giver's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.offers.rules.remarks import LONGEST_REMARK, Mark, packed, remarked, told_in, unpacked, volumes

M = Mark


@pytest.mark.parametrize(
    ("text", "marks", "missing", "words"),
    [
        ("缺第7册", {M.INCOMPLETE}, "7", ""),
        ("缺第7、9至12册，有水渍", {M.INCOMPLETE, M.STAINS}, "7, 9–12", ""),
        ("有馆藏章，书脊略有磨损", {M.STAMPS}, "", "书脊略有磨损"),
        ("内有少量铅笔划线；盖有馆藏章", {M.UNDERLINED, M.STAMPS}, "", ""),
        ("нет т. 7", {M.INCOMPLETE}, "7", ""),
        ("Нет тт. 3-5; штамп библиотеки, пятна. Обложка потёрта", set(Mark) - {M.UNDERLINED}, "3–5", "Обложка потёрта"),
        ("со штампами, подчёркивания карандашом", {M.STAMPS, M.UNDERLINED}, "", ""),
        ("合订本缺期", set(), "", "合订本缺期"),
        ("缺上册", set(), "", "缺上册"),
        ("Печать хорошая, автограф автора", set(), "", "Печать хорошая, автограф автора"),
        ("", set(), "", ""),
    ],
)
def test_what_is_known_in_every_language_is_told_by_a_mark(text, marks, missing, words):
    assert told_in(text) == (frozenset(marks), missing, words)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("7", "7"),
        ("第7册", "7"),
        ("7、9", "7, 9"),
        ("тт. 3-5", "3–5"),
        ("7 и 9", "7, 9"),
        ("last", None),
        ("7 and", None),
    ],
)
def test_numbers_of_volumes_are_read_as_people_write_them(typed, kept):
    assert volumes(typed) == kept


@pytest.mark.parametrize(
    ("remark", "volume", "kept"),
    [
        ("有水渍", "全16卷, 缺第7卷", ("incomplete stains", "7", None, "全16卷")),
        (None, "т. 1-5", ("", None, None, "т. 1-5")),
        (None, "缺第2册", ("incomplete", "2", None, None)),
        (None, None, ("", None, None, None)),
    ],
)
def test_a_volume_that_says_what_is_missing_is_told_as_that(remark, volume, kept):
    assert remarked(remark, volume) == kept


@given(st.text(max_size=400))
def test_no_word_is_lost_where_no_mark_says_it(text):
    told = told_in(text)
    assert len(told.words) <= LONGEST_REMARK
    if not told.marks:
        assert told.words == text.strip()[:LONGEST_REMARK] or not any(map(str.isalnum, text))


@given(st.sets(st.sampled_from(list(Mark))))
def test_marks_are_kept_in_their_order(marks):
    assert set(unpacked(packed(marks))) == marks
    assert list(unpacked(packed(marks))) == [mark for mark in Mark if mark in marks]
