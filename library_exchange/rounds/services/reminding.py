"""Reminding the libraries from which a round still waits for something; once on one day at most."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.rounds import labels
from library_exchange.rounds import policy as rounds_policy
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import participants
from library_exchange.rounds.queries.rounds import day_of
from library_exchange.rounds.services import telling


def remind(session: Session, actor: Actor, found: Round, now: datetime) -> int:
    """Write to each library that has not answered; return to how many.

    Raises Conflict if nobody is waited for, or somebody reminded them today already.
    """
    rounds_policy.require_coordinator(actor, found.organiser_id)
    if was_reminded_today(session, found, now):
        raise Conflict("reminded-today", labels.REMINDED_TODAY)
    awaited = [each.library for each in participants.participants(session, found) if each.is_awaited]
    others = [library for library in awaited if library.id != actor.library_id]
    if not others:
        raise Conflict("nobody-awaited", labels.NOBODY_AWAITED)
    # Of two coordinators who remind at the same moment, one is told that the other has.
    versions.change(session, found, {}, sentence=labels.REMINDED_TODAY)
    telling.remind(session, found, others)
    audit.record(session, actor, participants.REMINDED, "round", found.id, at=now, libraries=len(others))
    return len(others)


def was_reminded_today(session: Session, found: Round, now: datetime) -> bool:
    """Whether the libraries were reminded on the day that it is for the round."""
    last = participants.last_reminded(session, found)
    return last is not None and day_of(session, found, last) == day_of(session, found, now)
