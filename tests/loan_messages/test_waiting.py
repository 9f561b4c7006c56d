"""A message that waits for one before it is never lost, and after a day a person sees it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.cli import main
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.loan_messages.services import deliver as hear
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import OUTBOX_KIND, LoanMessage

WAITS = "a message of the partner waits here for one before it"


def open_messages():
    with reading() as session:
        wanted = (col(OutboxMessage.kind) == OUTBOX_KIND, col(OutboxMessage.done_at).is_(None))
        return session.scalars(sa.select(OutboxMessage).where(*wanted).order_by("id")).all()


def lose_first():
    """Have the oldest message that is still to be delivered vanish on its way; return it."""
    lost = open_messages()[0]
    with transaction() as session:
        session.execute(sa.update(OutboxMessage).where(col(OutboxMessage.id) == lost.id).values(done_at=now()))
    return LoanMessage.model_validate(lost.payload)


def a_day_passes():
    """Make everything in the outbox two days older."""
    with transaction() as session:
        session.execute(sa.update(OutboxMessage).values(created_at=now() - timedelta(days=2)))


@pytest.fixture
def parcel_without_promise(heihe, amur, deliver):
    """The number of a request of which the promise was lost and the parcel's message came; and what was lost."""
    no = heihe.requests("История Амура", of=amur)
    deliver()
    for action in ("will_supply", "found", "ship"):
        amur.does(action, no)
    lost = lose_first()
    for _minute in range(3):
        deliver()
    return no, lost


def page(at_desk, desk, no):
    return at_desk(desk).get(f"/en/loans/{desk.loan(no).id}").text


def test_a_waiting_message_counts_its_tries_and_is_shown_after_a_day(
    heihe, amur, parcel_without_promise, at_desk, deliver
):
    no, _lost = parcel_without_promise
    assert heihe.state(no) == "sent"
    (row,) = open_messages()
    deliver()
    assert [(each.waits, each.attempts) for each in open_messages()] == [(row.waits + 1, 0)]
    assert row.waits >= 3
    desk = at_desk(heihe)
    address = f"/en/loans/{heihe.loan(no).id}"
    assert WAITS not in desk.get(address).text
    a_day_passes()
    assert WAITS in desk.get(address).text
    assert WAITS not in page(at_desk, amur, no)  # it is not their row that waits


def test_it_is_not_shown_at_another_request_of_the_same_two(heihe, amur, parcel_without_promise, at_desk):
    amur.holds("Другая")
    other = heihe.requests("Другая", of=amur)
    a_day_passes()
    assert WAITS not in page(at_desk, heihe, other)


def test_it_is_applied_when_the_one_before_it_comes_after_all(heihe, parcel_without_promise, deliver, at_desk):
    no, lost = parcel_without_promise
    a_day_passes()
    with transaction() as session:
        hear(session, lost, now())
    deliver()
    assert (heihe.state(no), open_messages()) == ("shipped", [])
    assert WAITS not in page(at_desk, heihe, no)


@pytest.fixture
def cancellation_without_request(heihe, amur, deliver):
    """A request that was lost, and its cancellation, which Amur has no row for."""
    no = heihe.requests("История Амура", of=amur)
    lose_first()
    heihe.does("cancel", no)
    deliver()
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(col(LoanRequest.library_id) == amur.id)) == 0
    return no


def platform_page(app, signed_in):
    visitor = signed_in(app, "root@platform.example", is_platform_admin=True)
    return lambda: visitor.get("/en/platform/waiting").text


def test_the_platforms_administrators_see_what_waits_where_there_is_no_request(
    app, cancellation_without_request, signed_in
):
    shown = platform_page(app, signed_in)
    assert "No message waits for another" in shown()
    a_day_passes()
    assert f"{cancellation_without_request}-1" in shown()
    assert "Partner asked to cancel" in shown()


def test_the_operators_check_names_what_waits_and_what_fails(app, cancellation_without_request):
    def check():
        answer = app.test_cli_runner().invoke(main, ["check"])
        return " ".join(answer.output.split())

    assert "heihe>amur" not in check()
    with transaction() as session:
        values = {"kind": "mail.test", "lane": "quick", "attempts": 4, "last_error": "OSError", "created_at": now()}
        session.add(OutboxMessage(**values, due_at=now()))
    a_day_passes()
    assert f"loans.message heihe>amur {cancellation_without_request}-1 2" in check()
    assert re.search(r"it waited [1-9] times for another and failed 0 times \(no error\)", check())
    assert "failed 4 times (OSError)" in check()
