"""What the clock moves: deadlines of rounds, their confirmation, their consignments, their end."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import actor as actors
from library_exchange.core.actor import Actor
from library_exchange.exchange.models.rounds import Round, RoundLine, RoundOffer
from library_exchange.exchange.queries import rounds as queries
from library_exchange.exchange.rules import answers
from library_exchange.exchange.rules.answers import Answer, End, LineState, Refusal, Stage, is_agreed
from library_exchange.exchange.rules.offers import OfferEvent, OfferState
from library_exchange.exchange.rules.rounds import RoundEvent, RoundState, is_cleared_again
from library_exchange.exchange.rules.wants import WantEvent, WantState
from library_exchange.exchange.services.rounds import answering, clearing, freezing, holding, planning, sending


def turn_all(session: Session, now: datetime) -> None:
    """Move every round whose day has come, on behalf of the clock."""
    for found in queries.open_rounds(session):
        turn(session, found, now)


def turn(session: Session, found: Round, now: datetime) -> None:
    """Move a round as far as the day allows; a day is over when it is over in UTC, and so in both countries."""
    clock, today = actors.clock(), now.date()
    if found.state is RoundState.LISTING and today > found.listing_until:
        _close_lists(session, clock, found, now)
    if found.state is RoundState.SELECTING and today > found.selecting_until:
        planning.move(session, clock, found, RoundEvent.SELECTING_DEADLINE, now, stage=Stage.WAITING)
        clearing.order(session, found)
    if found.state is RoundState.PROPOSED:
        _look_at_answers(session, clock, found, now)
    if found.state is RoundState.SHIPPING:
        settle(session, clock, found, now)


def _close_lists(session: Session, clock: Actor, found: Round, now: datetime) -> None:
    freezing.freeze(session, found)
    planning.move(session, clock, found, RoundEvent.LISTING_DEADLINE, now)


def _look_at_answers(session: Session, clock: Actor, found: Round, now: datetime) -> None:
    """Confirm the round when everybody has answered or the time is over, or have it cleared once more."""
    is_late = found.answer_until is not None and now.date() > found.answer_until
    if is_late:
        answering.read_silence(session, clock, found, now)
    proposed = queries.lines_of(session, found, {LineState.PROPOSED})
    if any(Answer.WAITING in (line.giver_answer, line.receiver_answer) for line in proposed):
        return
    refused = [
        line for line in queries.lines_of(session, found, {LineState.REFUSED}) if line.clearing == found.clearings
    ]
    if found.clearings == 1 and is_cleared_again(len(proposed) + len(refused), len(refused)):
        _clear_again(session, clock, found, proposed, refused, now)
    else:
        event = RoundEvent.ANSWER_TIME_PASSED if is_late else RoundEvent.ALL_ANSWERED
        _confirm(session, clock, found, proposed, event, now)


def _clear_again(
    session: Session, clock: Actor, found: Round, proposed: list[RoundLine], refused: list[RoundLine], now: datetime
) -> None:
    """Free what was agreed for the one clearing that follows; what a giver did not answer for takes no further part."""
    holding.move_offers(session, [line.offer_id for line in proposed], OfferState.RESERVED, OfferEvent.RELEASE, now)
    holding.move_wants(session, {line.want_id for line in proposed}, WantState.PENDING, WantEvent.RELEASE, now)
    for line in proposed:
        holding.write(session, line, state=LineState.RECLEARED)
    silent = [
        line.offer_id
        for line in refused
        if line.refusal is Refusal.SILENCE and answers.end_that_refused(line.refusal, line.giver_answer) is End.GIVER
    ]
    for row in queries.in_round(session, RoundOffer, found, RoundOffer.offer_id, silent):
        row.is_out = True
        session.add(row)
    planning.move(session, clock, found, RoundEvent.TOO_MANY_REFUSED, now, stage=Stage.WAITING)
    clearing.order(session, found)


def _confirm(
    session: Session, clock: Actor, found: Round, proposed: list[RoundLine], event: RoundEvent, now: datetime
) -> None:
    """Commit what both sides agreed to, and plan how it travels."""
    agreed = [line for line in proposed if is_agreed(line.giver_answer, line.receiver_answer)]
    holding.move_offers(session, [line.offer_id for line in agreed], OfferState.RESERVED, OfferEvent.COMMIT, now)
    holding.move_wants(session, {line.want_id for line in agreed}, WantState.PENDING, WantEvent.CONFIRM, now)
    for line in agreed:
        holding.write(session, line, state=LineState.CONFIRMED)
    planning.move(session, clock, found, event, now)
    sending.plan_all(session, clock, found, agreed, now)
    planning.move(session, clock, found, RoundEvent.CONSIGNMENTS_PLANNED, now)
    settle(session, clock, found, now)


def settle(session: Session, clock: Actor, found: Round, now: datetime) -> None:
    """End a round of which no book is on its way any more."""
    waiting = sa.select(col(RoundLine.id)).where(
        col(RoundLine.round_id) == found.id, col(RoundLine.state) == LineState.CONFIRMED
    )
    if session.scalar(waiting.limit(1)) is None:
        planning.move(session, clock, found, RoundEvent.ALL_LEGS_CLOSED, now)
