"""Libraries that keep accounts with each other."""

from datetime import UTC, date, datetime

import pytest

from library_exchange.core.actor import Actor, Role
from library_exchange.core.db import transaction
from library_exchange.ledger import services
from library_exchange.ledger.models import BookKind, Reason, Unit
from library_exchange.ledger.schemas import Given, Posting, Reference

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
PIECES = Unit.PIECES


def staff(library_id):
    """A librarian of the library."""
    return Actor("person", library_id=library_id, user_id=7, roles=frozenset({Role.LIBRARIAN}))


def posting(number, *moved, on=date(2026, 5, 4), reason=Reason.RECEIPT, book=BookKind.PAIR):
    """An entry about parcel `number`: each of `moved` is giver, receiver, amount and, if not pieces, the unit."""
    given = [
        Given(giver_id=giver, receiver_id=receiver, amount=amount, unit=unit[0] if unit else PIECES)
        for giver, receiver, amount, *unit in moved
    ]
    about = Reference(kind="parcel", id=str(number))
    return Posting(reason=reason, reference=about, happened_on=on, given=tuple(given), book=book)


@pytest.fixture
def post(app):
    """Post an entry in a transaction of its own, for the clock if nobody is named; return the entry."""

    def write(number, *moved, actor=None, **more):
        with transaction() as session:
            return services.post(session, actor or Actor("clock"), posting(number, *moved, **more), AT)

    return write


@pytest.fixture
def heihe(make_library):
    return make_library("Heihe")


@pytest.fixture
def amur(make_library):
    return make_library("Amur", "RU")


@pytest.fixture
def chita(make_library):
    return make_library("Chita", "RU", kind="university")
