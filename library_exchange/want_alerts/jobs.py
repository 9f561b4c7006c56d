"""A library is told in the morning, each in a transaction of its own."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.want_alerts.services import night


@outbox.handles(night.TELL)
def _tell(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        with transaction() as session:
            night.tell(session, payload["library"], now())
