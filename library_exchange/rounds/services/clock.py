"""What the clock moves: deadlines of rounds, the end of answering, their end."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import actor as actors
from library_exchange.core.actor import Actor
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.answers import Stage
from library_exchange.rounds.rules.rounds import RoundEvent, RoundState
from library_exchange.rounds.services import answering
from library_exchange.rounds.services.steps import move


def turn_all(session: Session, now: datetime) -> None:
    """Move every round whose day has come, on behalf of the clock."""
    for found in queries.open_rounds(session):
        turn(session, found, now)


def turn(session: Session, found: Round, now: datetime) -> None:
    """Move a round as far as the day allows; a day is over when it is over where the coordinating library stands."""
    clock = actors.clock()
    if found.state is RoundState.LISTING and is_due(session, found, now):
        move(session, clock, found, RoundEvent.LISTING_DEADLINE, now)
    if found.state is RoundState.SELECTING and is_due(session, found, now):
        move(session, clock, found, RoundEvent.SELECTING_DEADLINE, now, stage=Stage.WAITING)
    if found.state is RoundState.PROPOSED:
        _look_at_answers(session, clock, found, now)
    if found.state is RoundState.SHIPPING:
        settle(session, clock, found, now)


def is_due(session: Session, found: Round, now: datetime) -> bool:
    """Whether `turn` would move the round now."""
    today = queries.day_of(session, found, now)
    if found.state is RoundState.LISTING:
        return today > found.listing_until
    if found.state is RoundState.SELECTING:
        return today > found.selecting_until
    if found.state is RoundState.PROPOSED:
        is_late = found.answer_until is not None and today > found.answer_until
        return is_late or not queries.answers_of(session, found).is_waiting
    return found.state is RoundState.SHIPPING and not queries.is_under_way(session, found)


def _look_at_answers(session: Session, clock: Actor, found: Round, now: datetime) -> None:
    """Confirm the round when everybody has answered or the time is over, or have it cleared once more."""
    is_late = found.answer_until is not None and queries.day_of(session, found, now) > found.answer_until
    if is_late:
        answering.read_silence(session, clock, found, now)
    answered = queries.answers_of(session, found)
    if answered.is_waiting:
        return
    given = {"answered": answered}
    if found.clearings == 1 and answered.is_refused_above_limit:
        move(session, clock, found, RoundEvent.TOO_MANY_REFUSED, now, given, stage=Stage.WAITING)
        return
    move(session, clock, found, RoundEvent.ANSWER_TIME_PASSED if is_late else RoundEvent.ALL_ANSWERED, now, given)
    settle(session, clock, found, now)


def settle(session: Session, clock: Actor, found: Round, now: datetime) -> None:
    """End a round of which no book is on its way any more."""
    if not queries.is_under_way(session, found):
        move(session, clock, found, RoundEvent.ALL_LEGS_CLOSED, now)
