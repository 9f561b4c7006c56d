"""What pages show of a departure: what is open, where books are, what may be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.accounts.own_page import ANSWERED, Waiting
from library_exchange.core.actor import Actor
from library_exchange.core.i18n import current, format_date
from library_exchange.core.titles import TitleBlock, as_written
from library_exchange.directory.models import Library
from library_exchange.leaving import labels, policy, queries
from library_exchange.leaving.models import Departure
from library_exchange.leaving.rules import (
    DEPARTURE,
    ENDS_BY_ITSELF,
    PLACES,
    DepartureEvent,
    DepartureState,
    Thing,
)
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import BibliographicInfo

WHERE: Mapping[Thing, str] = {
    Thing.LENT: "loans.queue",
    Thing.BORROWED: "loans.queue",
    Thing.FOR_READERS: "loans.queue",
    Thing.CONSIGNMENTS: "shipping.index",
    Thing.CLAIMS: "shipping.index",
    Thing.ROUNDS: "rounds.rounds",
    Thing.BOXES: "deals.boxes",
    Thing.PLEDGES: "programmes.index",
    Thing.STANDING: "standing_exchange.listed",
    Thing.ACCOUNTS: "deals.agreements",
    Thing.AGREEMENTS: "deals.agreements",
    Thing.OFFERS: "offers.own_offers",
    Thing.WANTS: "offers.own_wants",
    Thing.STAFF: "accounts.people",
    Thing.READERS: "accounts.readers",
}
"""The page of the library's own staff on which each thing is seen to."""


def things(counts: Mapping[Thing, int], is_own: bool) -> list[dict[str, Any]]:
    """Return what is open, with what becomes of it; with a way to it for the library's own staff."""
    return [
        {
            "name": thing.value,
            "label": labels.THINGS[thing][0],
            "becomes": labels.THINGS[thing][1],
            "count": count,
            "is_to_finish": thing not in ENDS_BY_ITSELF,
            "url": url_for(WHERE[thing]) if is_own else None,
        }
        for thing, count in counts.items()
        if count
    ]


def open_things(session: Session, library_id: int) -> list[tuple[Any, int]]:
    """Return what is open at a library as somebody else reads it, each thing with its number."""
    counts = queries.counted(session, library_id)
    return [(labels.OF_OTHERS.get(thing, labels.THINGS[thing][0]), count) for thing, count in counts.items()]


def books(rows: Sequence[LoanRequest], partners: Sequence[Library], is_own: bool) -> list[dict[str, Any]]:
    """Return loans whose book is not at home: which book, where it is, by when it is due."""
    language = current().code
    named = {each.id: each.name_in(language) for each in partners}
    return [
        {
            "number": row.request_no,
            "title": _title(row),
            "url": url_for("loans.show", loan_id=row.id) if is_own else None,
            "place": labels.PLACES[PLACES[row.side][row.stands]],
            "partner": named.get(row.partner_id or 0, ""),
            "due_on": row.due_on,
        }
        for row in rows
    ]


def _title(row: LoanRequest) -> TitleBlock:
    return BibliographicInfo.model_validate(row.book).title_in(current().code)


def departure(session: Session, actor: Actor, row: Departure) -> dict[str, Any]:
    """Return how a departure stands, and what the actor may do about it."""
    successor = session.get(Library, row.successor_id) if row.successor_id else None
    events: list[DepartureEvent] = list(DEPARTURE.events_from(row.state, policy.parts_in(actor, row)))
    may_return = DepartureEvent.RETURN in events
    left_at = row.left_at if row.state is DepartureState.LEFT else None
    return {
        "state": labels.STATES[row.state],
        "is_closing": row.state is DepartureState.CLOSING,
        "kept_until": queries.kept_until(session, row.library_id, left_at) if left_at else None,
        "back": labels.CONSEQUENCES[DepartureEvent.RETURN] if may_return else None,
        "leaves_on": row.leaves_on,
        "left_at": row.left_at,
        "version": row.version,
        "successor": successor.name_in(current().code) if successor else "",
        "events": [(event.value, labels.EVENTS[event]) for event in events],
    }


def told_administrator(session: Session, person_id: int, at: datetime) -> Sequence[Waiting]:
    """Return what a person is told on her own page of libraries that have left and that she may bring back."""
    found = []
    for row in session.scalars(queries.departures_to_bring_back(person_id, at)).all():
        library = session.get_one(Library, row.library_id)
        shown = as_written(library.name_in(current().code))
        until = format_date(queries.kept_until(session, library.id, row.left_at), "long")
        page = url_for("leaving.show", code=library.code)
        found.append(Waiting(ANSWERED, shown, page, *labels.STATES[row.state], labels.may_come_back(until)))
    return found
