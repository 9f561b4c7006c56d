"""Verbs of a person's own lists; the audit keeps nothing of them, for what she reads is hers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.labels import RECORD_GONE
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.reading_lists import labels, policy, queries
from library_exchange.reading_lists.models import ReadingList, ReadingListBook
from library_exchange.reading_lists.schemas import KeptBook

MOST_LISTS, MOST_BOOKS = 50, 500


@dataclass(frozen=True)
class Ordered:
    """What became of several books that were ordered at once: how many requests, and why not for which records."""

    made: int
    refused: Sequence[tuple[int | None, Any]]


def begin(session: Session, actor: Actor, name: str, at: datetime) -> ReadingList:
    """Begin a list of the actor's own; raises InvalidInput for a name she has used, Conflict if she has too many."""
    if actor.user_id is None:
        raise Forbidden("not-signed-in")
    mine = [row for row, _count in queries.lists_of(session, actor.user_id)]
    if len(mine) >= MOST_LISTS:
        raise Conflict("too-many-reading-lists", labels.TOO_MANY_LISTS)
    _require_new_name(mine, name)
    kept = ReadingList(user_id=actor.user_id, name=name, created_at=at)
    session.add(kept)
    session.flush()
    return kept


def rename(session: Session, actor: Actor, list_id: int, name: str) -> ReadingList:
    """Call a list otherwise; raises NotFound for another person's, InvalidInput for a name she has used."""
    kept = queries.get_list(session, actor, list_id)
    _require_new_name([row for row, _count in queries.lists_of(session, actor.user_id) if row.id != kept.id], name)
    kept.name = name
    session.add(kept)
    return kept


def forget(session: Session, actor: Actor, list_id: int) -> ReadingList:
    """Delete a list with what stands on it; raises NotFound for another person's."""
    kept = queries.get_list(session, actor, list_id)
    session.execute(sa.delete(ReadingListBook).where(col(ReadingListBook.list_id) == kept.id))
    session.delete(kept)
    return kept


def keep(session: Session, actor: Actor, given: KeptBook, at: datetime) -> tuple[ReadingList, bool]:
    """Keep a book to a list; return the list, and whether the book was not on it before.

    Raises NotFound for an unknown record and another person's list, InvalidInput where no list is told or it is full.
    """
    record = session.get(BibliographicRecord, given.record_id)
    if record is None:
        raise NotFound("record", RECORD_GONE, record=given.record_id)
    record_id = record.merged_into_id or record.id
    kept = _chosen(session, actor, given, at)
    is_there = sa.select(col(ReadingListBook.id)).where(
        col(ReadingListBook.list_id) == kept.id, col(ReadingListBook.record_id) == record_id
    )
    if session.scalar(is_there) is not None:
        return kept, False
    if queries.count_books(session, kept.id) >= MOST_BOOKS:
        raise InvalidInput({"list_id": labels.TOO_MANY_BOOKS})
    session.add(ReadingListBook(list_id=kept.id, record_id=record_id, added_at=at))
    return kept, True


def remove(session: Session, actor: Actor, list_id: int, book_id: int) -> ReadingList:
    """Take a book off a list; one that is off it already is no mistake. Raises NotFound for another person's list."""
    kept = queries.get_list(session, actor, list_id)
    session.execute(
        sa.delete(ReadingListBook).where(col(ReadingListBook.id) == book_id, col(ReadingListBook.list_id) == kept.id)
    )
    return kept


def order(session: Session, actor: Actor, list_id: int, book_ids: Sequence[int], at: datetime) -> Ordered:
    """Request several books of a list from the reader's own library, each by the rules of the form of a request.

    What is refused for one book stops no other; what keeps the reader from asking at all is told once. Raises NotFound
    for another person's list, Forbidden for who is no reader.
    """
    kept = queries.get_list(session, actor, list_id)
    if not policy.may_order(actor):
        raise Forbidden("only-readers-ask")
    made, refused = 0, list[tuple[int | None, Any]]()
    for record_id in queries.records_of(session, kept, book_ids):
        try:
            with session.begin_nested():
                requesting.ask(session, actor, NewRequest(record_id=record_id), at)
            made += 1
        except InvalidInput as why:
            refused.append((record_id, why.first_sentence))
        except Conflict as why:
            if "hindrance" in why.facts:
                return Ordered(made, [*refused, (None, why.sentence)])
            refused.append((record_id, why.sentence))
    return Ordered(made, refused)


def _chosen(session: Session, actor: Actor, given: KeptBook, at: datetime) -> ReadingList:
    if given.name:
        same = [row for row, _count in queries.lists_of(session, actor.user_id) if row.name == given.name]
        return same[0] if same else begin(session, actor, given.name, at)
    if given.list_id is None:
        raise InvalidInput({"list_id": labels.CHOOSE_OR_NAME})
    return queries.get_list(session, actor, given.list_id)


def _require_new_name(others: Sequence[ReadingList], name: str) -> None:
    if any(each.name == name for each in others):
        raise InvalidInput({"name": labels.SAME_NAME})
