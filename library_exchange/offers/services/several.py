"""Several lines of a library at once: which of them it may change, and how each takes a step."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.db import pieces
from library_exchange.core.errors import Conflict
from library_exchange.offers.models import Offer, Want

Line = TypeVar("Line", Offer, Want)


def own_lines(
    session: Session, table: type[Line], library_id: int, ids: Iterable[int], states: Collection[Any]
) -> list[Line]:
    """Return the library's lines among `ids` that stand in one of `states`, in their order."""
    mine = (col(table.library_id) == library_id, col(table.state).in_(list(states)))
    return [
        line
        for piece in pieces(sorted(set(ids)))
        for line in session.scalars(sa.select(table).where(col(table.id).in_(piece), *mine).order_by(col(table.id)))
    ]


def move_each(lines: Iterable[Line], move: Callable[[Line], None]) -> tuple[int, int]:
    """Have each line take a step; return how many moved and how many could not."""
    moved, not_moved = 0, 0
    for line in lines:
        try:
            move(line)
            moved += 1
        except Conflict:
            not_moved += 1
    return moved, not_moved
