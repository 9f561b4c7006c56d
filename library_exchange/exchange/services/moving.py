"""How one line moves: guarded UPDATE and audit."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.catalogue.services import index
from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.procedure import NoSuchStep
from library_exchange.exchange import policy
from library_exchange.exchange.labels import lists as labels
from library_exchange.exchange.models.deals import Agreement, Box, BoxLine, Settlement
from library_exchange.exchange.models.lists import Intake, Offer, Want, WantProposal
from library_exchange.exchange.rules import offers, wants

Versioned = Offer | Want | Intake | WantProposal | Agreement | Box | BoxLine | Settlement


def write(session: Session, row: Versioned, values: dict[str, Any], version: int | None = None) -> None:
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
    try:
        step = offers.step(offer.state, event)
    except NoSuchStep as refused:
        raise Conflict("no-such-step", labels.NOT_NOW, state=offer.state, event=event) from refused
    if not policy.may_bring_about(actor, step.by, offer.library_id):
        raise Forbidden("not-yours", offer=offer.id)
    before = offer.state
    values = changes | {"state": step.target, "touched_at": now}
    values["closed_at"] = now if step.target in offers.CLOSED else None
    write(session, offer, values, version)
    if offer.item_id is not None:
        index.announce_items(session, [offer.item_id])
    audit.record(session, actor, f"offer.{event}", "offer", offer.id, at=now, before=before, after=offer.state)


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
    try:
        step = wants.step(want.state, event)
    except NoSuchStep as refused:
        raise Conflict("no-such-step", labels.NOT_NOW, state=want.state, event=event) from refused
    if not policy.may_bring_about(actor, step.by, want.library_id):
        raise Forbidden("not-yours", want=want.id)
    before = want.state
    values = changes | {"state": step.target, "touched_at": now}
    values["closed_at"] = now if step.target in wants.CLOSED else None
    if step.raises_priority:
        values["priority"] = wants.raised(want.priority)
    write(session, want, values, version)
    audit.record(session, actor, f"want.{event}", "want", want.id, at=now, before=before, after=want.state)


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
    if (want.state, wants.WantEvent.UNDO) in wants.STEPS:
        move_want(session, actor, want, wants.WantEvent.UNDO, now, received=received)
    else:
        write(session, want, {"received": received, "touched_at": now})
