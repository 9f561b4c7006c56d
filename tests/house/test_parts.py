"""Who is what to whose thing, and whom each room lets act: written out by hand, for everybody there is."""

from collections.abc import Callable

import pytest

from library_exchange.accounts import policy as accounts
from library_exchange.core import rights
from library_exchange.core.actor import ANONYMOUS, Actor, Role, clock, partner
from library_exchange.core.clock import now
from library_exchange.core.errors import Forbidden, NotFound
from library_exchange.core.procedure import Part, Step, by
from library_exchange.core.steps import Taking
from library_exchange.correspondence import policy as correspondence
from library_exchange.correspondence.models import TranslationRequest
from library_exchange.deals import policy as deals
from library_exchange.deals.models import Agreement, Box, Settlement
from library_exchange.directory import policy as directory
from library_exchange.directory.models import Library
from library_exchange.leaving import policy as leaving
from library_exchange.leaving.models import Departure
from library_exchange.loans import policy as loans
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, DueState, RequestingState, Side
from library_exchange.offers import policy as offers
from library_exchange.offers.models import Offer
from library_exchange.programmes import policy as programmes
from library_exchange.programmes.models import BookList, Pledge, Programme
from library_exchange.programmes.rules import ListState, ProgrammeState
from library_exchange.reconciliation import policy as reconciliation
from library_exchange.reconciliation.models import Reconciliation
from library_exchange.rounds import policy as rounds
from library_exchange.rounds.models import Round
from library_exchange.shipping import policy as shipping
from library_exchange.shipping.models import Claim, Clearance, Consignment
from library_exchange.shipping.rules.codes import Direction
from library_exchange.standing_exchange import policy as standing
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange

HEIHE, AMUR, HARBIN, TYNDA = 1, 2, 3, 4


def person(user_id: int, library_id: int | None, role: Role | None, is_platform_admin: bool = False) -> Actor:
    roles = frozenset({role}) if role else frozenset()
    return Actor("person", library_id=library_id, user_id=user_id, roles=roles, is_platform_admin=is_platform_admin)


EVERYBODY = {
    "nobody": ANONYMOUS,
    "stranger": person(1, None, None),
    "staff of nowhere": person(2, None, Role.LIBRARIAN),
    "platform": person(3, None, None, is_platform_admin=True),
    "Heihe's reader": person(10, HEIHE, Role.READER),
    "Heihe": person(11, HEIHE, Role.LIBRARIAN),
    "Heihe's head": person(12, HEIHE, Role.LIBRARY_ADMIN),
    "a message to Heihe": partner(HEIHE),
    "Amur's reader": person(20, AMUR, Role.READER),
    "Amur": person(21, AMUR, Role.LIBRARIAN),
    "Amur's head": person(22, AMUR, Role.LIBRARY_ADMIN),
    "a message to Amur": partner(AMUR),
    "Harbin": person(31, HARBIN, Role.LIBRARIAN),
    "Tynda": person(41, TYNDA, Role.LIBRARIAN),
    "the clock": clock(),
}
TIME = "clock service"


def both(library: str, parts: str) -> dict[str, str]:
    """What a library's librarian and its head are alike."""
    return {library: parts, f"{library}'s head": parts}


AGREEMENT = Agreement(first_id=HEIHE, second_id=AMUR, author_id=HEIHE, turn_id=AMUR)
ANSWERED = Agreement(first_id=HEIHE, second_id=AMUR, author_id=AMUR, turn_id=None)
SETTLEMENT = Settlement(creditor_id=HEIHE, debtor_id=AMUR, proposer_id=AMUR)
PROGRAMME = Programme(author_id=HEIHE, partner_id=AMUR, state=ProgrammeState.DRAFT)
BOOK_LIST = BookList(editor_id=AMUR, state=ListState.DRAFT)
OF_THIRD = BookList(editor_id=HARBIN, state=ListState.DRAFT)
CONSIGNMENT = Consignment(
    consignor_id=HEIHE, consignee_id=AMUR, consignor_gateway_id=HARBIN, consignee_gateway_id=TYNDA
)
STRAIGHT = Consignment(consignor_id=HEIHE, consignee_id=AMUR)
ON_ITS_WAY = {**both("Heihe", "consignor"), **both("Amur", "consignee"), "the clock": TIME, "platform": "coordinator"}
EXPORT, IMPORT = Clearance(direction=Direction.EXPORT), Clearance(direction=Direction.IMPORT)
FOR_A_READER = LoanRequest(side=Side.REQUESTING, library_id=HEIHE, partner_id=AMUR, reader_id=10)
FOR_A_LIBRARIAN = LoanRequest(side=Side.REQUESTING, library_id=HEIHE, partner_id=AMUR, reader_id=11)
LENT = LoanRequest(side=Side.SUPPLYING, library_id=HEIHE, partner_id=AMUR, reader_id=None)
OF_HEIHE = {"Heihe": "owner", "Heihe's head": "owner administrator", "a message to Heihe": "partner"}

