"""What the clock does with standing exchanges: silence ends proposals, libraries are asked, years turn."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import actor
from library_exchange.directory.queries import day_at, days_gone
from library_exchange.standing_exchange.models import StandingExchange
from library_exchange.standing_exchange.queries.exchanges import has_ceased
from library_exchange.standing_exchange.rules.agreeing import (
    SILENCE_DAYS,
    OnSilence,
    StandingEvent,
    StandingState,
    is_renewal_asked,
)
from library_exchange.standing_exchange.services.agreeing import ask_whether_it_goes_on, take


def end_silence(session: Session, now: datetime) -> int:
    """Close the proposals whose time is over by the day of the library that was to answer; return how many."""
    since = now - timedelta(days=SILENCE_DAYS)
    waiting = sa.select(StandingExchange).where(
        col(StandingExchange.state) == StandingState.PROPOSED, col(StandingExchange.touched_at) < since
    )
    found = session.scalars(waiting.order_by(col(StandingExchange.id))).all()
    silent = [each for each in found if days_gone(session, each.turn_id, each.touched_at, now) > SILENCE_DAYS]
    for exchange in silent:
        take(session, actor.clock(), exchange, StandingEvent.SILENCE, now)
    return len(silent)


def ask(session: Session, now: datetime) -> int:
    """Write to both libraries 60 days before the end of the last year, once; return of how many exchanges."""
    year, untold = col(StandingExchange.last_year), col(StandingExchange.told_year)
    waiting = sa.select(StandingExchange).where(
        col(StandingExchange.state) == StandingState.ACTIVE,
        year <= now.year + 1,
        sa.func.coalesce(untold, 0) < year,
    )
    asked = [
        each
        for each in session.scalars(waiting.order_by(col(StandingExchange.id)))
        if is_renewal_asked(each.last_year, day_at(session, each.first_id, now), each.asked_from)
        and not has_ceased(session, each)
    ]
    for exchange in asked:
        ask_whether_it_goes_on(session, exchange)
    return len(asked)


def turn_years(session: Session, now: datetime) -> int:
    """Let those whose last year is over at both libraries go on or end, as was agreed; return how many."""
    waiting = sa.select(StandingExchange).where(
        col(StandingExchange.state).in_((StandingState.ACTIVE, StandingState.ENDING)),
        col(StandingExchange.last_year) <= now.year,
    )
    over = [
        each
        for each in session.scalars(waiting.order_by(col(StandingExchange.id)))
        if min(day_at(session, party, now).year for party in (each.first_id, each.second_id)) > each.last_year
    ]
    for exchange in over:
        take(session, actor.clock(), exchange, _at_years_end(session, exchange), now)
    return len(over)


def _at_years_end(session: Session, exchange: StandingExchange) -> StandingEvent:
    if exchange.state is StandingState.ENDING:
        return StandingEvent.COMPLETE
    if has_ceased(session, exchange):
        return StandingEvent.LAPSE
    return StandingEvent.CONTINUE if exchange.on_silence is OnSilence.CONTINUES else StandingEvent.LAPSE


VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "end_silence": end_silence,
    "ask": ask,
    "turn_years": turn_years,
}
"""What nobody answered ends or goes on as was agreed; before that both are asked."""
