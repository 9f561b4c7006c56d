"""Subjects as a facet: one spelling for what is printed differently, and the most frequent of very many."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_exchange.search.headings import LONGEST, MOST_OF_A_RECORD, heading, headings
from library_exchange.search.port import MOST_VALUES
from library_exchange.search.whoosh_engine import bits
from library_exchange.search.whoosh_engine import values as values_of_facet
from library_exchange.search.whoosh_engine.values import most_frequent


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("история -- Россия.", "История — Россия"),
        ("歷史—中國", "历史 — 中国"),
        ("Русско-китайские отношения – 20 в.", "Русско-китайские отношения — 20 в."),
        (" 文学--研究 ", "文学 — 研究"),
        ("Amur  River;", "Amur River"),
        ("1990-2000", ""),
        ("слово " * LONGEST, ""),
    ],
)
def test_headings_that_differ_in_print_only_are_one_value(printed, value):
    assert heading(printed) == value


def test_a_record_gives_each_heading_once_and_not_too_many():
    assert headings(["История", "история.", "Амур"]) == ("Амур", "История")
    assert len(headings(f"Тема {'абвгдежзиклмно'[n]}" for n in range(14))) == MOST_OF_A_RECORD


def _with_frequent(frequent, having, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values_of_facet, "FREQUENT_OF_ALL", frequent)
        return values_of_facet.Values(having.items(), size, lambda _code, make: make())


SEGMENTS = st.lists(st.sampled_from([1, 40, 700, 3000]), min_size=1, max_size=3)


@settings(max_examples=40, database=None)
@given(
    sizes=SEGMENTS,
    values=st.integers(1, 200),
    share=st.floats(0, 1),
    frequent=st.sampled_from([(), (4, 64), (40, 400)]),
    seed=st.integers(),
)
def test_the_most_frequent_values_are_those_that_counting_all_would_give(sizes, values, share, frequent, seed):
    chance = random.Random(seed)
    parts, right = [], Counter()
    for size in sizes:
        having: dict[str, list[int]] = {}
        found = {number for number in range(size) if chance.random() < share}
        for number in range(size):
            for value in {int(values * chance.random() ** 3) for _ in range(3)}:
                having.setdefault(f"v{value}", []).append(number)
                right[f"v{value}"] += number in found
        segment = _with_frequent(frequent, having, size)
        parts.append((segment, bits.of(found, size)))
    most = MOST_VALUES["subject"]
    got = sorted(most_frequent(parts, most).items(), key=lambda pair: (-pair[1], pair[0]))
    wanted = sorted((+right).items(), key=lambda pair: (-pair[1], pair[0]))
    assert got[:most] == wanted[:most]