PARTS = {
    "an agreement that the other is to answer": (
        lambda who: deals.parts_in_agreement(who, AGREEMENT),
        {**both("Heihe", "author"), **both("Amur", "partner on_turn"), "the clock": TIME},
    ),
    "an agreement where it is nobody's turn": (
        lambda who: deals.parts_in_agreement(who, ANSWERED),
        {**both("Amur", "author"), **both("Heihe", "partner"), "the clock": TIME},
    ),
    "a settlement": (
        lambda who: deals.parts_in_settlement(who, SETTLEMENT),
        {**both("Amur", "author"), **both("Heihe", "partner"), "the clock": TIME},
    ),
    "a comparison of accounts of which Amur said something": (
        lambda who: reconciliation.parts(who, Reconciliation(first_id=HEIHE, second_id=AMUR, said_by_id=AMUR)),
        {**both("Amur", "author"), **both("Heihe", "partner")},
    ),
    "a comparison of accounts of which nobody has spoken": (
        lambda who: reconciliation.parts(who, Reconciliation(first_id=HEIHE, second_id=AMUR)),
        {**both("Amur", "partner"), **both("Heihe", "partner")},
    ),
    "the departure of Heihe": (
        lambda who: leaving.parts_in(who, Departure(library_id=HEIHE)),
        {"Heihe's head": "administrator", "platform": "coordinator", "the clock": TIME},
    ),
    "a box": (
        lambda who: deals.parts_in_box(who, Box(first_id=HEIHE, second_id=AMUR)),
        {**both("Amur", "partner"), **both("Heihe", "partner"), "the clock": TIME},
    ),
    "a standing exchange that the other is to answer": (
        lambda who: standing.parts_in_exchange(
            who, StandingExchange(first_id=HEIHE, second_id=AMUR, author_id=HEIHE, turn_id=AMUR)
        ),
        {**both("Heihe", "author"), **both("Amur", "partner on_turn"), "the clock": TIME},
    ),
    "an issue that Heihe gives": (
        lambda who: standing.parts_in_issue(who, SerialIssue(), (HEIHE, AMUR)),
        {**both("Heihe", "consignor"), **both("Amur", "consignee"), "the clock": TIME},
    ),
    "a request for a translation": (
        lambda who: correspondence.parts_in_translation(who, TranslationRequest(asker_id=HEIHE, partner_id=AMUR)),
        {**both("Heihe", "author"), **both("Amur", "partner"), "the clock": TIME},
    ),
    "an offer": (
        lambda who: offers.parts_in_line(who, Offer(library_id=HEIHE)),
        {
            **dict.fromkeys(("Amur", "Amur's head", "Harbin", "Tynda", "staff of nowhere"), "service"),
            **dict.fromkeys(("a message to Heihe", "a message to Amur"), "service"),
            **both("Heihe", "owner service"),
            "the clock": TIME,
        },
    ),
    "a round": (
        lambda who: rounds.parts_in_round(who, Round(organiser_id=HEIHE)),
        {**both("Heihe", "coordinator"), "platform": "coordinator", "the clock": TIME},
    ),
    "a programme": (
        lambda who: programmes.parts_in(who, PROGRAMME),
        {**both("Heihe", "author"), **both("Amur", "partner"), "the clock": TIME},
    ),
    "a list that one organiser makes": (
        lambda who: programmes.parts_of(who, BOOK_LIST, PROGRAMME),
        {**both("Heihe", "organiser"), **both("Amur", "organiser editor"), "the clock": TIME},
    ),
    "a list that a third library makes": (
        lambda who: programmes.parts_of(who, OF_THIRD, PROGRAMME),
        {**both("Heihe", "organiser"), **both("Amur", "organiser"), "Harbin": "editor", "the clock": TIME},
    ),
    "a pledge": (
        lambda who: programmes.parts_in_pledge(who, Pledge(library_id=HEIHE)),
        {**both("Heihe", "owner"), "the clock": TIME},
    ),
    "a consignment through two gateways": (
        lambda who: shipping.parts(who, CONSIGNMENT),
        ON_ITS_WAY | {"Harbin": "gateway", "Tynda": "gateway"},
    ),
    "a consignment that goes straight": (lambda who: shipping.parts(who, STRAIGHT), ON_ITS_WAY),
    "a claim": (
        lambda who: shipping.parts_in_claim(who, Claim(), CONSIGNMENT),
        ON_ITS_WAY | {"Harbin": "gateway", "Tynda": "gateway"},
    ),
    "a permission to export": (
        lambda who: shipping.parts_in_clearance(who, EXPORT, CONSIGNMENT),
        {**both("Heihe", "consignor"), "the clock": TIME},
    ),
    "a permission to import": (
        lambda who: shipping.parts_in_clearance(who, IMPORT, CONSIGNMENT),
        {**both("Amur", "consignee"), "the clock": TIME},
    ),
    "a loan for a reader": (
        lambda who: loans.parts_of(who, FOR_A_READER),
        OF_HEIHE | {"Heihe's reader": "author", "the clock": "clock"},
    ),
    "a loan for a librarian": (
        lambda who: loans.parts_of(who, FOR_A_LIBRARIAN),
        OF_HEIHE | {"Heihe": "owner author", "the clock": "clock"},
    ),
    "a loan for no reader": (lambda who: loans.parts_of(who, LENT), OF_HEIHE | {"the clock": "clock"}),
}


