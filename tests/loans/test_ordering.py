"""Staff changes the order of suppliers: by rules, by verbs, on the page; and who is asked by itself follows it."""

from itertools import permutations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sqlmodel import col

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest, SupplierAttempt
from library_exchange.loans.queries.suppliers import suppliers
from library_exchange.loans.rules.codes import RequestingState
from library_exchange.loans.rules.rota import ARRANGED_IN, Rearrangement, StaffOrder
from library_exchange.supplier_order.services import arranging as ordering

UP, DOWN, OUT, BACK, ADD = Rearrangement
TITLE = "Записки охотника"

# Rules ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "one", "expected"),
    [
        (UP, 1, None),
        (UP, 2, [2, 1, 3]),
        (UP, 3, [1, 3, 2]),
        (UP, 9, None),
        (DOWN, 1, [2, 1, 3]),
        (DOWN, 2, [1, 3, 2]),
        (DOWN, 3, None),
        (DOWN, 9, None),
        (OUT, 1, [2, 3]),
        (OUT, 2, [1, 3]),
        (OUT, 9, None),
        (BACK, 1, None),
        (BACK, 9, None),
        (ADD, 1, None),
        (ADD, 9, [1, 2, 3, 9]),
    ],
)
def test_each_change_of_an_untouched_order(change, one, expected):
    after = StaffOrder().after(change, one, [1, 2, 3])
    assert (after and after.arranged([1, 2, 3])) == expected


def test_who_is_put_back_stands_where_the_keys_put_it_unless_staff_ordered_the_others():
    out = StaffOrder().after(OUT, 1, [1, 2, 3])
    assert out.after(BACK, 1, [2, 3]).arranged([1, 2, 3]) == [1, 2, 3]
    turned = out.after(UP, 3, [2, 3])
    assert turned.after(BACK, 1, [3, 2]).arranged([1, 2, 3]) == [3, 2, 1]


def test_only_what_staff_moved_is_called_moved():
    after = StaffOrder().after(UP, 3, [1, 2, 3])
    assert (after.moved, after.added) == ((3,), ())
    assert StaffOrder().after(ADD, 9, [1]).added == (9,)


def test_who_has_a_copy_since_stands_last_and_who_has_none_any_more_is_gone():
    order = StaffOrder().after(UP, 3, [1, 2, 3])
    assert order.arranged([4, 1, 3]) == [1, 3, 4]
    assert order.arranged([2]) == [2]


def test_every_order_can_be_made_by_moving_up():
    for wanted in permutations([1, 2, 3, 4]):
        order = StaffOrder()
        for place, one in enumerate(wanted):
            while (here := order.arranged([1, 2, 3, 4]).index(one)) > place:
                order = order.after(UP, one, order.arranged([1, 2, 3, 4]))
                assert order.arranged([1, 2, 3, 4]).index(one) == here - 1
        assert order.arranged([1, 2, 3, 4]) == list(wanted)


@given(
    st.lists(st.integers(1, 6), unique=True),
    st.lists(st.tuples(st.sampled_from(list(Rearrangement)), st.integers(1, 8)), max_size=12),
)
def test_whatever_staff_does_nobody_is_asked_twice_or_lost(by_keys, changes):
    order = StaffOrder()
    for change, one in changes:
        now_ = order.arranged(by_keys)
        order = order.after(change, one, now_) or order
    asked = order.arranged(by_keys)
    assert len(asked) == len(set(asked))
    assert set(asked) | set(order.left_out) >= set(by_keys)
    assert set(asked) == (set(by_keys) | set(order.added)) - set(order.left_out)
    assert order == StaffOrder(**{name: tuple(ids) for name, ids in vars(order).items()})


@given(st.lists(st.integers(1, 9), unique=True, min_size=2), st.data())
def test_up_and_then_down_changes_nothing(by_keys, data):
    one = data.draw(st.sampled_from(by_keys[1:]))
    up = StaffOrder().after(UP, one, by_keys)
    assert up.after(DOWN, one, up.arranged(by_keys)).arranged(by_keys) == by_keys


def test_the_order_is_changed_only_while_another_library_may_be_asked():
    assert set(ARRANGED_IN) == {
        RequestingState.REVIEW,
        RequestingState.READER_ASKED,
        RequestingState.SENT,
        RequestingState.CONDITION_PENDING,
        RequestingState.RETRY_PENDING,
        RequestingState.REFUSED,
    }


