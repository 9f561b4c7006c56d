"""Which of the ticked books go each way: by priority and balance, within the credit agreed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.deals import labels
from library_exchange.deals.models import Agreement, Box, BoxLine
from library_exchange.deals.queries import accounts, boxes
from library_exchange.deals.rules.agreements import Mode
from library_exchange.deals.rules.boxes import BoxEvent, LineState, Why, is_within
from library_exchange.deals.rules.filling import Tick, propose_box
from library_exchange.deals.services.boxes.lines import choose, counts_for, free_offers, leave, offers_of
from library_exchange.deals.services.boxes.steps import (
    agreement_between,
    consent_of,
    move,
    require_agreement,
    tell,
    terms_of,
)
from library_exchange.directory.letter_partners import require_signs_in
from library_exchange.offers.models import Offer
from library_exchange.offers.queries import recognition
from library_exchange.offers.rules.closeness import Kind
from library_exchange.offers.services.transitions import write

UNLIMITED = 10**6
"""Credit where nothing is counted."""
Chosen = dict[int, tuple[Why, int | None]]
"""By line, why it is in the box or not, and its place."""


def propose(session: Session, actor: Actor, box: Box, now: datetime, version: int | None = None) -> None:
    """Put on the table which of the ticked books go each way, by priority and balance, and hold them.

    The actor's library consents to what it proposes. Raises Conflict if nothing is ticked that is still on offer.
    """
    library_id = rights.require_party(actor, box.first_id, box.second_id)
    require_agreement(session, actor, box)
    require_signs_in(session, box.other(library_id))
    lines = boxes.lines_of(session, box, LineState.TICKED, LineState.OUT)
    offers = offers_of(session, lines)
    agreement = agreement_between(session, box.first_id, box.second_id)
    live = _live(session, agreement, lines, offers)
    if not live:
        raise Conflict("nothing-ticked", labels.NOTHING_TICKED)
    chosen = _chosen(session, box, agreement, live, offers)
    number = box.round_no + 1
    changes = terms_of(agreement) | consent_of(box, library_id, number)
    move(session, actor, box, BoxEvent.PROPOSE, now, version, round_no=number, former=None, **changes)
    for line in lines:
        why, place = chosen.get(line.id, (Why.GONE, None))
        write(session, line, {"place": place, "changed_by_id": None})
        if why is Why.CHOSEN:
            choose(session, actor, line, why, now)
        else:
            leave(session, actor, line, why, now)
    tell(session, actor, box, "propose")


def still_on_offer(session: Session, box: Box) -> list[BoxLine]:
    """Return the ticked lines of a box that a proposal can be made of."""
    lines = boxes.lines_of(session, box, LineState.TICKED, LineState.OUT)
    agreement = agreement_between(session, box.first_id, box.second_id)
    return _live(session, agreement, lines, offers_of(session, lines))


def _live(
    session: Session, agreement: Agreement | None, lines: Sequence[BoxLine], offers: Mapping[int, Offer]
) -> list[BoxLine]:
    free = free_offers(session, offers)
    gifts_only = agreement is not None and agreement.mode is Mode.GIFT_ONLY
    return [line for line in lines if line.offer_id in free and (offers[line.offer_id].is_gift or not gifts_only)]


def _chosen(
    session: Session, box: Box, agreement: Agreement | None, live: list[BoxLine], offers: Mapping[int, Offer]
) -> Chosen:
    """Return for each line why it is in the box or not and its place; gifts always go, since they count nothing."""
    gifts = {line.id for line in live if offers[line.offer_id].is_gift}
    counted = [line for line in live if line.id not in gifts]
    works = _works(session, offers)
    to_first, to_second = (
        [
            Tick(str(line.id), works[line.offer_id], line.priority, Kind.named(line.kind))
            for line in counted
            if line.receiver_id == library_id
        ]
        for library_id in (box.first_id, box.second_id)
    )
    credit, balance = UNLIMITED, 0
    if agreement is not None and agreement.mode is Mode.PIECE:
        credit, balance = agreement.credit, expected(session, box, agreement.mode)
    made = propose_box(to_first, to_second, balance, credit, credit, seed=f"{box.id}:{box.round_no}")
    found: Chosen = {int(each.offer): (Why(each.reason.value), each.place) for each in (*made.to_a, *made.to_b)}
    found |= dict.fromkeys(gifts, (Why.CHOSEN, 0))
    return found if agreement is None else _within_credit(session, box, agreement, live, offers, found)


def _works(session: Session, offers: Mapping[int, Offer]) -> dict[int, str]:
    """Return by offer what all editions of its work, or all copies of its title, have in common."""
    records = [offer.record_id for offer in offers.values() if offer.record_id is not None]
    works = recognition.works_of(session, records)
    return {
        offer_id: f"work {works[offer.record_id]}"
        if offer.record_id in works
        else f"title {offer.title_key} {offer.volume_key}"
        for offer_id, offer in offers.items()
    }


def expected(session: Session, box: Box, mode: Mode) -> int:
    """Return what the second library will owe the first when everything agreed so far has come."""
    pair = (box.first_id, box.second_id)
    return accounts.balance(session, *pair, mode) + accounts.under_way(session, *pair, mode)


def _within_credit(
    session: Session,
    box: Box,
    agreement: Agreement,
    live: list[BoxLine],
    offers: Mapping[int, Offer],
    found: Chosen,
) -> Chosen:
    """Leave out the last books of who would owe too much, where books do not all count alike."""
    start = expected(session, box, agreement.mode)
    signed = {
        line.id: counts_for(agreement.mode, offers[line.offer_id]) * (1 if line.giver_id == box.first_id else -1)
        for line in live
        if found[line.id][0] is Why.CHOSEN
    }
    closing = start + sum(signed.values())
    for line_id in sorted(signed, key=lambda each: -(found[each][1] or 0)):
        if is_within(closing, start, agreement.credit):
            break
        if signed[line_id] * closing > 0:
            closing -= signed[line_id]
            found[line_id] = (Why.BALANCE, found[line_id][1])
    return found
