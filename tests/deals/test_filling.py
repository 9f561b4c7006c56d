"""Two libraries pack a box: as many books as the balance allows, each side's most wanted first."""

from hypothesis import given, settings
from hypothesis import strategies as st

from library_exchange.deals.rules.filling import Box, InBox, Tick, propose_box
from library_exchange.offers.rules.closeness import Kind


def ticks(name: str, count: int) -> list[Tick]:
    return [Tick(f"{name}{number}", f"work {name}{number}") for number in range(count)]


def going(lines) -> list[str]:
    return [line.offer for line in lines if line.reason is InBox.CHOSEN]


def counts(box: Box) -> tuple[int, int, int]:
    return len(going(box.to_a)), len(going(box.to_b)), box.closing


def test_as_many_go_each_way_as_come_back():
    assert counts(propose_box(ticks("a", 5), ticks("b", 3))) == (3, 3, 0)


def test_a_library_that_is_owed_books_receives_more():
    assert counts(propose_box(ticks("a", 5), ticks("b", 3), balance=2)) == (5, 3, 0)


def test_a_library_that_owes_books_receives_fewer():
    assert counts(propose_box(ticks("a", 5), ticks("b", 3), balance=-2)) == (1, 3, 0)


def test_credit_lets_a_box_go_that_is_not_even():
    assert counts(propose_box(ticks("a", 5), [], credit_a=2)) == (2, 0, -2)
    assert counts(propose_box([], ticks("b", 5), credit_b=4)) == (0, 4, 4)


def test_a_debt_past_its_limit_is_paid_back_first():
    assert counts(propose_box(ticks("a", 5), ticks("b", 2), balance=-9, credit_a=3)) == (0, 2, -7)
    assert counts(propose_box(ticks("a", 5), ticks("b", 8), balance=-9, credit_a=3)) == (2, 8, -3)


def test_a_box_holds_no_more_than_was_agreed():
    box = propose_box(ticks("a", 5), ticks("b", 5), most=2)
    assert counts(box) == (2, 2, 0)
    assert [line.reason for line in box.to_a] == [InBox.CHOSEN] * 2 + [InBox.BOX_FULL] * 3


def test_the_most_wanted_go_first_and_exact_editions_before_others():
    wanted = [
        Tick("low", "w1", priority=1),
        Tick("other", "w2", priority=5, kind=Kind.WORK),
        Tick("best", "w3", priority=5),
        Tick("failed", "w4", priority=1, times_failed=2),
    ]
    box = propose_box(wanted, ticks("b", 3))
    assert [line.offer for line in box.to_a] == ["best", "other", "failed", "low"]
    assert [line.reason for line in box.to_a] == [InBox.CHOSEN] * 3 + [InBox.BALANCE]
    assert [line.place for line in box.to_a] == [1, 2, 3, 4]


def test_a_second_copy_of_a_work_stays_at_home():
    box = propose_box([Tick("hard", "w"), Tick("soft", "w", priority=5)], ticks("b", 5))
    assert {line.offer: line.reason for line in box.to_a} == {"soft": InBox.CHOSEN, "hard": InBox.SAME_WORK}


ANY_TICKS = st.lists(
    st.builds(Tick, st.uuids().map(str), st.sampled_from("abcdefgh"), st.integers(1, 5), st.sampled_from(Kind)),
    max_size=8,
    unique_by=lambda tick: tick.offer,
)
SMALL = st.integers(0, 3)


@settings(max_examples=100, derandomize=True)
@given(ANY_TICKS, ANY_TICKS, st.integers(-6, 6), SMALL, SMALL, st.none() | SMALL, st.randoms(use_true_random=False))
def test_no_box_passes_a_limit_and_none_could_hold_more(ours, theirs, balance, credit_a, credit_b, most, random):
    limits = (balance, credit_a, credit_b, most, "seed")
    box = propose_box(ours, theirs, *limits)
    to_a, to_b, closing = counts(box)
    assert closing == balance + to_b - to_a
    assert min(-credit_a, balance) <= closing <= max(credit_b, balance)
    assert most is None or max(to_a, to_b) <= most
    assert sorted(line.offer for line in box.to_a) == sorted(tick.offer for tick in ours)
    waiting = {line.reason for lines in (box.to_a, box.to_b) for line in lines}
    if InBox.BALANCE in waiting:
        # Whoever is held back by the balance stands at the limit or receives nothing; the other side receives all.
        assert closing in (-credit_a, credit_b) or 0 in (to_a, to_b)
        assert not all(InBox.BALANCE in {line.reason for line in lines} for lines in (box.to_a, box.to_b))
    ours, theirs = (random.sample(lines, len(lines)) for lines in (ours, theirs))
    assert propose_box(ours, theirs, *limits) == box
