"""Everything has a name: no state, action, reason or notice is left without words."""

from dataclasses import replace
from datetime import date

import pytest

from library_exchange.app import joined_rights
from library_exchange.commands import loan_procedure
from library_exchange.core.actor import Actor, Role, clock, partner
from library_exchange.core.i18n import LANGUAGES, speaking
from library_exchange.core.procedure import Part
from library_exchange.core.regions import REGIONS
from library_exchange.core.settings import CHECKOUT
from library_exchange.directory.copyright import STATEMENTS
from library_exchange.loan_pictures import labels as pictures
from library_exchange.loan_pictures.rules import Moment
from library_exchange.loans import policy
from library_exchange.loans.forms import FIELD_LABELS, FIELD_NAMES
from library_exchange.loans.labels import actions, code_names, history, states
from library_exchange.loans.models import AttemptState, LoanRequest
from library_exchange.loans.rules.codes import (
    Action,
    CopyFault,
    Damage,
    DeclineReason,
    DueState,
    Incoming,
    OwnCopy,
    RenewalRefusal,
    RequestingState,
    Settlement,
    Side,
    SupplyingState,
)
from library_exchange.loans.rules.inputs import INPUT, Asks
from library_exchange.loans.rules.milestones import Milestone
from library_exchange.loans.rules.reminders import LADDER
from library_exchange.loans.rules.rota import Rearrangement
from library_exchange.loans.rules.standard_codes import LoanCondition, ReasonRetry, ReasonUnfilled, ServiceType, Status
from library_exchange.loans.rules.steps import STATES, Instead, actions_from, parts_in
from library_exchange.loans.rules.tasks import Task
from library_exchange.loans.schemas import BibliographicInfo, StepInput, TextForm
from library_exchange.loans.services import notices
from library_exchange.shipping.rules.codes import Mode

BESIDE_THE_PROCEDURE = (
    history.ORDER_SET,
    history.REMINDED,
    history.COPY_OPENED,
    history.COPY_ATTACHED,
    history.COPY_REPLACED,
    history.PICTURE_SHOWN,
    history.PICTURE_TAKEN_BACK,
    history.LOCAL_CHECK,
    "complete_citation",
    *Rearrangement,
)
"""What the history tells that is no step."""


@pytest.mark.parametrize(
    ("names", "things"),
    [
        (states.SIDES, Side),
        (actions.ACTIONS, Action),
        (states.READER_STATUS, RequestingState),
        (code_names.REASONS, ReasonUnfilled),
        (code_names.DECLINE_REASONS, DeclineReason),
        (code_names.METHODS, Mode),
        (code_names.CONDITIONS, LoanCondition),
        (code_names.RETRY_REASONS, ReasonRetry),
        (code_names.RENEWAL_REFUSALS, RenewalRefusal),
        (code_names.OWN_COPIES, OwnCopy),
        (code_names.DAMAGES, Damage),
        (code_names.COPY_FAULTS, CopyFault),
        (code_names.SETTLEMENTS, Settlement),
        (STATEMENTS, {region.copy_statement for region in REGIONS.values()}),
        (code_names.STATUSES, Status),
        (states.MILESTONES, Milestone),
        (pictures.MOMENTS, Moment),
        (states.TASKS, Task),
        (states.ATTEMPTS, AttemptState),
        (history.EVENTS, ["ask", *Action, *Incoming, DueState.DUE_SOON, DueState.OVERDUE, *BESIDE_THE_PROCEDURE]),
        (FIELD_LABELS, Asks),
        *((states.STATES[side], STATES[side]) for side in Side),
    ],
)
def test_everything_has_a_name(names, things):
    assert set(names) == set(things)


def every_refusal():
    for side in Side:
        for state in STATES[side]:
            for action in set(Action) - set(actions_from(side, state)):
                yield side, state, action


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_refused_step_has_advice_in_every_language(web, code):
    with speaking(code):
        assert min(len(str(actions.advice(*refused))) for refused in every_refusal()) > 5
    assert set(actions._INSTEAD) | {Instead.NOT_NOW} == set(Instead)


def test_every_notice_is_written_and_every_text_used(web):
    to_reader = set(notices.TO_READER.values()) | set(notices.TO_READER_WHO_HAS_IT.values())
    used = (set(notices.TO_LIBRARY.values()) | to_reader | {rung.letter for rung in LADDER}) - {None}
    written = {name.rpartition("/")[2] for name in web.jinja_env.list_templates() if name.startswith("loans/mail/")}
    assert {f"{name}.txt" for name in used} | {"_about.txt"} == written


def test_the_page_on_the_procedure_is_the_one_that_the_tables_make(web):
    assert (CHECKOUT / "docs" / "loan-procedure.md").read_text(encoding="utf-8") == loan_procedure.page()


def test_each_field_of_a_step_is_one_of_its_input():
    assert {FIELD_NAMES[asks] for asked in INPUT.values() for asks in asked} <= set(StepInput.model_fields)


ROUTES = {name: access for name, access in joined_rights().items() if name.startswith("loans.")}
"""Doors of loans, those that rooms above hang there too."""
EXPECTED_RIGHTS = {action: {Part.OWNER} for action in Action}
EXPECTED_RIGHTS[Action.CANCEL] = EXPECTED_RIGHTS[Action.RENEW] = {Part.OWNER, Part.AUTHOR}
EXPECTED_RIGHTS[Action.UNDO_RENEW] = EXPECTED_RIGHTS[Action.REPORT_UNREADABLE] = {Part.OWNER, Part.AUTHOR}
EXPECTED_RIGHTS[Action.ACCEPT_COPY] = {Part.OWNER, Part.AUTHOR, Part.CLOCK}
for _action in (Action.SEND, Action.WITHDRAW, Action.ASK_NEXT):
    EXPECTED_RIGHTS[_action] = {Part.OWNER, Part.CLOCK}
