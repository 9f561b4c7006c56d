"""How titles sound: what is told at once is what the long way tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.record_matching.titles import _words, sounds_of
from library_exchange.search.analysis.folding import prepared, runs


@given(st.text(alphabet="абёйЧьэШ .,-–[]«»!?'’ʼxVI12茶\u0301", max_size=30))
def test_words_of_plain_russian_are_those_of_any_text(text):
    assert _words(text) == tuple((run.script, run.text) for run in runs(prepared(text)))


@pytest.mark.parametrize(
    ("written", "is_chinese"),
    [("Хун лоу мэн", True), ("[Хун лоу мэн]", True), ("Хун лоу мэн (роман)", False), ("Хун лоу мэн 2", False)],
)
def test_chinese_in_russian_letters_is_read_where_all_of_it_is_chinese(written, is_chinese):
    found = {each for each in sounds_of(written) if each.startswith("honlou")}
    assert (found == sounds_of("红楼梦")) is is_chinese, found
