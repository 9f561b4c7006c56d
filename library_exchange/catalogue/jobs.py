"""Work of the catalogue that is done after the commit: the index, and names on the cards of search pages."""

from collections.abc import Sequence
from typing import Any

from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import authority, index
from library_exchange.core import outbox
from library_exchange.core.db import database


@outbox.handles(index.PUT, batch=100)
def _put(payloads: Sequence[dict[str, Any]]) -> None:
    changed = {record for payload in payloads for record in payload["records"]}
    index.bring_up_to_date(database(), engine(), changed)


@outbox.handles(index.REBUILD, lane=outbox.LONG)
def _rebuild(_payloads: Sequence[dict[str, Any]]) -> None:
    index.rebuild(database(), engine())


@outbox.handles(authority.CARDS, lane=outbox.LONG)
def _name_on_cards(_payloads: Sequence[dict[str, Any]]) -> None:
    authority.name_on_all_cards(database())
