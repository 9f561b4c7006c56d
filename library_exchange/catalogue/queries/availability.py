"""Whether a copy can be had: on the shelf, in a library that lends, and not promised to a partner.

Promises are made in rooms above; `app.py` says where they stand, so the answer always comes from the database.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState
from library_exchange.core.hooks import Hook
from library_exchange.directory.models import Library

PROMISES: Hook[sa.Select[tuple[int]]] = Hook()
"""Queries of the ids of items that a room above has promised or lent."""


def promised() -> sa.ColumnElement[bool]:
    """Return the condition on Item for one that is promised or lent to a partner."""
    return sa.or_(sa.false(), *(_is_among(items) for items in PROMISES.fillings().values()))


def _is_among(items: sa.Select[tuple[int]]) -> sa.ColumnElement[bool]:
    """Ask about one item by its index: what is promised of all libraries together is never read."""
    [item_id] = items.selected_columns
    return items.where(item_id == col(Item.id)).correlate(Item).exists()


def is_available() -> sa.ColumnElement[bool]:
    """Return the condition on Item and Library, joined in the query, for an item that can be lent now."""
    return sa.and_(
        col(Item.local_state) == LocalState.ON_SHELF,
        col(Library.lends).is_(True),
        *(sa.not_(_is_among(items)) for items in PROMISES.fillings().values()),
    )


def items_with_libraries() -> sa.Select[tuple[()]]:
    """Return a query over the items still held, joined with their holdings and libraries, columns to be added."""
    return (
        sa.select()
        .select_from(Item)
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .join(Library, col(Library.id) == col(Item.library_id))
        .where(col(Item.local_state) != LocalState.WITHDRAWN)
    )


def with_items(records: Any) -> Any:
    """Return a query of records joined with the items still held and their libraries, if there are any."""
    is_held = sa.and_(col(Item.holding_id) == col(Holding.id), col(Item.local_state) != LocalState.WITHDRAWN)
    return (
        records.outerjoin(Holding, col(Holding.record_id) == col(BibliographicRecord.id))
        .outerjoin(Item, is_held)
        .outerjoin(Library, col(Library.id) == col(Item.library_id))
    )


def counted() -> sa.ColumnElement[int]:
    """Return the number of available items of a group as a column."""
    return sa.func.sum(sa.case((is_available(), 1), else_=0))
