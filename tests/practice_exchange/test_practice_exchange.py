"""A newcomer practises an exchange: the true steps with a library that is only played, and nothing of it counts."""

import sqlite3
from datetime import timedelta

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.joining.first_steps import get_member, steps_of
from library_exchange.joining.rules import FirstStep
from library_exchange.joining.services.deciding import welcome
from library_exchange.practice_exchange import labels
from library_exchange.practice_exchange.queries import exchange_of
from library_exchange.practice_exchange.rules import FIRST, KEPT, LAST, PLAYED, PRACTISED, Act, after, open_acts
from library_exchange.practice_exchange.schemas import ActGiven
from library_exchange.practice_exchange.services import practising
from tests.older import database_before, put, rows, upgrade

WAY = (Act.PUBLISH, Act.AGREE, Act.PLAN, Act.CLOSE_LIST, Act.PACK, Act.HAND_OVER)
GIVEN = ActGiven(weight_g=450, tracking="ZZ123456785CN")
PAGE = "/staff/practice/exchange"
TRACES = {"audit", "outbox", "practice_exchange"}


def test_what_is_practised_is_the_true_procedure_from_its_beginning_to_its_end():
    stand, taken, reached = FIRST, [], {FIRST}
    while stand != LAST:
        act = PLAYED[stand] if stand in PLAYED else open_acts(stand)[0]
        stand = after(stand, act)
        taken.append(act)
        reached.add(stand)
    assert [act for act in taken if act in WAY] == list(WAY)
    assert reached == {*PRACTISED, *PLAYED, LAST}


def test_every_act_that_is_open_leads_to_where_a_practice_exchange_may_stand():
    for stand, acts in PRACTISED.items():
        assert {after(stand, act) for act in acts} <= {*PRACTISED, *PLAYED, LAST}
        assert acts[0] in labels.MEANS
        assert all(act in labels.ACTS for act in acts)
    assert set(labels.HAPPENED) == set(Act)


@pytest.fixture
def heihe(web, make_library):
    library_id = make_library()
    with transaction() as session:
        welcome(session, library_id, None, now())
    return library_id


@pytest.fixture
def li(heihe):
    return Actor("person", library_id=heihe, user_id=None, roles=frozenset({Role.LIBRARIAN}))


def begins(actor):
    with transaction() as session:
        return practising.begin(session, actor, now()).id


def does(actor, act, given=GIVEN):
    with transaction() as session:
        practising.take_step(session, actor, act, given, now())


def stand(actor):
    with reading() as session:
        return exchange_of(session, actor.library_id).stand


def goes_through(actor, deliver):
    begins(actor)
    for act in WAY:
        does(actor, act)
        deliver()


def counts():
    with reading() as session:
        tables = SQLModel.metadata.tables.items()
        return {name: session.scalar(sa.select(sa.func.count()).select_from(table)) for name, table in tables}


def test_an_exchange_is_practised_to_its_receipt_and_nothing_else_grows(heihe, li, deliver):
    before = counts()
    goes_through(li, deliver)
    assert stand(li) == LAST
    with reading() as session:
        row = exchange_of(session, heihe)
        assert (row.weight_g, row.tracking_no) == (450, "ZZ123456785CN")
        assert [each["act"] for each in row.history if each["act"] not in WAY] == [Act.WANT, Act.RECEIVE]
    grown = {name for name, count in counts().items() if count != before[name]}
    assert grown == TRACES, "no offer, match, consignment, entry of an account or letter comes of it"


def test_the_first_step_is_done_once_the_receipt_is_there_and_stays_so(heihe, li, deliver):
    def is_done():
        with reading() as session:
            return steps_of(session, get_member(session, heihe))[FirstStep.EXCHANGE]

    begins(li)
    assert not is_done()
    with transaction() as session:
        practising.remove(session, li, now())
    goes_through(li, deliver)
    with transaction() as session:
        practising.remove(session, li, now())
    assert is_done()


