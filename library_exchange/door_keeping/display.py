"""How doors are shown to who runs the platform."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import url_for

from library_exchange.core.doors import KEY, Door
from library_exchange.door_keeping import labels
from library_exchange.door_keeping.models import DoorFault
from library_exchange.door_keeping.queries import Counts


def row(door: Door, is_open: bool, is_set_shut: bool, counts: Counts, last_used_at: datetime | None) -> dict[str, Any]:
    """Return a door as a line of the list."""
    state, tone = (labels.OPEN, "ok") if is_open else (labels.SHUT, "warn")
    if is_set_shut:
        state, tone = labels.SHUT_BY_SETTING, ""
    return {
        "name": door.name,
        "label": door.label,
        "address": door.address,
        "is_outgoing": door.is_outgoing,
        "is_open": is_open,
        "setting": f"LX_{door.setting.upper()}" if door.setting and is_set_shut else None,
        "state": state,
        "tone": tone,
        "answers": counts.answers,
        "faults": counts.faults,
        "last_used_at": last_used_at,
        "url": url_for("door_keeping.show", name=door.name),
    }


def limits(door: Door, stands: Mapping[tuple[str, str, int | None], int]) -> list[dict[str, Any]]:
    """Return the limits of a door: what stands, what is usual, between which bounds it may be set."""
    return [
        {
            "name": each.name,
            "label": each.label,
            "value": stands.get((door.name, each.name, None), each.per_minute),
            "usual": each.per_minute,
            "least": each.least,
            "most": each.most,
        }
        for each in door.limits
    ]


def fault(found: DoorFault, prefix: str | None, code: str | None) -> dict[str, Any]:
    """Return what went wrong, with the key that asked, if one did."""
    of_key = found.client == KEY and prefix
    return {
        "at": found.at,
        "kind": found.kind,
        "status": found.status,
        "act": found.act,
        "who": None if of_key else labels.CLIENTS[found.client],
        "prefix": prefix if of_key else None,
        "library": code if of_key else None,
        "reference": found.reference,
    }