# Verbs ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def holders(make_desk):
    """Libraries that hold the title, as they are ranked: one in China, two in Russia."""
    desks = {name: make_desk(name, country) for name, country in [("Harbin", "CN"), ("Amursk", "RU"), ("Chita", "RU")]}
    for desk in desks.values():
        desk.holds(TITLE)
    return desks


def order_of(heihe, no):
    with reading() as session:
        return [one.library.code for one in suppliers(session, heihe.loan(no), now())]


def rearrange(heihe, no, change, library_id, actor=None, version=None):
    with transaction() as session:
        loan = session.get_one(LoanRequest, heihe.loan(no).id)
        told = (change, library_id, version or loan.version)
        ordering.rearrange(session, actor or heihe.librarian, loan, *told, now())


def test_staff_changes_the_order_before_a_request_is_sent(heihe, amur, holders):
    no = heihe.is_asked_for(TITLE)
    assert order_of(heihe, no) == ["harbin", "amursk", "chita"]
    rearrange(heihe, no, UP, holders["Chita"].id)
    rearrange(heihe, no, OUT, holders["Harbin"].id)
    rearrange(heihe, no, ADD, amur.id)
    assert order_of(heihe, no) == ["chita", "amursk", "amur"]
    heihe.does("send", no)
    assert heihe.loan(no).partner_id == holders["Chita"].id
    with reading() as session:
        ranks = sa.select(SupplierAttempt).order_by(col(SupplierAttempt.rank))
        kept = [(one.rank, one.state, one.reasons) for one in session.scalars(ranks)]
    assert [(rank, state) for rank, state, _ in kept] == [(1, "asked"), (2, "waiting"), (3, "waiting")]
    assert [reasons.get("moved", False) for _, _, reasons in kept] == [True, False, False]
    assert kept[2][2] == {"added": True, "fee_minor": 0, "fee_currency": "RUB"}


def test_asking_on_by_itself_follows_the_order_of_staff(heihe, holders, deliver):
    no = heihe.is_asked_for(TITLE)
    heihe.does("send", no, asks_on=True)
    deliver()
    rearrange(heihe, no, DOWN, holders["Amursk"].id)  # while Harbin has the request
    assert order_of(heihe, no) == ["chita", "amursk"]
    holders["Harbin"].does("refuse", no)
    deliver()
    assert heihe.loan(no).partner_id == holders["Chita"].id
    rearrange(heihe, no, OUT, holders["Amursk"].id)
    holders["Chita"].does("refuse", no)
    deliver()
    assert heihe.state(no) == "refused"  # nobody is left to be asked
    rearrange(heihe, no, BACK, holders["Amursk"].id)
    heihe.does("ask_next", no)
    assert heihe.loan(no).partner_id == holders["Amursk"].id


def test_what_nobody_has_catalogued_is_asked_in_the_order_of_staff_too(heihe, amur, khabarovsk):
    no = heihe.is_asked_for("История Амура")
    with transaction() as session:
        session.execute(sa.update(LoanRequest).values(record_id=None))
    assert order_of(heihe, no) == ["amur", "khabarovsk"]
    rearrange(heihe, no, UP, khabarovsk.id)
    assert order_of(heihe, no) == ["khabarovsk", "amur"]
    rearrange(heihe, no, OUT, khabarovsk.id)
    heihe.does("send", no)
    assert heihe.loan(no).partner_id == amur.id


def test_a_page_does_not_say_that_libraries_lend_where_none_is_left(heihe, amur, at_desk):
    no = heihe.is_asked_for_unknown("Сказки таёжной реки")
    desk, path = at_desk(heihe), f"/en/loans/{heihe.loan(no).id}"
    assert "These libraries lend" in desk.get(path).text
    rearrange(heihe, no, OUT, amur.id)
    page = desk.get(path).text
    assert "No other library is left" in page
    assert "These libraries lend" not in page


def test_where_all_stand_as_the_keys_put_them_again_nobody_is_called_moved(heihe, holders):
    no = heihe.is_asked_for(TITLE)
    told = []
    for change in (UP, DOWN):
        rearrange(heihe, no, change, holders["Chita"].id)
        with reading() as session:
            told.append([one.facts.get("moved", False) for one in suppliers(session, heihe.loan(no), now())])
    assert told == [[False, True, False], [False, False, False]]


def test_each_change_is_audited_with_the_library(heihe, holders):
    no = heihe.is_asked_for(TITLE)
    rearrange(heihe, no, DOWN, holders["Harbin"].id)
    with reading() as session:
        entry = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == f"loan.{DOWN}")).one()
    assert (entry.facts, entry.user_id, entry.subject_id) == (
        {"library": "harbin"},
        heihe.librarian_id,
        heihe.loan(no).id,
    )


