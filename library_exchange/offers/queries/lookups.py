"""Fetching one thing of the library's own; another library's is not found."""

from typing import TypeVar

from sqlmodel import Session

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.offers.models import Offer, Want, WantProposal

Own = TypeVar("Own", Offer, Want, WantProposal)


def get_offer(session: Session, actor: Actor, offer_id: int) -> Offer:
    """Return an offer of the actor's library. Raises NotFound."""
    return _own(session, actor, Offer, offer_id, "offer")


def get_want(session: Session, actor: Actor, want_id: int) -> Want:
    """Return a want of the actor's library. Raises NotFound."""
    return _own(session, actor, Want, want_id, "want")


def get_proposal(session: Session, actor: Actor, proposal_id: int) -> WantProposal:
    """Return a proposal made to the actor's library. Raises NotFound."""
    return _own(session, actor, WantProposal, proposal_id, "proposal")


def _own(session: Session, actor: Actor, model: type[Own], row_id: int, kind: str) -> Own:
    found = session.get(model, row_id)
    if found is None:
        raise NotFound(kind, **{kind: row_id})
    rights.require_party(actor, found.library_id)
    return found
