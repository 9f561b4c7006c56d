"""What a comparison of accounts adds up to, with no database."""

from hypothesis import given
from hypothesis import strategies as st

from library_exchange.reconciliation import rules
from library_exchange.reconciliation.rules import Moved

UNITS = ("pieces", "CNY")
sums = st.dictionaries(st.sampled_from(UNITS), st.integers(-50, 50))
moves = st.lists(
    st.builds(Moved, st.just("receipt"), st.sampled_from(UNITS), st.integers(-9, 50), st.integers(-9, 50)), max_size=4
)


def net(figures, kinds):
    found = dict.fromkeys(UNITS, 0)
    for row in figures.rows:
        if row.kind in kinds:
            found[row.unit] += row.first - row.second
    return found


@given(sums, sums, moves)
def test_from_the_opening_balance_every_line_leads_to_the_closing_one(opening, before, moved):
    figures = rules.figures_of(opening, before, moved, UNITS, {})
    led = net(figures, {rules.OPENING, rules.LATER, "receipt"})
    assert led == net(figures, {rules.CLOSING})
    assert rules.closing_of(figures) == {unit: sum_ for unit, sum_ in led.items() if sum_}


@given(sums, sums, moves)
def test_both_libraries_read_the_same_from_their_own_side(opening, before, moved):
    figures = rules.figures_of(opening, before, moved, UNITS, {"claims": 2})
    assert rules.turned(rules.turned(figures)) == figures
    assert rules.closing_of(rules.turned(figures)) == {u: -n for u, n in rules.closing_of(figures).items()}
    assert rules.read(rules.kept(figures)) == figures


def test_a_balance_stands_on_the_side_of_the_library_that_is_owed():
    figures = rules.figures_of({"pieces": -3}, {"pieces": -3}, [Moved("receipt", "pieces", 5, 1)], UNITS, {})
    assert [(row.kind, row.first, row.second) for row in figures.rows] == [
        ("opening", 0, 3),
        ("receipt", 5, 1),
        ("closing", 1, 0),
    ]


def test_what_is_corrected_for_earlier_years_stands_in_a_line_of_its_own():
    figures = rules.figures_of({"pieces": 4}, {"pieces": 1}, [], UNITS, {})
    assert ("later", "pieces", 0, 3) in figures.rows


def test_a_unit_in_which_nothing_was_is_left_out():
    figures = rules.figures_of({}, {}, [Moved("receipt", "CNY", 5, 5)], UNITS, {"claims": 0, "books": 1})
    assert {row.unit for row in figures.rows} == {"CNY"}
    assert figures.questions == (("books", 1),)


def test_figures_that_changed_bear_another_mark():
    one = rules.figures_of({}, {}, [Moved("receipt", "CNY", 5, 0)], UNITS, {})
    other = rules.figures_of({}, {}, [Moved("receipt", "CNY", 6, 0)], UNITS, {})
    again = rules.figures_of({}, {}, [Moved("receipt", "CNY", 5, 0)], UNITS, {"claims": 1})
    assert rules.mark_of(one) == rules.mark_of(again) != rules.mark_of(other)
