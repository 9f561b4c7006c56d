"""Which libraries are reached by letter: the platform names them, it or the sponsor ends it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import Membership
from library_exchange.answer_links import policy, queries
from library_exchange.answer_links.models import AnswerLink, LetterPartner
from library_exchange.answer_links.schemas import ASK, NewPartner
from library_exchange.core import audit, outbox
from library_exchange.core.actor import STAFF, Actor
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library, PostalAddress
from library_exchange.directory.queries import find_library

UNKNOWN = _l("Choose a library.")
REMOTE = _l("Another system serves this library: it answers there.")
HAS_STAFF = _l("People of this library sign in here: they answer on their own pages.")
NO_ADDRESS = _l(
    "The address of this library lacks the street or the postcode. Fill it in first: letters go by post, too."
)
TWICE = _l("This library is reached by letter already.")
ITSELF = _l("A library does not vouch for itself.")


def add(session: Session, actor: Actor, given: NewPartner, at: datetime) -> LetterPartner:
    """Have a library be reached by letter, about each request that is open already, too.

    Raises InvalidInput for one that needs none or has no postal address.
    """
    library = _named(session, given.library, "library")
    sponsor = _named(session, given.sponsor, "sponsor") if given.sponsor else None
    refusal = _why_not(session, library)
    if refusal is not None:
        raise InvalidInput({"library": refusal})
    if sponsor is not None and sponsor.id == library.id:
        raise InvalidInput({"sponsor": ITSELF})
    partner = LetterPartner(library_id=library.id, sponsor_id=sponsor.id if sponsor else None, since=at)
    session.add(partner)
    session.flush()
    for loan_id in queries.open_requests(session, library.id):
        outbox.put(session, ASK, {"loan": loan_id})
    facts = {"sponsor": sponsor.code if sponsor else None}
    audit.record(session, actor, "answer_links.add_partner", "library", library.id, at=at, **facts)
    return partner


def end(session: Session, actor: Actor, partner_id: int, at: datetime) -> int:
    """Have a library no longer be reached by letter: links that wait open nothing any more.

    Return how many of its requests are open and stay as they are. Raises NotFound for who may not end it.
    """
    partner = session.get(LetterPartner, partner_id)
    if partner is None or not policy.may_end(actor, partner):
        raise NotFound("letter-partner", partner=partner_id)
    audit.record(session, actor, "answer_links.end_partner", "library", partner.library_id, at=at)
    waits = (col(AnswerLink.library_id) == partner.library_id, col(AnswerLink.ended_at).is_(None))
    ended = {"ended_at": at, "version": AnswerLink.version + 1}
    session.execute(sa.update(AnswerLink).where(*waits).values(**ended))
    session.delete(partner)
    return len(queries.open_requests(session, partner.library_id))


def _named(session: Session, code: str, field: str) -> Library:
    library = find_library(session, code)
    if library is None:
        raise InvalidInput({field: UNKNOWN})
    return library


def _why_not(session: Session, library: Library) -> Any:
    if library.is_remote:
        return REMOTE
    if queries.find_partner(session, library.id) is not None:
        return TWICE
    works_there = (col(Membership.library_id) == library.id, col(Membership.role).in_(STAFF))
    if session.scalar(sa.select(col(Membership.id)).where(*works_there).limit(1)) is not None:
        return HAS_STAFF
    written = (col(PostalAddress.library_id) == library.id, col(PostalAddress.street) != "")
    has_address = session.scalar(sa.select(col(PostalAddress.id)).where(*written).limit(1)) is not None
    return None if has_address else NO_ADDRESS
