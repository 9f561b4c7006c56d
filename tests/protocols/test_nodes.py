"""Two nodes of ours, one in each country: a loan between them over HTTP alone, and over a line as bad as lines get."""

import os
import random
from collections import Counter

import pytest

from tests.loans.conftest import AGREE
from tests.protocols.nodes import HABITS, Pair, two_nodes

LONG = int(os.environ.get("LX_TEST_NODE_KILLS", "0"))
"""How often a node is killed in a long run; a run of the whole suite kills three times."""
KILLS, LOANS, STEPS = (LONG, 12, 12) if LONG else (3, 4, 12)
SEED = int(os.environ.get("LX_TEST_SEED", "0")) or random.SystemRandom().randrange(10**6)


@pytest.fixture(scope="module")
def pair(sqlite_template, tmp_path_factory):
    with two_nodes(sqlite_template, tmp_path_factory.mktemp("nodes"), SEED) as pair:
        yield pair


WAY = (
    *(("lends", "will_supply"), ("lends", "found"), ("lends", "ship"), ("asks", "receive"), ("asks", "check_out")),
    *(("asks", "renew"), ("lends", "renew_yes"), ("lends", "recall"), ("asks", "patron_returned")),
    *(("asks", "ship_return"), ("lends", "check_in")),
)
"""Who does what in a loan from beginning to end."""


def begun(pair: Pair) -> str:
    number = pair.asks.ask("ask")
    pair.asks.ask("send", number)
    return number


def state(told):
    return told["state"] if told else None


def test_a_loan_goes_its_whole_way_between_two_nodes(pair):
    number = begun(pair)
    pair.calms()
    for who, action in WAY:
        getattr(pair, who).ask("do", number, action)
        pair.calms()
        here, there = pair.stand(number)
        assert (here["state"], there["state"]) in AGREE, action
        if action in ("ship", "renew_yes", "recall"):
            assert (here["due"], here["due_on"]) == (there["due"], there["due_on"])
    assert (here["state"], there["state"], here["renewals"]) == ("completed", "completed", "1")
    assert there["tracking_no"] == here["tracking_no"] == "RB 123 456 CN"
    assert_all_told(pair, [number])


def test_while_the_line_is_down_both_go_on_and_nothing_is_lost(pair):
    pair.become(("down",))
    number = begun(pair)
    assert pair.lends.ask("stands", number) is None
    pair.asks.ask("do", number, "cancel")
    pair.become(("passes",))
    pair.calms()
    assert tuple(map(state, pair.stand(number))) == ("cancelled", "cancelled")
    assert_all_told(pair, [number])


NOT_BY_LOT = {"forward", "ask_next"}
"""What needs a third library."""


def test_over_a_bad_line_and_through_kills_both_nodes_agree_in_the_end(pair):
    print(f"LX_TEST_SEED={SEED}")
    lots = random.Random(SEED)
    pair.become(HABITS)
    numbers = [begun(pair) for _loan in range(LOANS)]
    turns = [lots.choice((pair.asks, pair.lends)) for _turn in range(LOANS * STEPS + 8 * LONG)]
    kills = set(lots.sample(range(len(turns)), KILLS))
    for turn, node in enumerate(turns):
        number = lots.choice(numbers)
        _does_something(lots, node, number)
        lots.choice((pair.asks, pair.lends)).ask("hurry")
        if turn in kills:
            victim = lots.choice((pair.asks, pair.lends))
            victim.is_killed()
            _does_something(lots, victim, number)  # what is done while it is down is told when it is up
            victim.starts()
        if LONG and turn % 40 == 39:
            numbers[lots.randrange(len(numbers))] = begun(pair)
    pair.become(("passes",))
    for node in (pair.asks, pair.lends):
        node.is_up()
    pair.calms()
    print(pair.there.carried, pair.back.carried)
    assert_all_told(pair, numbers)


def _does_something(lots, node, number):
    told = node.ask("stands", number)
    could = sorted(set(told["open"]) - NOT_BY_LOT) if told else []
    if could:
        node.ask("do", number, lots.choice(could))


def assert_all_told(pair, numbers):
    """Both sides agree, every message was applied once, and nobody refused a document."""
    for number in numbers:
        here, there = pair.stand(number)
        assert (here["state"], state(there)) in AGREE, (number, here, there)
        if there and here["public_no"] == there["public_no"]:
            assert (here["sent_seq"], there["sent_seq"]) == (there["received_seq"], here["received_seq"])
    for node in (pair.asks, pair.lends):
        applied = Counter(map(tuple, node.ask("taken")))
        assert set(applied.values()) <= {1}
        assert all(seq is not None for _number, seq in applied)
        assert node.ask("refused") == []
