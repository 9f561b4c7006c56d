"""A newcomer practises: the true steps with a library that is only played, and nothing of it counts."""

from datetime import timedelta

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.directory.queries import day_at
from library_exchange.joining.first_steps import get_member, steps_of
from library_exchange.joining.rules import FirstStep
from library_exchange.joining.services.deciding import welcome
from library_exchange.loans.rules.codes import Action, Incoming, Outgoing, Side
from library_exchange.loans.rules.steps import FIRST, FULFILLED
from library_exchange.loans.schemas import StepInput
from library_exchange.practice.models import PracticeLoan
from library_exchange.practice.queries import get_loan, loans_of
from library_exchange.practice.rules import KEPT, PLAYED, REACHED, find_step, open_actions
from library_exchange.practice.services import night, practising
from library_exchange.shipping.rules.codes import Mode
from tests.letters import kept

BORROWING = (Action.SEND, Action.RECEIVE, Action.CHECK_OUT, Action.PATRON_RETURNED, Action.SHIP_RETURN)
LENDING = (Action.WILL_SUPPLY, Action.FOUND, Action.SHIP, Action.CHECK_IN)
WAYS = {Side.REQUESTING: BORROWING, Side.SUPPLYING: LENDING}
KINDS = {Side.REQUESTING: "borrow", Side.SUPPLYING: "lend"}
ITS_TRACES = {"audit", "mail", "outbox", "practice_loan"}


@pytest.fixture
def heihe(web, make_library):
    library_id = make_library()
    with transaction() as session:
        welcome(session, library_id, None, now())
    return library_id


@pytest.fixture
def li(heihe):
    return Actor("person", library_id=heihe, user_id=None, roles=frozenset({Role.LIBRARIAN}))


def begun(actor, side):
    with transaction() as session:
        return practising.begin(session, actor, side, now()).id


def taken(actor, practice_id, action, **given):
    with transaction() as session:
        loan = get_loan(session, actor, practice_id)
        practising.take_step(session, actor, loan, action, StepInput(**given), now())


def gone_through(actor, side, deliver):
    practice_id = begun(actor, side)
    for action in WAYS[side]:
        taken(actor, practice_id, action, method=Mode.POST)
        deliver()
    return practice_id


def state(practice_id):
    with reading() as session:
        return session.get_one(PracticeLoan, practice_id).state


@pytest.mark.parametrize("side", Side)
def test_what_is_practised_is_the_true_procedure_from_its_beginning_to_its_end(side):
    stands, reached = FIRST[side], {FIRST[side]}
    while opened := open_actions(side, stands):
        step = find_step(side, stands, opened[0])
        stands = step.leads_to(stands)
        reached.add(stands)
        for said in PLAYED.get(step.message, ()):
            stands = find_step(side, stands, said).leads_to(stands)
            reached.add(stands)
    assert stands in FULFILLED[side]
    assert reached == set(REACHED[side])


@pytest.mark.parametrize("side", Side)
def test_every_step_back_leads_to_where_a_practice_loan_may_stand(side):
    steps = [find_step(side, stands, action) for stands in REACHED[side] for action in open_actions(side, stands)]
    assert None not in steps
    assert {step.target for step in steps} <= set(REACHED[side])


@pytest.mark.parametrize("side", Side)
def test_a_loan_is_practised_to_its_end_while_the_other_library_plays_along(heihe, li, deliver, side):
    practice_id = gone_through(li, side, deliver)
    assert state(practice_id) == "completed"
    with reading() as session:
        loan = get_loan(session, li, practice_id)
        assert loan.due_on == day_at(session, heihe, now()) + timedelta(days=30)
        assert {loan.ship_method, loan.return_method} == {Mode.POST}


