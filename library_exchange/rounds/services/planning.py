"""Planning a round, joining it, choosing in secret."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, days, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.directory.closing import require_open
from library_exchange.directory.letter_partners import require_signs_in
from library_exchange.directory.models import Library
from library_exchange.offers.models import Want
from library_exchange.rounds import labels
from library_exchange.rounds import policy as rounds_policy
from library_exchange.rounds.models import DeclinedRound, ExcludedPartner, Round, RoundMember, RoundWant
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules import answers
from library_exchange.rounds.rules.clearing.market import Rules
from library_exchange.rounds.rules.rounds import RoundEvent, RoundState
from library_exchange.rounds.schemas import Choice, JoinInput, RoundDays, RoundInput, RoundNames
from library_exchange.rounds.services import telling
from library_exchange.rounds.services.steps import move

OF_THE_RULE = {"credit", "gift_budget", "gap", "inland", "ngo", "school", "seed"}
"""What of the input is part of the rule rather than of the round."""
MAY_JOIN = frozenset({RoundState.PLANNED, RoundState.LISTING})


def plan(session: Session, actor: Actor, given: RoundInput, now: datetime) -> Round:
    """Plan a round; its rule is fixed and published from now on.

    Raises InvalidInput for days that are past or too few, for a round without a name, and for an organiser that could
    not act here.
    """
    rounds_policy.require_planner(actor)
    organiser = session.get(Library, given.organiser_id)
    if organiser is None:
        raise InvalidInput({"organiser_id": labels.CHOOSE_LIBRARY})
    require_signs_in(session, organiser.id, "organiser_id")
    check(given, organiser.day_at(now))
    rules = rules_given(given, seed := given.seed or f"{now:%Y%m%d}-{uuid4().hex[:6]}")
    told = given.model_dump(exclude=OF_THE_RULE)
    found = Round(**told, seed=seed, rules=asdict(rules), created_at=now, touched_at=now)
    session.add(found)
    session.flush()
    audit.record(session, actor, "round.plan", "round", found.id, at=now, seed=seed)
    telling.tell_organiser(session, actor, found)
    return found


def check(given: RoundInput, today: date, planned: Round | None = None) -> None:
    """Raise InvalidInput, with all that is wrong, for a round without a name or with days that cannot be.

    The day on which a `planned` round was to begin may be past: it begins when its lists are opened.
    """
    errors = errors_of_names(given) | errors_of_days(given, today, planned)
    if errors:
        raise InvalidInput(errors)


def errors_of_names(given: RoundNames) -> dict[str, Any]:
    """Return what is wrong with the names of a round."""
    return {} if given.name_zh or given.name_ru else {"name": labels.ONE_NAME}


def errors_of_days(given: RoundDays, today: date, planned: Round | None = None) -> dict[str, Any]:
    """Return what is wrong with the days of a round by field: past, out of order, or too few are common."""
    first, listing, selecting = given.listing_from, given.listing_until, given.selecting_until
    errors = days.errors_of_past({"listing_until": listing, "selecting_until": selecting}, today)
    errors |= days.errors_of_past({"listing_from": first}, today, planned)
    if not first <= listing:
        errors.setdefault("listing_until", labels.DAYS_IN_ORDER)
    elif not answers.has_enough_days(calendars := queries.country_calendars(), max(first, today), listing):
        earliest = answers.first_last_day(calendars, max(first, today))
        errors.setdefault("listing_until", labels.too_few_days(earliest))
    if not listing < selecting:
        errors.setdefault("selecting_until", labels.DAYS_IN_ORDER)
    return errors


def rules_given(given: RoundInput, seed: str) -> Rules:
    """Return the rule with the figures that a coordinator sets; raises InvalidInput for a weight beyond its limit."""
    try:
        return Rules(
            seed=seed,
            credit=given.credit,
            gift_budget=given.gift_budget,
            gap=given.gap,
            inland=given.inland,
            equity=(("ngo", given.ngo), ("school", given.school)),
        )
    except ValueError as error:
        raise InvalidInput({"inland": labels.TOO_MUCH_EQUITY}) from error


def open_lists(session: Session, actor: Actor, found: Round, now: datetime) -> None:
    """Open a planned round for lists, which are open from that day on; raises Conflict if too few days are left."""
    rounds_policy.require_coordinator(actor, found.organiser_id)
    opened_on = queries.day_of(session, found, now)
    move(session, actor, found, RoundEvent.OPEN_LISTS, now, listing_from=opened_on)


def join(session: Session, actor: Actor, found: Round, given: JoinInput, now: datetime) -> None:
    """Let the actor's library take part, or change how: its limits, its silence, whom it excludes."""
    library_id = rights.library_of(actor)
    if found.state not in MAY_JOIN:
        raise Conflict("too-late", labels.NOT_NOW)
    member = queries.find_member(session, found, library_id)
    if member is None:
        require_open(session, library_id)
        member = RoundMember(round_id=found.id, library_id=library_id, joined_at=now)
        session.add(member)
        _forget_declined(session, found, library_id)
    member.credit, member.gift_budget = given.credit, given.gift_budget
    member.accepts_silently = given.accepts_silently
    session.execute(sa.delete(ExcludedPartner).where(col(ExcludedPartner.library_id) == library_id))
    for partner in sorted(given.excluded - {library_id}):
        session.add(ExcludedPartner(library_id=library_id, partner_id=partner))
    session.flush()
    audit.record(session, actor, "round.join", "round", found.id, at=now)