EXPECTED_RIGHTS[Action.ANSWER_LIBRARY] = {Part.AUTHOR}
EXPECTED_RIGHTS[Action.GO_ON_WITHOUT] = {Part.OWNER, Part.CLOCK}
EXPECTED_RIGHTS[Action.CLOSE_REQUEST] = EXPECTED_RIGHTS[Action.CLOSE_LOAN] = {Part.ADMINISTRATOR}


def test_a_reader_may_cancel_and_staff_may_do_the_rest():
    assert {action: set(parts_in(action)) for action in Action} == EXPECTED_RIGHTS


def test_who_somebody_is_to_a_request():
    loan = LoanRequest(side=Side.REQUESTING, library_id=1, reader_id=7)
    people = {
        Part.OWNER: Actor("person", library_id=1, user_id=8, roles=frozenset({Role.LIBRARIAN})),
        Part.AUTHOR: Actor("person", library_id=1, user_id=7, roles=frozenset({Role.READER})),
        Part.PARTNER: partner(1),
        Part.CLOCK: clock(),
    }
    for part, actor in people.items():
        assert policy.parts_of(actor, loan) == {part}
    for stranger in (partner(2), replace(people[Part.OWNER], library_id=2), replace(people[Part.AUTHOR], user_id=9)):
        assert policy.parts_of(stranger, loan) == frozenset()


def test_the_routes_are_open_to_these_and_nobody_else():
    assert {name: (access.is_public, set(access.roles)) for name, access in ROUTES.items()} == {
        "loans.new": (False, {Role.READER, Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.ask": (False, {Role.READER, Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.ask_again": (False, {Role.READER, Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.complete_citation": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.correct_citation": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.consign": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.take_out": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.extended": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.mine": (False, set()),
        "loans.show": (False, set()),
        "loans.act": (False, set()),
        "loans.add_picture": (False, set()),
        "loans.arrived_damaged": (False, set()),
        "loans.picture": (False, set()),
        "loans.remove_picture": (False, set()),
        "loans.rearrange": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.place_all": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.queue": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.queue_file": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.scan": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.act_on_several": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.slip": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.paper": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.all_pull_slips": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.ticked_pull_slips": (False, {Role.LIBRARIAN, Role.LIBRARY_ADMIN}),
        "loans.waiting": (False, set()),
    }
    assert ROUTES["loans.waiting"].needs_platform_admin


def forms(*given):
    return tuple(TextForm(value=value, lang=lang, kind=kind) for value, lang, kind in given)


@pytest.mark.parametrize(
    ("language", "shown", "beside", "romanised"),
    [
        ("ru", "Сон в красном тереме", "红楼梦", "Hóng lóu mèng"),
        ("zh", "红楼梦", "Сон в красном тереме", None),
        ("en", "红楼梦", None, "Hóng lóu mèng"),
    ],
)
def test_a_title_stands_in_the_readers_language_with_the_original_beside_it(language, shown, beside, romanised):
    title = forms(
        ("红楼梦", "zh-Hans", "original"),
        ("Hóng lóu mèng", "zh-Latn", "transliteration"),
        ("Сон в красном тереме", "ru", "translation"),
    )
    block = BibliographicInfo(title=title).title_in(language)
    lines = (block.shown, block.beside, block.romanised)
    assert [line.value if line else None for line in lines] == [shown, beside, romanised]


def test_a_parallel_title_serves_as_translation():
    title = forms(("Тайбэйцы", "ru", "original"), ("台北人", "zh-Hans", "original"))
    assert BibliographicInfo(title=title).title_in("zh").shown.value == "台北人"


@pytest.mark.parametrize("side", Side)
def test_what_is_copied_is_called_so_once_beside_the_name_of_its_state(side):
    with speaking("en"):
        told = {each for each in STATES[side] if "pages" in str(states.state(side, each, ServiceType.COPY))}
    assert told
    assert told == {each for each in STATES[side] if states.tells_of_pages(side, each)}


def test_what_is_said_of_a_step_tells_a_cancellation_asked_from_one_made_and_names_a_new_due_date(web):
    with web.app_context(), speaking("en"):
        at_once = str(actions.done(Action.CANCEL, RequestingState.CANCELLED, None))
        asked = str(actions.done(Action.CANCEL, RequestingState.CANCEL_PENDING, None))
        renewed = str(actions.done(Action.RENEW_YES, SupplyingState.ON_LOAN, date(2027, 1, 11)))
    assert (at_once, asked) == ("Request cancelled", "The other library is asked to cancel")
    assert renewed.startswith("Renewed")
    assert "2027" in renewed


@pytest.mark.parametrize("state", RequestingState)
def test_no_reader_is_thanked_for_a_book_that_she_never_had(state):
    never_had = states.reader_status(state, DueState.NONE, is_late=False, was_lent=False)
    assert states.THANK_YOU not in never_had
    assert states.reader_status(state, DueState.NONE, is_late=False, is_copy=True, was_lent=False) == (
        states.reader_status(state, DueState.NONE, is_late=False, is_copy=True)
    )
