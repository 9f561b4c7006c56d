"""A colleague is away for a time: she stays a member of the library, and her rights there rest until she is back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts import labels, memberships, policy, queries
from library_exchange.accounts.looked_for import NAME
from library_exchange.accounts.models import Membership, User
from library_exchange.accounts.rules import back_at, last_day_away
from library_exchange.accounts.services import require_another_admin
from library_exchange.core import audit
from library_exchange.core.actor import STAFF, Actor, Role
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.directory.models import Library
from library_exchange.mail import services as mail

LETTER = "accounts/away"


def get_colleague(session: Session, actor: Actor, membership_id: int) -> Membership:
    """Return the membership of somebody else who works in the actor's library; raises NotFound, Forbidden, Conflict."""
    membership = queries.get_staff_member(session, actor.library_id, membership_id)
    policy.require_admin_of(actor, membership.library_id)
    if membership.user_id == actor.user_id:
        raise Conflict("own-absence", sentence=labels.OWN_ABSENCE)
    return membership


def send_away(session: Session, actor: Actor, membership_id: int, last_day: date | None, at: datetime) -> Membership:
    """Let a colleague's rights in the library rest until the end of a day there, or else until she is called back.

    Her sign-ins stay and give her nothing there; she is written to. Raises as `get_colleague` does, InvalidInput for a
    day that is over, Conflict where nobody else who is there administers the library.
    """
    membership = get_colleague(session, actor, membership_id)
    library = session.get_one(Library, membership.library_id)
    if last_day is not None and last_day < library.day_at(at):
        raise InvalidInput({"until": labels.NOT_OVER_YET})
    for row in _as_staff(session, membership):
        if row.role is Role.LIBRARY_ADMIN:
            require_another_admin(session, actor, row)
        row.is_away, row.back_at = True, back_at(last_day, library.zone) if last_day else None
    session.flush()
    facts = {"until": last_day.isoformat()} if last_day else {}
    audit.record(session, actor, "send_away", "membership", membership_id, at=at, **facts)
    _tell(session, membership, library, at)
    return membership


def call_back(session: Session, actor: Actor, membership_id: int, at: datetime) -> Membership:
    """Give a colleague who is away her rights again; one who is back already is not written to."""
    membership = get_colleague(session, actor, membership_id)
    was_away = membership.is_away_at(at)
    for row in _as_staff(session, membership):
        row.is_away, row.back_at = False, None
    session.flush()
    if was_away:
        audit.record(session, actor, "call_back", "membership", membership_id, at=at)
        _tell(session, membership, session.get_one(Library, membership.library_id), at)
    return membership


def _as_staff(session: Session, membership: Membership) -> Sequence[Membership]:
    """Return everything that the person is on the staff of the library: none of it is left in force by mistake."""
    hers = (col(Membership.user_id) == membership.user_id, col(Membership.library_id) == membership.library_id)
    found = sa.select(Membership).where(*hers, col(Membership.role).in_(STAFF), col(Membership.is_open).is_(False))
    return session.scalars(found.order_by(col(Membership.id))).all()


def _tell(session: Session, membership: Membership, library: Library, at: datetime) -> None:
    user = queries.get_user(session, membership.user_id)
    if not user.email:
        return
    context = {
        "name": user.name,
        "library": library.name_in(user.language),
        "is_away": membership.is_away_at(at),
        "until": last_day(membership, library),
    }
    mail.write(session, user.email, user.language, LETTER, context, library_id=library.id)


def last_day(membership: Membership, library: Library) -> date | None:
    """Return the last day on which somebody is away, None where she is until she is called back."""
    return last_day_away(membership.back_at, library.zone) if membership.back_at else None


def stand_ins(session: Session, membership: Membership, at: datetime) -> Sequence[tuple[str, Role]]:
    """Return who else works in the library and is there, by name, each with the role; administrators first."""
    found = sa.select(sa.func.coalesce(sa.func.nullif(NAME, ""), col(User.email)), col(Membership.role))
    found = found.join(User, col(User.id) == col(Membership.user_id)).where(
        col(Membership.library_id) == membership.library_id,
        col(Membership.user_id) != membership.user_id,
        col(Membership.role).in_(STAFF),
        memberships.in_force(at),
    )
    rank = sa.case({Role.LIBRARY_ADMIN: 0}, value=col(Membership.role), else_=1)
    return [(name, role) for name, role in session.execute(found.order_by(rank, NAME, col(Membership.id)))]


def told_person(session: Session, user_id: int | None, at: datetime) -> Sequence[Any]:
    """Return what somebody is told of each library in which her rights rest now: until when, and who works there."""
    found = sa.select(Membership, Library).join(Library, col(Library.id) == col(Membership.library_id))
    hers = found.where(col(Membership.user_id) == user_id, col(Membership.is_away).is_(True))
    rows = session.execute(hers.order_by(col(Membership.id))).all()
    resting = {row.library_id: (row, library) for row, library in rows if row.is_away_at(at)}
    return [
        sentence
        for row, library in resting.values()
        for sentence in (labels.away(library, last_day(row, library)), *_who_works(session, row, at))
    ]


def _who_works(session: Session, membership: Membership, at: datetime) -> list[Any]:
    others = dict.fromkeys(name for name, _role in stand_ins(session, membership, at))
    return [labels.meanwhile(list(others))] if others else []
