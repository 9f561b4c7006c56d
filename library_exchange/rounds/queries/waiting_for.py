"""What waits for a library in rounds, as queries that count."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.rounds.models import Round, RoundMember
from library_exchange.rounds.rules.rounds import ProposalState, RoundState


def proposals(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that counts the rounds whose proposal the library has not answered."""
    return _of(library_id, RoundState.PROPOSED).where(col(RoundMember.proposal) == ProposalState.SENT)


def choices(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that counts the rounds in which the library may choose now."""
    return _of(library_id, RoundState.SELECTING)


def _of(library_id: int, state: RoundState) -> sa.Select[Any]:
    return (
        sa.select(sa.func.count())
        .select_from(RoundMember)
        .join(Round, col(Round.id) == col(RoundMember.round_id))
        .where(col(RoundMember.library_id) == library_id, col(Round.state) == state)
    )
