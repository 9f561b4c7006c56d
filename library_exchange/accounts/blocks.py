"""A desk blocks a reader until the end of a day, for a reason that she reads, and lets her ask again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts import labels, policy, queries
from library_exchange.accounts.models import Membership
from library_exchange.accounts.rules import LONGEST_BLOCK, BlockReason
from library_exchange.accounts.schemas import NewBlock
from library_exchange.core import audit
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import speaking
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.mail import services as mail


def get_reader(session: Session, actor: Actor, membership_id: int) -> Membership:
    """Return a reader of the actor's library; raises NotFound for everybody else, Forbidden for who is no staff."""
    membership = queries.get_membership(session, actor.library_id, membership_id)
    if membership.role is not Role.READER:
        raise NotFound("no-such-reader", labels.NOT_A_READER)
    policy.require_writer_of(actor, membership.library_id, Role.READER)
    return membership


def block(session: Session, actor: Actor, membership_id: int, given: NewBlock, at: datetime) -> Membership:
    """Take no requests from a reader until the end of a day of her library; what she was blocked for before is over.

    Her requests that are made already go on, and she is written to. Raises as `get_reader` does, InvalidInput for a day
    that is over or too far, and for another reason without words.
    """
    membership = get_reader(session, actor, membership_id)
    today = day_at(session, membership.library_id, at)
    if given.until < today:
        raise InvalidInput({"until": labels.NOT_OVER_YET})
    if given.until > today + LONGEST_BLOCK:
        raise InvalidInput({"until": labels.NO_LONGER})
    if given.reason is BlockReason.OTHER and not given.words:
        raise InvalidInput({"words": labels.IN_WORDS})
    membership.blocked_until, membership.block_reason = given.until, given.reason
    membership.block_words = given.words
    session.add(membership)
    facts = {"until": given.until.isoformat(), "reason": given.reason.value}
    audit.record(session, actor, "block_reader", "membership", membership_id, at=at, **facts)
    _tell(session, membership)
    return membership


def unblock(session: Session, actor: Actor, membership_id: int, at: datetime) -> Membership:
    """Take requests from a reader again, and forget why not; one who is not blocked stays as she is.

    She is written to unless the last day of the block was over already.
    """
    membership = get_reader(session, actor, membership_id)
    if membership.blocked_until is not None:
        was_blocked = membership.is_blocked_on(day_at(session, membership.library_id, at))
        membership.blocked_until = membership.block_reason = membership.block_words = None
        session.add(membership)
        audit.record(session, actor, "unblock_reader", "membership", membership_id, at=at)
        if was_blocked:
            _tell(session, membership)
    return membership


def _tell(session: Session, membership: Membership) -> None:
    """Write to the reader that she is blocked, and why, or is so no more; who has no e-mail hears it at the desk."""
    user = queries.get_user(session, membership.user_id)
    if user.email is None:
        return
    library = session.get_one(Library, membership.library_id)
    with speaking(user.language):
        told = {"name": user.name, "library": library.name_in(user.language), "code": library.code}
        told["block"] = str(labels.blocked(membership, library)) if membership.blocked_until else ""
    mail.write(session, user.email, user.language, "accounts/blocked", told, library_id=library.id)


def find_block(session: Session, library_id: int, user_id: int, at: datetime) -> Membership | None:
    """Return the reader's membership in the library if she is blocked there at that instant; else None."""
    hers = (col(Membership.user_id) == user_id, col(Membership.library_id) == library_id)
    found = session.scalar(sa.select(Membership).where(*hers, col(Membership.role) == Role.READER))
    if found is None or not found.is_blocked_on(day_at(session, library_id, at)):
        return None
    return found


def told_reader(session: Session, user_id: int | None, at: datetime) -> Sequence[Any]:
    """Return what a reader is told of each library that takes no requests from her now; one query."""
    found = sa.select(Membership, Library).join(Library, col(Library.id) == col(Membership.library_id))
    hers = found.where(col(Membership.user_id) == user_id, col(Membership.blocked_until).is_not(None))
    return [
        labels.blocked(membership, library)
        for membership, library in session.execute(hers.order_by(col(Membership.id)))
        if membership.is_blocked_on(library.day_at(at))
    ]


def told_staff(membership: Membership, today: date) -> Any:
    """Return what staff are told of a reader who is blocked, None if she is not."""
    return labels.blocked_for_staff(membership) if membership.is_blocked_on(today) else None
