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
WITHDRAWING: Hook[Callable[[Session, Collection[int], datetime], int]] = Hook()
"""Who withdraws what is offered of copies that came by mistake and leave; each returns how much that was."""


def withdraw_offered(session: Session, item_ids: Collection[int], at: datetime) -> int:
    """Withdraw what is offered of these copies and nobody was promised; return how much."""
    return sum(withdraw(session, item_ids, at) for withdraw in WITHDRAWING.fillings().values())


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
    things = about.with_only_columns(row_id if follower.one is None else follower.one).distinct()
    return session.scalar(sa.select(sa.func.count()).select_from(things.subquery())) or 0
