"""Agreements, balances, offers and wants go over to a successor."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.services import index
from library_exchange.core.actor import Actor
from library_exchange.core.versions import change
from library_exchange.deals.models import Agreement, AgreementVersion
from library_exchange.directory.models import Library
from library_exchange.ledger.models import BookKind, Reason
from library_exchange.ledger.rules import NETWORK
from library_exchange.ledger.schemas import Given, Posting, Reference
from library_exchange.ledger.services import post
from library_exchange.succession import queries
from library_exchange.succession.models import Succession
from library_exchange.succession.rules import Kind

REFERENCE = "succession"


def carry_agreements(session: Session, _actor: Actor, row: Succession, _at: datetime) -> list[tuple[int, int]]:
    """Carry over agreements, with who proposed which terms; return the number of each with the partner."""
    library_id, successor_id = row.library_id, row.successor_id
    carried = []
    for found in session.scalars(queries.agreements(library_id, successor_id)).all():
        partner = found.other(library_id)
        first, second = sorted((partner, successor_id))
        changes = {"first_id": first, "second_id": second, **_whose(found, library_id, successor_id)}
        change(session, found, changes)
        proposed = (col(AgreementVersion.agreement_id) == found.id, col(AgreementVersion.library_id) == library_id)
        session.execute(sa.update(AgreementVersion).where(*proposed).values(library_id=successor_id))
        carried.append((found.id, partner))
    return carried


def _whose(row: Agreement, library_id: int, successor_id: int) -> dict[str, int]:
    return {name: successor_id for name in ("author_id", "turn_id") if getattr(row, name) == library_id}


def carry_balances(session: Session, actor: Actor, row: Succession, at: datetime) -> list[tuple[int, int]]:
    """Carry over what partners and the network owe the library, or it owes them; return each entry with the partner.

    Each entry evens the library's account out and gives the successor the same sum; between these two nothing is owed.
    """
    day = session.get_one(Library, row.successor_id).day_at(at)
    sums: dict[tuple[BookKind, int], list[Given]] = {}
    for book, partner_id, unit, amount in session.execute(queries.balances(row.library_id, row.successor_id)):
        partner = partner_id or NETWORK
        for giver, receiver in ((partner, row.library_id), (row.successor_id, partner)):
            ends = (giver, receiver) if amount > 0 else (receiver, giver)
            given = Given(giver_id=ends[0], receiver_id=ends[1], unit=unit, amount=abs(int(amount)))
            sums.setdefault((book, partner), []).append(given)
    carried = []
    for (book, partner), found in sums.items():
        reference = Reference(kind=REFERENCE, id=f"{row.id}-{row.version}-{book}-{partner}")
        posting = Posting(reason=Reason.CARRY, reference=reference, happened_on=day, given=tuple(found), book=book)
        carried.append((post(session, actor, posting, at).id, partner))
    return carried


def carry_offers(session: Session, _actor: Actor, row: Succession, _at: datetime) -> list[tuple[int, int]]:
    """Carry over offers; return their numbers. Without the holdings they are of no copy in the catalogue any more."""
    found = session.scalars(queries.offers(row.library_id, row.successor_id)).all()
    copies: dict[str, Any] = {} if Kind.HOLDINGS in row.taken else {"item_id": None}
    for offer in found:
        change(session, offer, {"library_id": row.successor_id} | copies)
    index.announce(session, [offer.record_id for offer in found if offer.record_id is not None])
    return [(offer.id, 0) for offer in found]


def carry_wants(session: Session, _actor: Actor, row: Succession, _at: datetime) -> list[tuple[int, int]]:
    """Carry over wants; return their numbers."""
    found = session.scalars(queries.wants(row.library_id, row.successor_id)).all()
    for want in found:
        change(session, want, {"library_id": row.successor_id})
    return [(want.id, 0) for want in found]
