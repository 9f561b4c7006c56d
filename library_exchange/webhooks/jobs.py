"""Work after the commit: deliveries, after all else that waits for other systems."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, transaction
from library_exchange.webhooks.resources import base_url, bounds, key
from library_exchange.webhooks.services import collecting, delivering
from library_exchange.webhooks.services.ordering import DELIVER

MOST_AT_ONCE = 1000
"""As many as are claimed at once: so they come after messages to partners that were claimed with them."""
PASS_S = 300.0
"""So long, in seconds, a pass may take, much shorter than its lease: what is left has its turn in the next one."""


@outbox.handles(DELIVER, batch=MOST_AT_ONCE, lane=outbox.WIRE)
def _deliver(payloads: Sequence[dict[str, Any]]) -> None:
    ends_at = time.monotonic() + PASS_S
    for payload in payloads:
        number, due = payload["webhook"], datetime.fromisoformat(payload["due"])
        if time.monotonic() < ends_at:
            delivering.run(database(), number, due, key(), bounds())
        else:
            with transaction() as session:
                delivering.order_next(session, number, due, now())


def collect() -> int:
    """Have what happened since the last time delivered; the clock calls this every minute."""
    return collecting.collect_all(database(), base_url(), now())
