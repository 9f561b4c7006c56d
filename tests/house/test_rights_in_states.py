"""Who may take which step in which state: every procedure, state, event and actor, against a literal table.

The doors are walked in `test_rights`; here the machines that every door calls are asked, without a database. A guard,
which looks at more than who acts, is left out. `rights_in_states.tsv` holds for each step who may take it; for an event
that a state does not know, the answer is a conflict, whoever asks.
"""

import csv
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from library_exchange.core.actor import ANONYMOUS, Actor, Role, by_key, by_link, clock, partner
from library_exchange.core.errors import Conflict, ExchangeError
from library_exchange.core.steps import Machine, Taking
from library_exchange.correspondence.discussions import Discussion
from library_exchange.correspondence.models import Post, TranslationRequest
from library_exchange.deals.models import Agreement, Box, BoxLine, Settlement
from library_exchange.joining.models import LibraryApplication
from library_exchange.leaving.models import Departure
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.offers.models import Offer, Want
from library_exchange.programmes.models import BookList, Pledge, Programme
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reconciliation.models import Reconciliation
from library_exchange.rounds.models import Round, RoundMember
from library_exchange.shipping.models import Claim, Clearance, Consignment
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange
from library_exchange.succession.models import Succession
from tests.house.test_procedures import MACHINES

TABLE = Path(__file__).with_name("rights_in_states.tsv")
OURS, THEIRS, OTHERS, ROW, READER = 1, 2, 3, 7, 11
AT = datetime(2026, 11, 30, tzinfo=UTC)


def _person(library_id: int, *roles: Role, user_id: int = 12) -> Actor:
    return Actor("person", library_id=library_id, user_id=user_id, roles=frozenset(roles))


ACTORS = {
    "reader": _person(OURS, Role.READER, user_id=READER),
    "another-reader": _person(OURS, Role.READER),
    "librarian": _person(OURS, Role.LIBRARIAN),
    "admin": _person(OURS, Role.LIBRARY_ADMIN),
    "program": by_key(OURS, 1),
    "message": partner(OURS),
    "link": by_link(OURS, ROW),
    "link-elsewhere": by_link(OURS, ROW + 1),
    "partner": _person(THEIRS, Role.LIBRARIAN),
    "partner-admin": _person(THEIRS, Role.LIBRARY_ADMIN),
    "partner-reader": _person(THEIRS, Role.READER),
    "stranger": _person(OTHERS, Role.LIBRARIAN),
    "stranger-admin": _person(OTHERS, Role.LIBRARY_ADMIN),
    "stranger-message": partner(OTHERS),
    "platform": Actor("person", user_id=13, is_platform_admin=True),
    "nobody": ANONYMOUS,
    "clock": clock(),
}
"""Who acts on a row of the first library, whose other side is the second; the third has nothing to do with it."""


@dataclass(frozen=True)
class Thing:
    """A row as it stands between the two libraries, and what it belongs to; `name` says what of it matters."""

    name: str
    row: Any
    within: Any = None


def _row(model: type[Any], **known: Any) -> Any:
    """Return a row of which no more is known than tells who somebody is to it; no database sees it."""
    return model(id=ROW, **known)


def _consignment() -> Any:
    return _row(Consignment, consignor_id=OURS, consignee_id=THEIRS, consignee_gateway_id=None, version=1)


def _by_states() -> dict[str, list[Thing]]:
    """Return the things of each procedure, by the class of its states."""
    two = {"first_id": OURS, "second_id": THEIRS}
    programme = _row(Programme, author_id=OURS, partner_id=THEIRS)
    posts = Discussion(None, frozenset({OURS, THEIRS}), is_open=True)
    loan = {"library_id": OURS, "partner_id": THEIRS, "reader_id": READER}
    return {
        "AgreementState": [
            Thing("we wrote, they answer", _row(Agreement, **two, author_id=OURS, turn_id=THEIRS)),
            Thing("they wrote, we answer", _row(Agreement, **two, author_id=THEIRS, turn_id=OURS)),
        ],
        "ApplicationState": [Thing("ours to sponsor", _row(LibraryApplication, sponsor_id=OURS))],
        "BoxState": [Thing("", _row(Box, **two))],
        "ClaimState": [Thing("we send", _row(Claim), _consignment())],
        "ClearanceState": [
            Thing("export", _row(Clearance, direction="export"), _consignment()),
            Thing("import", _row(Clearance, direction="import"), _consignment()),
        ],
        "DepartureState": [Thing("we leave", _row(Departure, library_id=OURS))],
        "IssueState": [Thing("we give", _row(SerialIssue), (OURS, THEIRS))],
        "LineState": [Thing("", _row(BoxLine))],
        "ListState": [Thing("", _row(BookList, editor_id=OURS), programme)],
        "OfferState": [Thing("", _row(Offer, library_id=OURS))],
        "PledgeState": [Thing("", _row(Pledge, library_id=OURS))],
        "PostState": [
            Thing("shown", _row(Post, library_id=OURS), posts),
            Thing("hidden by them", _row(Post, library_id=OURS, hidden_by_id=THEIRS), posts),
        ],
        "ProgrammeState": [Thing("", programme)],
        "ProposalState": [Thing("", _row(RoundMember, library_id=OURS))],
        "ReaderApplicationState": [Thing("", _row(ReaderApplication, library_id=OURS))],
        "ReconciliationState": [
            Thing("we said", _row(Reconciliation, **two, said_by_id=OURS)),
            Thing("they said", _row(Reconciliation, **two, said_by_id=THEIRS)),
        ],
        "RequestingState": [Thing("", _row(LoanRequest, side=Side.REQUESTING, **loan))],
        "RoundState": [Thing("", _row(Round, organiser_id=OURS))],
        "SettlementState": [
            Thing("we proposed", _row(Settlement, creditor_id=OURS, debtor_id=THEIRS, proposer_id=OURS)),
            Thing("they proposed", _row(Settlement, creditor_id=OURS, debtor_id=THEIRS, proposer_id=THEIRS)),
        ],
        "ShipmentState": [Thing("we send", _consignment())],
        "StandingState": [
            Thing("we wrote, they answer", _row(StandingExchange, **two, author_id=OURS, turn_id=THEIRS)),
        ],
        "SuccessionState": [
            Thing("they take over", _row(Succession, library_id=OURS, successor_id=THEIRS)),
            Thing("we take over", _row(Succession, library_id=THEIRS, successor_id=OURS)),
        ],
        "SupplyingState": [Thing("", _row(LoanRequest, side=Side.SUPPLYING, **loan))],
        "TranslationState": [Thing("we asked", _row(TranslationRequest, asker_id=OURS, partner_id=THEIRS))],
        "WantState": [Thing("", _row(Want, library_id=OURS))],
    }


