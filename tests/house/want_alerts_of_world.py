"""Offers that fit what Heihe looks for, in the world whose doors are tried: one new, one it is not interested in."""

from typing import Any

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.offers.rules.subjects import Subject
from library_exchange.offers.rules.wants import WantKind
from library_exchange.offers.schemas import Entry, Terms, WantInput
from library_exchange.offers.services import offers, wants
from library_exchange.want_alerts.services import answering


def fill(ids: dict[str, Any], librarian: Actor, trap: str) -> None:
    """Let a stranger offer two books, and Heihe look for such and pass one of them over."""
    with transaction() as session:
        wants.add(session, librarian, WantInput(kind=WantKind.PROFILE, subject=Subject.AGRICULTURE), now())
        ids["fitting"] = _offered(session, ids["stranger"], f"Fits {trap}")
        ids["passed over"] = _offered(session, ids["stranger"], f"Passed over {trap}")
        answering.decline(session, librarian, ids["passed over"], now())


def grow(ids: dict[str, Any], trap: str, n: int) -> None:
    """Let the stranger offer `n` more."""
    with transaction() as session:
        for number in range(n):
            _offered(session, ids["stranger"], f"Fits {number} {trap}")


def _offered(session: Any, library_id: int, title: str) -> int:
    giver = Actor("person", library_id=library_id, roles=frozenset({Role.LIBRARIAN}))
    entry = Entry(title=title, subject=Subject.AGRICULTURE)
    offer = offers.offer_of(library_id, entry, None, Terms(weight_g=300), now())
    session.add(offer)
    session.flush()
    offers.publish(session, giver, offer, now())
    return offer.id
