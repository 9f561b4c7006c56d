"""What goes over to a successor is decided by one table, and who may say what by another."""

import itertools
from datetime import UTC, datetime

import pytest

from library_exchange.core.actor import Actor, Role
from library_exchange.core.procedure import Part
from library_exchange.leaving.rules import ENDS_BY_ITSELF, Thing
from library_exchange.succession import labels, policy
from library_exchange.succession.models import Succession
from library_exchange.succession.queries import FOUND, KIND_OF
from library_exchange.succession.rules import (
    FINISHED_FIRST,
    LONGEST_NUMBER,
    RULES,
    SUCCESSION,
    Kind,
    SuccessionEvent,
    SuccessionState,
    Why,
    in_order,
    numbered,
)
from library_exchange.succession.services.carrying import CARRIES

AT = datetime(2026, 5, 4, tzinfo=UTC)
ROW = Succession(departure_id=1, library_id=1, successor_id=2, asked_at=AT, touched_at=AT)


def test_everything_that_may_be_open_is_taken_over_or_finished_first():
    goes = {rule.empties for rule in RULES.values()} - {None}
    assert (
        *(Thing.FOR_READERS, Thing.CLAIMS, Thing.ROUNDS, Thing.BOXES, Thing.PLEDGES, Thing.STANDING),
        *(Thing.STAFF, Thing.READERS),
    ) == FINISHED_FIRST, "no person goes over, nor what hangs on one"
    assert set(ENDS_BY_ITSELF) & goes == {Thing.OFFERS, Thing.WANTS}


def test_each_kind_has_its_rule_its_query_its_way_and_its_words():
    assert set(RULES) == set(CARRIES) == set(labels.KINDS) == set(Kind)
    assert {*FOUND, *KIND_OF.values(), Kind.CONSIGNMENTS} == set(Kind)
    assert {why for rule in RULES.values() for why in rule.stays} == set(Why) == set(labels.STAYS)
    assert [kind for kind in Kind if RULES[kind].is_wish] == [Kind.OFFERS, Kind.WANTS, Kind.HOLDINGS]


def test_loans_go_before_the_consignments_they_travel_in_and_offers_before_their_copies():
    order = list(Kind)
    assert order.index(Kind.CONSIGNMENTS) > max(order.index(Kind.LENT), order.index(Kind.BORROWED))
    assert order.index(Kind.HOLDINGS) > order.index(Kind.OFFERS)


def test_kinds_are_read_from_a_form_once_each_in_order_and_no_others():
    assert in_order(["holdings", "lent", "lent", "people"]) == ["lent", "holdings"]
    assert in_order([]) == []


def test_two_numbers_never_become_one_and_none_is_too_long():
    assert numbered("heihe", "001") == "heihe:001"
    long = "9" * (LONGEST_NUMBER - 1)
    found = [numbered("heihe", long + last) for last in ("1", "2")]
    assert [len(each) for each in found] == [LONGEST_NUMBER] * 2
    assert found[0] != found[1]
    assert numbered("heihe", long + "1") == found[0], "a record that comes again is the same one"
    assert numbered("a", "9" * (LONGEST_NUMBER - 2)) == "a:" + "9" * (LONGEST_NUMBER - 2)


@pytest.mark.parametrize(
    ("actor", "parts"),
    [
        (Actor("person", library_id=1, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN})), {Part.OWNER}),
        (Actor("person", library_id=2, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN})), {Part.PARTNER}),
        (Actor("person", library_id=2, user_id=1, roles=frozenset({Role.LIBRARIAN})), set()),
        (Actor("person", library_id=3, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN})), set()),
        (Actor("person", user_id=1, is_platform_admin=True), {Part.COORDINATOR}),
        (Actor("clock"), {Part.CLOCK, Part.SERVICE}),
    ],
)
def test_administrators_of_the_two_libraries_have_their_parts_and_nobody_else(actor, parts):
    assert policy.parts_in(actor, ROW) == parts


S, E = SuccessionState, SuccessionEvent
STEPS = {
    (S.ASKED, E.ACCEPT): {Part.PARTNER},
    (S.ASKED, E.DECLINE): {Part.PARTNER},
    (S.ASKED, E.WITHDRAW): {Part.OWNER, Part.COORDINATOR},
    (S.ACCEPTED, E.WITHDRAW): {Part.OWNER, Part.PARTNER, Part.COORDINATOR},
    (S.ACCEPTED, E.CARRY): {Part.CLOCK},
}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(S, E)))
def test_only_the_successor_answers_and_only_who_asked_takes_the_question_back(state, event):
    step = SUCCESSION.find(state, event)
    assert (set(step.by) if step else None) == STEPS.get((state, event))
