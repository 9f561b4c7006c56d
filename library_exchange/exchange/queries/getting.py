"""Fetching one thing of the library's own; another library's is not found."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.exchange.models.lists import Intake, IntakeLine, Offer, Want, WantProposal


def get_offer(session: Session, actor: Actor, offer_id: int) -> Offer:
    """Return an offer of the actor's library. Raises NotFound."""
    found = session.get(Offer, offer_id)
    if found is None:
        raise NotFound("offer", offer=offer_id)
    rights.require_party(actor, found.library_id)
    return found


def get_want(session: Session, actor: Actor, want_id: int) -> Want:
    """Return a want of the actor's library. Raises NotFound."""
    found = session.get(Want, want_id)
    if found is None:
        raise NotFound("want", want=want_id)
    rights.require_party(actor, found.library_id)
    return found


def get_intake(session: Session, actor: Actor, intake_id: int) -> Intake:
    """Return a list of the actor's library. Raises NotFound."""
    found = session.get(Intake, intake_id)
    if found is None:
        raise NotFound("list", list=intake_id)
    rights.require_party(actor, found.library_id)
    return found


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
    found = session.get(WantProposal, proposal_id)
    if found is None:
        raise NotFound("proposal", proposal=proposal_id)
    rights.require_party(actor, found.library_id)
    return found
