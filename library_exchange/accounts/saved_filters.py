"""Filters that librarians name: of which lists, whose they are, and how they are kept, renamed and forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import SavedFilter
from library_exchange.accounts.schemas import FilterName, NewFilter
from library_exchange.core import audit
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _l

LISTS: dict[str, tuple[str, Any]] = {"queue": ("loans.queue", _l("Work queue"))}
"""The lists of which filters are kept, each with its endpoint and what it is called."""
MOST_KEPT = 30
SAME_NAME = _l("You have a filter of this name. Choose another name.")


def filters_of(session: Session, actor: Actor, page: str) -> Sequence[SavedFilter]:
    """Return the filters of a list that `actor` sees: her own, and what her colleagues share; one query."""
    is_seen = sa.or_(col(SavedFilter.user_id) == actor.user_id, col(SavedFilter.is_shared))
    found = sa.select(SavedFilter).where(col(SavedFilter.library_id) == actor.library_id, is_seen)
    found = found.where(col(SavedFilter.page) == page)
    return session.scalars(found.order_by(col(SavedFilter.name), col(SavedFilter.id))).all()


def may_change(actor: Actor, kept: SavedFilter) -> bool:
    """Whether `actor` may rename or forget it: whose it is, and of a shared one the library's administrator."""
    is_at_home = kept.library_id == actor.library_id
    is_hers = kept.user_id == actor.user_id
    return is_at_home and (is_hers or (kept.is_shared and Role.LIBRARY_ADMIN in actor.roles))


def get_filter(session: Session, actor: Actor, filter_id: int) -> SavedFilter:
    """Return a filter to be changed; raises NotFound for one not seen, Forbidden for a colleague's."""
    kept = session.get(SavedFilter, filter_id)
    is_seen = kept is not None and kept.library_id == actor.library_id
    if kept is None or not is_seen or not (kept.is_shared or kept.user_id == actor.user_id):
        raise NotFound("no-such-filter")
    if not may_change(actor, kept):
        raise Forbidden("not-her-filter")
    return kept


def keep(session: Session, actor: Actor, new: NewFilter, at: datetime) -> SavedFilter:
    """Keep a filter; raises InvalidInput for a name that the actor has used, Conflict if she has too many."""
    if actor.user_id is None or actor.library_id is None:
        raise Forbidden("no-library")
    mine = [each for each in filters_of(session, actor, new.page) if each.user_id == actor.user_id]
    if len(mine) >= MOST_KEPT:
        raise Conflict("too-many-filters", _l("You have as many filters as there is room for. Delete one first."))
    _require_new_name(mine, new.name)
    query = urlencode(parse_qsl(new.query))
    kept = SavedFilter(
        user_id=actor.user_id,
        library_id=actor.library_id,
        page=new.page,
        name=new.name,
        query=query,
        is_shared=new.is_shared,
        created_at=at,
    )
    session.add(kept)
    session.flush()
    audit.record(session, actor, "keep", "saved_filter", kept.id, at=at, is_shared=kept.is_shared)
    return kept


def rename(session: Session, actor: Actor, filter_id: int, given: FilterName, at: datetime) -> SavedFilter:
    """Call a filter otherwise, or share it or no more; raises as `get_filter` and `keep` do."""
    kept = get_filter(session, actor, filter_id)
    others = sa.select(SavedFilter).where(
        col(SavedFilter.library_id) == kept.library_id,
        col(SavedFilter.page) == kept.page,
        col(SavedFilter.user_id) == kept.user_id,
        col(SavedFilter.id) != kept.id,
    )
    _require_new_name(session.scalars(others).all(), given.name)
    kept.name, kept.is_shared = given.name, given.is_shared
    session.add(kept)
    audit.record(session, actor, "rename", "saved_filter", kept.id, at=at, is_shared=kept.is_shared)
    return kept


def forget(session: Session, actor: Actor, filter_id: int, at: datetime) -> SavedFilter:
    """Delete a filter; raises as `get_filter` does."""
    kept = get_filter(session, actor, filter_id)
    session.delete(kept)
    audit.record(session, actor, "forget", "saved_filter", kept.id, at=at)
    return kept


def _require_new_name(others: Sequence[SavedFilter], name: str) -> None:
    if any(each.name == name for each in others):
        raise InvalidInput({"name": SAME_NAME})
