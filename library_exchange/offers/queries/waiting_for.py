"""What waits for a library among its lists, offers and wants, as queries that count."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.offers.models import ListImport, ListImportState, Offer, ProposalState, Want, WantProposal
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantState


def lists(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that counts the lists whose lines are still to be taken in."""
    return _counted(ListImport, library_id, col(ListImport.state) == ListImportState.OPEN)


def proposals(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that counts the readers' proposals that nobody has answered."""
    return _counted(WantProposal, library_id, col(WantProposal.state) == ProposalState.WAITING)


def drafts(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that counts the offers that are not published."""
    return _counted(Offer, library_id, col(Offer.state) == OfferState.DRAFT)


def paused(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that counts the wants that are paused."""
    return _counted(Want, library_id, col(Want.state) == WantState.PAUSED)


def _counted(table: Any, library_id: int, waits: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(table).where(col(table.library_id) == library_id, waits)
