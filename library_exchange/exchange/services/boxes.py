"""Filling a box between two libraries: tick, propose, counter line by line, accept; nothing is promised twice."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.directory.models import Library
from library_exchange.exchange import policy
from library_exchange.exchange.labels import deals as labels
from library_exchange.exchange.labels import lists as list_labels
from library_exchange.exchange.models.deals import Agreement, Box, BoxLine
from library_exchange.exchange.models.lists import Offer, Want
from library_exchange.exchange.queries import accounts, agreements, boxes, candidates, recognition
from library_exchange.exchange.rules.agreements import AgreementState, Mode
from library_exchange.exchange.rules.boxes import (
    LINES,
    BoxBy,
    BoxEvent,
    BoxState,
    LineEvent,
    LineState,
    NoSuchStep,
    Why,
    is_within,
    line_step,
    step,
    weight_of,
    worth,
)
from library_exchange.exchange.rules.clearing.box import Tick, propose_box
from library_exchange.exchange.rules.clearing.market import Kind
from library_exchange.exchange.rules.offers import OfferEvent
from library_exchange.exchange.rules.wants import WantEvent, WantState
from library_exchange.exchange.services.moving import decline_match, move_offer, move_want, write
from library_exchange.exchange.services.offers import split
from library_exchange.notifications.services import notify_library

UNLIMITED = 10**6
"""Credit where nothing is counted."""
Chosen = dict[int, tuple[Why, int | None]]
"""By line, why it is in the box or not, and its place."""
KINDS = {"exact": Kind.EXACT, "work": Kind.WORK, "profile": Kind.PROFILE}


def open_box(session: Session, actor: Actor, partner_id: int, now: datetime) -> Box:
    """Begin a box with a partner, with what each side's wants find in the other's offers ticked; return it.

    A box that the two are filling already is returned as it is. Raises InvalidInput without another library, Conflict
    while their agreement is suspended or being settled.
    """
    library_id = policy.library_of(actor)
    if partner_id == library_id or session.get(Library, partner_id) is None:
        raise InvalidInput({"partner_id": labels.WITH_WHOM})
    found = boxes.find_in_talks(session, library_id, partner_id)
    if found is not None:
        return found
    agreement = _agreement(session, library_id, partner_id)
    first, second = sorted((library_id, partner_id))
    pair = (col(Box.first_id) == first, col(Box.second_id) == second)
    last = session.scalar(sa.select(sa.func.max(col(Box.number))).where(*pair)) or 0
    box = Box(number=last + 1, first_id=first, second_id=second, created_at=now, touched_at=now, **_by(agreement))
    session.add(box)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("changed-meanwhile", list_labels.CHANGED_MEANWHILE) from error
    for receiver_id in (first, second):
        _tick_wanted(session, box, receiver_id)
    audit.record(session, actor, "box.open", "box", box.id, at=now)
    return box


def _agreement(session: Session, first_id: int, second_id: int) -> Agreement | None:
    found = agreements.find_in_force(session, first_id, second_id)
    if found is not None and found.state is not AgreementState.ACTIVE:
        raise Conflict("agreement-rests", labels.NO_NEW_BOXES)
    return found


def _by(agreement: Agreement | None) -> dict[str, Any]:
    return {
        "agreement_id": agreement.id if agreement else None,
        "mode": agreement.mode if agreement else Mode.OPEN,
    }


# Ticks ----------------------------------------------------------------------------------------------------------------


def _tick_wanted(session: Session, box: Box, receiver_id: int) -> None:
    """Tick for each want of the receiver the offer that meets it best, unless another want has it."""
    giver_id = box.other(receiver_id)
    scope = candidates.Scope(giver_id=giver_id, receiver_id=receiver_id)
    pairs = sorted(candidates.pairs(session, scope), key=lambda pair: KINDS[pair.kind])
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
            line.want_id, line.kind, line.priority = pair.want_id, str(pair.kind), urgency[pair.want_id]
            session.add(line)
    session.flush()


def _line(box: Box, receiver_id: int, offer_id: int) -> BoxLine:
    giver_id = box.other(receiver_id)
    return BoxLine(box_id=box.id or 0, offer_id=offer_id, giver_id=giver_id, receiver_id=receiver_id)


def tick(
    session: Session,
    actor: Actor,
    box: Box,
    shown: Collection[int],
    ticked: Collection[int],
    now: datetime,
    version: int | None = None,
) -> int:
    """Tick what the actor's library wants of the offers it was `shown`, and untick the rest of them.

    Return how many are ticked in all. Raises Conflict once a proposal lies on the table.
    """
    library_id = policy.require_party(actor, box.first_id, box.second_id)
    if box.state is not BoxState.TICKING:
        raise Conflict("not-ticking", labels.STEP_NOT_NOW)
    mine = {line.offer_id: line for line in boxes.lines_of(session, box) if line.receiver_id == library_id}
    for offer_id in set(shown) - set(ticked):
        if offer_id in mine:
            session.delete(mine.pop(offer_id))
    wanted = set(ticked) - set(mine)
    free = boxes.tickable(box, box.other(library_id)).with_only_columns(col(Offer.id))
    new = [
        offer_id
        for piece in recognition.pieces(sorted(wanted))
        for offer_id in session.scalars(free.where(col(Offer.id).in_(piece)))
    ]
    session.add_all(_line(box, library_id, offer_id) for offer_id in sorted(new))
    write(session, box, {"touched_at": now}, version)
    session.flush()
    audit.record(session, actor, "box.tick", "box", box.id, at=now, ticked=len(mine) + len(new))
    return len(mine) + len(new)


# The proposal ---------------------------------------------------------------------------------------------------------


def propose(session: Session, actor: Actor, box: Box, now: datetime, version: int | None = None) -> None:
    """Put on the table which of the ticked books go each way, by priority and balance, and hold them.

    Raises Conflict if nothing is ticked that is still on offer.
    """
    _agreed_on(session, actor, box)
    lines = boxes.lines_of(session, box, LineState.TICKED, LineState.OUT)
    offers = _offers(session, lines)
    agreement = _agreement(session, box.first_id, box.second_id)
    mode = agreement.mode if agreement else Mode.OPEN
    free = _free(session, offers)
    live = [line for line in lines if line.offer_id in free]
    if mode is Mode.GIFT_ONLY:
        live = [line for line in live if offers[line.offer_id].is_gift]
    if not live:
        raise Conflict("nothing-ticked", labels.NOTHING_TICKED)
    chosen = _chosen(session, box, agreement, live, offers)
    _move(session, actor, box, BoxEvent.PROPOSE, now, version, round_no=box.round_no + 1, **_by(agreement))
    for line in lines:
        why, place = chosen.get(line.id or 0, (Why.GONE, None))
        write(session, line, {"place": place, "changed_by_id": None})
        if why is Why.CHOSEN:
            _choose(session, actor, line, why, now)
        else:
            _leave(session, actor, line, why, now)
    _tell(session, actor, box, "propose")


def _offers(session: Session, lines: Iterable[BoxLine]) -> dict[int, Offer]:
    ids = sorted({line.offer_id for line in lines})
    return {
        offer.id or 0: offer
        for piece in recognition.pieces(ids)
        for offer in session.scalars(sa.select(Offer).where(col(Offer.id).in_(piece)))
    }


def _free(session: Session, offer_ids: Iterable[int]) -> set[int]:
    """Return those of the offers that are open, and whose copy nobody has borrowed meanwhile."""
    still = sa.select(col(Offer.id)).where(candidates.is_open_offer())
    return {
        offer_id
        for piece in recognition.pieces(sorted(offer_ids))
        for offer_id in session.scalars(still.where(col(Offer.id).in_(piece)))
        if offer_id
    }


def _chosen(
    session: Session, box: Box, agreement: Agreement | None, live: list[BoxLine], offers: Mapping[int, Offer]
) -> Chosen:
    """Return for each line why it is in the box or not and its place; gifts always go, since they count nothing."""
    gifts = {line.id or 0 for line in live if offers[line.offer_id].is_gift}
    counted = [line for line in live if line.id not in gifts]
    works = _works(session, offers)
    to_first, to_second = (
        [
            Tick(str(line.id), works[line.offer_id], line.priority, KINDS.get(line.kind or "", Kind.EXACT))
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


def counts_for(mode: Mode, offer: Offer, copies: int = 1) -> int:
    """Return what `copies` of an offer count for in the unit of `mode`."""
    return worth(mode, copies, offer.value_points, offer.pages, offer.weight_g, offer.is_gift)


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
        line.id or 0: counts_for(agreement.mode, offers[line.offer_id]) * (1 if line.giver_id == box.first_id else -1)
        for line in live
        if found[line.id or 0][0] is Why.CHOSEN
    }
    closing = start + sum(signed.values())
    for line_id in sorted(signed, key=lambda each: -(found[each][1] or 0)):
        if is_within(closing, start, agreement.credit):
            break
        if signed[line_id] * closing > 0:
            closing -= signed[line_id]
            found[line_id] = (Why.BALANCE, found[line_id][1])
    return found


# One line -------------------------------------------------------------------------------------------------------------


def step_line(session: Session, line: BoxLine, event: LineEvent, **changes: Any) -> None:
    """Let `event` happen to a line. Raises Conflict if it has no such step now or changed meanwhile."""
    try:
        target = line_step(line.state, event)
    except NoSuchStep as refused:
        raise Conflict("no-such-step", labels.STEP_NOT_NOW, state=line.state, event=event) from refused
    try:
        with session.begin_nested():
            write(session, line, changes | {"state": target})
    except IntegrityError as error:
        raise Conflict("promised-elsewhere", labels.PROMISED_ELSEWHERE) from error


def _choose(session: Session, actor: Actor, line: BoxLine, why: Why, now: datetime) -> None:
    """Put a book into the box: its offer and its want are held. A lot gives one copy."""
    offer = session.get_one(Offer, line.offer_id)
    if offer.id not in _free(session, [offer.id or 0]):
        raise Conflict("promised-elsewhere", labels.PROMISED_ELSEWHERE)
    if offer.quantity > 1:
        offer = split(session, actor, offer, 1, now)
    want = session.get(Want, line.want_id) if line.want_id else None
    is_wanted = want is not None and want.state is WantState.OPEN
    step_line(
        session,
        line,
        LineEvent.CHOOSE,
        offer_id=offer.id,
        why=why,
        want_id=line.want_id if is_wanted else None,
    )
    move_offer(session, actor, offer, OfferEvent.RESERVE, now)
    if want is not None and is_wanted:
        move_want(session, actor, want, WantEvent.MATCH, now)


def _leave(session: Session, actor: Actor, line: BoxLine, why: Why, now: datetime) -> None:
    """Leave a book out of the box; what it held is free again. A want's owner who takes it out has declined."""
    is_held = line.state is LineState.IN
    if (line.state, LineEvent.LEAVE) in LINES:
        step_line(session, line, LineEvent.LEAVE, why=why)
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


