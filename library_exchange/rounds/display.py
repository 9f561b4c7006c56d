"""What comes next in a round: on its page, for who coordinates it and who takes part, and on a library's own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import BOTH
from library_exchange.core.bounds import Day
from library_exchange.core.i18n import _, country_name, current, format_date, format_list
from library_exchange.directory.display import whose_time
from library_exchange.directory.models import Library
from library_exchange.directory.rules.calendars import is_open
from library_exchange.rounds import labels, policy
from library_exchange.rounds.models import Round, RoundMember
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.rounds import LAST_DAY, ROUND, RoundEvent, RoundState
from library_exchange.rounds.services import clock, planning
from library_exchange.rounds.services.sending import SUBJECT_KIND
from library_exchange.shipping.display.next_steps import next_among
from library_exchange.shipping.queries.consignments import ids_with
from library_exchange.web.halves import said
from library_exchange.web.next_steps import Next

DUE = "turn"
"""What the coordinator may ask of the clock: to do what is due."""
LAST_DAYS = {RoundState.PLANNED: "listing_until", **LAST_DAY}
"""The next day with whose end something is over."""


def called(session: Session, found: Sequence[Round]) -> dict[int, tuple[str, str]]:
    """Return what the page calls each round, and the tag of that language; one query at most.

    Without a name in the language of the page it is told whose round it is and when; English has either name.
    """
    here = current()
    lacking = [each for each in found if here.code in BOTH and not getattr(each, f"name_{here.code}")]
    ids = {each.organiser_id for each in lacking}
    organisers = (
        {each.id: each for each in session.scalars(sa.select(Library).where(col(Library.id).in_(ids)))} if ids else {}
    )
    told = {
        each.id: (
            labels.round_of(organisers[each.organiser_id].name_in(here.code), each.listing_from, each.selecting_until),
            here.tag,
        )
        for each in lacking
    }
    return {each.id: told.get(each.id) or said(each, "name") for each in found}


def stands(found: Round) -> str:
    """Return what happens in a round now, until when, and what follows by itself."""
    day = getattr(found, LAST_DAY.get(found.state, "listing_from"))
    return str(labels.STANDS[found.state]) % {"date": format_date(day, "medium") if day else ""}


def whose_days(session: Session, actor: Actor, found: Round) -> str | None:
    """Return by whose clock the days of a round end while some are to come, if the reader's is another."""
    name = LAST_DAYS.get(found.state)
    day = getattr(found, name) if name else None
    if day is None:
        return None
    reader = session.get(Library, actor.library_id) if actor.library_id is not None else None
    return whose_time(session.get_one(Library, found.organiser_id), reader, day)


_DAY: TypeAdapter[date] = TypeAdapter(Day)
DAYS = ("listing_from", "listing_until", "selecting_until", "answer_until")


def days_off(found: Round) -> dict[str, str]:
    """Return of those days of a round on which a country does not work which countries these are, by name."""
    return _closed({name: day for name in DAYS if (day := getattr(found, name)) is not None})


def days_off_told(given: Mapping[str, Any]) -> dict[str, str]:
    """Return of those days in a form on which a country does not work a sentence that says so, by field."""
    told = {name: day for name in DAYS if (day := _day_in(given.get(name))) is not None}
    return {
        name: _("%(date)s, day off: %(countries)s", date=format_date(told[name], "medium"), countries=countries)
        for name, countries in _closed(told).items()
    }


def _day_in(told: object) -> date | None:
    """Return the day that stands in a field, None for none or one that cannot be read."""
    try:
        return _DAY.validate_python(told) if told else None
    except ValidationError:
        return None


def _closed(told: Mapping[str, date]) -> dict[str, str]:
    """Return in which countries nobody works on each of the days, by its name; only where there is one."""
    closed = {
        name: [country_name(each.country) for each in queries.country_calendars() if not is_open(each, day)]
        for name, day in told.items()
    }
    return {name: format_list(countries) for name, countries in closed.items() if countries}


