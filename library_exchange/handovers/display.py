"""What the page shows of what is handed over: kind by kind, and each thing in hand with the way to it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import url_for

from library_exchange.handovers import labels
from library_exchange.handovers.queries import Thing
from library_exchange.handovers.rules import RULES, Kind, Subject, kinds_for


def kinds(counts: Mapping[Kind, int], is_herself: bool, ticked: Collection[str] | None) -> list[dict[str, Any]]:
    """Return what somebody may hand over of what is there, ticked as it was or as it is proposed."""
    return [
        {
            "name": kind.value,
            "label": labels.KINDS[kind][0],
            "means": labels.KINDS[kind][1],
            "count": counts[kind],
            "is_ticked": kind.value in ticked if ticked is not None else RULES[kind].is_proposed,
        }
        for kind in kinds_for(is_herself)
        if counts[kind]
    ]


def in_hand(things: Sequence[Thing]) -> list[dict[str, Any]]:
    """Return what is in hand, in groups by what it is, each thing with its page."""
    return [
        {"label": labels.SUBJECTS[subject], "things": [_shown(thing) for thing in things if thing.subject is subject]}
        for subject in Subject
        if any(thing.subject is subject for thing in things)
    ]


def _shown(thing: Thing) -> dict[str, Any]:
    endpoint, values = labels.page_of(thing.subject, thing.id)
    return {"name": thing.name, "url": url_for(endpoint, **values), "at": thing.at}