# The answer -----------------------------------------------------------------------------------------------------------


def counter(
    session: Session, actor: Actor, box: Box, chosen: Collection[int], now: datetime, version: int | None = None
) -> None:
    """Answer a proposal line by line: `chosen` are the ids of the lines that are to be in the box.

    The actor's library consents to what it proposes. Raises Conflict if nothing changed, or a book is gone.
    """
    library_id = policy.require_party(actor, box.first_id, box.second_id)
    lines = boxes.lines_of(session, box, LineState.IN, LineState.OUT)
    taken_out = [line for line in lines if line.state is LineState.IN and line.id not in chosen]
    put_in = [line for line in lines if line.state is LineState.OUT and line.id in chosen]
    if not taken_out and not put_in:
        raise Conflict("nothing-changed", labels.NOTHING_CHANGED)
    number = box.round_no + 1
    _move(session, actor, box, BoxEvent.COUNTER, now, version, round_no=number, **_consent(box, library_id, number))
    for line in taken_out:
        _leave(session, actor, line, Why.TAKEN_OUT, now)
    for line in put_in:
        _choose(session, actor, line, Why.PUT_IN, now)
    for line in (*taken_out, *put_in):
        write(session, line, {"changed_by_id": library_id})
    _require_sound(session, box)
    _tell(session, actor, box, "counter")


