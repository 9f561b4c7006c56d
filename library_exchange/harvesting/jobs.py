"""Work after the commit: servers are harvested, what came is decided about when looked through, pages are removed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from library_exchange.core import outbox
from library_exchange.core.db import database, transaction
from library_exchange.core.errors import Conflict
from library_exchange.harvesting.resources import means, pages
from library_exchange.harvesting.services import deciding, orders, running
from library_exchange.harvesting.services.pages import Pages


@outbox.handles(orders.HARVEST, lane=outbox.LONG)
def _harvest(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        running.run(database(), payload["source"], datetime.fromisoformat(payload["due"]), means())


@outbox.handles(orders.DECIDE, lane=outbox.LONG)
def _decide(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        try:
            with transaction() as session:
                deciding.decide(session, payload["import"])
        except Conflict as overtaken:
            raise outbox.NotYet from overtaken


@outbox.handles(orders.REMOVE)
def _remove(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        Pages(pages(), payload["harvest"]).clear()
