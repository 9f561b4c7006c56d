"""Forms that are sent twice, one after the other or at the same moment, and what becomes of their tokens."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core import once as core_once
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import SentForm
from library_exchange.loans.models import LoanRequest
from library_exchange.web import once
from tests.makers import Visitor

BOOK = {"title": "История Амура", "title_lang": "ru"}
AT_ONCE = 6


@pytest.fixture
def librarian(app, signed_in, make_library):
    return signed_in(app, library_id=make_library(), roles=Role.LIBRARIAN)


def asks(visitor, token="first-page.1", **more):
    return visitor.post("/en/loans/new", data=BOOK | {once.FIELD: token} | more)


def count(table):
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def at_the_same_moment(visitors, ask):
    """Have every visitor ask; return the answers."""
    start, answers = threading.Barrier(len(visitors)), []

    def send(visitor):
        start.wait()
        answers.append(ask(visitor))

    threads = [threading.Thread(target=send, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_second_click_leads_to_what_the_first_made(app, librarian):
    first, second = asks(librarian), asks(librarian)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.location == first.location
    assert count(LoanRequest) == 1
    page = librarian.get(second.location).text
    assert "This form was sent before. Here is what it made; nothing was made twice." in page


def test_clicks_at_the_same_moment_make_one_thing_and_all_lead_to_it(app, librarian):
    answers = at_the_same_moment([_beside(app, librarian) for _time in range(AT_ONCE)], asks)
    assert [answer.status_code for answer in answers] == [302] * AT_ONCE
    assert len({answer.location for answer in answers}) == 1
    assert count(LoanRequest) == 1


def _beside(app, visitor):
    """Return another window of the same browser."""
    window = Visitor(app)
    window.set_cookie("bridge", visitor.get_cookie("bridge").value)
    return window


def test_another_page_makes_another_thing(app, librarian):
    assert asks(librarian).location != asks(librarian, "second-page.1").location
    assert count(LoanRequest) == 2


def test_a_token_is_one_persons_own(app, librarian, signed_in, make_library):
    other = signed_in(app, "li@heihe.example", library_id=make_library("Amur", "RU"), roles=Role.LIBRARIAN)
    assert asks(librarian).location != asks(other).location


def test_a_form_that_was_refused_may_be_sent_again(app, librarian):
    assert asks(librarian, title="").status_code == 422
    assert count(SentForm) == 0
    assert asks(librarian).status_code == 302
    assert count(LoanRequest) == 1


def test_who_clicks_again_before_the_first_answer_is_known_is_told_so(app, librarian, monkeypatch):
    monkeypatch.setattr(once, "WAITS", 1)
    asks(librarian)
    with transaction() as session:
        session.execute(sa.update(SentForm).values(location=None))
    answer = asks(librarian)
    assert answer.status_code == 409
    assert "has been carried out" in answer.text
    assert count(LoanRequest) == 1


@pytest.mark.parametrize("token", ["", "x" * 10_000, "\x00\ud800", "'; DROP TABLE sent_form"])
def test_a_token_may_be_any_nonsense(app, librarian, token):
    assert asks(librarian, token.encode("utf-8", "surrogatepass")).status_code == 302
    assert count(LoanRequest) == 1


def test_tokens_are_forgotten_after_a_week_and_never_kept_as_they_are(app, librarian):
    asks(librarian)
    with reading() as session:
        (form,) = session.scalars(sa.select(SentForm)).all()
    assert "first-page" not in form.key
    with transaction() as session:
        core_once.forget(session, now() + core_once.KEPT - timedelta(minutes=1))
    assert count(SentForm) == 1
    with transaction() as session:
        core_once.forget(session, now() + core_once.KEPT + timedelta(minutes=1))
        assert session.scalar(sa.select(sa.func.count(col(SentForm.key)))) == 0