def _consent(box: Box, library_id: int, number: int) -> dict[str, int]:
    return {"first_accepted" if library_id == box.first_id else "second_accepted": number}


def _require_sound(session: Session, box: Box) -> None:
    """Raise Conflict for an empty box, or one that would go beyond the credit agreed."""
    inside = boxes.lines_of(session, box, LineState.IN)
    if not inside:
        raise Conflict("nothing-in-box", labels.NOTHING_IN_BOX)
    agreement = session.get(Agreement, box.agreement_id) if box.agreement_id else None
    if agreement is None:
        return
    offers = _offers(session, inside)
    start = expected(session, box, box.mode)
    closing = start + sum(
        counts_for(box.mode, offers[line.offer_id]) * (1 if line.giver_id == box.first_id else -1) for line in inside
    )
    if not is_within(closing, start, agreement.credit):
        raise Conflict("beyond-credit", labels.BEYOND_CREDIT, closing=closing)


def accept(session: Session, actor: Actor, box: Box, now: datetime, version: int | None = None) -> None:
    """Consent to the proposal; when both sides have, its books are promised."""
    library_id = policy.require_party(actor, box.first_id, box.second_id)
    _agreed_on(session, actor, box)
    _require_sound(session, box)
    _move(session, actor, box, BoxEvent.ACCEPT, now, version, **_consent(box, library_id, box.round_no))
    if box.first_accepted != box.round_no or box.second_accepted != box.round_no:
        _tell(session, actor, box, "accept")
        return
    _move(session, policy.FOLLOWS, box, BoxEvent.AGREE, now, agreed_at=now)
    for line in boxes.lines_of(session, box, LineState.IN):
        _promise(session, actor, box, line, now)
    _tell(session, actor, box, "agree")


