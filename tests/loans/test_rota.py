"""The order of suppliers: who is asked first, why, and who is never asked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Item, LocalState
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import speaking
from library_exchange.directory.models import Library
from library_exchange.directory.rules.calendars import Closed, LibraryCalendar
from library_exchange.loans.labels.sentences import rank_reasons
from library_exchange.loans.models import LoanRequest, SupplierAttempt
from library_exchange.loans.queries import copies
from library_exchange.loans.rules.rota import Standing, arrival, in_order, is_silent
from library_exchange.supplier_order.services import asking_on

TITLE = "Записки охотника"
FACTS = {
    *("fee_minor", "fee_currency", "free_copies", "same_country", "arrives_on", "lent", "borrowed", "active_loans"),
    "is_copy",
}


@pytest.fixture
def holders(make_desk):
    """Libraries that hold the title: two in Russia, one in China."""
    desks = {name: make_desk(name, country) for name, country in [("Chita", "RU"), ("Amursk", "RU"), ("Harbin", "CN")]}
    for desk in desks.values():
        desk.holds(TITLE)
    return desks


def ranked(heihe):
    with reading() as session:
        home = session.get_one(Library, heihe.id)
        return [one.library.code for one in copies.candidates(session, home, heihe.records[TITLE], now())]


def test_the_own_country_comes_first_then_the_less_busy_then_the_code(heihe, amur, holders, deliver):
    assert ranked(heihe) == ["harbin", "amursk", "chita"]
    no = heihe.requests("История Амура", of=amur)
    deliver()
    holders["Amursk"].holds("Обломов")
    busy = heihe.requests("Обломов", of=holders["Amursk"])
    deliver()
    holders["Amursk"].does("will_supply", busy)
    assert ranked(heihe) == ["harbin", "chita", "amursk"]
    assert heihe.state(no) == "sent"


def test_only_libraries_with_a_free_copy_are_asked(heihe, amur, holders, deliver):
    with transaction() as session:
        session.execute(
            sa.update(Item).where(col(Item.library_id) == holders["Harbin"].id).values(local_state=LocalState.MISSING)
        )
        session.execute(sa.update(Library).where(col(Library.id) == holders["Chita"].id).values(lends=False))
    assert ranked(heihe) == ["amursk"]
    no = heihe.requests(TITLE, of=holders["Amursk"])
    deliver()
    holders["Amursk"].does("will_supply", no)
    assert ranked(heihe) == []


def test_a_library_does_not_ask_itself(heihe):
    heihe.holds(TITLE)
    assert ranked(heihe) == []
    no = heihe.is_asked_for(TITLE, own_copy="lent_out")
    with pytest.raises(Conflict):
        heihe.does("send", no)


def test_the_first_of_the_order_is_asked_unless_the_librarian_chooses(heihe, holders, deliver):
    no = heihe.is_asked_for(TITLE)
    heihe.does("send", no)
    assert heihe.loan(no).partner_id == holders["Harbin"].id
    deliver()
    holders["Harbin"].does("refuse", no)
    deliver()
    with pytest.raises(InvalidInput):
        heihe.does("ask_next", no, supplier_id=holders["Harbin"].id)  # it has answered
    heihe.does("ask_next", no, supplier_id=holders["Chita"].id)
    assert heihe.loan(no).partner_id == holders["Chita"].id


def test_the_reasons_of_each_rank_are_kept(heihe, holders):
    no = heihe.is_asked_for(TITLE)
    heihe.does("send", no)
    with reading() as session:
        kept = session.scalars(
            sa.select(SupplierAttempt)
            .where(col(SupplierAttempt.request_id) == heihe.loan(no).id)
            .order_by(col(SupplierAttempt.rank))
        ).all()
    assert [(one.rank, one.state, one.reasons["same_country"]) for one in kept] == [
        (1, "asked", True),
        (2, "waiting", False),
        (3, "waiting", False),
    ]
    assert {frozenset(one.reasons) for one in kept} == {frozenset(FACTS)}


def test_a_library_far_away_that_has_nothing_is_no_choice(heihe, khabarovsk, holders):
    no = heihe.is_asked_for(TITLE)
    with pytest.raises(InvalidInput):
        heihe.does("send", no, supplier_id=khabarovsk.id)
    with pytest.raises(InvalidInput):
        heihe.does("send", no, supplier_id=heihe.id)


def too_late(desk, seen, action, **given):
    """Take a step on the request as it was `seen`, before somebody else took one."""
    with pytest.raises(Conflict) as told, transaction() as session:
        desk.takes(session, session.merge(seen, load=False), action, **given)
    return told.value.reason


def test_of_two_who_ask_libraries_at_once_the_slower_is_told(heihe, holders):
    no = heihe.is_asked_for(TITLE)
    seen = heihe.loan(no)
    heihe.does("send", no, supplier_id=holders["Harbin"].id)
    assert too_late(heihe, seen, "send", supplier_id=holders["Chita"].id) == "changed-meanwhile"
    assert heihe.loan(no).partner_id == holders["Harbin"].id


def test_of_two_who_ask_a_library_again_at_once_the_slower_is_told(heihe, holders, deliver):
    no = heihe.is_asked_for(TITLE)
    heihe.does("send", no)
    deliver()
    holders["Harbin"].does("retry_later", no, reason_retry="OnLoan", retry_after=date(2099, 1, 1))
    deliver()
    seen = heihe.loan(no)
    heihe.does("ask_again", no)
    assert too_late(heihe, seen, "ask_again") == "changed-meanwhile"
    assert heihe.loan(no).attempt == 2


# Published keys -------------------------------------------------------------------------------------------------------

TODAY = date(2026, 3, 2)


def standing(code, *, home=False, weeks=3, lent=0, borrowed=0, busy=0):
    return Standing(code, home, TODAY + timedelta(weeks=weeks), lent, borrowed, busy)


def codes(*standings):
    return [each.code for each in in_order(standings, TODAY)]


def test_the_own_country_then_the_week_then_the_balance_then_the_work_then_the_code():
    assert codes(standing("b", weeks=1), standing("a", home=True, weeks=9)) == ["a", "b"]
    assert codes(standing("b", weeks=4), standing("a", weeks=5, borrowed=9)) == ["b", "a"]
    assert codes(standing("a", lent=9, borrowed=1), standing("b", lent=1, borrowed=9, busy=7)) == ["b", "a"]
    assert codes(standing("a", busy=2), standing("b", busy=1)) == ["b", "a"]
    assert codes(standing("b"), standing("a")) == ["a", "b"]


def test_a_day_more_or_less_in_one_week_lets_the_balance_decide():
    early, late = standing("early", lent=5), standing("late", borrowed=5)
    late = replace(late, arrives_on=early.arrives_on + timedelta(days=6))
    assert codes(early, late) == ["late", "early"]
    assert codes(early, replace(late, arrives_on=early.arrives_on + timedelta(days=7))) == ["early", "late"]


def test_a_newcomer_stands_in_the_middle_and_neither_first_nor_last():
    owes, even, gives = standing("owes", borrowed=4), standing("even", lent=2, borrowed=2), standing("gives", lent=4)
    assert codes(gives, standing("new"), even, owes) == ["owes", "even", "new", "gives"]
    assert codes(standing("new"), gives, owes) == ["owes", "new", "gives"]


def test_a_copy_of_pages_is_not_said_to_be_cheaper_to_send(heihe, holders):
    with reading() as session, speaking("en"):
        home = session.get_one(Library, heihe.id)
        told = {
            is_copy: [str(each) for each in rank_reasons(found[0].reasons())]
            for is_copy in (True, False)
            if (found := copies.candidates(session, home, heihe.records[TITLE], now(), is_copy=is_copy))
        }
    assert "same country, cheaper to send" in told[False]
    assert "same country" in told[True]


def test_a_book_arrives_by_the_working_days_of_both_libraries():
    heihe, amur = LibraryCalendar("CN", "Asia/Shanghai"), LibraryCalendar("RU", "Asia/Yakutsk")
    assert arrival(date(2026, 3, 2), amur, 14, heihe) == date(2026, 3, 26)  # 8 March is a holiday, and one day is moved
    closed = replace(amur, closures=(Closed(date(2026, 3, 3), date(2026, 3, 31)),))
    assert arrival(date(2026, 3, 2), closed, 14, heihe) > date(2026, 4, 20)


def test_silence_counts_the_working_days_of_the_library_that_was_asked():
    amur = LibraryCalendar("RU", "Asia/Yakutsk")
    friday = date(2026, 3, 13)
    assert not is_silent(friday, date(2026, 3, 20), amur)
    assert is_silent(friday, date(2026, 3, 21), amur)


# By one decision ------------------------------------------------------------------------------------------------------


def state_of_attempts(heihe, no):
    with reading() as session:
        rows = session.scalars(
            sa.select(SupplierAttempt)
            .where(col(SupplierAttempt.request_id) == heihe.loan(no).id, col(SupplierAttempt.number).is_not(None))
            .order_by(col(SupplierAttempt.number))
        )
        return [str(row.state) for row in rows]


def test_libraries_are_asked_in_turn_by_one_decision(heihe, holders, deliver):
    no = heihe.is_asked_for(TITLE)
    heihe.does("send", no, asks_on=True)
    for name in ("Harbin", "Amursk"):
        deliver()
        assert holders[name].state(no) == "new"
        holders[name].does("refuse", no)
        deliver()
    deliver()
    assert holders["Chita"].state(no) == "new"
    assert state_of_attempts(heihe, no) == ["refused", "refused", "asked"]
    holders["Chita"].does("refuse", no)
    deliver()
    assert heihe.state(no) == "refused"  # nobody is left, and a person closes it


def test_without_that_decision_nobody_is_asked_by_itself(heihe, holders, deliver):
    no = heihe.requests(TITLE, of=holders["Harbin"])
    deliver()
    holders["Harbin"].does("refuse", no)
    deliver()
    assert heihe.state(no) == "refused"
    with transaction() as session:
        assert asking_on.withdraw_from_the_silent(session, now() + timedelta(days=60)) == 0


def test_the_next_library_is_asked_once_and_only_where_a_librarian_has_decided_so(heihe, holders, deliver):
    def asks_on(loan_id):
        with transaction() as session:
            return asking_on.ask_on(session, loan_id, now())

    no = heihe.requests(TITLE, of=holders["Harbin"])
    deliver()
    holders["Harbin"].does("refuse", no)
    deliver()
    loan_id = heihe.loan(no).id
    assert (asks_on(loan_id), heihe.state(no)) == (False, "refused")
    with transaction() as session:
        session.get_one(LoanRequest, loan_id).asks_on = True
    assert (asks_on(loan_id), heihe.state(no)) == (True, "sent")
    assert (asks_on(loan_id), heihe.loan(no).attempt) == (False, 2)
    assert asks_on(loan_id + 999) is False


def test_who_does_not_answer_is_asked_no_more_and_told_so(heihe, holders, deliver):
    no = heihe.is_asked_for(TITLE)
    heihe.does("send", no, asks_on=True)
    deliver()
    for days, withdrawn in ((3, 0), (30, 1)):
        with transaction() as session:
            assert asking_on.withdraw_from_the_silent(session, now() + timedelta(days=days)) == withdrawn
    deliver()
    assert holders["Harbin"].state(no) == "cancelled"
    assert heihe.state(no) == "sent"
    assert heihe.loan(no).partner_id == holders["Amursk"].id


def test_a_promise_that_crosses_with_giving_up_frees_its_copy(heihe, holders, deliver):
    no = heihe.requests(TITLE, of=holders["Harbin"])
    deliver()
    holders["Harbin"].does("will_supply", no)
    heihe.does("withdraw", no)
    deliver()
    assert (heihe.state(no), holders["Harbin"].state(no)) == ("refused", "cancelled")
    assert holders["Harbin"].free_copy(no) is not None


def test_a_parcel_that_crosses_with_giving_up_wins(heihe, holders, deliver):
    no = heihe.requests(TITLE, of=holders["Harbin"])
    deliver()
    for action in ("will_supply", "found", "ship"):
        holders["Harbin"].does(action, no)
    heihe.does("withdraw", no)
    deliver()
    assert (heihe.state(no), holders["Harbin"].state(no)) == ("shipped", "shipped")
