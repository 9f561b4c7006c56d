"""Answers to a proposal: line by line, consent, taking back, a book that is not found."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.deals import labels
from library_exchange.deals.models import Agreement, Box, BoxLine
from library_exchange.deals.queries import boxes
from library_exchange.deals.rules.boxes import BoxEvent, BoxState, LineEvent, LineState, Why, is_within
from library_exchange.deals.services.boxes.lines import choose, counts_for, leave, offers_of, promise, step_line
from library_exchange.deals.services.boxes.proposing import expected, propose
from library_exchange.deals.services.boxes.steps import consent_of, move, require_agreement, settle_if_done, tell
from library_exchange.offers import policy as offers_policy
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.rules.wants import WantEvent
from library_exchange.offers.services.transitions import move_offer, move_want, write


def counter(
    session: Session, actor: Actor, box: Box, chosen: Collection[int], now: datetime, version: int | None = None
) -> None:
    """Answer a proposal line by line: `chosen` are the ids of the lines that are to be in the box.

    The actor's library consents to what it proposes. Raises Conflict if nothing changed, or a book is gone.
    """
    library_id = rights.require_party(actor, box.first_id, box.second_id)
    lines = boxes.lines_of(session, box, LineState.IN, LineState.OUT)
    taken_out = [line for line in lines if line.state is LineState.IN and line.id not in chosen]
    put_in = [line for line in lines if line.state is LineState.OUT and line.id in chosen]
    if not taken_out and not put_in:
        raise Conflict("nothing-changed", labels.NOTHING_CHANGED)
    number = box.round_no + 1
    changes = consent_of(box, library_id, number) | {"round_no": number, "former": _on_the_table(box, lines)}
    move(session, actor, box, BoxEvent.COUNTER, now, version, **changes)
    for line in taken_out:
        leave(session, actor, line, Why.TAKEN_OUT, now)
    for line in put_in:
        choose(session, actor, line, Why.PUT_IN, now)
    for line in (*taken_out, *put_in):
        write(session, line, {"changed_by_id": library_id})
    require_sound(session, box)
    tell(session, actor, box, "counter")


def _on_the_table(box: Box, lines: Collection[BoxLine]) -> dict[str, Any]:
    """Return the proposal as it stands: of each line where it lies, why and by whom; who has consented to what."""
    return {
        "lines": {str(line.id): [line.state.value, line.why and line.why.value, line.changed_by_id] for line in lines},
        "consents": [box.first_accepted, box.second_accepted],
    }


def withdraw(session: Session, actor: Actor, box: Box, now: datetime, version: int | None = None) -> None:
    """Take the actor's own change of a proposal back, while the other library has not answered it.

    The proposal before it lies on the table again, with who had consented to it. Raises Conflict if there is no such
    change, or a book that was taken out is promised elsewhere meanwhile.
    """
    library_id = rights.require_party(actor, box.first_id, box.second_id)
    former = box.former
    if former is None or not may_withdraw(box, library_id):
        raise Conflict("no-change-of-yours", labels.NO_CHANGE_OF_YOURS)
    first, second = former["consents"]
    changes = {"round_no": box.round_no - 1, "first_accepted": first, "second_accepted": second, "former": None}
    move(session, actor, box, BoxEvent.WITHDRAW, now, version, **changes)
    before = {int(number): told for number, told in former["lines"].items()}
    changed = [line for line in boxes.lines_of(session, box, LineState.IN, LineState.OUT) if _differs(line, before)]
    for line in sorted(changed, key=lambda each: each.state is LineState.OUT):
        _state, why, changed_by_id = before[line.id]
        put = leave if line.state is LineState.IN else choose
        put(session, actor, line, Why(why), now)
        write(session, line, {"changed_by_id": changed_by_id})
    tell(session, actor, box, "withdraw")


def may_withdraw(box: Box, library_id: int) -> bool:
    """Whether the proposal on the table is a change of the library's that waits for the other one's answer."""
    is_open = box.state is BoxState.PROPOSED and box.former is not None
    return is_open and box.consent_of(library_id) == box.round_no


def _differs(line: BoxLine, before: Mapping[int, Any]) -> bool:
    return line.id in before and line.state.value != before[line.id][0]


def require_unchanged(session: Session, box: Box, shown: Collection[int], chosen: Collection[int]) -> None:
    """Raise Conflict if of the lines `shown` others are `chosen` than lie on the table: those are a proposal."""
    inside = {line.id for line in boxes.lines_of(session, box, LineState.IN)}
    changed = [each for each in shown if (each in inside) is not (each in chosen)]
    if changed:
        raise Conflict("ticks-changed", labels.ticks_changed(len(changed)), changed=len(changed))


def require_sound(session: Session, box: Box) -> None:
    """Raise Conflict for an empty box, or one that would go beyond the credit agreed."""
    inside = boxes.lines_of(session, box, LineState.IN)
    if not inside:
        raise Conflict("nothing-in-box", labels.NOTHING_IN_BOX)
    agreement = session.get(Agreement, box.agreement_id) if box.agreement_id else None
    if agreement is None:
        return
    offers = offers_of(session, inside)
    start = expected(session, box, box.mode)
    closing = start + sum(
        counts_for(box.mode, offers[line.offer_id]) * (1 if line.giver_id == box.first_id else -1) for line in inside
    )
    if not is_within(closing, start, agreement.credit):
        raise Conflict("beyond-credit", labels.BEYOND_CREDIT, closing=closing)


def accept(session: Session, actor: Actor, box: Box, now: datetime, version: int | None = None) -> None:
    """Consent to the proposal; when both sides have, its books are promised."""
    library_id = rights.require_party(actor, box.first_id, box.second_id)
    require_agreement(session, actor, box)
    require_sound(session, box)
    move(session, actor, box, BoxEvent.ACCEPT, now, version, **consent_of(box, library_id, box.round_no))
    if box.first_accepted != box.round_no or box.second_accepted != box.round_no:
        tell(session, actor, box, "accept")
        return
    move(session, offers_policy.FOLLOWS, box, BoxEvent.AGREE, now, agreed_at=now)
    for line in boxes.lines_of(session, box, LineState.IN):
        promise(session, actor, box, line, now)
    tell(session, actor, box, "agree")


def take(session: Session, actor: Actor, box: Box, event: BoxEvent, now: datetime, version: int | None = None) -> None:
    """Take a step of a box that needs nothing else: propose, accept, tick anew, give up."""
    if event is BoxEvent.PROPOSE:
        propose(session, actor, box, now, version)
    elif event is BoxEvent.ACCEPT:
        accept(session, actor, box, now, version)
    elif event is BoxEvent.WITHDRAW:
        withdraw(session, actor, box, now, version)
    else:
        _take_back(session, actor, box, event, now, version)


def _take_back(session: Session, actor: Actor, box: Box, event: BoxEvent, now: datetime, version: int | None) -> None:
    if event not in (BoxEvent.REOPEN, BoxEvent.CANCEL):
        raise Conflict("no-such-step", labels.STEP_NOT_NOW, event=event)
    move(session, actor, box, event, now, version, former=None)
    for line in boxes.lines_of(session, box, LineState.IN):
        leave(session, actor, line, Why.GONE, now)
    if event is BoxEvent.REOPEN:
        for line in boxes.lines_of(session, box, LineState.OUT):
            step_line(session, line, LineEvent.TICK_AGAIN, now, why=None, place=None, changed_by_id=None)
    tell(session, actor, box, str(event))


def not_found(session: Session, actor: Actor, box: Box, line: BoxLine, now: datetime) -> None:
    """Note that the giver does not find a promised book: it leaves the box, and its want is open again.

    Raises Conflict once it travels.
    """
    rights.require_party(actor, line.giver_id)
    if line.state is not LineState.AGREED or line.consignment_id is not None:
        raise Conflict("sent-already", labels.SENT_ALREADY)
    step_line(session, line, LineEvent.FAIL, now, why=Why.NOT_FOUND)
    move_offer(session, actor, session.get_one(Offer, line.offer_id), OfferEvent.NOT_FOUND, now)
    if line.want_id is not None:
        move_want(session, actor, session.get_one(Want, line.want_id), WantEvent.FAIL, now)
    settle_if_done(session, box, now)
