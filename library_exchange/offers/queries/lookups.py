"""Fetching one thing of the library's own; another library's is not found."""

from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.offers.models import Intake, IntakeLine, Offer, Want, WantProposal

Own = TypeVar("Own", Offer, Want, Intake, WantProposal)


def get_offer(session: Session, actor: Actor, offer_id: int) -> Offer:
    """Return an offer of the actor's library. Raises NotFound."""
    return _own(session, actor, Offer, offer_id, "offer")


def get_want(session: Session, actor: Actor, want_id: int) -> Want:
    """Return a want of the actor's library. Raises NotFound."""
    return _own(session, actor, Want, want_id, "want")


def get_intake(session: Session, actor: Actor, intake_id: int) -> Intake:
    """Return a list of the actor's library. Raises NotFound."""
    return _own(session, actor, Intake, intake_id, "list")


def get_line(session: Session, actor: Actor, intake_id: int, number: int) -> tuple[Intake, IntakeLine]:
    """Return a line of a list of the actor's library, with the list. Raises NotFound."""
    intake = get_intake(session, actor, intake_id)
    line = session.scalar(
        sa.select(IntakeLine).where(col(IntakeLine.intake_id) == intake_id, col(IntakeLine.number) == number)
    )
    if line is None:
        raise NotFound("line", list=intake_id, line=number)
    return intake, line


def get_proposal(session: Session, actor: Actor, proposal_id: int) -> WantProposal:
    """Return a proposal made to the actor's library. Raises NotFound."""
    return _own(session, actor, WantProposal, proposal_id, "proposal")


def _own(session: Session, actor: Actor, model: type[Own], row_id: int, kind: str) -> Own:
    found = session.get(model, row_id)
    if found is None:
        raise NotFound(kind, **{kind: row_id})
    rights.require_party(actor, found.library_id)
    return found