def test_the_other_library_has_its_turn_after_the_commit_and_only_once(heihe, li, deliver):
    practice_id = begun(li, Side.REQUESTING)
    taken(li, practice_id, Action.SEND)
    assert state(practice_id) == "sent"
    with transaction() as session:
        practising.play(session, practice_id, 2, Outgoing.REQUEST, now())
    assert state(practice_id) == "shipped"
    deliver()
    with reading() as session:
        events = [each["event"] for each in get_loan(session, li, practice_id).history]
    assert events == [Action.SEND, Incoming.WILL_SUPPLY, Incoming.LOANED]


def test_what_was_removed_meanwhile_is_not_played_on(heihe, li, deliver):
    practice_id = begun(li, Side.REQUESTING)
    taken(li, practice_id, Action.SEND)
    with transaction() as session:
        assert practising.remove(session, li, now()) == 1
    deliver()
    with reading() as session:
        assert loans_of(session, heihe) == []


def counts():
    tables = SQLModel.metadata.tables.items()
    with reading() as session:
        return {name: session.scalar(sa.select(sa.func.count()).select_from(table)) for name, table in tables}


def test_practice_writes_into_no_table_that_anything_else_reads(heihe, li, deliver):
    before = counts()
    for side in Side:
        gone_through(li, side, deliver)
    after = counts()
    grown = {name for name in after if after[name] != before[name]}
    assert grown == ITS_TRACES, "no library, loan, copy, record, consignment or entry of an account comes of it"


def test_letters_go_to_the_own_mailbox_alone_and_are_marked(heihe, li, deliver, make_library, tmp_path):
    make_library("Amur", "RU")
    for side in Side:
        gone_through(li, side, deliver)
    deliver()
    letters = kept(tmp_path)
    assert len(letters) == 4
    assert {mail["To"] for mail in letters} == {"ill@heihe.example"}
    assert all(mail["Subject"].startswith("【练习】") for mail in letters)


def test_a_second_loan_of_a_side_waits_until_the_first_is_over(heihe, li, deliver):
    practice_id = begun(li, Side.SUPPLYING)
    with pytest.raises(Conflict):
        begun(li, Side.SUPPLYING)
    begun(li, Side.REQUESTING)
    for action in LENDING:
        taken(li, practice_id, action, method=Mode.POST)
        deliver()
    assert begun(li, Side.SUPPLYING) != practice_id
    with reading() as session:
        assert len(loans_of(session, heihe)) == 2


def test_a_step_that_the_true_procedure_has_not_there_is_refused(heihe, li):
    practice_id = begun(li, Side.REQUESTING)
    for action in (Action.RECEIVE, Action.WILL_SUPPLY, Action.CANCEL):
        with pytest.raises(Conflict):
            taken(li, practice_id, action)
    taken(li, practice_id, Action.SEND, version=1)
    assert state(practice_id) == "sent"


def test_a_loan_that_has_moved_since_it_was_looked_at_moves_no_further(heihe, li, deliver):
    practice_id = begun(li, Side.REQUESTING)
    taken(li, practice_id, Action.SEND)
    deliver()
    with pytest.raises(Conflict):
        taken(li, practice_id, Action.RECEIVE, version=1)
    assert state(practice_id) == "shipped"


def test_a_book_is_not_shipped_without_a_way_nor_due_before_tomorrow(heihe, li):
    practice_id = begun(li, Side.SUPPLYING)
    taken(li, practice_id, Action.WILL_SUPPLY)
    taken(li, practice_id, Action.FOUND)
    for given, field in (({}, "method"), ({"method": Mode.POST, "due_on": now().date()}, "due_on")):
        with pytest.raises(InvalidInput) as refused:
            taken(li, practice_id, Action.SHIP, **given)
        assert list(refused.value.fields) == [field]
    assert state(practice_id) == "to_ship"


def test_another_library_neither_sees_nor_removes_it(heihe, li, make_library):
    amur = Actor("person", library_id=make_library("Amur", "RU"), roles=frozenset({Role.LIBRARIAN}))
    practice_id = begun(li, Side.REQUESTING)
    with transaction() as session:
        with pytest.raises(NotFound):
            get_loan(session, amur, practice_id)
        assert practising.remove(session, amur, now()) == 0
    assert state(practice_id) == "review"


