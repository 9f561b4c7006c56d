"""Both sides of a request write to each other about it; a library asked before or after does not."""

from datetime import date

import pytest
import sqlalchemy as sa

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import NotFound
from library_exchange.correspondence import queries
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting as services
from library_exchange.directory.models import Library
from library_exchange.loan_threads import queries as threads
from library_exchange.loans.models import LoanRequest


@pytest.fixture
def app(web):
    return web


def subject(desk, no):
    with reading() as session:
        return threads.subject_of(session, desk.loan(no))


def say(desk, number, **new):
    with transaction() as session:
        services.say(session, desk.librarian, threads.KIND, number, NewMessage(**new), now())


def heard(desk, number):
    with reading() as session:
        return [one.message.phrase for one in queries.thread(session, desk.librarian, threads.KIND, number).said]


def test_the_two_sides_of_a_request_share_a_thread(heihe, amur, khabarovsk, deliver, at_desk):
    no = heihe.is_asked_for("История Амура")
    assert subject(heihe, no) is None
    heihe.does("send", no, supplier_id=amur.id)
    number = subject(heihe, no)
    say(heihe, number, phrase=7, date="2026-03-05")
    with pytest.raises(NotFound):
        heard(amur, number)  # the request has not arrived there yet
    deliver()
    assert subject(amur, no) == number == f"heihe.{no}-1"
    say(amur, number, phrase=18)
    assert heard(heihe, number) == heard(amur, number) == [7, 18]
    reader = Actor("person", library_id=heihe.id, user_id=heihe.reader_id, roles=heihe.reader.roles)
    with reading() as session:
        for actor, name in (
            (khabarovsk.librarian, number),
            (reader, number),
            (heihe.librarian, f"heihe.{no}-2"),
            (heihe.librarian, f"amur.{no}-1"),
            (amur.librarian, "heihe.R-1"),
            (amur.librarian, "nonsense"),
        ):
            with pytest.raises(NotFound):
                queries.thread(session, actor, threads.KIND, name)
    page = at_desk(amur).get(f"/en/loans/{amur.loan(no).id}")
    assert "We need the book by March 5, 2026." in page.text
    assert "История Амура" in at_desk(heihe).get("/en/staff/messages").text


def test_the_next_library_asked_does_not_read_what_was_said_to_the_one_before(heihe, amur, khabarovsk, deliver):
    khabarovsk.holds("История Амура")
    no = heihe.requests("История Амура", of=amur)
    deliver()
    first = subject(heihe, no)
    say(heihe, first, phrase=8)
    amur.goes(no, "refuse", deliver)
    heihe.does("ask_next", no, supplier_id=khabarovsk.id)
    deliver()
    second = subject(heihe, no)
    assert first != second
    assert (heard(khabarovsk, second), heard(amur, first), heard(heihe, first)) == ([], [8], [8])
    with pytest.raises(NotFound):
        heard(khabarovsk, first)


SAID_FIRST = [
    ("", "heihe", 1),
    ("", "amur", 10),
    ("will_supply", "amur", 16),
    ("will_supply found ship", "amur", 30),
    ("will_supply found ship", "heihe", 32),
]


@pytest.mark.parametrize(("way", "side", "phrase"), SAID_FIRST)
def test_the_phrase_offered_first_fits_who_speaks_and_where_the_request_stands(heihe, amur, deliver, way, side, phrase):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, way, deliver)
    speaker = {"heihe": heihe, "amur": amur}[side]
    with reading() as session:
        about = subject(speaker, no)
        found = threads.describe(session, speaker.id, [about], "ru")[about]
        assert found.likely == phrase
        day = session.get_one(Library, speaker.id).day_at(speaker.loan(no).shipped_at or now())
        assert found.known[30].get("date") == (str(day) if "ship" in way else None)


def test_a_lender_is_offered_the_overdue_date_filled_in(web, heihe, amur, deliver, at_desk):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply found ship", deliver)
    with transaction() as session:
        session.execute(sa.update(LoanRequest).where(LoanRequest.library_id == amur.id).values(due_on=date(2026, 1, 5)))
    clerk = at_desk(amur)
    assert '<option value="59" selected>' in clerk.get(f"/en/loans/{amur.loan(no).id}").text
    asked = clerk.get(f"/en/threads/{threads.KIND}/{subject(amur, no)}?phrase=59").text
    assert 'value="2026-01-05"' in asked