def leave(session: Session, actor: Actor, found: Round, now: datetime) -> None:
    """Let the actor's library leave a round whose lists are still open; it is not asked to take part again."""
    member = queries.get_member(session, found, rights.library_of(actor))
    if found.state not in MAY_JOIN:
        raise Conflict("too-late", labels.NOT_NOW)
    session.delete(member)
    _note_declined(session, found, member.library_id)
    audit.record(session, actor, "round.leave", "round", found.id, at=now)


def decline(session: Session, actor: Actor, found: Round, now: datetime) -> None:
    """Note that the actor's library does not take part in a round; it may still join while the lists are open.

    Raises Conflict if it takes part, or the lists are closed.
    """
    library_id = rights.library_of(actor)
    if found.state not in MAY_JOIN:
        raise Conflict("too-late", labels.NOT_NOW)
    if queries.find_member(session, found, library_id) is not None:
        raise Conflict("takes-part", labels.LEAVE_INSTEAD)
    _note_declined(session, found, library_id)
    audit.record(session, actor, "round.decline", "round", found.id, at=now)


def _note_declined(session: Session, found: Round, library_id: int) -> None:
    _forget_declined(session, found, library_id)
    session.add(DeclinedRound(round_id=found.id, library_id=library_id))
    session.flush()


def _forget_declined(session: Session, found: Round, library_id: int) -> None:
    was = (col(DeclinedRound.round_id) == found.id, col(DeclinedRound.library_id) == library_id)
    session.execute(sa.delete(DeclinedRound).where(*was))


def choose(session: Session, actor: Actor, found: Round, given: Mapping[int, Choice], now: datetime) -> None:
    """Note the sealed choice of the actor's library for its wants, by want; nobody else sees it."""
    library_id = rights.library_of(actor)
    queries.get_member(session, found, library_id)
    if found.state is not RoundState.SELECTING:
        raise Conflict("not-selecting", labels.NOT_NOW)
    rows = session.execute(
        sa.select(RoundWant, Want)
        .join(Want, col(Want.id) == col(RoundWant.want_id))
        .where(col(RoundWant.round_id) == found.id, col(RoundWant.library_id) == library_id)
    ).all()
    if given.keys() - {row.want_id for row, _want in rows}:
        raise NotFound("not-in-the-round")
    for row, want in rows:
        if (choice := given.get(row.want_id)) is not None:
            row.priority, row.is_out = choice.priority, choice.is_out
            row.cap = min(choice.cap, want.cap - want.received)
            session.add(row)
    audit.record(session, actor, "round.choose", "round", found.id, at=now, wants=len(given))


def cancel(session: Session, actor: Actor, found: Round, now: datetime) -> None:
    """Give a round up before its proposals go out."""
    rounds_policy.require_coordinator(actor, found.organiser_id)
    move(session, actor, found, RoundEvent.CANCEL, now)
