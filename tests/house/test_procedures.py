"""Every procedure is a table that one machine follows, and nothing stands in a table that no code reads."""

import importlib
import pkgutil
import re
from collections.abc import Mapping
from enum import StrEnum

import pytest

import library_exchange
from library_exchange.core.procedure import BACK, STAY, Part, Procedure
from library_exchange.core.settings import CHECKOUT
from library_exchange.core.steps import Machine
from library_exchange.deals.labels import SETTLEMENT_CONSEQUENCES
from library_exchange.loans.rules.codes import Incoming
from library_exchange.shipping.labels.claims import CLAIM_ENDS
from library_exchange.shipping.rules.claims import ended_as, outcome_of
from library_exchange.shipping.rules.codes import FAULTS, ClaimEvent, Outcome
from library_exchange.shipping.rules.codes import LineState as ShippedLine
from library_exchange.shipping.rules.shipments import FOR_GOOD

PACKAGE = CHECKOUT / "library_exchange"
PURE = {
    "ParcelState": "a parcel follows its consignment, whose machine guards both",
    "DueState": "the due date follows the steps of the loan",
}
"""Procedures without a machine, by their states."""
OPENING = {Incoming.REQUEST}
"""Events that make a row instead of moving one."""
WAYS = {
    "AgreementState": ("draft", {"closed"}),
    "ApplicationState": ("unconfirmed", {"admitted", "declined"}),
    "BoxState": ("ticking", {"settled", "cancelled"}),
    "ClaimState": ("opened", {"resolved"}),
    "ClearanceState": ("not_needed", {"refused"}),
    "DepartureState": ("announced", {"called_off", "gone", "returned"}),
    "DueState": ("none", set()),
    "IssueState": ("expected", set()),
    "LineState": ("ticked", set()),
    "ListState": ("draft", {"settled", "cancelled"}),
    "OfferState": ("draft", {"transferred", "withdrawn"}),
    "ParcelState": ("open", {"received", "lost"}),
    "PledgeState": ("pledged", {"failed", "withdrawn"}),
    "PostState": ("shown", {"removed", "withdrawn"}),
    "ProgrammeState": ("draft", {"over", "cancelled"}),
    "ProposalState": ("sent", {"accepted", "declined"}),
    "ReaderApplicationState": ("unconfirmed", {"admitted", "declined"}),
    "ReconciliationState": ("open", {"agreed"}),
    "RequestingState": ("review", set()),
    "RoundState": ("planned", {"settled", "cancelled"}),
    "SettlementState": ("sent", {"closed", "withdrawn"}),
    "ShipmentState": ("planned", {"closed", "cancelled"}),
    "StandingState": ("proposed", {"ended", "closed"}),
    "SuccessionState": ("asked", {"declined", "withdrawn"}),
    "SupplyingState": ("new", set()),
    "TranslationState": ("asked", {"answered", "declined", "lapsed", "withdrawn"}),
    "WantState": ("open", set()),
}
"""Where each procedure begins, and where nothing more can happen."""


def _modules():
    for found in pkgutil.walk_packages(library_exchange.__path__, "library_exchange."):
        if ".migrations." not in found.name and not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


MODULES = list(_modules())
THINGS = {id(thing): thing for module in MODULES for thing in vars(module).values()}.values()
PROCEDURES = [thing for thing in THINGS if isinstance(thing, Procedure)]
MACHINES = [thing for thing in THINGS if isinstance(thing, Machine)]
RULES = [each for each in MODULES if ".rules" in each.__name__]


def _sources():
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0]
        if room != "migrations":
            yield str(path.relative_to(PACKAGE)), path.read_text(encoding="utf-8")


def _of_procedures(test):
    return pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.states.__name__)(test)


@pytest.mark.parametrize(("name", "home"), [("Step", "core/procedure.py"), ("NoSuchStep", "core/procedure.py")])
def test_a_step_is_one_thing_in_all_rooms(name, home):
    assert [path for path, source in _sources() if re.search(rf"^class {name}\b", source, re.M)] == [home]


def test_who_takes_a_step_is_said_by_one_enum():
    again = r"^class (By|Part|\w+By|Voice)\(StrEnum\)"
    assert [path for path, source in _sources() if re.search(again, source, re.M)] == ["core/procedure.py"]


def test_rooms_leave_it_to_the_machine_to_refuse_a_step():
    assert [path for path, source in _sources() if re.search(r"except \(?.*NoSuchStep", source)] == []


def test_each_procedure_is_followed_by_one_machine():
    followed = [machine.procedure for machine in MACHINES]
    for procedure in PROCEDURES:
        wanted = 0 if procedure.states.__name__ in PURE else 1
        assert followed.count(procedure) == wanted, procedure.states
    assert set(PURE) <= {procedure.states.__name__ for procedure in PROCEDURES}


def test_each_machine_has_a_name_of_its_own_in_the_audit():
    """The two sides of a loan are one thing to whoever reads it: one request, as each library sees it."""
    names = sorted(machine.subject for machine in MACHINES)
    assert names.count("loan") == 2
    assert len(names) - 1 == len(set(names)) == len(PROCEDURES) - len(PURE) - 1


