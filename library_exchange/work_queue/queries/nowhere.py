"""Which requests of ours nobody can fill: no other library has the title any more."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import RequestingState, Side


def is_nowhere() -> Any:
    """Return the condition that a request of ours is still to be sent, and no other library has its title any more."""
    elsewhere = (
        sa.select(col(Item.id))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(col(Holding.record_id) == col(LoanRequest.record_id), col(Item.local_state) != LocalState.WITHDRAWN)
        .where(col(Item.library_id) + 0 != col(LoanRequest.library_id))
        .correlate(LoanRequest)
        .exists()
    )
    asked = (col(LoanRequest.side) == Side.REQUESTING, col(LoanRequest.state) == str(RequestingState.REVIEW))
    return sa.and_(*asked, col(LoanRequest.record_id).is_not(None), ~elsewhere)
