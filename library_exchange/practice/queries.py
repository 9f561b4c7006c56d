"""Reading practice loans: those of a library, one of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.rights import library_of
from library_exchange.practice.models import PracticeLoan


def loans_of(session: Session, library_id: int) -> Sequence[PracticeLoan]:
    """Return the practice loans of a library: one of each side at most."""
    mine = sa.select(PracticeLoan).where(col(PracticeLoan.library_id) == library_id)
    return session.scalars(mine.order_by(col(PracticeLoan.side))).all()


def get_loan(session: Session, actor: Actor, practice_id: int) -> PracticeLoan:
    """Return a practice loan of the actor's library; raises NotFound for any other."""
    found = session.get(PracticeLoan, practice_id)
    if found is None or found.library_id != library_of(actor):
        raise NotFound("no-practice-loan")
    return found
