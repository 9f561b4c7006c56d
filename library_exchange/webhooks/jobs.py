"""Work after the commit: deliveries, after all else that waits for other systems."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog

from library_exchange.core import doors, outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, transaction
from library_exchange.core.sealed_secrets import own_key
from library_exchange.door_keeping import guarding
from library_exchange.webhooks.resources import DOOR, base_url, bounds
from library_exchange.webhooks.services import collecting, delivering
from library_exchange.webhooks.services.ordering import DELIVER

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 1000
"""As many as are claimed at once: so they come after messages to partners that were claimed with them."""
PASS_S = 300.0
"""So long, in seconds, a pass may take, much shorter than its lease: what is left has its turn in the next one."""


@outbox.handles(DELIVER, batch=MOST_AT_ONCE, lane=outbox.WIRE)
def _deliver(payloads: Sequence[dict[str, Any]]) -> None:
    """Give each address its turn; what fails unexpectedly at one is raised once all have had theirs."""
    guarding.require_open(DOOR)
    ends_at = time.monotonic() + PASS_S
    failed: Exception | None = None
    for payload in payloads:
        try:
            _take_turn(payload["webhook"], datetime.fromisoformat(payload["due"]), time.monotonic() < ends_at)
        except Exception as error:  # all of them are tried again, and those that went well come to nothing
            log.exception("webhooks.failed", webhook=payload["webhook"])
            failed = error
    if failed is not None:
        raise failed


def _take_turn(webhook_id: int, due: datetime, has_time: bool) -> None:
    if has_time:
        for answer in delivering.run(database(), webhook_id, due, own_key(), bounds()):
            guarding.note(DOOR.name, answer.status or 0, answer.fault, "POST", doors.SERVER)
    else:
        with transaction() as session:
            delivering.order_next(session, webhook_id, due, now())


def collect() -> int:
    """Have what happened since the last time delivered; the clock calls this every minute."""
    return collecting.collect_all(database(), base_url(), now())
