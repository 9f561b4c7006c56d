"""Reading about second factors: who has one, who must have one, how many recovery codes are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import STAFF, Role
from library_exchange.core.errors import NotFound
from library_exchange.second_factors.models import Passkey, RecoveryCode, SecondFactor


def find_factor(session: Session, user_id: int | None) -> SecondFactor | None:
    """Return what is kept of a person's second factor, set up or not."""
    return session.scalar(sa.select(SecondFactor).where(col(SecondFactor.user_id) == user_id))


def is_set(session: Session, user_id: int | None) -> bool:
    """Whether a person has set up a second factor: codes of her telephone, or a passkey."""
    found = find_factor(session, user_id)
    return (found is not None and found.confirmed_at is not None) or has_keys(session, user_id)


def keys_of(session: Session, user_id: int | None) -> Sequence[Passkey]:
    """Return a person's passkeys, the oldest first."""
    hers = sa.select(Passkey).where(col(Passkey.user_id) == user_id)
    return session.scalars(hers.order_by(col(Passkey.id))).all()


def has_keys(session: Session, user_id: int | None) -> bool:
    """Whether a person has a passkey."""
    return session.scalar(sa.select(col(Passkey.id)).where(col(Passkey.user_id) == user_id).limit(1)) is not None


def find_key(session: Session, credential_id: str) -> Passkey | None:
    """Return the passkey of that id, whoever has it."""
    return session.scalar(sa.select(Passkey).where(col(Passkey.credential_id) == credential_id))


def get_key(session: Session, user_id: int | None, key_id: int) -> Passkey:
    """Return one of a person's passkeys; raises NotFound, also for another person's."""
    found = session.get(Passkey, key_id)
    if found is None or found.user_id != user_id:
        raise NotFound("no-such-passkey")
    return found


def count_codes(session: Session, user_id: int | None) -> int:
    """Return how many recovery codes of a person are not spent."""
    unspent = (col(RecoveryCode.user_id) == user_id, col(RecoveryCode.spent_at).is_(None))
    return session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode).where(*unspent)) or 0


def must_have_one(session: Session, user_id: int) -> bool:
    """Whether a person runs the platform or administers any library; who shows the demonstration need not."""
    administers = sa.exists().where(
        col(Membership.user_id) == col(User.id),
        col(Membership.role) == Role.LIBRARY_ADMIN,
        col(Membership.is_open).is_(False),
    )
    found = sa.select(col(User.id)).where(
        col(User.id) == user_id, col(User.is_demo).is_(False), sa.or_(col(User.is_platform_admin), administers)
    )
    return session.scalar(found) is not None


def belongs_elsewhere(session: Session, user: User, library_id: int) -> bool:
    """Whether a person works or reads in another library too, or runs the platform; an invitation does not count."""
    hers = (col(Membership.user_id) == user.id, col(Membership.library_id) != library_id)
    belongs = sa.select(col(Membership.id)).where(*hers, col(Membership.is_open).is_(False)).limit(1)
    return user.is_platform_admin or session.scalar(belongs) is not None


@dataclass(frozen=True)
class Colleague:
    """Somebody who works in a library: since when she has a second factor, and when she was first asked for one."""

    membership_id: int
    user_id: int
    name: str
    role: Role
    confirmed_at: datetime | None
    asked_at: datetime | None


def colleagues_of(session: Session, library_id: int | None) -> Sequence[Colleague]:
    """Return who works in the library, administrators first, then by name; one query."""
    first_key = (
        sa.select(sa.func.min(col(Passkey.made_at))).where(col(Passkey.user_id) == col(User.id)).scalar_subquery()
    )
    since = sa.func.coalesce(col(SecondFactor.confirmed_at), first_key)
    found = (
        sa.select(
            *(col(Membership.id), col(User.id), sa.func.coalesce(sa.func.nullif(col(User.name), ""), col(User.email))),
            *(col(Membership.role), since, col(SecondFactor.asked_at)),
        )
        .join(User, col(User.id) == col(Membership.user_id))
        .outerjoin(SecondFactor, col(SecondFactor.user_id) == col(User.id))
        .where(
            col(Membership.library_id) == library_id,
            col(Membership.is_open).is_(False),
            col(Membership.role).in_(STAFF),
        )
    )
    rank: Any = sa.case({Role.LIBRARY_ADMIN: 0}, value=col(Membership.role), else_=1)
    rows = session.execute(found.order_by(rank, col(User.name), col(Membership.id))).all()
    return [Colleague(*row) for row in rows]
