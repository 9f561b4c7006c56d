"""A search is looked through after the night's commit, each in a transaction of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from library_exchange.catalogue.resources import engine
from library_exchange.core import outbox
from library_exchange.core.db import transaction
from library_exchange.search_alerts.services import night


@outbox.handles(night.LOOK)
def _look(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        with transaction() as session:
            night.tell(session, engine(), payload["alert"], datetime.fromisoformat(payload["at"]))
