"""What boxes have in common: their procedure, the agreement they are filled under, telling the partner."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.steps import Machine, Taking, take
from library_exchange.deals import labels
from library_exchange.deals import policy as deals_policy
from library_exchange.deals.models import Agreement, Box
from library_exchange.deals.queries import agreements, boxes
from library_exchange.deals.rules.agreements import AgreementState, Mode
from library_exchange.deals.rules.boxes import BOX, BoxEvent, BoxState, LineState
from library_exchange.directory.models import Library
from library_exchange.notifications.services import notify_library
from library_exchange.offers import labels as list_labels
from library_exchange.offers import policy as offers_policy


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

    Raises IntegrityError if they begin another at this moment.
    """
    first, second = sorted((one_id, other_id))
    pair = (col(Box.first_id) == first, col(Box.second_id) == second)
    last = session.scalar(sa.select(sa.func.max(col(Box.number))).where(*pair)) or 0
    terms = terms_of(agreements.find_in_force(session, first, second))
    box = Box(number=last + 1, first_id=first, second_id=second, created_at=now, touched_at=now, **terms)
    if state is BoxState.ACCEPTED:
        box.state, box.agreed_at, box.round_no, box.first_accepted, box.second_accepted = state, now, 1, 1, 1
    session.add(box)
    session.flush()
    return box


def consent_of(box: Box, library_id: int, number: int) -> dict[str, int]:
    """Return the columns that say that a library consents to the proposal of that number."""
    return {"first_accepted" if library_id == box.first_id else "second_accepted": number}


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
    """Let `event` happen to a box, with further column `changes` that belong to it.

    Raises Conflict if it has no such step now or changed meanwhile, NotFound for others than its two libraries.
    """
    take(BOXES, session, actor, box, event, now, version=version, **changes)


def _stamps(taking: Taking, target: StrEnum) -> dict[str, Any]:
    is_closed = target in (BoxState.SETTLED, BoxState.CANCELLED)
    return {"touched_at": taking.at, "closed_at": taking.at if is_closed else None}


BOXES = Machine(
    BOX,
    "box",
    deals_policy.parts_in_box,
    not_now=lambda _row, _event: labels.STEP_NOT_NOW,
    not_yours=lambda _taking: NotFound("another-librarys"),
    changed_meanwhile=list_labels.CHANGED_MEANWHILE,
    stamps=_stamps,
)


def begin_sending(session: Session, actor: Actor, box: Box, now: datetime) -> None:
    """Note that the first consignment of a box is planned."""
    if box.state is BoxState.ACCEPTED:
        move(session, actor, box, BoxEvent.SEND, now)


def settle_if_done(session: Session, box: Box, now: datetime) -> None:
    """Close a box none of whose books is still to come."""
    still = boxes.lines_of(session, box, LineState.AGREED, LineState.SENT)
    if not still and box.state in (BoxState.ACCEPTED, BoxState.UNDER_WAY):
        move(session, offers_policy.FOLLOWS, box, BoxEvent.SETTLE, now)


def tell(session: Session, actor: Actor, box: Box, event: str) -> None:
    partner = session.get_one(Library, box.other(actor.library_id))
    library = session.get_one(Library, actor.library_id)
    name = library.name_in(partner.language)
    notify_library(session, partner, "deals/box", event=event, partner=name, number=box.number, box_id=box.id)
