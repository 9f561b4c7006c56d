"""Whose address the post needs for what is ahead of a consignment, and does not have."""

from collections.abc import Callable, Iterable, Mapping

from sqlmodel import Session

from library_exchange.core.hooks import Hook
from library_exchange.directory.models import Library
from library_exchange.directory.queries import not_reached_by_post
from library_exchange.shipping.models import Consignment, Leg
from library_exchange.shipping.rules.addressed import BEFORE_LEAVING, BY_POST, Stretch

Entered = Mapping[int, Mapping[str, str]]
ENTERED: Hook[Callable[[Session, Consignment], Entered]] = Hook()
"""Returns by library the street and the postcode that others entered for one consignment, as in `latin_street`."""


def entered(session: Session, consignment: Consignment) -> Entered:
    """Return what others entered of addresses for a consignment alone; a room above tells."""
    return {each: parts for told in ENTERED.fillings().values() for each, parts in told(session, consignment).items()}


def posted_to(session: Session, consignment: Consignment, legs: Iterable[Leg]) -> dict[int, bool]:
    """Return by their ids the libraries that parcels are still posted to, and whether from another country."""
    found: dict[int, bool] = {}
    for leg in legs:
        start, end = (session.get_one(Library, each) for each in (leg.from_id, leg.to_id))
        stretch = Stretch(start.country != end.country, start.is_inland or end.is_inland)
        if leg.arrived_at is None and BY_POST[consignment.mode](stretch):
            found[end.id] = stretch.crosses
    return found if consignment.state in BEFORE_LEAVING else {}


def unreached(session: Session, consignment: Consignment, legs: Iterable[Leg]) -> tuple[Library, ...]:
    """Return the libraries ahead of which nobody knows a whole address; three queries at most."""
    lacking = incomplete(session, consignment, legs)
    known = entered(session, consignment) if lacking else {}
    return tuple(each for each in lacking if each.id not in known)


def incomplete(session: Session, consignment: Consignment, legs: Iterable[Leg]) -> tuple[Library, ...]:
    """Return the libraries ahead whose own address lacks a street or a postcode that the post reads; two queries.

    Over the border both scripts are read, within a country its own alone.
    """
    ahead = posted_to(session, consignment, legs)
    found: list[Library] = []
    for abroad in sorted(set(ahead.values())):
        asked = [session.get_one(Library, each) for each, crosses in ahead.items() if crosses is abroad]
        found.extend(not_reached_by_post(session, asked, abroad=abroad))
    return tuple(found)