def _promise(session: Session, actor: Actor, box: Box, line: BoxLine, now: datetime) -> None:
    offer = session.get_one(Offer, line.offer_id)
    amount = counts_for(box.mode, offer, offer.quantity)
    step_line(session, line, LineEvent.AGREE, copies=offer.quantity, amount=amount)
    move_offer(session, actor, offer, OfferEvent.COMMIT, now)
    if line.want_id is not None:
        move_want(session, actor, session.get_one(Want, line.want_id), WantEvent.CONFIRM, now)


def take(session: Session, actor: Actor, box: Box, event: BoxEvent, now: datetime, version: int | None = None) -> None:
    """Take a step of a box that needs nothing else: propose, accept, tick anew, give up."""
    if event is BoxEvent.PROPOSE:
        propose(session, actor, box, now, version)
    elif event is BoxEvent.ACCEPT:
        accept(session, actor, box, now, version)
    else:
        _take_back(session, actor, box, event, now, version)


def _take_back(session: Session, actor: Actor, box: Box, event: BoxEvent, now: datetime, version: int | None) -> None:
    if event not in (BoxEvent.REOPEN, BoxEvent.CANCEL):
        raise Conflict("no-such-step", labels.STEP_NOT_NOW, event=event)
    _move(session, actor, box, event, now, version)
    for line in boxes.lines_of(session, box, LineState.IN):
        _leave(session, actor, line, Why.GONE, now)
    if event is BoxEvent.REOPEN:
        for line in boxes.lines_of(session, box, LineState.OUT):
            step_line(session, line, LineEvent.TICK_AGAIN, why=None, place=None, changed_by_id=None)
    _tell(session, actor, box, str(event))


def not_found(session: Session, actor: Actor, box: Box, line: BoxLine, now: datetime) -> None:
    """Note that the giver does not find a promised book: it leaves the box, and its want is open again.

    Raises Conflict once it travels.
    """
    policy.require_own(actor, line.giver_id)
    if line.state is not LineState.AGREED or line.consignment_id is not None:
        raise Conflict("sent-already", labels.SENT_ALREADY)
    step_line(session, line, LineEvent.FAIL, why=Why.NOT_FOUND)
    move_offer(session, actor, session.get_one(Offer, line.offer_id), OfferEvent.NOT_FOUND, now)
    if line.want_id is not None:
        move_want(session, actor, session.get_one(Want, line.want_id), WantEvent.FAIL, now)
    settle_if_done(session, box, now)


# Steps of the box -----------------------------------------------------------------------------------------------------


def _agreed_on(session: Session, actor: Actor, box: Box) -> None:
    policy.require_party(actor, box.first_id, box.second_id)
    _agreement(session, box.first_id, box.second_id)


def _move(
    session: Session,
    actor: Actor,
    box: Box,
    event: BoxEvent,
    now: datetime,
    version: int | None = None,
    **changes: Any,
) -> None:
    try:
        found = step(box.state, event)
    except NoSuchStep as refused:
        raise Conflict("no-such-step", labels.STEP_NOT_NOW, state=box.state, event=event) from refused
    if found.by is BoxBy.EITHER:
        policy.require_party(actor, box.first_id, box.second_id)
    before = box.state
    values = changes | {"state": found.target, "touched_at": now}
    values["closed_at"] = now if found.target in (BoxState.SETTLED, BoxState.CANCELLED) else None
    write(session, box, values, version)
    audit.record(session, actor, f"box.{event}", "box", box.id, at=now, before=before, after=box.state)


def begin_sending(session: Session, actor: Actor, box: Box, now: datetime) -> None:
    """Note that the first consignment of a box is planned."""
    if box.state is BoxState.ACCEPTED:
        _move(session, actor, box, BoxEvent.SEND, now)


def settle_if_done(session: Session, box: Box, now: datetime) -> None:
    """Close a box none of whose books is still to come."""
    still = boxes.lines_of(session, box, LineState.AGREED, LineState.SENT)
    if not still and box.state in (BoxState.ACCEPTED, BoxState.UNDER_WAY):
        _move(session, policy.FOLLOWS, box, BoxEvent.SETTLE, now)


def weighs(offer: Offer) -> int:
    """Return what a copy of an offer weighs in grams, 0 if nobody knows."""
    return weight_of(offer.weight_g, offer.pages)


def _tell(session: Session, actor: Actor, box: Box, event: str) -> None:
    partner = session.get_one(Library, box.other(actor.library_id))
    library = session.get_one(Library, actor.library_id)
    name = library.name_in(partner.language)
    notify_library(session, partner, "exchange/box", event=event, partner=name, number=box.number, box_id=box.id)
