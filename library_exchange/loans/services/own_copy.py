"""The library's own copy once it has left the shelf: missing, or with the partner again after an ending by mistake."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import end_offers
from library_exchange.catalogue.models import Item, LocalState
from library_exchange.core.i18n import _l
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies

COPY_GONE = _l("The copy has been promised or lent to somebody else since, so this cannot be undone any more.")


def why_not_undone(session: Session, loan: LoanRequest) -> Any:
    """Return why the end of a loan of the own library cannot be taken back any more, None if it can."""
    item = session.get(Item, loan.item_id) if loan.item_id else None
    if item is None or item.local_state in (LocalState.OUT_LOCALLY, LocalState.WITHDRAWN):
        return COPY_GONE
    is_taken = copies.held_item_ids(session, [item.id]) or copies.was_lost_by_another(session, loan)
    return COPY_GONE if is_taken else None


def have_lent_again(session: Session, loan: LoanRequest) -> None:
    """Have the copy be with the partner again, or on the shelf: it is not missing."""
    _set_state(session, loan, LocalState.ON_SHELF, col(Item.local_state) == LocalState.MISSING)


def mark_missing(session: Session, loan: LoanRequest, at: datetime) -> None:
    """Take the copy out of what can be lent or given, or the next library would be promised it again."""
    _set_state(session, loan, LocalState.MISSING)
    if loan.item_id:
        end_offers(session, [loan.item_id], LocalState.MISSING, at)


def _set_state(session: Session, loan: LoanRequest, state: LocalState, *conditions: Any) -> None:
    session.execute(sa.update(Item).where(col(Item.id) == loan.item_id, *conditions).values(local_state=state))
