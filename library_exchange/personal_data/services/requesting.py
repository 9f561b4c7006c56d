"""A reader asks her library to erase what it keeps about her, or no longer asks."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import Membership
from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import NotFound
from library_exchange.personal_data.models import ErasureRequest


def ask(session: Session, actor: Actor, membership_id: int, at: datetime) -> ErasureRequest:
    """Ask for erasure where the actor is a reader; twice is once. Raises NotFound for what is not hers."""
    membership = _own(session, actor, membership_id)
    known = session.scalar(sa.select(ErasureRequest).where(col(ErasureRequest.membership_id) == membership.id))
    if known is not None:
        return known
    asked = ErasureRequest(membership_id=membership.id, library_id=membership.library_id, asked_at=at)
    session.add(asked)
    audit.record(session, actor, "ask_erasure", "membership", membership.id, at=at)
    return asked


def withdraw(session: Session, actor: Actor, membership_id: int, at: datetime) -> None:
    """Ask no longer; who has not asked may say so, too. Raises NotFound for what is not hers."""
    membership = _own(session, actor, membership_id)
    gone = sa.delete(ErasureRequest).where(col(ErasureRequest.membership_id) == membership.id)
    if versions.rows_changed(session, gone):
        audit.record(session, actor, "withdraw_erasure", "membership", membership.id, at=at)


def _own(session: Session, actor: Actor, membership_id: int) -> Membership:
    membership = session.get(Membership, membership_id)
    is_hers = membership is not None and membership.user_id == actor.user_id and not membership.is_open
    if membership is None or not is_hers or membership.role is not Role.READER:
        raise NotFound("no-such-membership")
    return membership