@pytest.mark.parametrize("thing", PARTS)
def test_everybody_has_the_parts_said_here_and_no_other(thing):
    parts_of, said = PARTS[thing]
    found = {name: set(parts_of(who)) for name, who in EVERYBODY.items()}
    assert found == {name: set(said.get(name, "").split()) for name in EVERYBODY}


def passing(act: Callable[[Actor], object], refusal: type[Exception]) -> set[str]:
    """Return who is let act; the others are refused in this way."""
    found = set()
    for name, who in EVERYBODY.items():
        try:
            answer = act(who)
        except refusal:
            continue
        if answer is not False:
            found.add(name)
    return found


def seen(state: ProgrammeState) -> Callable[[Actor], object]:
    return lambda who: programmes.require_to_see(who, Programme(author_id=HEIHE, partner_id=AMUR, state=state))


def list_seen(state: ListState, of: ProgrammeState) -> Callable[[Actor], object]:
    programme = Programme(author_id=HEIHE, partner_id=AMUR, state=of)
    return lambda who: programmes.require_to_see_list(who, BookList(editor_id=HARBIN, state=state), programme)


STAFF_OF_HEIHE, STAFF_OF_AMUR = {"Heihe", "Heihe's head"}, {"Amur", "Amur's head"}
STAFF = STAFF_OF_HEIHE | STAFF_OF_AMUR | {"Harbin", "Tynda"}
LET = {
    "work in a library": (rights.library_of, Forbidden, STAFF),
    "be a party": (lambda who: rights.require_party(who, HEIHE, None), NotFound, STAFF_OF_HEIHE),
    "invite into Heihe": (
        lambda who: accounts.require_admin_of(who, HEIHE),
        Forbidden,
        {"Heihe's head", "platform"},
    ),
    "change Heihe's rules": (
        lambda who: directory.require_editor(who, Library(id=HEIHE)),
        Forbidden,
        {"Heihe's head", "platform"},
    ),
    "plan rounds": (rounds.require_planner, Forbidden, {"platform"}),
    "coordinate Heihe's round": (
        lambda who: rounds.require_coordinator(who, HEIHE),
        NotFound,
        STAFF_OF_HEIHE | {"platform"},
    ),
    "see a programme that is written": (seen(ProgrammeState.DRAFT), NotFound, STAFF_OF_HEIHE),
    "see a programme that is proposed": (seen(ProgrammeState.PROPOSED), NotFound, STAFF_OF_HEIHE | STAFF_OF_AMUR),
    "see a programme that is announced": (seen(ProgrammeState.PUBLISHED), NotFound, set(EVERYBODY)),
    "see a programme that is over": (seen(ProgrammeState.OVER), NotFound, set(EVERYBODY)),
    "see a list that is written": (list_seen(ListState.DRAFT, ProgrammeState.PUBLISHED), NotFound, {"Harbin"}),
    "see a list of no public programme": (list_seen(ListState.OPEN, ProgrammeState.DRAFT), NotFound, {"Harbin"}),
    "see a list that is open": (list_seen(ListState.OPEN, ProgrammeState.PUBLISHED), NotFound, set(EVERYBODY)),
    "change a list of Harbin's": (lambda who: programmes.require_editor(who, OF_THIRD), NotFound, {"Harbin"}),
    "see a consignment": (
        lambda who: shipping.may_see(who, CONSIGNMENT),
        Forbidden,
        STAFF | {"the clock"},
    ),
    "be asked at a gateway": (
        lambda who: shipping.require(who, CONSIGNMENT, Part.GATEWAY),
        Forbidden,
        {"Harbin", "Tynda"},
    ),
    "see what was said of each title at the export": (
        lambda who: shipping.is_applicant(who, CONSIGNMENT, EXPORT),
        Forbidden,
        STAFF_OF_HEIHE,
    ),
    "see a reader's loan": (
        lambda who: loans.may_see(who, FOR_A_READER),
        Forbidden,
        STAFF_OF_HEIHE | {"Heihe's reader"},
    ),
    "see a loan for nobody": (lambda who: loans.may_see(who, LENT), Forbidden, STAFF_OF_HEIHE),
    "check a book out": (
        lambda who: loans.require(who, Action.CHECK_OUT, FOR_A_READER),
        Forbidden,
        STAFF_OF_HEIHE,
    ),
}


