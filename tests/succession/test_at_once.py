"""Leaving and accepting at once: who was faster is seen, and nothing is accepted of a library that has left."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.errors import Conflict
from library_exchange.directory.models import Library
from library_exchange.leaving.models import Departure
from library_exchange.leaving.rules import DepartureEvent
from library_exchange.leaving.schemas import NewDeparture
from library_exchange.leaving.services import announcing
from library_exchange.succession.models import Succession
from library_exchange.succession.rules import SuccessionEvent
from library_exchange.succession.services import asking
from tests.loans.conftest import add_copies, add_record


def head_of(library_id):
    return Actor("person", library_id=library_id, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN}))


@pytest.fixture
def asked(app, make_library):
    """A library with a book that is closing, its successor, the departure and what the successor is asked."""
    amur, heihe = make_library("Amur", "RU"), make_library("Heihe")
    add_copies(add_record("Тайга"), amur, 1)
    with transaction() as session:
        library = session.get_one(Library, amur)
        given = NewDeparture(leaves_on=library.day_at(now()), successor_id=heihe)
        departure = announcing.announce(session, head_of(amur), library, given, now())
        return amur, heihe, departure.id, asking.ask(session, head_of(amur), departure, ["holdings"], now()).id


def leave(session, amur, departure):
    announcing.take(session, head_of(amur), session.get_one(Departure, departure), DepartureEvent.LEAVE, now(), None)


def accept(session, heihe, succession):
    row = session.get_one(Succession, succession)
    asking.take(session, head_of(heihe), row, SuccessionEvent.ACCEPT, now(), None, ["holdings"])


def in_between(app, first, second):
    """Have `second` begin while `first` is not yet written; return what comes of it."""

    def act():
        with app.app_context(), transaction() as session:
            second(session)

    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            first(session)
            session.flush()
            going = pool.submit(act)
            time.sleep(0.3)
        return going.exception(timeout=20)


def test_who_accepts_while_the_library_leaves_is_told_that_it_has_left(app, asked):
    amur, heihe, departure, succession = asked
    refused = in_between(app, lambda s: leave(s, amur, departure), lambda s: accept(s, heihe, succession))
    assert isinstance(refused, Conflict)
    assert refused.reason == "does-not-leave"


def test_who_leaves_while_the_successor_accepts_sees_what_was_accepted(app, asked):
    amur, heihe, departure, succession = asked
    refused = in_between(app, lambda s: accept(s, heihe, succession), lambda s: leave(s, amur, departure))
    assert isinstance(refused, Conflict)
    assert refused.reason == "still-going"
