"""What a change of many rows may write: the gaps, or also what somebody has filled in."""

from hypothesis import given
from hypothesis import strategies as st

from library_exchange.core.filling import Scope, filled, written

VALUES = st.sampled_from([None, "", 3, 5, "good", "worn"])
ROWS = st.fixed_dictionaries({"weight_g": VALUES, "condition": VALUES})
GAPS = {"condition": "good"}


@given(ROWS, ROWS)
def test_filling_gaps_replaces_nothing_that_somebody_filled_in(row, new):
    after = row | written(row, new, GAPS, Scope.GAPS)
    assert filled(row, after, GAPS) == {}


@given(ROWS, ROWS)
def test_a_change_of_all_leaves_what_was_given_everywhere_and_names_what_it_replaced(row, new):
    assert row | written(row, new, GAPS, Scope.ALL) == new
    assert filled(row, new, GAPS).items() <= row.items()
