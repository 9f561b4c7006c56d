"""Rounds of the demonstration: one that is over, one whose lists are open."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from library_exchange.core import actor
from library_exchange.core.actor import Actor
from library_exchange.core.db import Database
from library_exchange.demo.people import DOOR, unnamed_librarian
from library_exchange.directory.queries import day_at
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.answers import proposed_calendar
from library_exchange.rounds.schemas import JoinInput, RoundInput
from library_exchange.rounds.services import answering, clearing, clock, planning

COORDINATOR = Actor("person", DOOR, is_platform_admin=True)
ORGANISER = "hlj-provincial"
FIRST, MEMBERS = ("hlj-provincial", "dvgnb"), ("heihe", "hlj-provincial", "amur", "dvgnb")
ANSWERED_BY = ("hlj-provincial", "dvgnb")
"""Who has answered in the round whose proposals are out; the others still may."""
EARLIEST, EARLIER, LATER = timedelta(days=90), timedelta(days=60), timedelta(days=2)
SUMMER = {"name_zh": "秋初交换", "name_ru": "Первый тур обмена", "name_en": "First round"}
AUTUMN = {"name_zh": "秋季交换", "name_ru": "Осенний тур обмена", "name_en": "Autumn round"}
WINTER = {"name_zh": "冬季交换", "name_ru": "Зимний тур обмена", "name_en": "Winter round"}


def play(database: Database, libraries: Mapping[str, int], now: datetime) -> None:
    """Play three rounds: one agreed and on its way, one that waits for answers, one whose lists are open."""
    _play(database, libraries, FIRST, SUMMER, now - EARLIEST, now)
    _play(database, libraries, MEMBERS, AUTUMN, now - EARLIER, now)
    with database.transaction() as session:
        _open(session, libraries, MEMBERS[:3], WINTER, now - LATER)


def _play(
    database: Database,
    libraries: Mapping[str, int],
    members: Sequence[str],
    names: Mapping[str, str],
    begun: datetime,
    now: datetime,
) -> None:
    """Plan a round, clear it, and have those answer who do."""
    with database.transaction() as session:
        round_id = _open(session, libraries, members, names, begun).id
        clock.turn(session, session.get_one(Round, round_id), now)
    clearing.run(database, round_id, actor.clock())
    with database.transaction() as session:
        found = session.get_one(Round, round_id)
        for code in ANSWERED_BY:
            answering.accept_all(session, unnamed_librarian(libraries[code]), found, now)
        clock.turn(session, found, now)


def _open(
    session: Session, libraries: Mapping[str, int], members: Sequence[str], names: Mapping[str, str], now: datetime
) -> Round:
    days = proposed_calendar(queries.country_calendars(), day_at(session, libraries[ORGANISER], now))
    plan = RoundInput(organiser_id=libraries[ORGANISER], seed=f"{days.listing_from:%Y%m%d}", **names, **vars(days))
    found = planning.plan(session, COORDINATOR, plan, now)
    planning.open_lists(session, COORDINATOR, found, now)
    for code in members:
        planning.join(session, unnamed_librarian(libraries[code]), found, JoinInput(gift_budget=10), now)
    return found