THINGS = _by_states()
NO_STEP, MAY, MAY_NOT = "no step", "may", "may not"


def _without_guards(machine: Machine) -> Machine:
    """Return a machine that asks who acts and nothing else."""
    return replace(machine, guards={name: lambda _taking: None for name in machine.guards}, look=lambda _taking: None)


def _answer(machine: Machine, thing: Thing, event: Any, actor: Actor) -> str:
    try:
        step = machine.step_of(thing.row, event)
    except Conflict:
        return NO_STEP
    taking = Taking(None, actor, thing.row, event, step, machine.state_of(thing.row), AT, within=thing.within)
    try:
        machine.require(taking)
    except ExchangeError as refused:
        if refused.status not in (403, 404, 409):
            raise
        return MAY_NOT
    return MAY


def _table() -> dict[tuple[str, str, str, str], frozenset[str]]:
    """Return who may take each step: procedure, thing, state, event."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = {tuple(row[:4]): frozenset(row[4].split()) for row in rows}
    assert len(found) == len(rows)
    return found


WHO = _table()


def test_every_procedure_that_a_machine_follows_stands_here():
    assert sorted(machine.procedure.states.__name__ for machine in MACHINES) == sorted(THINGS)
    assert {key[:2] for key in WHO} == {(states, thing.name) for states, found in THINGS.items() for thing in found}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.procedure.states.__name__)
def test_a_step_is_taken_by_whom_the_table_names_in_its_state_and_by_nobody_else(machine):
    procedure, asked = machine.procedure, _without_guards(machine)
    name, odd = procedure.states.__name__, Counter()
    for thing in THINGS[name]:
        for state in procedure.states:
            setattr(thing.row, machine.column, state)
            for event in (event for kind in procedure.events for event in kind):
                key = (name, thing.name, str(state), str(event))
                for who, actor in ACTORS.items():
                    wanted = NO_STEP if key not in WHO else MAY if who in WHO[key] else MAY_NOT
                    given = _answer(asked, thing, event, actor)
                    odd[(*key, who, f"{given}, not {wanted}")] += given != wanted
    assert sorted(+odd) == []


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.procedure.states.__name__)
def test_pages_offer_what_may_be_done_and_nothing_else(machine):
    name = machine.procedure.states.__name__
    for thing in THINGS[name]:
        for state in machine.procedure.states:
            setattr(thing.row, machine.column, state)
            for who, actor in ACTORS.items():
                offered = {str(event) for event in machine.events_open_to(actor, thing.row, thing.within)}
                steps = {key[3]: people for key, people in WHO.items() if key[:3] == (name, thing.name, str(state))}
                assert offered == {event for event, people in steps.items() if who in people}, (state, who)


def test_nobody_who_is_not_signed_in_takes_any_step_and_readers_take_those_of_their_requests():
    assert not any("nobody" in people for people in WHO.values())
    of_readers = {key[0] for key, people in WHO.items() if {"reader", "another-reader", "partner-reader"} & people}
    assert of_readers == {"RequestingState"}
    assert not any({"another-reader", "partner-reader"} & people for people in WHO.values())


FOLLOWING = {
    "OfferState": {"reserve", "commit", "release", "receive", "lose"},
    "ProposalState": {"accept"},
    "WantState": {
        *("match", "confirm", "decline", "decline_again", "release"),
        *("receive", "receive_last", "fail", "undo"),
    },
}
"""Steps that follow from what two libraries decided of a book or a round, whose own act was asked about: a service
takes them for either side, on behalf of whoever acted."""


def test_a_library_that_has_nothing_to_do_with_a_thing_takes_no_step_of_it():
    strangers = {"stranger", "stranger-admin", "stranger-message", "link-elsewhere"}
    found = {}
    for (states, _thing, _state, event), people in WHO.items():
        if strangers & people:
            found.setdefault(states, set()).add(event)
    assert found == FOLLOWING
