"""A library pledges copies of a title, and may withdraw them while the list is open."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit, rights, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.steps import Machine, Taking, take, touched
from library_exchange.directory.closing import require_open
from library_exchange.programmes import labels, policy
from library_exchange.programmes.models import BookList, ListTitle, Pledge
from library_exchange.programmes.rules import PLEDGE, Effect, ListState, PledgeEvent
from library_exchange.programmes.schemas import PledgeInput


def pledge(
    session: Session, actor: Actor, book_list: BookList, title: ListTitle, given: PledgeInput, now: datetime
) -> Pledge:
    """Promise copies of a title to the library that receives the list; return the pledge.

    Raises Conflict if the list is closed, fewer copies are asked for, or the library has pledged already.
    """
    library_id = rights.library_of(actor)
    if book_list.state is not ListState.OPEN:
        raise Conflict("list-closed", labels.NOT_NOW)
    if library_id == book_list.receiver_id:
        raise InvalidInput({"copies": labels.TO_YOURSELF})
    require_open(session, library_id, book_list.receiver_id)
    count(session, title, given.copies)
    made = Pledge(title_id=title.id, library_id=library_id, copies=given.copies, pledged_at=now, touched_at=now)
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("pledged-already", labels.PLEDGED_ALREADY) from error
    audit.record(session, actor, "pledge.make", "book_list", book_list.id, at=now, number=title.number)
    return made


def count(session: Session, title: ListTitle, copies: int) -> None:
    """Count `copies` more (or fewer) as pledged; raises Conflict if the list does not ask for so many."""
    reached = col(ListTitle.pledged) + copies
    guarded = (
        sa.update(ListTitle)
        .where(col(ListTitle.id) == title.id, reached <= col(ListTitle.wanted), reached >= 0)
        .values(pledged=reached)
    )
    if versions.rows_changed(session, guarded) != 1:
        raise Conflict("too-many", labels.TOO_MANY, title=title.id)
    session.refresh(title)


def withdraw(session: Session, actor: Actor, book_list: BookList, title: ListTitle, now: datetime) -> None:
    """Take the actor's library's pledge back. Raises Conflict if there is none that can still be taken back."""
    library_id = rights.library_of(actor)
    mine = sa.select(Pledge).where(col(Pledge.title_id) == title.id, col(Pledge.library_id) == library_id)
    found = session.scalar(mine.order_by(col(Pledge.id).desc()).limit(1))
    if found is None or PLEDGE.find(found.state, PledgeEvent.WITHDRAW) is None:
        raise Conflict("nothing-to-withdraw", labels.NOT_NOW)
    take(PLEDGES, session, actor, found, PledgeEvent.WITHDRAW, now)
    audit.record(session, actor, "pledge.withdraw", "book_list", book_list.id, at=now, number=title.number)


def _free_copies(taking: Taking) -> None:
    title = taking.session.get_one(ListTitle, taking.row.title_id)
    count(taking.session, title, -taking.row.copies)


PLEDGES = Machine(
    PLEDGE,
    "pledge",
    policy.parts_in_pledge,
    not_now=lambda _row, _event: labels.NOT_NOW,
    stamps=touched,
    effects={Effect.FREE_COPIES: _free_copies},
    is_audited=False,
)
"""What becomes of a pledge stands in the audit of its list."""
