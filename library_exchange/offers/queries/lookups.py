"""Fetching one thing of the library's own; another library's is not found."""

from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.offers.models import ListImport, ListImportLine, Offer, Want, WantProposal

Own = TypeVar("Own", Offer, Want, ListImport, WantProposal)


def get_offer(session: Session, actor: Actor, offer_id: int) -> Offer:
    """Return an offer of the actor's library. Raises NotFound."""
    return _own(session, actor, Offer, offer_id, "offer")


def get_want(session: Session, actor: Actor, want_id: int) -> Want:
    """Return a want of the actor's library. Raises NotFound."""
    return _own(session, actor, Want, want_id, "want")


def get_list_import(session: Session, actor: Actor, list_import_id: int) -> ListImport:
    """Return a list of the actor's library. Raises NotFound."""
    return _own(session, actor, ListImport, list_import_id, "list")


def get_line(session: Session, actor: Actor, list_import_id: int, number: int) -> tuple[ListImport, ListImportLine]:
    """Return a line of a list of the actor's library, with the list. Raises NotFound."""
    list_import = get_list_import(session, actor, list_import_id)
    line = session.scalar(
        sa.select(ListImportLine).where(
            col(ListImportLine.list_import_id) == list_import_id, col(ListImportLine.number) == number
        )
    )
    if line is None:
        raise NotFound("line", list=list_import_id, line=number)
    return list_import, line


def get_proposal(session: Session, actor: Actor, proposal_id: int) -> WantProposal:
    """Return a proposal made to the actor's library. Raises NotFound."""
    return _own(session, actor, WantProposal, proposal_id, "proposal")


def _own(session: Session, actor: Actor, model: type[Own], row_id: int, kind: str) -> Own:
    found = session.get(model, row_id)
    if found is None:
        raise NotFound(kind, **{kind: row_id})
    rights.require_party(actor, found.library_id)
    return found
