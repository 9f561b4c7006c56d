"""What may be asked by letter: a step of the procedure at every state that waits for the library, and nothing else."""

import re

import pytest

from library_exchange.answer_links import labels, policy, rules
from library_exchange.answer_links.models import AnswerLink, LetterPartner
from library_exchange.core.actor import Actor, Role, by_link
from library_exchange.core.clock import now
from library_exchange.core.procedure import Part
from library_exchange.loans import policy as loans
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, DueState, Side
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import CLOSING, STATES, TABLES, UNDOING, find, parts_in, states_of
from library_exchange.loans.rules.tasks import TASK_OF

EVERY = [
    (side, state, action) for side, asked in rules.QUESTIONS.items() for state, acts in asked.items() for action in acts
]


@pytest.mark.parametrize("side", Side)
def test_every_state_that_waits_for_a_library_is_asked_about(side):
    assert set(TASK_OF[side]) <= set(rules.QUESTIONS[side])


@pytest.mark.parametrize(("side", "state", "action"), EVERY, ids=str)
def test_every_answer_is_a_step_of_the_procedure_that_staff_may_take(side, state, action):
    assert (state, action) in TABLES[side].steps
    assert Part.OWNER in parts_in(action)
    assert action not in UNDOING | CLOSING


def test_a_renewal_is_asked_only_while_the_partner_waits_for_the_answer():
    for state in STATES[Side.SUPPLYING]:
        for due in DueState:
            asked = rules.answers(Side.SUPPLYING, state, due, ServiceType.LOAN)
            is_out = state in ("shipped", "on_loan") and due is DueState.RENEW_ASKED
            assert (asked == rules.RENEWAL) == is_out
            assert all(find(Side.SUPPLYING, state, action, due) for action in asked)


def test_a_copy_of_pages_is_never_shipped_as_a_book():
    asked = rules.answers(Side.SUPPLYING, STATES[Side.SUPPLYING]("to_ship"), DueState.NONE, ServiceType.COPY)
    assert Action.SHIP not in asked
    assert Action.SEND_COPY in asked


def standing(side, state, **more):
    return LoanRequest(side=side, state=str(state), **more)


def test_every_question_has_its_words(web):
    for side, asked in rules.QUESTIONS.items():
        for state in asked:
            assert str(labels.question(standing(side, state))).endswith("?")
    on_loan = standing(Side.SUPPLYING, "on_loan", due=DueState.RENEW_ASKED)
    assert labels.question(on_loan) is labels.RENEWAL


def test_no_question_about_pages_to_be_copied_is_about_lending_or_returning(web):
    for side, asked in rules.QUESTIONS.items():
        for state in set(asked) & set(states_of(side, ServiceType.COPY)):
            told = str(labels.question(standing(side, state, service=ServiceType.COPY)))
            assert not re.search(r"\b(?:lend|lends|lent|returned|book)\b", told), told


def row(loan_id=7, library_id=1, **more):
    return LoanRequest(id=loan_id, side=Side.SUPPLYING, library_id=library_id, partner_id=2, state="new", **more)


def test_who_has_a_link_acts_for_its_library_on_its_row_and_nowhere_else():
    linked = by_link(1, 7)
    assert loans.parts_of(linked, row()) == {Part.OWNER}
    assert loans.parts_of(linked, row(loan_id=8)) == set()
    assert loans.parts_of(linked, row(library_id=3)) == set()
    assert Action.CLOSE_LOAN not in loans.actions_open_to(linked, row())
    assert not any((linked.is_staff, linked.is_signed_in, linked.is_platform_admin))
    assert (linked.door, linked.user_id) == ("link", None)


LETTER = {"loan_id": 7, "library_id": 1, "partner_id": 2, "number": "R-1", "state": "new"}
PRINTS = [
    (Actor("person", library_id=1, user_id=1, roles=frozenset({Role.READER})), False),
    (Actor("person", library_id=2, user_id=2, roles=frozenset({Role.LIBRARIAN})), True),
    (Actor("person", library_id=2, user_id=3, roles=frozenset({Role.READER})), False),
    (Actor("person", library_id=3, user_id=4, roles=frozenset({Role.LIBRARIAN})), True),
    (Actor("person", library_id=4, user_id=5, roles=frozenset({Role.LIBRARY_ADMIN})), False),
    (Actor("person", user_id=6, is_platform_admin=True), True),
    (by_link(1, 7), False),
]


@pytest.mark.parametrize(("actor", "may"), PRINTS, ids=str)
def test_partner_sponsor_and_platform_print_a_letter_and_nobody_else(actor, may):
    assert policy.may_print(actor, AnswerLink(**LETTER), LetterPartner(library_id=1, sponsor_id=3, since=now())) is may


ENDS = [
    (Actor("person", library_id=3, user_id=4, roles=frozenset({Role.LIBRARIAN})), False),
    (Actor("person", library_id=3, user_id=4, roles=frozenset({Role.LIBRARY_ADMIN})), True),
    (Actor("person", library_id=2, user_id=4, roles=frozenset({Role.LIBRARY_ADMIN})), False),
    (Actor("person", user_id=6, is_platform_admin=True), True),
]


@pytest.mark.parametrize(("actor", "may"), ENDS, ids=str)
def test_the_platform_and_the_sponsors_administrators_end_it(actor, may):
    assert policy.may_end(actor, LetterPartner(library_id=1, sponsor_id=3, since=now())) is may
