"""Work of the catalogue that is done after the commit: the index, and names on the cards of search pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import authority, index
from library_exchange.core import outbox
from library_exchange.core.db import database
from library_exchange.core.errors import Unavailable
from library_exchange.search_cluster.engine import is_shared

TRIED_AGAIN_SOON = ("index-busy", "no-room-for-index", "search-server-away")


@outbox.handles(index.PUT, batch=100, lane=outbox.INDEX, is_everywhere=lambda: not is_shared(engine()))
def _put(payloads: Sequence[dict[str, Any]]) -> None:
    changed = {record for payload in payloads for record in payload["records"]}
    with _index_in_use():
        index.bring_up_to_date(database(), engine(), changed)


@outbox.handles(index.REBUILD, lane=outbox.LONG)
def _rebuild(_payloads: Sequence[dict[str, Any]]) -> None:
    with _index_in_use():
        index.rebuild(database(), engine())


@contextmanager
def _index_in_use() -> Iterator[None]:
    """Have what finds the index in use, away, or no room for it wait: it has not failed, and is tried each minute.

    The lock of who writes dies with its process, so the wait ends with whoever holds it.
    """
    try:
        yield
    except Unavailable as refused:
        if refused.reason in TRIED_AGAIN_SOON:
            raise outbox.NotYet from refused
        raise


@outbox.handles(authority.CARDS, lane=outbox.LONG)
def _name_on_cards(_payloads: Sequence[dict[str, Any]]) -> None:
    authority.name_on_all_cards(database())
