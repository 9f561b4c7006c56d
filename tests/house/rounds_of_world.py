"""The rounds of the world: one whose lists are open, one whose proposals wait for answers; Heihe organises both."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.offers.schemas import Entry, Terms, WantInput
from library_exchange.offers.services import offers, wants
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.answers import LineState, proposed_calendar
from library_exchange.rounds.schemas import JoinInput, RoundInput
from library_exchange.rounds.services import clock, planning

COORDINATOR = Actor("person", is_platform_admin=True)
BEGUN = date(2026, 3, 1)
SWAPPED = "Swapped"
NAMES = ("name_zh", "name_ru", "name_en")


def fill(ids: dict[str, Any], librarian: Actor, theirs: Actor, trap: str, deliver: Callable[[], Any]) -> None:
    """Plan two rounds in which both libraries take part, the first named in Russian alone, and clear the second."""
    ids["round"] = _open(ids["heihe"], (librarian, theirs), trap, ("name_ru",))
    with transaction() as session:
        for giver, taker in ((librarian, theirs), (theirs, librarian)):
            title = f"{SWAPPED} by {giver.library_id} {trap}"
            offer = offers.offer_of(giver.library_id or 0, Entry(title=title), None, Terms(weight_g=300), now())
            session.add(offer)
            session.flush()
            offers.publish(session, giver, offer, now())
            wants.add(session, taker, WantInput(title=title), now())
    ids["proposed round"] = _open(ids["heihe"], (librarian, theirs), trap)
    for _stage in ("lists", "choice"):
        with transaction() as session:
            clock.turn(session, session.get_one(Round, ids["proposed round"]), now())
    deliver()
    with reading() as session:
        lines = queries.lines_of(session, session.get_one(Round, ids["proposed round"]), {LineState.PROPOSED})
    ids["line"] = next(line.id for line in lines if line.giver_id == ids["heihe"])


def _open(organiser_id: int, members: tuple[Actor, ...], trap: str, named: tuple[str, ...] = NAMES) -> int:
    days = proposed_calendar(queries.country_calendars(), BEGUN)
    names = dict.fromkeys(named, f"Round {trap}")
    begun = datetime.combine(days.listing_from, now().timetz()) - timedelta(days=1)
    with transaction() as session:
        plan = RoundInput(organiser_id=organiser_id, seed="1", **names, **vars(days))
        found = planning.plan(session, COORDINATOR, plan, begun)
        planning.open_lists(session, COORDINATOR, found, begun)
        for member in members:
            planning.join(session, member, found, JoinInput(), begun)
        return found.id
