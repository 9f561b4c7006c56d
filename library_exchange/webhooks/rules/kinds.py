"""Which events an address may get, by kind, and how an event is written."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from library_exchange.rest_api.addresses import PREFIX, at
from library_exchange.rest_api.rules.happenings import SUBJECTS, type_of
from library_exchange.rest_api.rules.paging import cursor_of


class Kind(StrEnum):
    """What a library may be told of."""

    LOANS = "loans"
    HOLDINGS = "holdings"
    OFFERS = "offers"
    WANTS = "wants"
    CONSIGNMENTS = "consignments"


SUBJECTS_OF: dict[Kind, tuple[str, ...]] = {
    Kind.LOANS: ("loan",),
    Kind.HOLDINGS: ("item", "source_record", "import"),
    Kind.OFFERS: ("offer",),
    Kind.WANTS: ("want",),
    Kind.CONSIGNMENTS: ("consignment",),
}
"""Of which things of the audit each kind tells; together they are what programs read by `/api/v1/events`."""
MANY, TEST = "events.many", "webhook.test"
"""An event that stands for many, and one that is only tried."""
MOST_AT_ONCE = 100
"""What happened oftener within a minute, or while nothing was delivered, is told by one event that leads to all."""


def in_order(kinds: Iterable[str]) -> list[str]:
    """Return those of `kinds` that there are, each once, in the order in which pages list them."""
    wanted = set(kinds)
    return [kind.value for kind in Kind if kind in wanted]


def subjects_of(kinds: Iterable[str]) -> tuple[str, ...]:
    """Return of which things of the audit these kinds tell."""
    return tuple(subject for kind in in_order(kinds) for subject in SUBJECTS_OF[Kind(kind)])


def of_one(base_url: str, number: int, happened_at: datetime, action: str, subject: str, thing_id: int) -> "Event":
    """Return an event as it is delivered: what it is, and where the thing is read, or else the event itself."""
    told = SUBJECTS[subject]
    path = at(told.collection, thing_id) if told.collection else _events(number - 1) + "&limit=1"
    data = {"id": number, "thing": told.name, "thing_id": thing_id, "href": base_url + path}
    return Event(f"evt_{number}", type_of(subject, action), happened_at, data)


def of_many(base_url: str, after: int, up_to: int, told_at: datetime) -> "Event":
    """Return the one event that stands for all behind a number, up to another one."""
    return Event(f"many_{after}_{up_to}", MANY, told_at, {"href": base_url + _events(after)})


def of_test(base_url: str, token: str, told_at: datetime) -> "Event":
    """Return an event that says nothing, to try whether it comes."""
    return Event(f"test_{token}", TEST, told_at, {"href": f"{base_url}{PREFIX}/events"})


def _events(after: int) -> str:
    return f"{PREFIX}/events?cursor={cursor_of(after)}"


class Event:
    """An event under the name by which who gets it twice knows it (`webhook-id`), and as it is written."""

    def __init__(self, message_id: str, event_type: str, told_at: datetime, data: dict[str, Any]) -> None:
        self.message_id, self.type, self.at = message_id, event_type, told_at
        instant = told_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self.body = json.dumps({"type": event_type, "timestamp": instant, "data": data}, separators=(",", ":"))
