"""What refers to titles of the catalogue: open requests, offers and wants of rooms above, each told by its room.

They go along when a title is split, and are told before the file is taken back that a title came with. What is offered
of its copies goes with them then.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import LocalState
from library_exchange.core.hooks import Hook


@dataclass(frozen=True)
class Follower:
    """Open rows of a table that are of a title.

    `rows` is the query of all: their id, the library whose copy they are about, the copy and the ISBN, each None where
    there is none. `said` counts them in words; `left` tells of so many that the library's books leave the catalogue,
    None where they are about no library's copies. Rows with the same `one` are the sides of one thing; it is None where
    each row is a thing of its own.
    """

    table: Any
    rows: Callable[[], Any]
    said: Callable[[int], str]
    left: Callable[[int], str] | None = None
    one: Any = None

    def rows_of(self, record_id: int) -> Any:
        """Return the query of the open rows of one record."""
        return self.rows().where(col(self.table.record_id) == record_id)


FOLLOWERS: Hook[Follower] = Hook()
GONE = (LocalState.MISSING, LocalState.WITHDRAWN)
"""States of copies that are not there to be offered: whatever door a copy gets such a state by, its offers end."""
WITHDRAWING: Hook[Callable[[Session, Collection[int], datetime], int]] = Hook()
"""Who withdraws what is offered of copies that leave or are missing; each returns how much that was."""


def end_offers(session: Session, item_ids: Collection[int], state: LocalState, at: datetime) -> int:
    """Withdraw what is offered of copies that came into a state, if they are gone in it; return how much."""
    return withdraw_offered(session, item_ids, at) if state in GONE else 0


def withdraw_offered(session: Session, item_ids: Collection[int], at: datetime) -> int:
    """Withdraw what is offered of these copies and nobody was promised; return how much."""
    return sum(withdraw(session, item_ids, at) for withdraw in WITHDRAWING.fillings().values())


def open_about_copy(session: Session, item_id: int) -> list[str]:
    """Return in words what is open about one copy; a query for each kind of rows."""
    told = []
    for _name, follower in sorted(FOLLOWERS.fillings().items()):
        rows = follower.rows()
        row_id, _library, copy, *_rest = rows.selected_columns
        count = _count_things(session, follower, rows.where(copy == item_id), row_id) if follower.left else 0
        told += [follower.said(count)] * bool(count)
    return told


def open_about(session: Session, library_id: int, record_id: int) -> list[str]:
    """Return in words what is open about the library's copies of a title; a query for each kind of rows."""
    counted = (
        (follower, _count(session, follower, library_id, [record_id]))
        for _name, follower in sorted(FOLLOWERS.fillings().items())
        if follower.left
    )
    return [follower.said(count) for follower, count in counted if count]


def told_once(session: Session, follower: Follower, row_ids: Collection[int]) -> str:
    """Return these rows in words, the two sides of one thing counted as one; one query."""
    rows = follower.rows()
    row_id, *_rest = rows.selected_columns
    return follower.said(_count_things(session, follower, rows.where(row_id.in_(row_ids)), row_id))


def left_behind(session: Session, library_id: int, record_ids: Any) -> list[str]:
    """Return in words what is about the library's copies of these records; a query for each kind of rows."""
    told = []
    for _name, follower in sorted(FOLLOWERS.fillings().items()):
        count = _count(session, follower, library_id, record_ids) if follower.left else 0
        if follower.left and count:
            told.append(follower.left(count))
    return told


def _count(session: Session, follower: Follower, library_id: int, record_ids: Any) -> int:
    rows = follower.rows()
    row_id, library, *_rest = rows.selected_columns
    about = rows.where(library == library_id, col(follower.table.record_id).in_(record_ids))
    return _count_things(session, follower, about, row_id)


def _count_things(session: Session, follower: Follower, about: Any, row_id: Any) -> int:
    things = about.with_only_columns(row_id if follower.one is None else follower.one).distinct()
    return session.scalar(sa.select(sa.func.count()).select_from(things.subquery())) or 0
