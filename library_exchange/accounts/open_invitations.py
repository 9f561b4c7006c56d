"""Invitations that the invited person has not answered."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import Membership
from library_exchange.core.errors import NotFound
from library_exchange.directory.models import Library


def invitations_of(session: Session, user_id: int | None) -> Sequence[Any]:
    """Return pairs (Membership, Library) of what a person is invited to and has not answered, the oldest first."""
    return session.execute(
        sa.select(Membership, Library)
        .join(Library, col(Library.id) == Membership.library_id)
        .where(col(Membership.user_id) == user_id, col(Membership.is_open).is_(True))
        .order_by(col(Membership.id))
    ).all()


def get_invitation(session: Session, user_id: int | None, membership_id: int) -> Membership:
    """Return an invitation that the person has not answered; raises NotFound, also for another person's."""
    membership = session.get(Membership, membership_id)
    if membership is None or membership.user_id != user_id or not membership.is_open:
        raise NotFound("no-such-invitation")
    return membership
