"""Two nodes of ours, one in each country: a loan between them over HTTP alone, and over a line as bad as lines get."""

import json
import os
import random
import re
import shlex
import time
from collections import Counter
from contextlib import suppress

import pytest
import sqlalchemy as sa
from lxml import etree
from sqlmodel import col

from library_exchange.commands.connecting import connect
from library_exchange.core.db import reading, transaction
from library_exchange.core.sealed_secrets import own_key
from library_exchange.core.settings import CHECKOUT
from library_exchange.directory.models import Library
from library_exchange.protocols.iso18626.from_document import BY_NODES
from library_exchange.protocols.iso18626.models import EndPoint
from library_exchange.protocols.iso18626.queries import agency_of, end_point_of, key_hash
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.shims import Shim
from tests.loans.conftest import AGREE
from tests.protocols.nodes import HABITS, KEY, Pair, two_nodes

LONG = int(os.environ.get("LX_TEST_NODE_KILLS", "0"))
"""How often a node is killed in a long run; a run of the whole suite kills twice."""
KILLS, LOANS, STEPS = (LONG, 12, 12) if LONG else (2, 3, 12)
GUIDE = CHECKOUT / "docs" / "two-nodes.md"
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


@pytest.fixture(scope="module")
def completed(pair):
    """The number of a loan that has gone its whole way; both sides agreed after every step."""
    number = begun(pair)
    pair.calms()
    for who, action in WAY:
        getattr(pair, who).ask("do", number, action)
        pair.calms()
        here, there = pair.stand(number)
        assert (here["state"], there["state"]) in AGREE, action
        if action in ("ship", "renew_yes", "recall"):
            assert (here["due"], here["due_on"]) == (there["due"], there["due_on"])
    return number


def test_a_loan_goes_its_whole_way_between_two_nodes(pair, completed):
    here, there = pair.stand(completed)
    assert (here["state"], there["state"], here["renewals"]) == ("completed", "completed", "1")
    assert there["tracking_no"] == here["tracking_no"] == "RB 123 456 CN"
    assert_all_told(pair, [completed])


def test_nothing_crosses_the_border_but_what_the_guide_names(pair, completed):
    documents = pair.asks.ask("sent") + pair.lends.ask("sent")
    assert len(documents) >= len(WAY) - 1
    assert completed in documents[0]
    leaves = {etree.QName(leaf).localname for text in documents for leaf in leaves_of(text)}
    assert leaves <= parts_in_guide("part")
    facts = {name for text in documents for note in re.findall(r"#BRIDGE#(.*?)</", text) for name in json.loads(note)}
    assert facts <= parts_in_guide("fact") == {*BY_NODES, "notice"}
    for word in pair.asks.ask("people") + pair.lends.ask("people"):
        assert not any(word in text for text in documents)


def leaves_of(text):
    return [one for one in etree.fromstring(text.encode()).iter() if not len(one)]


def parts_in_guide(heading):
    """The parts of a message that the guide's table of that heading names."""
    table = GUIDE.read_text(encoding="utf-8").split(f"| {heading} | what it says |\n")[1].split("\n\n")[0]
    return {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])}


def test_the_commands_of_the_guide_connect_both_nodes(web):
    lines = re.findall(r"^library-exchange (connect .*)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        words = shlex.split(line.replace("$KEY", KEY))
        done = web.test_cli_runner().invoke(connect, words[1:])
        assert (done.exit_code, done.output) == (0, f"{words[1]} is connected.\n")
        with reading() as session:
            library = session.scalars(sa.select(Library).where(col(Library.code) == words[1])).one()
            end_point = end_point_of(session, library.id)
            assert library.is_remote
            assert (end_point.shim, end_point.edition) == (Shim.BRIDGE, Edition.E2021)
            assert (end_point.key_sent(own_key()), end_point.key_hash) == (KEY, key_hash(KEY))
            assert agency_of(session, library) == ("BRIDGE", words[1])
        with transaction() as session:  # the next command is given on the other node
            session.execute(sa.delete(EndPoint))


@pytest.mark.parametrize(
    ("words", "why"),
    [("--shared-key short", "at least 16"), ("--shared-key 0123456789abcdef --symbol x", "type before it")],
)
def test_what_is_wrong_with_a_connection_is_said(web, words, why):
    base = "amur --name A --country RU --mailbox a@b.example --url http://x.example --system bridge"
    done = web.test_cli_runner().invoke(connect, [*base.split(), *words.split()])
    assert done.exit_code != 0
    assert why in f"{done.output} {done.exception} {getattr(done.exception, 'fields', '')}"


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
    kills, killed = set(lots.sample(range(len(turns)), KILLS)), []
    for turn, node in enumerate(turns):
        number = lots.choice(numbers)
        _does_something(lots, node, number)
        lots.choice((pair.asks, pair.lends)).ask("hurry")
        if turn in kills:
            spared = [each for each in (pair.asks, pair.lends) if each not in killed]
            victim = lots.choice(spared or [pair.asks, pair.lends])
            killed.append(victim)
            victim.is_up()
            time.sleep(lots.random() / 10)
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
        # A message may come between looking and doing: then the step is refused, as it is to a librarian.
        with suppress(RuntimeError):
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