def test_the_night_removes_what_was_begun_a_month_ago(heihe, li):
    practice_id = begun(li, Side.REQUESTING)
    with transaction() as session:
        assert night.forget(session, now() + KEPT - timedelta(hours=1)) == 0
        assert night.forget(session, now() + KEPT + timedelta(hours=1)) == 1
        assert session.get(PracticeLoan, practice_id) is None


@pytest.mark.parametrize(("side", "step"), [(Side.REQUESTING, FirstStep.BORROW), (Side.SUPPLYING, FirstStep.LEND)])
def test_a_first_step_is_done_once_the_whole_way_was_gone_and_stays_so(heihe, li, deliver, side, step):
    def is_done():
        with reading() as session:
            return [each for each, done in steps_of(session, get_member(session, heihe)).items() if done]

    begun(li, side)
    done_before = is_done()
    assert step not in done_before
    with transaction() as session:
        practising.remove(session, li, now())
    gone_through(li, side, deliver)
    with transaction() as session:
        practising.remove(session, li, now())
    assert set(is_done()) == {*done_before, step}
    with reading() as session:
        noted = session.scalars(sa.select(col(AuditEntry.action)).where(col(AuditEntry.action).startswith("practised")))
        assert len(noted.all()) == 1


MARKS = {"zh": ("这是练习", "练习"), "ru": ("Это тренировка", "тренировка")}


@pytest.mark.parametrize("language", MARKS)
@pytest.mark.parametrize("side", Side)
def test_the_pages_lead_through_it_and_say_that_it_is_practice(
    web, heihe, make_library, signed_in, deliver, language, side
):
    desk = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)
    answer = desk.post(f"/{language}/staff/practice/{KINDS[side]}")
    address = answer.headers["Location"]
    for action in WAYS[side]:
        text = desk.get(address).text
        page = lxml.html.fromstring(text)
        assert all(mark in text for mark in MARKS[language])
        form = page.xpath("//*[@id='next-step']//form")[0]
        assert form.get("action").endswith(f"/{action}")
        given = {key: value for key, value in form.form_values() if key in ("version", "method", "due_on")}
        assert desk.post(form.get("action"), data=given).status_code == 302
        deliver()
    page = lxml.html.fromstring(desk.get(address).text)
    assert page.xpath("//*[@id='next-step']//form") == []
    overview = f"/{language}/staff/practice"
    assert address in desk.get(overview).text
    desk.post(f"{overview}/remove")
    assert address not in desk.get(overview).text
    assert desk.get(address).status_code == 404


def test_a_step_that_takes_back_asks_first_and_a_refused_form_keeps_what_was_typed(web, heihe, signed_in, deliver):
    desk = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)
    address = desk.post("/ru/staff/practice/lend").headers["Location"]
    for action in (Action.WILL_SUPPLY, Action.FOUND):
        desk.post(f"{address}/{action}")
    given = {"method": "post", "due_on": "2020-01-01", "tracking": "ZZ123456785CN"}
    refused = desk.post(f"{address}/{Action.SHIP}", data=given)
    assert refused.status_code == 422
    page = lxml.html.fromstring(refused.text)
    assert page.xpath("//*[@id='ship-tracking']/@value") == ["ZZ123456785CN"]
    assert page.xpath("//*[@id='ship-due_on']/@value") == ["2020-01-01"]
    asked = desk.post(f"{address}/{Action.UNDO_FOUND}")
    assert asked.status_code == 200
    assert "sure" in asked.text
    assert "ship-method" in desk.get(address).text, "it has not been taken yet"
    desk.post(f"{address}/{Action.UNDO_FOUND}", data={"sure": "yes"})
    assert f"{address}/{Action.FOUND}" in desk.get(address).text
