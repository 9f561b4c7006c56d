"""What the page shows of what is handed over: kind by kind, and each thing in hand with the way to it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import url_for

from library_exchange.handovers import labels
from library_exchange.handovers.queries import MOST_HANDED, Handed, Thing
from library_exchange.handovers.rules import RULES, Kind, Subject, kinds_for
from library_exchange.handovers.standing import Standing


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


def in_hand(things: Sequence[Thing], standings: Mapping[tuple[Subject, int], Standing]) -> list[dict[str, Any]]:
    """Return what is in hand, in groups by what it is, each thing with its page and how it stands."""
    return [
        {
            "label": labels.SUBJECTS[subject],
            "things": [
                _shown(thing, standings.get((subject, thing.id))) for thing in things if thing.subject is subject
            ],
        }
        for subject in Subject
        if any(thing.subject is subject for thing in things)
    ]


def _shown(thing: Thing, standing: Standing | None) -> dict[str, Any]:
    endpoint, values = labels.page_of(thing.subject, thing.id)
    return {"name": thing.name, "url": url_for(endpoint, **values), "at": thing.at, "standing": standing}


def handed(gone: Sequence[Handed]) -> list[dict[str, Any]]:
    """Return what was handed over of late, to whom, and how much of each kind."""
    return [
        {"at": each.at, "to": each.to, "kinds": [(labels.KINDS[kind][0], count) for kind, count in each.counts.items()]}
        for each in gone[:MOST_HANDED]
    ]
