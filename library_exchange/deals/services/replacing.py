"""A book in place of one that came badly: a box of its own, to which both sides agreed when they ended the claim."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.deals import labels
from library_exchange.deals.models import BoxLine
from library_exchange.deals.queries import boxes
from library_exchange.deals.queries.agreements import find_in_force
from library_exchange.deals.rules.agreements import Mode
from library_exchange.deals.rules.boxes import BoxState, Why
from library_exchange.deals.services import consigning
from library_exchange.deals.services.boxes.lines import choose, promise
from library_exchange.deals.services.boxes.steps import begin, tell
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries import matching
from library_exchange.offers.services.offers import another_copy
from library_exchange.shipping.services.replacements import Replacement

MOST_CHOICES = 200


def choices(session: Session, giver_id: int, receiver_id: int, language: str) -> list[tuple[int, str]]:
    """Return the giver's open offers that may go to the receiver, those that it wants first, then the newest."""
    agreement = find_in_force(session, giver_id, receiver_id)
    mode = agreement.mode if agreement else Mode.OPEN
    found = boxes.newest(session, boxes.on_offer(giver_id, receiver_id, mode), language, MOST_CHOICES)
    wanted = {pair.offer_id for pair in _pairs(session, giver_id, receiver_id)}
    ordered = sorted(found, key=lambda each: each.offer.id not in wanted)
    return [(each.offer.id, _named(each)) for each in ordered]


def _named(row: boxes.FreeRow) -> str:
    title, authors = row.title, "; ".join(author.shown.value for author in row.authors)
    told = [title.shown.value, title.beside.value if title.beside else None, authors, row.offer.year]
    return " · ".join(str(each) for each in told if each)


def _pairs(session: Session, giver_id: int, receiver_id: int) -> list[matching.Pair]:
    return matching.pairs(session, matching.Scope(giver_id=giver_id, receiver_id=receiver_id))


def in_place_of(table: type[SQLModel]) -> Replacement:
    """Return how a book of a box or of a round is replaced; either way by a box, which stands on the pair's account."""

    def promise_another(session: Session, actor: Actor, line_id: int, offer_id: int | None, now: datetime) -> int:
        line: Any = session.get_one(table, line_id)
        if offer_id is None:
            offer_id = another_copy(session, actor, session.get_one(Offer, line.offer_id), now).id
        return _promise(session, actor, line.giver_id, line.receiver_id, offer_id, now)

    return Replacement(choices, promise_another)


def _promise(session: Session, actor: Actor, giver_id: int, receiver_id: int, offer_id: int, now: datetime) -> int:
    """Make a box of this one book, promised by both; return its consignment. Raises Conflict if the book is gone."""
    box = begin(session, giver_id, receiver_id, now, BoxState.ACCEPTED)
    allowed = boxes.tickable(box, giver_id).where(col(Offer.id) == offer_id)
    if session.scalar(allowed.with_only_columns(col(Offer.id))) is None:
        raise Conflict("promised-elsewhere", labels.PROMISED_ELSEWHERE)
    line = BoxLine(box_id=box.id, offer_id=offer_id, giver_id=giver_id, receiver_id=receiver_id)
    pairs = [pair for pair in _pairs(session, giver_id, receiver_id) if pair.offer_id == offer_id]
    if pairs:
        best = min(pairs, key=lambda pair: pair.kind)
        line.want_id, line.kind = best.want_id, best.kind.word
        line.priority = session.get_one(Want, best.want_id).priority
    session.add(line)
    session.flush()
    choose(session, actor, line, Why.REPLACEMENT, now)
    promise(session, actor, box, line, now)
    audit.record(session, actor, "box.replace", "box", box.id, at=now)
    (made,) = consigning.consign(session, actor, box, now)
    tell(session, actor, box, "agree")
    return made.id
