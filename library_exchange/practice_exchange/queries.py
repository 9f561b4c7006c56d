"""Reading the practice exchange of a library."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import NotFound
from library_exchange.practice_exchange.models import PracticeExchange


def exchange_of(session: Session, library_id: int) -> PracticeExchange | None:
    """Return what a library practises, None if it does not."""
    return session.scalars(
        sa.select(PracticeExchange).where(col(PracticeExchange.library_id) == library_id)
    ).one_or_none()


def get_exchange(session: Session, library_id: int) -> PracticeExchange:
    """Return what a library practises. Raises NotFound if it does not."""
    found = exchange_of(session, library_id)
    if found is None:
        raise NotFound("no-practice-exchange")
    return found