def test_neither_the_reader_nor_the_partner_nor_a_stranger_changes_the_order(heihe, amur, holders, deliver):
    no = heihe.requests(TITLE, of=holders["Harbin"])
    deliver()
    partner = Actor("partner", library_id=heihe.id)
    stranger = Actor("person", library_id=amur.id, user_id=amur.librarian_id, roles=frozenset({Role.LIBRARIAN}))
    for actor in (heihe.reader, partner, stranger, holders["Harbin"].librarian):
        with pytest.raises(Forbidden):
            rearrange(heihe, no, UP, holders["Chita"].id, actor)


def test_what_comes_too_late_or_changes_nothing_is_a_conflict(heihe, amur, holders, deliver):
    no = heihe.is_asked_for(TITLE)
    for change, one in [(UP, holders["Harbin"].id), (DOWN, holders["Chita"].id), (BACK, amur.id), (OUT, amur.id)]:
        with pytest.raises(Conflict):
            rearrange(heihe, no, change, one)
    with pytest.raises(Conflict):
        rearrange(heihe, no, UP, holders["Chita"].id, version=99)
    heihe.does("send", no)
    deliver()
    with pytest.raises(Conflict):
        rearrange(heihe, no, UP, holders["Harbin"].id)  # it has been asked
    holders["Harbin"].goes(no, "will_supply", deliver)
    with pytest.raises(Conflict):
        rearrange(heihe, no, UP, holders["Chita"].id)


def test_only_a_library_that_lends_and_was_not_asked_is_added(heihe, amur, holders, deliver):
    no = heihe.requests(TITLE, of=holders["Harbin"])
    deliver()
    with transaction() as session:
        session.execute(sa.update(Library).where(col(Library.id) == amur.id).values(lends=False))
    for one in (amur.id, heihe.id, holders["Harbin"].id, holders["Chita"].id, 999):
        with pytest.raises(NotFound):
            rearrange(heihe, no, ADD, one)


def test_a_library_that_was_added_and_lends_no_more_is_not_asked(heihe, amur, holders):
    no = heihe.is_asked_for(TITLE)
    rearrange(heihe, no, ADD, amur.id)
    with transaction() as session:
        session.execute(sa.update(Library).where(col(Library.id) == amur.id).values(lends=False))
    assert "amur" not in order_of(heihe, no)


# The page -------------------------------------------------------------------------------------------------------------


def sent(opened, lang, loan, change, library_id):
    form = {"change": change, "library_id": library_id, "version": loan.version}
    return opened.post(f"/{lang}/loans/{loan.id}/order", data=form)


@pytest.mark.parametrize(
    ("lang", "moved", "added"), [("ru", "переставлено", "добавлено"), ("zh", "馆员调整", "馆员添加")]
)
def test_the_page_changes_the_order_with_buttons_alone(heihe, amur, holders, at_desk, lang, moved, added):
    no = heihe.is_asked_for(TITLE)
    opened, loan = at_desk(heihe), heihe.loan(no)
    page = opened.get(f"/{lang}/loans/{loan.id}").text
    assert moved not in page.partition('id="rota"')[2].partition("</section>")[0]
    for change, one in [(UP, holders["Chita"].id), (ADD, amur.id), (OUT, holders["Harbin"].id)]:
        answer = sent(opened, lang, heihe.loan(no), change, one)
        assert (answer.status_code, answer.location) == (302, f"/{lang}/loans/{loan.id}#rota")
    order = opened.get(f"/{lang}/loans/{loan.id}").text.partition('id="rota"')[2].partition("</section>")[0]
    places = [order.index(f"/{lang}/libraries/{code}") for code in ("chita", "amursk", 'amur"', "harbin")]
    assert places == sorted(places)
    assert moved in order
    assert added in order
    assert order.count('value="order_put_back"') == 1
    assert "order_up" not in order[: places[0]]


def test_a_form_that_is_not_ours_or_came_too_late_is_told(heihe, holders, at_desk):
    no = heihe.is_asked_for(TITLE)
    opened, loan = at_desk(heihe), heihe.loan(no)
    assert sent(opened, "en", loan, "order_first", holders["Chita"].id).status_code == 422
    assert sent(opened, "en", loan, UP, holders["Harbin"].id).status_code == 409
    assert sent(opened, "en", loan, UP, holders["Chita"].id).status_code == 302
    assert sent(opened, "en", loan, UP, holders["Chita"].id).status_code == 409  # by the page before


