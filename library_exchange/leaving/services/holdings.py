"""Holdings of a library that has left leave the catalogue, some at a time, and stand there again if it comes back."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState, SourceRecord
from library_exchange.catalogue.services import index, records, removing
from library_exchange.core import outbox
from library_exchange.core.models import OutboxMessage
from library_exchange.core.steps import Taking
from library_exchange.directory.models import Library
from library_exchange.leaving.models import RestingCopy

WITHDRAW, LIST_AGAIN = "leaving.withdraw", "leaving.list_again"
AT_ONCE = 200
"""So many records, and then so many other copies, change in one transaction; the next ones follow."""


def withdraw(taking: Taking) -> None:
    """Have the holdings leave the catalogue after the commit, piece by piece; their records are kept as withdrawn."""
    outbox.put(taking.session, WITHDRAW, {"library": taking.row.library_id})


def list_again(taking: Taking) -> None:
    """Have what left with the library stand in the catalogue again after the commit, piece by piece."""
    told = {"library": taking.row.library_id, "since": taking.row.left_at.isoformat()}
    outbox.put(taking.session, LIST_AGAIN, told)


def withdraw_some(session: Session, library_id: int, at: datetime) -> None:
    """Withdraw the next records of a library that has left, then the next copies without one; the rest follow.

    How each copy stood is kept. What is offered of them stays as it is: nobody sees it while its library is away.
    """
    if not session.get_one(Library, library_id).has_left:
        return
    standing = (col(SourceRecord.library_id) == library_id, col(SourceRecord.withdrawn_at).is_(None))
    found = session.scalars(sa.select(SourceRecord).where(*standing).order_by(col(SourceRecord.id)).limit(AT_ONCE))
    sources = found.all()
    for source in sources:
        source.withdrawn_at = at
    session.flush()
    of_library = (col(Item.library_id) == library_id, col(Item.local_state) != LocalState.WITHDRAWN)
    copies = sa.select(col(Item.id)).where(*of_library, *([_of(sources)] if sources else []))
    items = session.scalars(copies if sources else copies.order_by(col(Item.id)).limit(AT_ONCE)).all()
    _rest(session, library_id, items)
    if sources:
        records.tell_anew(session, {source.record_id for source in sources}, at)
    index.announce_items(session, items)
    if sources or items:
        outbox.put(session, WITHDRAW, {"library": library_id})


def list_some_again(session: Session, library_id: int, since: datetime, at: datetime) -> None:
    """Let the next records that were withdrawn since the library had left stand again, with their copies; more follow.

    What it had withdrawn itself before it left stays withdrawn.
    """
    if session.get_one(Library, library_id).has_left:
        return
    withdrawn = (col(SourceRecord.library_id) == library_id, col(SourceRecord.withdrawn_at) >= since)
    found = session.scalars(sa.select(SourceRecord).where(*withdrawn).order_by(col(SourceRecord.id)).limit(AT_ONCE))
    sources = found.all()
    for source in sources:
        source.withdrawn_at = None
    session.flush()
    resting = sa.select(col(RestingCopy.item_id)).where(col(RestingCopy.library_id) == library_id)
    resting = resting.join(Item, col(Item.id) == col(RestingCopy.item_id))
    some = resting.where(_of(sources)) if sources else resting.order_by(col(RestingCopy.id)).limit(AT_ONCE)
    items = session.scalars(some).all()
    _wake(session, items)
    if sources:
        record_ids = {source.record_id for source in sources}
        removing.revive(session, record_ids)
        records.tell_anew(session, record_ids, at)
    index.announce_items(session, items)
    if sources or items:
        outbox.put(session, LIST_AGAIN, {"library": library_id, "since": since.isoformat()})


def are_coming_back(session: Session, library_id: int) -> bool:
    """Whether not all copies stand in the catalogue again that left it with a library that is back."""
    resting = sa.select(col(RestingCopy.id)).where(col(RestingCopy.library_id) == library_id)
    waiting = col(OutboxMessage.payload)["library"].as_integer() == library_id
    ordered = sa.select(col(OutboxMessage.id)).where(
        col(OutboxMessage.kind) == LIST_AGAIN, waiting, col(OutboxMessage.done_at).is_(None)
    )
    return any(session.scalars(found.limit(1)).first() is not None for found in (resting, ordered))


def forget(session: Session, library_id: int) -> None:
    """Forget how the copies of a library stood that is gone for good."""
    session.execute(sa.delete(RestingCopy).where(col(RestingCopy.library_id) == library_id))


def _of(sources: Sequence[SourceRecord]) -> sa.ColumnElement[bool]:
    ids = [source.id for source in sources]
    return col(Item.holding_id).in_(sa.select(col(Holding.id)).where(col(Holding.source_record_id).in_(ids)))


def _rest(session: Session, library_id: int, items: Sequence[int]) -> None:
    """Withdraw copies, and keep how they stood; of those that rest already that is known."""
    kept = ("library_id", "item_id", "local_state")
    resting = sa.select(col(RestingCopy.item_id)).where(col(RestingCopy.item_id).in_(items))
    anew = (col(Item.id).in_(items), col(Item.id).not_in(resting))
    stood = sa.select(sa.literal(library_id), col(Item.id), col(Item.local_state)).where(*anew)
    session.execute(sa.insert(RestingCopy).from_select(kept, stood))
    gone = sa.update(Item).where(col(Item.id).in_(items)).values(local_state=LocalState.WITHDRAWN)
    session.execute(gone)


def _wake(session: Session, items: Sequence[int]) -> None:
    """Let copies stand as they did unless somebody has changed them meanwhile, and forget that they rested."""
    mine = col(RestingCopy.item_id).in_(items)
    for state in session.scalars(sa.select(col(RestingCopy.local_state)).where(mine).distinct()).all():
        stood = sa.select(col(RestingCopy.item_id)).where(mine, col(RestingCopy.local_state) == state)
        still = (col(Item.id).in_(stood), col(Item.local_state) == LocalState.WITHDRAWN)
        session.execute(sa.update(Item).where(*still).values(local_state=state))
    session.execute(sa.delete(RestingCopy).where(mine))
