"""The frozen lists of a round, published under pseudonyms: what they hold, what they hide, and that they are enough."""

import json
import subprocess
import sys
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given

from library_exchange.rounds.rules.clearing.clear import Method, clear
from library_exchange.rounds.rules.clearing.market import Barred, Barrier, Market, Offer, Want, input_hash
from library_exchange.rounds.rules.clearing.pseudonyms import pseudonyms_of, renamed
from library_exchange.rounds.rules.clearing.published import (
    OtherRule,
    Unreadable,
    first_difference,
    read,
    recomputed,
    shown,
    written,
)
from tests.rounds.clearing.markets import gives, library, market, markets
from tests.rounds.clearing.test_properties import methods, modest, promised


def hidden(given: Market) -> Market:
    return renamed(given, pseudonyms_of(given))


def file_of(given: Market, method: Method = Method.CIRCULATION) -> str:
    return written(shown(given), clear(given, method=method), 1)


def swap() -> Market:
    """Three libraries, of which two swap; what a third could give is barred or excluded."""
    return market(
        [library("heihe", settlement="Heihe", excludes=frozenset({"amur"})), library("harbin"), library("amur")],
        [gives("harbin/00001", "harbin"), gives("amur/00001", "amur"), gives("heihe/00001", "heihe")],
        [Want("harbin/00001", "harbin"), Want("amur/00001", "amur"), Want("heihe/00001", "heihe")],
        [
            ("harbin/00001", "amur/00001"),
            ("amur/00001", "harbin/00001"),
            ("amur/00001", "heihe/00001"),
            ("heihe/00001", "harbin/00001"),
        ],
        [Barred("heihe/00001", "harbin/00001", Barrier.NOT_CLEARED)],
    )


@modest
@given(markets(), methods)
def test_what_is_published_of_a_round_is_enough_to_find_its_lines(market, method):
    told, lists = hidden(market), read(file_of(hidden(market), method))
    again = recomputed(lists)
    assert promised(again) == promised(clear(told, method=method))
    assert (first_difference(lists, again), again.objective) == (None, lists.worth)
    assert again.input_hash == lists.sha256 == input_hash(shown(told))


@modest
@given(markets(), methods)
def test_under_other_names_every_offer_belongs_to_whom_and_to_the_work_it_did(market, method):
    told, names = hidden(market), pseudonyms_of(market)
    assert sorted(names.libraries[one.id] for one in market.institutions) == sorted(one.id for one in told.institutions)
    owners = {names.offers[one.id]: names.libraries[one.owner] for one in market.offers}
    assert owners == {one.id: one.owner for one in told.offers}
    same_work = [(one.work == other.work) for one in market.offers for other in market.offers]
    assert same_work == [(one.work == other.work) for one in told.offers for other in told.offers]
    assert len(clear(told, method=method).outcomes) == len(market.wants)


@modest
@given(markets())
def test_names_are_alike_in_whatever_order_the_lists_were_written(market):
    order, parts = Random(7), ("offers", "wants", "pairs")
    lists = {part: getattr(market, part) for part in parts}
    mixed = replace(market, **{part: tuple(order.sample(rows, len(rows))) for part, rows in lists.items()})
    assert pseudonyms_of(mixed) == pseudonyms_of(market)


def test_the_file_names_no_library_and_does_not_tell_who_excludes_whom_or_what_is_barred():
    text = file_of(hidden(swap()))
    assert not [word for word in ("heihe", "harbin", "amur", "Heihe", "excludes", "barred") if word in text]
    parts = ("libraries", "offers", "wants", "pairs", "lines")
    assert [len(json.loads(text)[part]) for part in parts] == [3, 3, 3, 2, 2]


def test_who_knows_all_lists_but_one_priority_finds_other_names():
    many = tuple(Offer(f"amur/{number:05d}", "amur", f"{number}") for number in range(40))
    given = replace(swap(), offers=many, pairs=(), barred=())
    guess = replace(given, wants=(*given.wants[:2], replace(given.wants[2], priority=5)))
    assert pseudonyms_of(given).offers != pseudonyms_of(guess).offers


def test_a_changed_line_is_noticed_and_named():
    given = json.loads(file_of(hidden(swap())))
    first, second = given["lines"]
    for lines, number, in_file, computed in [
        ([first], 2, None, tuple(second)),
        ([second], 1, tuple(second), tuple(first)),
        ([first, [second[0], first[1]]], 2, (second[0], first[1]), tuple(second)),
        ([first, second, second], 3, tuple(second), None),
    ]:
        lists = read(json.dumps(given | {"lines": lines}))
        found = first_difference(lists, recomputed(lists))
        assert (found.number, found.in_file, found.computed) == (number, in_file, computed)


def test_a_changed_list_has_another_hash():
    given = json.loads(file_of(hidden(swap())))
    given["wants"][0]["priority"] = 5
    lists = read(json.dumps(given))
    assert recomputed(lists).input_hash != lists.sha256


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": "tea list"}, "format"),
        ({"rule": {"seed": "x", "exact": 1}}, "worth more"),
        ({"offers": [{"id": "o1", "owner": "l9", "work": "o1"}]}, "not in the market"),
        ({"wants": [{"id": "w1", "owner": "l1", "cap": "many"}]}, "wants.0.cap"),
        ({"persons": []}, "persons"),
        ({"lines": [["o1"]]}, "lines.0"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_with_what_is_wrong(change, told):
    with pytest.raises(Unreadable, match=told):
        read(json.dumps(json.loads(file_of(hidden(swap()))) | change))


def test_a_file_of_another_rule_is_not_computed_by_this_one():
    with pytest.raises(OtherRule, match="version 2"):
        read(json.dumps(json.loads(file_of(hidden(swap()))) | {"rule_version": 2}))
    with pytest.raises(Unreadable, match="JSON"):
        read("no file")


def test_another_process_finds_the_same_names_and_writes_the_same_file():
    program = "from tests.rounds.clearing.test_published import *; print(file_of(hidden(swap())))"
    files = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert files == {file_of(hidden(swap())).strip()}
