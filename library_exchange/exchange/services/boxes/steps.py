"""What boxes have in common: their procedure, the agreement they are filled under, telling the partner."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.procedure import NoSuchStep
from library_exchange.directory.models import Library
from library_exchange.exchange import policy
from library_exchange.exchange.labels import deals as labels
from library_exchange.exchange.labels import lists as list_labels
from library_exchange.exchange.models.deals import Agreement, Box
from library_exchange.exchange.queries import agreements, boxes
from library_exchange.exchange.rules.agreements import AgreementState, Mode
from library_exchange.exchange.rules.boxes import (
    BoxBy,
    BoxEvent,
    BoxState,
    LineState,
    step,
)
from library_exchange.exchange.services.moving import write
from library_exchange.notifications.services import notify_library


def agreement_between(session: Session, first_id: int, second_id: int) -> Agreement | None:
    found = agreements.find_in_force(session, first_id, second_id)
    if found is not None and found.state is not AgreementState.ACTIVE:
        raise Conflict("agreement-rests", labels.NO_NEW_BOXES)
    return found


def terms_of(agreement: Agreement | None) -> dict[str, Any]:
    return {
        "agreement_id": agreement.id if agreement else None,
        "mode": agreement.mode if agreement else Mode.OPEN,
    }


def begin(session: Session, one_id: int, other_id: int, now: datetime, state: BoxState = BoxState.TICKING) -> Box:
    """Make the next box of two libraries, under their agreement; one that is agreed from the first has one proposal.

    Raises Conflict if they are filling another at this moment.
    """
    first, second = sorted((one_id, other_id))
    pair = (col(Box.first_id) == first, col(Box.second_id) == second)
    last = session.scalar(sa.select(sa.func.max(col(Box.number))).where(*pair)) or 0
    terms = terms_of(agreements.find_in_force(session, first, second))
    box = Box(number=last + 1, first_id=first, second_id=second, created_at=now, touched_at=now, **terms)
    if state is BoxState.ACCEPTED:
        box.state, box.agreed_at, box.round_no, box.first_accepted, box.second_accepted = state, now, 1, 1, 1
    session.add(box)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("changed-meanwhile", list_labels.CHANGED_MEANWHILE) from error
    return box


def require_agreement(session: Session, actor: Actor, box: Box) -> None:
    rights.require_party(actor, box.first_id, box.second_id)
    agreement_between(session, box.first_id, box.second_id)


def move(
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
        rights.require_party(actor, box.first_id, box.second_id)
    before = box.state
    values = changes | {"state": found.target, "touched_at": now}
    values["closed_at"] = now if found.target in (BoxState.SETTLED, BoxState.CANCELLED) else None
    write(session, box, values, version)
    audit.record(session, actor, f"box.{event}", "box", box.id, at=now, before=before, after=box.state)


def begin_sending(session: Session, actor: Actor, box: Box, now: datetime) -> None:
    """Note that the first consignment of a box is planned."""
    if box.state is BoxState.ACCEPTED:
        move(session, actor, box, BoxEvent.SEND, now)


def settle_if_done(session: Session, box: Box, now: datetime) -> None:
    """Close a box none of whose books is still to come."""
    still = boxes.lines_of(session, box, LineState.AGREED, LineState.SENT)
    if not still and box.state in (BoxState.ACCEPTED, BoxState.UNDER_WAY):
        move(session, policy.FOLLOWS, box, BoxEvent.SETTLE, now)


def tell(session: Session, actor: Actor, box: Box, event: str) -> None:
    partner = session.get_one(Library, box.other(actor.library_id))
    library = session.get_one(Library, actor.library_id)
    name = library.name_in(partner.language)
    notify_library(session, partner, "exchange/box", event=event, partner=name, number=box.number, box_id=box.id)
