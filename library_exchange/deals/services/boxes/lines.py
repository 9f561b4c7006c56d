"""One book of a box: held while it is in, free again when it leaves, promised when both sides agree."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.db import pieces
from library_exchange.core.errors import Conflict
from library_exchange.core.steps import Machine, nobodys, take
from library_exchange.deals import labels
from library_exchange.deals.models import Box, BoxLine
from library_exchange.deals.rules.agreements import Mode
from library_exchange.deals.rules.boxes import LINE, LineEvent, LineState, Why, weight_of, worth
from library_exchange.offers import policy as offers_policy
from library_exchange.offers.labels import CHANGED_MEANWHILE
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries import matching
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.rules.wants import WantEvent, WantState
from library_exchange.offers.services.offers import split
from library_exchange.offers.services.transitions import decline_match, move_offer, move_want, write


def step_line(session: Session, line: BoxLine, event: LineEvent, now: datetime, **changes: Any) -> None:
    """Let `event` happen to a line. Raises Conflict if it has no such step now or changed meanwhile."""
    try:
        with session.begin_nested():
            take(LINES, session, offers_policy.FOLLOWS, line, event, now, **changes)
    except IntegrityError as error:
        raise Conflict("promised-elsewhere", labels.PROMISED_ELSEWHERE) from error


LINES = Machine(
    LINE,
    "box_line",
    lambda actor, _line: nobodys(actor),
    not_now=lambda _row, _event: labels.STEP_NOT_NOW,
    changed_meanwhile=CHANGED_MEANWHILE,
    is_audited=False,
)
"""What becomes of a line stands in the audit of its box and of its offer."""


def offers_of(session: Session, lines: Iterable[BoxLine]) -> dict[int, Offer]:
    ids = sorted({line.offer_id for line in lines})
    return {
        offer.id: offer
        for piece in pieces(ids)
        for offer in session.scalars(sa.select(Offer).where(col(Offer.id).in_(piece)))
    }


def free_offers(session: Session, offer_ids: Iterable[int]) -> set[int]:
    """Return those of the offers that are open: no borrower has the copy, and no round is being cleared with it."""
    still = sa.select(col(Offer.id)).where(matching.is_open_offer(), matching.is_free())
    return {
        offer_id
        for piece in pieces(sorted(offer_ids))
        for offer_id in session.scalars(still.where(col(Offer.id).in_(piece)))
        if offer_id
    }


def choose(session: Session, actor: Actor, line: BoxLine, why: Why, now: datetime) -> None:
    """Put a book into the box: its offer and its want are held. A lot gives one copy."""
    offer = session.get_one(Offer, line.offer_id)
    if offer.id not in free_offers(session, [offer.id]):
        raise Conflict("promised-elsewhere", labels.PROMISED_ELSEWHERE)
    if offer.quantity > 1:
        offer = split(session, actor, offer, 1, now)
    want = session.get(Want, line.want_id) if line.want_id else None
    is_wanted = want is not None and want.state is WantState.OPEN
    step_line(
        session,
        line,
        LineEvent.CHOOSE,
        now,
        offer_id=offer.id,
        why=why,
        want_id=line.want_id if is_wanted else None,
    )
    move_offer(session, actor, offer, OfferEvent.RESERVE, now)
    if want is not None and is_wanted:
        move_want(session, actor, want, WantEvent.MATCH, now)


def leave(session: Session, actor: Actor, line: BoxLine, why: Why, now: datetime) -> None:
    """Leave a book out of the box; what it held is free again. A want's owner who takes it out has declined."""
    is_held = line.state is LineState.IN
    if LINE.find(line.state, LineEvent.LEAVE):
        step_line(session, line, LineEvent.LEAVE, now, why=why)
    else:
        write(session, line, {"why": why})
    if not is_held:
        return
    move_offer(session, actor, session.get_one(Offer, line.offer_id), OfferEvent.RELEASE, now)
    want = session.get(Want, line.want_id) if line.want_id else None
    if want is not None and why is Why.TAKEN_OUT and actor.library_id == line.receiver_id:
        decline_match(session, actor, want, now)
    elif want is not None:
        move_want(session, actor, want, WantEvent.RELEASE, now)


def promise(session: Session, actor: Actor, box: Box, line: BoxLine, now: datetime) -> None:
    offer = session.get_one(Offer, line.offer_id)
    amount = counts_for(box.mode, offer, offer.quantity)
    step_line(session, line, LineEvent.AGREE, now, copies=offer.quantity, amount=amount)
    move_offer(session, actor, offer, OfferEvent.COMMIT, now)
    if line.want_id is not None:
        move_want(session, actor, session.get_one(Want, line.want_id), WantEvent.CONFIRM, now)


def counts_for(mode: Mode, offer: Offer, copies: int = 1) -> int:
    """Return what `copies` of an offer count for in the unit of `mode`."""
    return worth(mode, copies, offer.value_points, offer.pages, offer.weight_g, offer.is_gift)


def weighs(offer: Offer) -> int:
    """Return what a copy of an offer weighs in grams, 0 if nobody knows."""
    return weight_of(offer.weight_g, offer.pages)