@pytest.mark.parametrize("deed", LET)
def test_nobody_is_let_but_those_said_here(deed):
    act, refusal, said = LET[deed]
    assert passing(act, refusal) == said


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_staff_has_a_library_it_works_in(name):
    who = EVERYBODY[name]
    home = who.library_id if name in STAFF else None
    assert rights.home_of(who) == home
    if home is not None:
        assert (rights.library_of(who), rights.require_party(who, None, home)) == (home, home)


@pytest.mark.parametrize(
    ("state", "open_to"),
    [
        (
            RequestingState.SENT,
            {
                "Heihe's reader": "cancel",
                "Heihe": "ask_status cancel withdraw",
                "Heihe's head": "ask_status cancel close_request withdraw",
                "the clock": "withdraw",
            },
        ),
        (
            RequestingState.REVIEW,
            {"Heihe's reader": "cancel", "Heihe": "cancel decline send", "the clock": "send"},
        ),
    ],
)
def test_the_steps_of_a_loan_are_open_to_those_said_here(state, open_to):
    loan = LoanRequest(side=Side.REQUESTING, library_id=HEIHE, partner_id=AMUR, reader_id=10, state=state.value)
    loan.due = DueState.NONE
    found = {name: {action.value for action in loans.actions_open_to(who, loan)} for name, who in EVERYBODY.items()}
    others = EVERYBODY.keys() - open_to.keys() - {"Heihe's head"}
    assert not any(found[name] for name in others)
    assert {name: found[name] for name in open_to} == {name: set(said.split()) for name, said in open_to.items()}


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_not_take_a_step_of_a_deal_is_told_no_more_than_she_may_know(name):
    who, party = EVERYBODY[name], Forbidden("not-your-turn")

    def refusal(*may: Part):
        taking = Taking(None, who, None, "accept", Step("active", by(*may)), None, now())
        return deals.not_yours(taking, party, HEIHE, AMUR)

    for times in ((Part.CLOCK,), (Part.SERVICE,), (Part.CLOCK, Part.SERVICE)):
        assert (type(refusal(*times)), refusal(*times).reason) == (Forbidden, "clock-only")
    told = refusal(Part.AUTHOR, Part.CLOCK)
    if name in STAFF_OF_HEIHE | STAFF_OF_AMUR:
        assert told is party
    else:
        assert (type(told), told.reason) == (NotFound, "another-librarys")