def next_of_round(session: Session, actor: Actor, found: Round, is_member: bool, at: datetime) -> Next:
    """Return what comes next on the page of a round that everybody sees."""
    return _of_coordinator(session, actor, found, at) or _of_library(actor, found, is_member)


def _of_coordinator(session: Session, actor: Actor, found: Round, at: datetime) -> Next | None:
    events = ROUND.leading_on(found.state, policy.parts_in_round(actor, found))
    if RoundEvent.OPEN_LISTS in events:
        return _opening(session, found, at)
    if policy.is_coordinator(actor, found.organiser_id) and clock.is_due(session, found, at):
        return _move(found, DUE)
    return None


def _opening(session: Session, found: Round, at: datetime) -> Next:
    if queries.has_enough_days(session, found, at):
        return _move(found, RoundEvent.OPEN_LISTS)
    url = url_for("rounds.change_form", round_id=found.id)
    return Next(labels.PLAN_ANOTHER, "change", url=url, label=labels.CHANGE_PLAN)


def _move(found: Round, event: str) -> Next:
    url = url_for("rounds.move_round", round_id=found.id, event=str(event))
    reason = labels.IS_DUE if event == DUE else labels.OPENING
    return Next(reason, str(event), url=url, label=labels.BUTTONS[event], is_sent=True)


def _of_library(actor: Actor, found: Round, is_member: bool) -> Next:
    may_join = actor.is_staff and found.state in planning.MAY_JOIN
    if not (is_member or may_join) or found.state is RoundState.CANCELLED:
        return Next(stands(found))
    label = labels.OWN_ROUND if is_member else labels.TAKE_PART
    return Next(stands(found), "own", url=url_for("rounds.own_round", round_id=found.id), label=label)


@dataclass(frozen=True)
class OwnRound:
    """A round as a library sees it: how it takes part, its wants and lines in it, how many of these wait."""

    session: Session
    actor: Actor
    round: Round
    member: RoundMember | None
    wants: int
    lines: frozenset[int]
    waiting: int
    at: datetime
    has_declined: bool = False


def next_of_own(it: OwnRound) -> Next:
    """Return what comes next for a library in a round."""
    found = it.round
    if found.state in planning.MAY_JOIN:
        return _join(it)
    if it.member is None:
        return Next(labels.NOT_IN_IT)
    if found.state is RoundState.SELECTING:
        return Next(labels.choose(found.selecting_until), "choose") if it.wants else Next(labels.NO_WANTS)
    if found.state is RoundState.PROPOSED and it.waiting:
        url = url_for("rounds.accept_round", round_id=found.id)
        return Next(labels.waiting(it.waiting), "accept", url=url, label=labels.ACCEPT_ALL, is_sent=True)
    if found.state is RoundState.PROPOSED:
        return Next(labels.answered(found.answer_until))
    if found.state is RoundState.SHIPPING and it.lines:
        return next_among(it.session, it.actor, ids_with(it.session, SUBJECT_KIND, it.lines), it.at)
    return Next(stands(found))


def _join(it: OwnRound) -> Next:
    if it.member is None:
        return Next(labels.DECLINED if it.has_declined else labels.LISTS_COUNT, "join")
    return Next(labels.TAKES_PART, url=url_for("offers.own_offers"), label=labels.YOUR_OFFERS)


def steps_of(actor: Actor, found: Round, coming: Next) -> list[tuple[str, Any]]:
    """Return what the coordinator may do beside what comes next."""
    events = ROUND.events_from(found.state, policy.parts_in_round(actor, found))
    # The lists are opened by what comes next, or not at all while too few days are left.
    beside = [each for each in events if each not in (coming.name, RoundEvent.OPEN_LISTS)]
    return [(each.value, labels.BUTTONS[each]) for each in beside if each in labels.BUTTONS]
