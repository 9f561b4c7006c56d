"""What waits for a library in its dealings with another one, as queries that count."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.deals.models import Agreement, Box, Settlement
from library_exchange.deals.rules.boxes import BoxState
from library_exchange.deals.rules.settling import SettlementState


def agreements(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that counts the agreements whose terms the library has to answer."""
    return sa.select(sa.func.count()).select_from(Agreement).where(col(Agreement.turn_id) == library_id)


def boxes(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that counts the boxes to whose present proposal the library has not agreed."""
    sides = ((Box.first_id, Box.first_accepted), (Box.second_id, Box.second_accepted))
    asked = [
        sa.and_(col(side) == library_id, sa.func.coalesce(col(consent), -1) != col(Box.round_no))
        for side, consent in sides
    ]
    return sa.select(sa.func.count()).select_from(Box).where(col(Box.state) == BoxState.PROPOSED, sa.or_(*asked))


def settlements(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that counts the settlements that the partner proposed and the library has to answer."""
    is_party = sa.or_(col(Settlement.creditor_id) == library_id, col(Settlement.debtor_id) == library_id)
    is_asked = sa.and_(col(Settlement.state) == SettlementState.SENT, col(Settlement.proposer_id) != library_id)
    return sa.select(sa.func.count()).select_from(Settlement).where(is_party, is_asked)
