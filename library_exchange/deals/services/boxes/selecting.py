"""Beginning a box, and what each side ticks of the offers of the other."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, rights, versions
from library_exchange.core.actor import Actor
from library_exchange.core.db import pieces
from library_exchange.core.errors import InvalidInput
from library_exchange.deals import labels
from library_exchange.deals.models import Box, BoxLine
from library_exchange.deals.queries import boxes
from library_exchange.deals.rules.boxes import BoxState
from library_exchange.deals.services.boxes.steps import agreement_between, begin
from library_exchange.directory.closing import require_open
from library_exchange.directory.letter_partners import require_signs_in
from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries import matching


def open_box(session: Session, actor: Actor, partner_id: int, now: datetime) -> Box:
    """Begin a box with a partner, with what each side's wants find in the other's offers ticked; return it.

    A box that the two are filling already is returned as it is. Raises InvalidInput without another library
    that can answer here, Conflict while their agreement is suspended or being settled.
    """
    library_id = rights.library_of(actor)
    if partner_id == library_id or session.get(Library, partner_id) is None:
        raise InvalidInput({"partner_id": labels.WITH_WHOM})
    found = boxes.find_in_talks(session, library_id, partner_id)
    if found is not None:
        return found
    require_signs_in(session, partner_id, "partner_id")
    require_open(session, library_id, partner_id)
    agreement_between(session, library_id, partner_id)
    box = begin(session, library_id, partner_id, now)
    for receiver_id in (box.first_id, box.second_id):
        _tick_wanted(session, box, receiver_id)
    audit.record(session, actor, "box.open", "box", box.id, at=now)
    return box


def _tick_wanted(session: Session, box: Box, receiver_id: int) -> None:
    """Tick for each want of the receiver the offer that meets it best, unless another want has it."""
    giver_id = box.other(receiver_id)
    scope = matching.Scope(giver_id=giver_id, receiver_id=receiver_id)
    pairs = sorted(matching.pairs(session, scope), key=lambda pair: pair.kind)
    allowed = set(session.scalars(boxes.tickable(box, giver_id).with_only_columns(col(Offer.id))))
    urgency = dict(
        session.execute(sa.select(col(Want.id), col(Want.priority)).where(col(Want.library_id) == receiver_id)).all()
    )
    offers: set[int] = set()
    wants: set[int] = set()
    for pair in pairs:
        if pair.offer_id in allowed and pair.offer_id not in offers and pair.want_id not in wants:
            offers.add(pair.offer_id)
            wants.add(pair.want_id)
            line = _line(box, receiver_id, pair.offer_id)
            line.want_id, line.kind, line.priority = pair.want_id, pair.kind.word, urgency[pair.want_id]
            session.add(line)
    session.flush()


def _line(box: Box, receiver_id: int, offer_id: int) -> BoxLine:
    giver_id = box.other(receiver_id)
    return BoxLine(box_id=box.id, offer_id=offer_id, giver_id=giver_id, receiver_id=receiver_id)


def tick(
    session: Session,
    actor: Actor,
    box: Box,
    shown: Collection[int],
    ticked: Collection[int],
    now: datetime,
) -> int:
    """Tick what the actor's library wants of the offers it was `shown`, and untick the rest of them.

    What the other library ticks meanwhile is its own affair. Return how many are ticked in all. Raises Conflict once a
    proposal lies on the table.
    """
    library_id = rights.require_party(actor, box.first_id, box.second_id)
    versions.change_all(
        session, Box, [box.id], col(Box.state) == BoxState.TICKING, {"touched_at": now}, labels.STEP_NOT_NOW
    )
    mine = {line.offer_id: line for line in boxes.lines_of(session, box) if line.receiver_id == library_id}
    for offer_id in set(shown) - set(ticked):
        if offer_id in mine:
            session.delete(mine.pop(offer_id))
    wanted = set(ticked) - set(mine)
    free = boxes.tickable(box, box.other(library_id)).with_only_columns(col(Offer.id))
    new = [
        offer_id
        for piece in pieces(sorted(wanted))
        for offer_id in session.scalars(free.where(col(Offer.id).in_(piece)))
    ]
    session.add_all(_line(box, library_id, offer_id) for offer_id in sorted(new))
    session.flush()
    audit.record(session, actor, "box.tick", "box", box.id, at=now, ticked=len(mine) + len(new))
    return len(mine) + len(new)
