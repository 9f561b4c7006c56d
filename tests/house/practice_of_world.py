"""Practice in the world whose doors are tried: Heihe borrows, lends, and offers a book."""

from typing import Any

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.loans.rules.codes import Side
from library_exchange.practice.services import practising
from library_exchange.practice_exchange.services import practising as exchanging


def fill(ids: dict[str, Any], librarian: Actor) -> None:
    """Let Heihe begin all."""
    with transaction() as session:
        ids["practice"] = practising.begin(session, librarian, Side.SUPPLYING, now()).id
        ids["practice of borrowing"] = practising.begin(session, librarian, Side.REQUESTING, now()).id
        exchanging.begin(session, librarian, now())
