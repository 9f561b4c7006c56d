"""A loan's due date is an axis of its own: it begins with the parcel, the night lets it come, the return ends it."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from library_exchange.core.db import reading, transaction
from library_exchange.core.models import AuditEntry
from library_exchange.directory.models import Library
from library_exchange.loans.queries import requests
from library_exchange.loans.rules.tasks import Task
from library_exchange.loans.services.night import let_due_dates_come
from library_exchange.work_queue.queries import lists


@pytest.fixture
def app(web):
    return web


@pytest.fixture
def due_on(amur, shipped):
    return amur.loan(shipped).due_on


def night(day, hour=18):
    """Do the night's work at an hour of the day, universal time."""
    with transaction() as session:
        return let_due_dates_come(session, datetime.combine(day, time(hour), tzinfo=UTC))


def test_the_due_date_runs_from_the_parcel_to_the_return(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply found", deliver)
    assert (heihe.loan(no).due, amur.loan(no).due) == ("none", "none")
    amur.goes(no, "ship", deliver)
    heihe.goes(no, "receive check_out patron_returned", deliver)
    assert (heihe.loan(no).due, amur.loan(no).due) == ("ok", "ok")
    heihe.does("ship_return", no)
    assert (heihe.loan(no).due, amur.loan(no).due) == ("none", "ok")
    deliver()
    assert amur.loan(no).due == "none"


@pytest.mark.parametrize("ending", ["check_in", "write_off"])
def test_the_last_word_of_the_supplying_library_ends_it_on_both_sides(heihe, amur, shipped, deliver, ending):
    amur.goes(shipped, ending, deliver)
    assert (heihe.loan(shipped).due, amur.loan(shipped).due) == ("none", "none")


def test_the_night_marks_what_is_near_and_what_is_past_on_both_sides(heihe, amur, shipped, due_on):
    before = heihe.loan(shipped)
    assert night(due_on - timedelta(days=9)) == 0
    assert night(due_on - timedelta(days=5)) == 2
    assert (heihe.loan(shipped).due, amur.loan(shipped).due) == ("due_soon", "due_soon")
    assert night(due_on - timedelta(days=4)) == 0
    assert night(due_on + timedelta(days=1)) == 2
    assert (heihe.loan(shipped).due, amur.loan(shipped).due) == ("overdue", "overdue")
    assert night(due_on + timedelta(days=2)) == 0
    after = heihe.loan(shipped)
    assert (after.state, after.touched_at, after.sent_seq) == (before.state, before.touched_at, before.sent_seq)
    with reading() as session:
        told = [event.action for event in requests.history(session, after)]
        last = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert told[-2:] == ["due_soon", "overdue"]
    assert (last.actor_kind, last.user_id) == ("clock", None)


def test_a_night_that_was_missed_is_made_up_for(heihe, amur, shipped, due_on):
    assert night(due_on + timedelta(days=30)) == 2
    assert heihe.loan(shipped).due == "overdue"


def test_the_day_is_that_of_each_library(amur, make_desk, deliver):
    moscow = make_desk("Moscow", "RU", timezone="Europe/Moscow")
    no = moscow.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply found ship", deliver)
    assert night(amur.loan(no).due_on, hour=16) == 2  # one in the morning at the Amur, seven in the evening in Moscow
    assert (amur.loan(no).due, moscow.loan(no).due) == ("overdue", "due_soon")


def test_a_library_where_it_is_tomorrow_already_is_told_of_the_seventh_day_before(heihe, amur, shipped, due_on):
    assert night(due_on - timedelta(days=9), hour=18) == 0
    assert night(due_on - timedelta(days=8), hour=18) == 2  # past midnight in Heihe and at the Amur


def test_the_work_queue_does_not_wait_for_the_night(heihe, amur, shipped, due_on, deliver):
    heihe.goes(shipped, "receive check_out", deliver)
    noon = datetime.combine(due_on + timedelta(days=1), time(4), tzinfo=UTC)
    with reading() as session:
        library = session.get_one(Library, heihe.id)
        queue = lists.requests_waiting_for(session, library, noon, "en")
    assert queue.counts == {Task.OVERDUE: 1}
    assert heihe.loan(shipped).due == "ok"


def test_an_overdue_loan_goes_its_usual_way(heihe, amur, shipped, due_on, deliver):
    night(due_on + timedelta(days=1))
    heihe.goes(shipped, "receive check_out patron_returned ship_return", deliver)
    assert (heihe.loan(shipped).due, amur.loan(shipped).due) == ("none", "none")
    amur.goes(shipped, "check_in", deliver)
    assert (heihe.state(shipped), amur.state(shipped)) == ("completed", "completed")
