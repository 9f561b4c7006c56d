"""What pages show of what a successor takes over: kind by kind how much, what it means, what stays."""

from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import current
from library_exchange.core.procedure import Part
from library_exchange.directory.models import Library
from library_exchange.leaving import labels as leaving_labels
from library_exchange.leaving import queries as leaving_queries
from library_exchange.leaving.models import Departure
from library_exchange.leaving.queries import OPEN_DEPARTURES
from library_exchange.succession import labels, policy, queries
from library_exchange.succession.models import Succession
from library_exchange.succession.rules import (
    FINISHED_FIRST,
    RULES,
    SUCCESSION,
    Kind,
    SuccessionEvent,
    SuccessionState,
)

OVER = (SuccessionState.DECLINED, SuccessionState.WITHDRAWN)


def shown(session: Session, actor: Actor, departure: Departure, row: Succession | None) -> dict[str, Any]:
    """Return how it stands what is taken over of a library that leaves, and what the actor may do about it."""
    library = session.get_one(Library, departure.library_id)
    successor = session.get(Library, departure.successor_id) if departure.successor_id else None
    is_open = departure.state in OPEN_DEPARTURES
    may_ask = policy.may_ask(actor, departure) and is_open and (row is None or row.state in OVER)
    parts = policy.parts_in(actor, row) if row else frozenset()
    events = _events(row, parts) if row and is_open else []
    return {
        "library": library.name_in(current().code),
        "code": library.code,
        "back_url": url_for("leaving.show", code=library.code) if policy.may_ask(actor, departure) else None,
        "successor": successor.name_in(current().code) if successor else "",
        "state": labels.STATES[row.state] if row else None,
        "version": row.version if row else None,
        "may_ask": may_ask and successor is not None,
        "kinds": _kinds(session, departure, None if may_ask else row) if successor else [],
        "is_choosing": may_ask or SuccessionEvent.ACCEPT in events,
        "events": [(event.value, _named(row, event)) for event in events],
        "finished_first": _finished_first(session, library.id),
    }


def _events(row: Succession, parts: frozenset[Part]) -> list[Any]:
    gone = {SuccessionEvent.WITHDRAW} if row.carried_at is not None else set()
    return [event for event in SUCCESSION.events_from(row.state, parts) if event not in gone]


def _named(row: Succession | None, event: SuccessionEvent) -> Any:
    is_accepted = row is not None and row.state is SuccessionState.ACCEPTED
    return labels.TAKE_BACK if is_accepted else labels.EVENTS[event]


def _kinds(session: Session, departure: Departure, row: Succession | None) -> list[dict[str, Any]]:
    asked = row.asked if row else [kind for kind in Kind if not RULES[kind].is_wish]
    taken = row.taken if row and row.state is SuccessionState.ACCEPTED else asked
    kinds = taken if row else list(Kind)
    counts = queries.counted(session, departure.library_id, departure.successor_id or 0, kinds)
    return [
        {
            "name": kind.value,
            "label": labels.KINDS[kind][0],
            "means": labels.KINDS[kind][1],
            "stays": [labels.STAYS[why] for why in RULES[kind].stays],
            "count": counts[kind],
            "moved": row.moved.get(kind.value, 0) if row else 0,
            "is_ticked": kind in taken,
        }
        for kind in Kind
        if row is None or kind in row.asked
    ]


def _finished_first(session: Session, library_id: int) -> list[tuple[Any, int]]:
    """Return what nobody takes over and is open yet, each with its number; people are told of on the page before."""
    counts = leaving_queries.counted(session, library_id)
    return [
        (leaving_labels.OF_OTHERS.get(thing, leaving_labels.THINGS[thing][0]), counts[thing])
        for thing in FINISHED_FIRST
        if counts[thing] and thing in leaving_queries.TO_FINISH
    ]
