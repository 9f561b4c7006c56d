"""Reading a person's own lists, and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord
from library_exchange.catalogue.queries.searching import Card, cards
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.reading_lists.models import ReadingList, ReadingListBook


@dataclass(frozen=True)
class Kept:
    """A book on a list, as its row and as pages show it."""

    id: int
    card: Card
    added_at: datetime


def lists_of(session: Session, user_id: int | None) -> Sequence[tuple[ReadingList, int]]:
    """Return a person's lists by name, each with how many books stand on it; one query."""
    on_it = sa.select(sa.func.count()).select_from(_books()).where(col(ReadingListBook.list_id) == col(ReadingList.id))
    found = sa.select(ReadingList, on_it.scalar_subquery()).where(col(ReadingList.user_id) == user_id)
    rows = session.execute(found.order_by(col(ReadingList.name), col(ReadingList.id)))
    return [(row, count) for row, count in rows]


def get_list(session: Session, actor: Actor, list_id: int) -> ReadingList:
    """Return a list of the actor's own; raises NotFound for every other, her readers' too."""
    found = session.get(ReadingList, list_id)
    if found is None or actor.user_id is None or found.user_id != actor.user_id:
        raise NotFound("no-such-reading-list")
    return found


def count_books(session: Session, list_id: int) -> int:
    """Return how many books stand on a list."""
    counted = sa.select(sa.func.count()).select_from(_books()).where(col(ReadingListBook.list_id) == list_id)
    return session.scalar(counted) or 0


def books_on(
    session: Session, kept: ReadingList, offset: int, limit: int, language: str, own: int | None
) -> list[Kept]:
    """Return books of a list for a reader of `language` at the library `own`, the last kept first; two queries."""
    of_list = sa.select(ReadingListBook).select_from(_books()).where(col(ReadingListBook.list_id) == kept.id)
    newest = of_list.order_by(col(ReadingListBook.id).desc()).offset(offset).limit(limit)
    rows = session.scalars(newest).all()
    shown = {each.id: each for each in cards(session, [row.record_id for row in rows], language, own)}
    return [Kept(row.id, shown[row.record_id], row.added_at) for row in rows if row.record_id in shown]


def records_of(session: Session, kept: ReadingList, book_ids: Sequence[int]) -> Sequence[int]:
    """Return the records of these books of a list, in the order in which they were kept."""
    of_list = sa.select(col(ReadingListBook.record_id)).select_from(_books())
    mine = of_list.where(col(ReadingListBook.list_id) == kept.id, col(ReadingListBook.id).in_(book_ids))
    return session.scalars(mine.order_by(col(ReadingListBook.id))).all()


def _books() -> sa.Join:
    """Return the books of lists whose record stands."""
    of_book = sa.and_(col(BibliographicRecord.id) == col(ReadingListBook.record_id), STANDS)
    return sa.join(ReadingListBook, BibliographicRecord, of_book)
