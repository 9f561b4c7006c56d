"""Practice loans in the world whose doors are tried: Heihe borrows, and Heihe lends."""

from typing import Any

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.loans.rules.codes import Side
from library_exchange.practice.services import practising


def fill(ids: dict[str, Any], librarian: Actor) -> None:
    """Let Heihe begin both."""
    with transaction() as session:
        ids["practice"] = practising.begin(session, librarian, Side.SUPPLYING, now()).id
        ids["practice of borrowing"] = practising.begin(session, librarian, Side.REQUESTING, now()).id
