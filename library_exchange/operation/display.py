"""What the page shows of the service."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core import outbox_queues
from library_exchange.core.models import OutboxMessage
from library_exchange.operation.labels import LANES, WARNINGS
from library_exchange.operation.rules import GRAVE, Seen, troubles


def warnings(seen: Seen) -> list[dict[str, Any]]:
    """Return what a person should see to, in words, with what to do."""
    return [
        {"what": WARNINGS[each][0], "act": WARNINGS[each][1], "command": WARNINGS[each][2], "is_grave": each in GRAVE}
        for each in troubles(seen)
    ]


def queues(seen: Seen, waiting: Sequence[outbox_queues.Queue]) -> list[dict[str, Any]]:
    """Return every queue with what waits in it."""
    found = {queue.lane: queue for queue in waiting}
    return [
        {
            "label": label,
            "waiting": found[lane].waiting if lane in found else 0,
            "failed": found[lane].failed if lane in found else 0,
            "oldest": found[lane].oldest if lane in found else None,
            "overdue": seen.overdue.get(lane),
        }
        for lane, label in LANES.items()
    ]


def failing(message: OutboxMessage) -> dict[str, Any]:
    """Return work that failed: which, how often, and under which reference the log has it; nothing of whom it is."""
    return {
        "id": message.id,
        "label": LANES[message.lane],
        "kind": message.kind,
        "since": message.created_at,
        "attempts": message.attempts,
        "error": message.last_error,
        "next_at": message.due_at,
        "reference": message.request,
    }