def test_the_page_asks_the_database_as_often_however_many_libraries_are_in_the_order(
    app, heihe, make_desk, holders, at_desk
):
    no = heihe.is_asked_for(TITLE)
    opened, loan, statements = at_desk(heihe), heihe.loan(no), []
    listened = app.extensions["database"].engine, "before_cursor_execute", lambda *told: statements.append(told[2])
    sa.event.listen(*listened)

    def asked():
        statements.clear()
        assert opened.get(f"/en/loans/{loan.id}").status_code == 200
        return len([each for each in statements if each.startswith("SELECT")])

    rearrange(heihe, no, UP, holders["Chita"].id)
    rearrange(heihe, no, OUT, holders["Harbin"].id)
    asked()
    before = asked()
    for name in ("Tomsk", "Omsk", "Kazan", "Perm"):
        make_desk(name, "RU").holds(TITLE)
    with reading() as session:
        ids = {library.code: library.id for library in session.scalars(sa.select(Library))}
    rearrange(heihe, no, OUT, ids["tomsk"])
    rearrange(heihe, no, UP, ids["omsk"])
    assert asked() == before
    sa.event.remove(*listened)


# All at once ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({1: 1, 2: 2, 3: 3, 4: 4}, None),
        ({}, None),
        ({1: 4, 2: 3, 3: 2, 4: 1}, [4, 3, 2, 1]),
        ({4: 1}, [4, 1, 2, 3]),
        ({1: 90, 9: 1}, [2, 3, 4, 1]),
        ({3: 1, 4: 1}, [3, 4, 1, 2]),
    ],
)
def test_numbers_set_the_whole_order_and_a_new_number_wins_over_the_one_that_stood_there(places, expected):
    after = StaffOrder().placed(places, [1, 2, 3, 4])
    assert (after and after.arranged([1, 2, 3, 4])) == expected


@pytest.mark.parametrize("state", ["review", "refused"])
def test_the_whole_order_is_set_on_the_page_before_and_while_a_request_goes_on(
    heihe, amur, holders, at_desk, deliver, state
):
    no = heihe.is_asked_for(TITLE)
    if state == "refused":
        heihe.does("send", no, supplier_id=holders["Harbin"].id)
        deliver()
        amur.holds(TITLE)
        holders["Harbin"].does("refuse", no)
        deliver()
    before, browser = order_of(heihe, no), at_desk(heihe)
    page = html.fromstring(browser.get(f"/en/loans/{heihe.loan(no).id}").text)
    fields = page.xpath("//input[@form='whole-order']")
    assert [field.get("value") for field in fields] == ["1", "2", "3"]
    (form,) = page.xpath("//form[@id='whole-order']")
    turned = {field.get("name"): str(4 - int(field.get("value"))) for field in fields}
    sent = dict(form.fields) | turned
    assert browser.post(form.get("action"), data=sent).status_code == 302
    assert order_of(heihe, no) == before[::-1]
    assert browser.post(form.get("action"), data=sent | {f"place-{amur.id}": "7"}).status_code in (302, 409)
    heihe.does("send" if state == "review" else "ask_next", no)
    with reading() as session:
        assert session.get_one(Library, heihe.loan(no).partner_id).code == before[-1]


def test_nobody_else_sets_the_order(heihe, amur, holders):
    no = heihe.is_asked_for(TITLE)
    with pytest.raises(Forbidden), transaction() as session:
        loan = session.get_one(LoanRequest, heihe.loan(no).id)
        ordering.place_all(session, amur.librarian, loan, {holders["Chita"].id: 1}, loan.version, now())


def test_a_book_that_none_is_known_to_hold_is_asked_of_those_who_read_it_and_of_others_only_by_a_person(
    heihe, amur, khabarovsk, at_desk
):
    no = heihe.is_asked_for_unknown("黑河史话")
    desk, path = at_desk(heihe), f"/en/loans/{heihe.loan(no).id}"
    page = html.fromstring(desk.get(path).text)
    assert page.xpath("//select[@name='supplier_id']/option[@selected]/@value") == [""]
    with pytest.raises(Conflict, match="nobody-likely"):
        heihe.does("send", no)
    rearrange(heihe, no, UP, khabarovsk.id)  # staff's word counts
    heihe.does("send", no)
    assert heihe.loan(no).partner_id == khabarovsk.id
    russian = heihe.is_asked_for_unknown("Сказки таёжной реки")
    heihe.does("send", russian)
    assert heihe.loan(russian).partner_id == amur.id
