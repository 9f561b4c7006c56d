"""What is done every night: verbs with names, none of which stops another, and how each went the last time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from library_exchange.core.db import Database
from library_exchange.core.errors import Unavailable
from library_exchange.core.models import NightlyRun

log = structlog.get_logger(__name__)

Verb = Callable[[datetime], object]
SessionVerb = Callable[[Session, datetime], object]


def in_transaction(database: Database, verb: SessionVerb) -> Verb:
    """Return `verb` as one that opens a transaction of its own."""

    def carry_out_alone(at: datetime) -> None:
        with database.transaction() as session:
            verb(session, at)

    return carry_out_alone


def carry_out(database: Database, verbs: Mapping[str, Verb], at: datetime) -> list[str]:
    """Carry out each verb for the instant `at` and note how it went; return the names of those that failed."""
    failed = []
    for name, verb in verbs.items():
        error = _failure_of(name, verb, at)
        if error is not None:
            failed.append(name)
        try:
            with database.transaction() as session:
                _note(session, name, at, error)
        except (SQLAlchemyError, Unavailable):
            log.exception("night.not_noted", verb=name)
    return failed


def _failure_of(name: str, verb: Verb, at: datetime) -> str | None:
    """Carry out a verb; return the name of the error if it failed."""
    try:
        verb(at)
    except Exception as error:  # one verb's failure must not stop the others; it is kept and logged
        log.exception("night.failed", verb=name)
        return type(error).__name__
    return None


def _note(session: Session, name: str, at: datetime, error: str | None) -> None:
    run = session.get(NightlyRun, name) or NightlyRun(name=name, tried_at=at)
    run.tried_at, run.error = at, error
    if error is None:
        run.succeeded_at = at
    session.add(run)


def findings(database: Database, names: Collection[str]) -> list[str]:
    """Return in words which of the verbs with these names failed when they were last carried out."""
    with database.reading() as session:
        runs = session.scalars(
            sa.select(NightlyRun)
            .where(col(NightlyRun.name).in_(names), col(NightlyRun.error).is_not(None))
            .order_by(col(NightlyRun.name))
        ).all()
    return [_in_words(run) for run in runs]


def failed(session: Session, since: datetime) -> Sequence[NightlyRun]:
    """Return the work that failed when it was last carried out, if that was after the instant `since`; one query."""
    late = (col(NightlyRun.error).is_not(None), col(NightlyRun.tried_at) > since)
    return session.scalars(sa.select(NightlyRun).where(*late).order_by(col(NightlyRun.name))).all()


def last_night(session: Session) -> datetime | None:
    """Return when nightly work was last begun, None if it never was; one query."""
    return session.scalar(sa.select(sa.func.max(col(NightlyRun.tried_at))))


def _in_words(run: NightlyRun) -> str:
    before = f"last succeeded at {run.succeeded_at:%Y-%m-%d %H:%M} UTC" if run.succeeded_at else "has never succeeded"
    return f"nightly work {run.name}: failed at {run.tried_at:%Y-%m-%d %H:%M} UTC ({run.error}), {before}"
