"""What a library does with an offer that fits: asks for it, is not interested, takes that back, has seen it."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.db import pieces
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.deals.models import Box
from library_exchange.deals.queries.boxes import lines_of
from library_exchange.deals.services.boxes.selecting import open_box, tick
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.closeness import Kind
from library_exchange.offers.rules.wants import WantKind
from library_exchange.want_alerts import labels
from library_exchange.want_alerts.models import FitNote
from library_exchange.want_alerts.queries import find_fit, fitting_of

KIND_OF = {
    WantKind.EDITION: Kind.EXACT,
    WantKind.SERIES: Kind.EXACT,
    WantKind.WORK: Kind.WORK,
    WantKind.PROFILE: Kind.PROFILE,
}
"""How closely an offer meets a want that it fits."""


def ask_for(session: Session, actor: Actor, offer_id: int, now: datetime) -> Box:
    """Tick an offer that fits in the box with its library, which is begun if there is none; return the box.

    Raises Conflict if it fits no more, a proposal lies on the table of that box, or only gifts are agreed on.
    """
    library_id = rights.library_of(actor)
    offer, want_id = _fitting(session, library_id, offer_id)
    box = open_box(session, actor, offer.library_id, now)
    tick(session, actor, box, {offer_id}, {offer_id}, now)
    line = next((each for each in lines_of(session, box) if each.offer_id == offer_id), None)
    if line is None:
        raise Conflict("gifts-only", labels.GIFTS_ONLY, offer=offer_id)
    if line.want_id is None:
        want = session.get_one(Want, want_id)
        line.want_id, line.kind, line.priority = want_id, KIND_OF[want.kind].word, want.priority
        session.add(line)
    _note(session, library_id, [offer_id], seen_at=now)
    return box


def ask_for_listed(session: Session, actor: Actor, offer_id: int, now: datetime) -> Box:
    """Ask for any open offer as for one that fits, where it fits nothing that the library looks for as well.

    Raises Conflict if it is no longer open or not meant for such a library, InvalidInput for one of its own.
    """
    library_id = rights.library_of(actor)
    if find_fit(session, library_id, offer_id) is not None:
        return ask_for(session, actor, offer_id, now)
    offer = session.get(Offer, offer_id)
    if offer is None:
        raise NotFound("offer", offer=offer_id)
    box = open_box(session, actor, offer.library_id, now)
    tick(session, actor, box, {offer_id}, {offer_id}, now)
    if all(each.offer_id != offer_id for each in lines_of(session, box)):
        raise Conflict("not-to-be-asked-for", labels.NOT_FOR_YOU, offer=offer_id)
    return box


def decline(session: Session, actor: Actor, offer_id: int, now: datetime) -> None:
    """Keep that the library is not interested in an offer, so that it comes neither on the page nor in a letter."""
    library_id = rights.library_of(actor)
    _fitting(session, library_id, offer_id)
    _note(session, library_id, [offer_id], seen_at=now, declined_at=now)


def _fitting(session: Session, library_id: int, offer_id: int) -> tuple[Offer, int]:
    """Return an offer that fits, with the want; raises NotFound if there is none, Conflict if it fits no more."""
    if session.get(Offer, offer_id) is None:
        raise NotFound("offer", offer=offer_id)
    found = find_fit(session, library_id, offer_id)
    if found is None:
        raise Conflict("fits-no-more", labels.GONE, offer=offer_id)
    return found


def restore(session: Session, actor: Actor, offer_id: int) -> None:
    """Take back that the library is not interested. Raises NotFound for an offer of which it never said so."""
    mine = (col(FitNote.library_id) == rights.library_of(actor), col(FitNote.offer_id) == offer_id)
    note = session.scalar(sa.select(FitNote).where(*mine, col(FitNote.declined_at).is_not(None)))
    if note is None:
        raise NotFound("offer", offer=offer_id)
    note.declined_at = None
    session.add(note)


def see(session: Session, actor: Actor, offer_ids: Collection[int], now: datetime) -> None:
    """Keep that the library has seen these offers, of those that fit."""
    library_id = rights.library_of(actor)
    _note(session, library_id, fitting_of(session, library_id, offer_ids), seen_at=now)


def tell_of(session: Session, library_id: int, offer_ids: Sequence[int], now: datetime) -> None:
    """Keep that the library was told of these offers."""
    _note(session, library_id, offer_ids, told_at=now)


def _note(session: Session, library_id: int, offer_ids: Sequence[int], **facts: datetime) -> None:
    """Write facts into the library's notes of offers; what was noted before stands beside them."""
    for piece in pieces(offer_ids):
        mine = (col(FitNote.library_id) == library_id, col(FitNote.offer_id).in_(piece))
        noted = {each.offer_id: each for each in session.scalars(sa.select(FitNote).where(*mine))}
        for offer_id in piece:
            note = noted.get(offer_id) or FitNote(library_id=library_id, offer_id=offer_id)
            note.sqlmodel_update(facts)
            session.add(note)
    session.flush()