@pytest.mark.parametrize("kind", ["Guard", "Effect"])
def test_no_guard_or_effect_only_decorates(kind):
    """A machine carries out what its table names; here, what the enum has is named by a table."""
    enums = {thing for module in RULES for thing in vars(module).values() if getattr(thing, "__name__", "") == kind}
    named = [name for procedure in PROCEDURES for name in procedure.guards() | procedure.effects()]
    assert enums
    for enum in enums:
        assert {name for name in named if type(name) is enum} == set(enum), enum.__module__


def test_every_event_is_in_a_table():
    used = [event for procedure in PROCEDURES for _state, event in procedure.steps]
    for enum in {each for procedure in PROCEDURES for each in procedure.events}:
        assert {event for event in used if type(event) is enum} == set(enum) - OPENING, enum.__module__


def test_the_way_of_every_procedure_is_known_here():
    assert sorted(procedure.states.__name__ for procedure in PROCEDURES) == sorted(WAYS)


@_of_procedures
def test_every_state_is_reached_from_the_first(procedure):
    reached, waiting = set(), [procedure.states(WAYS[procedure.states.__name__][0])]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            steps = [step for (at, _event), step in procedure.steps.items() if at is state]
            waiting += [step.leads_to(state) for step in steps if step.target is not BACK]
    assert reached == set(procedure.states)


@_of_procedures
def test_nothing_ends_where_nobody_meant_it_to(procedure):
    ends = {str(state) for state in procedure.states if procedure.is_final(state)}
    assert ends == WAYS[procedure.states.__name__][1]


@_of_procedures
def test_every_step_is_somebodys(procedure):
    if procedure.states.__name__ not in PURE:
        assert all(step.by for step in procedure.steps.values())


@_of_procedures
def test_every_grave_step_says_what_it_does(procedure):
    told = [key for thing in CONSEQUENCES for key in thing]
    for (state, event), step in procedure.steps.items():
        if step.is_grave:
            assert any(_is_about(key, state, event) for key in told) or _ends_a_claim(state, event), (state, event)


SAYS_YES = {
    "AgreementState": {"propose", "accept"},
    "ApplicationState": {"confirm_to_sponsor", "admit"},
    "BoxState": {"send"},
    "IssueState": {"out_of_print"},
    "ListState": {"publish"},
    "OfferState": {"publish", "pack"},
    "PostState": {"restore"},
    "ProgrammeState": {"agree"},
    "ProposalState": {"accept"},
    "RequestingState": {"send"},
    "RoundState": {"open_lists"},
    "ShipmentState": {"receive"},
    "StandingState": {"accept"},
    "SupplyingState": {"ship"},
    "TranslationState": {"answer"},
}
"""Steps without a way back that a form of their own asks for, or that only say yes to what the page shows whole."""
BEGUN_ANEW = {
    "ClaimState": {"disagree"},
    "DepartureState": {"call_off", "return"},
    "OfferState": {"not_found"},
    "PledgeState": {"withdraw"},
    "ReconciliationState": {"differ"},
    "SettlementState": {"dispute", "withdraw"},
    "SuccessionState": {"decline", "withdraw"},
    "TranslationState": {"withdraw"},
    "WantState": {"give_up"},
}
"""Steps after which the same can be begun anew, or told further."""


@_of_procedures
def test_who_takes_a_step_that_nobody_can_take_back_is_asked_first(procedure):
    """A click of a tired hand: whatever ends something, or closes a door behind it, asks or has a way back."""
    name, people = procedure.states.__name__, set(Part) - {Part.CLOCK, Part.SERVICE}
    for_good = {
        str(event)
        for (state, event), step in procedure.steps.items()
        if step.by & people and not step.is_grave and event not in (*FOR_GOOD, *SETTLEMENT_CONSEQUENCES)
        if step.target not in (STAY, BACK, state) and not str(event).startswith("says_")
        and not any(
            at is step.target and other.by & people and other.target in (BACK, state)
            for (at, _event), other in procedure.steps.items()
        )
    }  # fmt: skip
    if name in PURE:
        return
    assert for_good == SAYS_YES.get(name, set()) | BEGUN_ANEW.get(name, set())


def _ends_a_claim(state, event):
    """What the end of a claim does is told by its outcome and by what was wrong with the book."""
    outcome = outcome_of(state, event) if isinstance(event, ClaimEvent) else None
    faults = (ShippedLine.LOST,) if outcome is Outcome.TURNED_UP else FAULTS
    return outcome is not None and all(ended_as(outcome, fault) in CLAIM_ENDS for fault in faults)


CONSEQUENCES = [thing for module in MODULES for name, thing in vars(module).items() if name.endswith("CONSEQUENCES")]


def _is_about(key, state, event):
    """Words of two procedures may be spelled alike."""
    if isinstance(key, tuple):
        return [type(part) for part in key] == [type(state), type(event)] and key == (state, event)
    return type(key) is type(event) and key == event


@pytest.mark.parametrize("module", RULES, ids=lambda each: each.__name__.removeprefix("library_exchange."))
def test_no_table_mixes_words_of_two_kinds(module):
    """Two kinds may share a word, and one would hide the other: `refuse` of a claim is not that of a permission."""
    for name, table in vars(module).items():
        if isinstance(table, Mapping) and not name.startswith("__"):
            firsts = [key[0] if isinstance(key, tuple) and key else key for key in table]
            assert len({type(first) for first in firsts if isinstance(first, StrEnum)}) <= 1, name
