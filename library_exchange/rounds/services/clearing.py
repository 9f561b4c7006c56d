"""Clearing a round in the background, and writing its result down in one transaction."""

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import outbox
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now as present
from library_exchange.core.db import Database
from library_exchange.core.errors import Conflict
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.queries.market import Gathered, gather, under_pseudonyms
from library_exchange.rounds.rules import answers
from library_exchange.rounds.rules.answers import Stage
from library_exchange.rounds.rules.clearing.clear import Clearing, Fallback, Method, clear
from library_exchange.rounds.rules.rounds import RoundEvent, RoundState
from library_exchange.rounds.services.steps import move


def run(database: Database, round_id: int, actor: Actor, method: Method = Method.CIRCULATION) -> None:
    """Clear a round that waits for it; one that does not is left as it is, so that this can be repeated.

    If a list changed between reading and writing, the whole is done anew by the outbox.
    """
    with database.reading() as session:
        found = session.get_one(Round, round_id)
        if found.state is not RoundState.CLEARING:
            return
    _tell(database, round_id, Stage.PAIRING)
    with database.reading() as session:
        gathered = under_pseudonyms(gather(session, session.get_one(Round, round_id)))
    _tell(database, round_id, Stage.SOLVING)
    result = clear(gathered.market, method=method)
    _tell(database, round_id, Stage.WRITING)
    with database.transaction() as session:
        found = session.get_one(Round, round_id)
        if found.state is RoundState.CLEARING:
            try:
                store(session, actor, found, gathered, result, present())
            except Conflict as raced:
                raise outbox.NotYet from raced


def _tell(database: Database, round_id: int, stage: Stage) -> None:
    with database.transaction() as session:
        session.execute(sa.update(Round).where(col(Round.id) == round_id).values(stage=stage))


def store(session: Session, actor: Actor, found: Round, gathered: Gathered, result: Clearing, now: datetime) -> None:
    """Write the result: lines, outcomes, statements, the equity table, its file; reserve offers, hold wants.

    Raises Conflict if an offer or want of the result is no longer open.
    """
    simple = result.fallback in (Fallback.NO_SOLVER, Fallback.NOT_SOLVED)
    move(
        session,
        actor,
        found,
        RoundEvent.SOLVER_FAILED if simple else RoundEvent.SOLVED,
        now,
        {"gathered": gathered, "result": result},
        stage=None,
        clearings=found.clearings + 1,
        method=result.method,
        fallback=result.fallback,
        input_hash=result.input_hash,
        objective=result.objective,
        bound=result.bound,
        equity=[asdict(row) for row in result.equity],
        answer_until=answers.answer_day(queries.calendars_of(session, found), queries.day_of(session, found, now)),
        cleared_at=now,
    )