def test_the_played_library_has_its_turn_once_and_not_after_a_removal(heihe, li, deliver):
    number = begins(li)
    does(li, Act.PUBLISH)
    for _again in range(2):
        with transaction() as session:
            practising.play(session, number, 2, now())
    with reading() as session:
        assert len(exchange_of(session, heihe).history) == 2
        assert exchange_of(session, heihe).version == 3
    with transaction() as session:
        assert practising.remove(session, li, now()) == 1
    deliver()
    with reading() as session:
        assert exchange_of(session, heihe) is None


def test_steps_that_do_not_stand_there_are_refused(heihe, li, deliver):
    begins(li)
    with pytest.raises(Conflict):
        begins(li)
    with pytest.raises(InvalidInput):
        does(li, Act.PUBLISH, ActGiven())
    for act in set(Act) - {Act.PUBLISH}:
        with pytest.raises(Conflict):
            does(li, act)
    does(li, Act.PUBLISH)
    deliver()
    with pytest.raises(Conflict):
        does(li, Act.AGREE, ActGiven(version=1))


def test_parcels_are_opened_again_and_a_new_exchange_follows_one_that_is_over(heihe, li, deliver):
    begins(li)
    for act in (*WAY[:-1], Act.UNPACK, Act.PACK, Act.HAND_OVER):
        does(li, act)
        deliver()
    assert stand(li) == LAST
    begins(li)
    assert stand(li) == FIRST


def test_another_library_has_none_of_it(heihe, li, make_library):
    amur = Actor("person", library_id=make_library("Amur", "RU"), roles=frozenset({Role.LIBRARIAN}))
    begins(li)
    with pytest.raises(NotFound):
        does(amur, Act.PUBLISH)
    with transaction() as session:
        assert practising.remove(session, amur, now()) == 0
    assert stand(li) == FIRST


def test_the_night_removes_what_was_begun_a_month_ago(heihe, li):
    begins(li)
    with transaction() as session:
        assert practising.forget(session, now() + KEPT - timedelta(hours=1)) == 0
        assert practising.forget(session, now() + KEPT + timedelta(hours=1)) == 1


@pytest.mark.parametrize(
    ("language", "mark", "receipt"), [("zh", "这是练习", "回执"), ("ru", "Это тренировка", "Подтверждение получения")]
)
def test_the_page_leads_through_it(web, heihe, signed_in, deliver, language, mark, receipt):
    desk = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)
    path = f"/{language}{PAGE}"
    assert mark in desk.get(path).text
    desk.post(path)
    assert desk.post(f"{path}/publish").status_code == 422
    for act in WAY:
        page = lxml.html.fromstring(desk.get(path).text)
        form = page.xpath("//*[@id='next-step']//form")[0]
        assert form.get("action").endswith(f"/{act}")
        version = dict(form.form_values())["version"]
        given = {"version": version, "weight_g": "450", "tracking": "ZZ1"}
        assert desk.post(form.get("action"), data=given).status_code == 302
        deliver()
    assert receipt in lxml.html.fromstring(desk.get(path).text).xpath("string(//*[@id='next-step'])")
    assert path in desk.get(f"/{language}/staff/practice").text
    desk.post(f"{path}/remove")
    assert "450" not in lxml.html.fromstring(desk.get(path).text).xpath("string(//main)")


def test_it_is_forgotten_on_the_way_back(tmp_path):
    app, path = database_before("0110", tmp_path)
    upgrade(app)
    connection = sqlite3.connect(path)
    stays = {"lends": 0, "is_closing": 0, "has_left": 0}
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh", **stays)
    put(connection, "practice_exchange", id=1, library_id=1, offer="draft", consignment=None, book="zh")
    put(connection, "outbox", id=1, kind="practice_exchange.play")
    connection.commit()
    connection.close()
    app.extensions["database"].dispose()
    with app.app_context():
        app.extensions["alembic"].downgrade("0109")
    app.extensions["database"].dispose()
    assert rows(path, "SELECT kind FROM outbox") == []
    assert rows(path, "SELECT id FROM library") == [(1,)]
    upgrade(app)
    assert rows(path, "SELECT id FROM practice_exchange") == []
