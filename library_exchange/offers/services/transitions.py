"""How one line moves: guarded UPDATE and audit."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from library_exchange.catalogue.followers import GONE
from library_exchange.catalogue.models import Item
from library_exchange.catalogue.services import index
from library_exchange.core import versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.steps import Machine, Taking, take
from library_exchange.offers import labels
from library_exchange.offers import policy as offers_policy
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules import offers, wants


def write(session: Session, row: Any, values: dict[str, Any], version: int | None = None) -> None:
    """Change a row if it is still as it was read, and as somebody saw it who names `version`; raises Conflict if not.

    A writer that waited for another one reads the row again before it can overwrite anything.
    """
    versions.change(session, row, values, version, labels.CHANGED_MEANWHILE)


def move_offer(
    session: Session,
    actor: Actor,
    offer: Offer,
    event: offers.OfferEvent,
    now: datetime,
    version: int | None = None,
    **changes: Any,
) -> None:
    """Let `event` happen to an offer, with further column `changes` that belong to it.

    Raises Conflict if the procedure has no such step now or the row changed, Forbidden if the actor may not.
    """
    take(OFFERS, session, actor, offer, event, now, version=version, **changes)


def move_want(
    session: Session,
    actor: Actor,
    want: Want,
    event: wants.WantEvent,
    now: datetime,
    version: int | None = None,
    **changes: Any,
) -> None:
    """Let `event` happen to a want, with further column `changes` that belong to it. Raises as `move_offer` does."""
    take(WANTS, session, actor, want, event, now, version=version, **changes)


def decline_match(session: Session, actor: Actor, want: Want, now: datetime) -> None:
    """Note that the want's owner declined what was found; the second time the want is paused."""
    move_want(session, actor, want, wants.event_of_decline(want.declines), now, declines=want.declines + 1)


def receive_copy(session: Session, actor: Actor, want: Want, now: datetime) -> None:
    """Note that a copy came in good order: the want is filled, or open again while more copies are wanted."""
    received = want.received + 1
    move_want(session, actor, want, wants.event_of_receipt(received, want.cap), now, received=received, declines=0)


def undo_copy(session: Session, actor: Actor, want: Want, now: datetime) -> None:
    """Note that a copy taken for good did not count after all: it is wanted again, and more urgently."""
    if want.received == 0:
        return
    received = want.received - 1
    if wants.WANT.find(want.state, wants.WantEvent.UNDO):
        move_want(session, actor, want, wants.WantEvent.UNDO, now, received=received)
    else:
        write(session, want, {"received": received, "touched_at": now})


# The two procedures ---------------------------------------------------------------------------------------------------


def stamps(at: datetime, target: StrEnum) -> dict[str, Any]:
    """Return what the step of an offer or want to `target` writes beside the state."""
    is_closed = target in (offers.CLOSED if isinstance(target, offers.OfferState) else wants.CLOSED)
    return {"touched_at": at, "closed_at": at if is_closed else None}


def _require_weight(taking: Taking) -> None:
    if not offers.may_be_published(taking.row.weight_g, taking.row.pages):
        raise Conflict("weight-needed", labels.WEIGHT_NEEDED, offer=taking.row.id)


def _require_copy(taking: Taking) -> None:
    item = taking.session.get(Item, taking.row.item_id) if taking.row.item_id is not None else None
    if item is not None and item.local_state in GONE:
        raise Conflict("item-gone", labels.COPY_GONE, offer=taking.row.id)


def _announce(taking: Taking) -> None:
    if taking.row.item_id is not None:
        index.announce_items(taking.session, [taking.row.item_id])
    elif taking.row.record_id is not None:
        index.announce(taking.session, [taking.row.record_id])


def _raise_priority(taking: Taking) -> None:
    write(taking.session, taking.row, {"priority": wants.raised(taking.row.priority)})


OFFERS = Machine(
    offers.OFFER,
    "offer",
    offers_policy.parts_in_line,
    not_now=lambda _row, _event: labels.NOT_NOW,
    changed_meanwhile=labels.CHANGED_MEANWHILE,
    stamps=lambda taking, target: stamps(taking.at, target),
    guards={offers.Guard.WEIGHT_KNOWN: _require_weight, offers.Guard.COPY_IS_THERE: _require_copy},
    tell=_announce,
)
WANTS = Machine(
    wants.WANT,
    "want",
    offers_policy.parts_in_line,
    not_now=lambda _row, _event: labels.NOT_NOW,
    changed_meanwhile=labels.CHANGED_MEANWHILE,
    stamps=lambda taking, target: stamps(taking.at, target),
    effects={wants.Effect.RAISE_PRIORITY: _raise_priority},
)
