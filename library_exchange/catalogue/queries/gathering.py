"""The editions of one work as one entry among the hits, wherever they rank: pages are counted in entries.

Works are gathered among the first `GATHERED` hits; what comes after them stands alone, page by page.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.among import among, as_parameter
from library_exchange.search.port import FURTHEST_RECORD, Hits, Query

GATHERED = 200
"""So many of the first hits are looked at for editions of one work; full pages of a search must end there."""
MOST_BOOKS = 60
"""A page ends when it has so many books, however few entries they are."""
LEAST_GROUPS = 2
WORKS_LAST_S = 60
MOST_KEPT = 256

Entry = tuple[int, ...]
"""Records in their rank: the editions of one work, or one record alone."""
Works = Mapping[int, int]
"""The work of each record that is an edition of one."""
_works: WeakKeyDictionary[Any, OrderedDict[Any, tuple[Works, float]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Paged:
    """One page of hits: its entries, and how many pages there are."""

    entries: Sequence[Entry]
    pages: int


def one_by_one(hits: Hits, query: Query) -> Paged:
    """Return a page on which every record stands alone."""
    return Paged([(record_id,) for record_id in hits.ids], _pages(hits.total, query.per_page))


def by_work(first: Hits, works: Works, query: Query, ask: Callable[[Query], Hits]) -> Paged:
    """Return the page `query` of hits of which `first` are the first `GATHERED`; `ask` answers for a page beyond."""
    pages = paged(entries(first.ids, works), query.per_page)
    beyond = _pages(first.total, query.per_page) - GATHERED // query.per_page if first.total > GATHERED else 0
    place = query.page - len(pages)
    if place <= 0:
        shown = pages[query.page - 1]
    elif place <= beyond:
        hits = ask(replace(query, page=GATHERED // query.per_page + place))
        shown = [(record_id,) for record_id in hits.ids]
    else:
        shown = []
    return Paged(shown, len(pages) + beyond)


def entries(ids: Sequence[int], works: Works) -> list[Entry]:
    """Return the records in their order, the editions of one work together at the place of the first.

    Where all are editions of one work, the reader chooses among them, and each stands alone.
    """
    groups: dict[tuple[str, int], list[int]] = {}
    for record_id in ids:
        key = ("work", works[record_id]) if record_id in works else ("record", record_id)
        groups.setdefault(key, []).append(record_id)
    if len(groups) < LEAST_GROUPS:
        return [(record_id,) for record_id in ids]
    return [tuple(group) for group in groups.values()]


def paged(found: Sequence[Entry], per_page: int) -> list[list[Entry]]:
    """Return pages of at most `per_page` entries and, unless one alone has more, `MOST_BOOKS` books."""
    pages: list[list[Entry]] = []
    books = 0
    for entry in found:
        if not pages or len(pages[-1]) == per_page or books + len(entry) > MOST_BOOKS:
            pages.append([])
            books = 0
        pages[-1].append(entry)
        books += len(entry)
    return pages


def works_of(session: Session, ids: Sequence[int], generation: str | None) -> Works:
    """Return the works of these records; one query, none for what was asked within a minute of the same index."""
    if len(ids) < LEAST_GROUPS:
        return {}
    kept = _works.setdefault(session.get_bind(), OrderedDict())
    key = (generation, tuple(ids))
    found, until = kept.get(key, ({}, 0.0))
    if generation is None or time.monotonic() >= until:
        found = dict(session.connection().execute(_works_query(), {"ids": as_parameter(ids)}).all())
        kept[key] = (found, time.monotonic() + WORKS_LAST_S)
    kept.move_to_end(key)
    if len(kept) > MOST_KEPT:
        kept.popitem(last=False)
    return found


@cache
def _works_query() -> Any:
    number, work = col(BibliographicRecord.id), col(BibliographicRecord.card)["work"].as_integer()
    return sa.select(number, work).where(among(number, "ids"), work.is_not(None))


def _pages(total: int, per_page: int) -> int:
    return -(-min(total, FURTHEST_RECORD) // per_page)
