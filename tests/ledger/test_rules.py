"""Double entry: whatever is given is received, in the same measure."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from library_exchange.ledger.rules import Movement, Side, sides, turned

movements = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 4), st.sampled_from(["pieces", "CNY"]), st.integers(1, 1000))
    .filter(lambda m: m[0] != m[1])
    .map(lambda m: Movement(*m)),
    max_size=12,
)


def test_a_book_given_is_a_book_received():
    assert sides([Movement(2, 1, "pieces", 3)]) == (Side(1, 2, "pieces", -3), Side(2, 1, "pieces", 3))


def test_what_goes_to_and_fro_is_set_off():
    assert sides([Movement(1, 2, "pieces", 3), Movement(2, 1, "pieces", 1)]) == sides([Movement(1, 2, "pieces", 2)])
    assert sides([Movement(1, 2, "CNY", 5), Movement(2, 1, "CNY", 5)]) == ()


@given(movements)
@settings(max_examples=60)
def test_between_each_two_libraries_the_lines_sum_to_zero(moved):
    sums = Counter()
    for side in sides(moved):
        assert side.amount != 0
        sums[min(side[:2]), max(side[:2]), side.unit] += side.amount
    assert not any(sums.values())


@given(movements)
@settings(max_examples=60)
def test_a_reversal_undoes_each_line(moved):
    before, after = sides(moved), turned(sides(moved))
    assert [side._replace(amount=-side.amount) for side in after] == list(before)
    assert turned(after) == before
