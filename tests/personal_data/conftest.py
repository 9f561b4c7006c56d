"""Two libraries, and a reader of one of whom everything personal is a canary."""

import pytest

from library_exchange.core.actor import Actor, Role
from library_exchange.core.db import database
from tests.loans.conftest import amur, at_desk, heihe, make_desk, records
from tests.personal_data.canaries import Marked, mark

__all__ = ["amur", "at_desk", "heihe", "make_desk", "records"]


def admin_of(desk):
    return Actor("person", library_id=desk.id, user_id=desk.librarian_id, roles=frozenset({Role.LIBRARY_ADMIN}))


@pytest.fixture
def marked(heihe, amur, deliver, worlds):
    """Heihe's reader, marked, whose one request ended at Amur; Amur's desk is told of everything."""

    def refused_and_marked() -> Marked:
        no = heihe.requests("История Амура", of=amur)
        deliver()
        amur.goes(no, "refuse", deliver)
        heihe.goes(no, "close_unfilled", deliver)
        found = mark(heihe)
        deliver()
        return found

    return worlds.given(database(), ("marked", *heihe.ids, *amur.ids), refused_and_marked)
