"""Work after the commit: servers are harvested, what came is decided about when looked through, pages are removed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from library_exchange.core import doors, outbox
from library_exchange.core.db import database, transaction
from library_exchange.core.errors import Conflict
from library_exchange.door_keeping import guarding
from library_exchange.harvesting.resources import DOOR, means, pages
from library_exchange.harvesting.services import deciding, orders, running
from library_exchange.harvesting.services.pages import Pages


@outbox.handles(orders.HARVEST, lane=outbox.LONG)
def _harvest(payloads: Sequence[dict[str, Any]]) -> None:
    guarding.require_open(DOOR)
    for payload in payloads:
        went = running.run(database(), payload["source"], datetime.fromisoformat(payload["due"]), means())
        if went is not None:
            guarding.note(DOOR.name, 0, went or None, "GET", doors.SERVER)


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
