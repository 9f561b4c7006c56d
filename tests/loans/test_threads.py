"""Both sides of a request write to each other about it; a library asked before or after does not."""

import pytest

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import NotFound
from library_exchange.correspondence import queries
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting as services
from library_exchange.loans.queries import threads


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
