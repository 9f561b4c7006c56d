"""Looking for a book in targets: what none has answered of late is asked anew, and what comes is kept for a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.copy_cataloguing.models import CatalogueTarget, FoundRecord, TargetAnswer
from library_exchange.copy_cataloguing.queries import answers_to
from library_exchange.copy_cataloguing.rules.answers import Answer
from library_exchange.copy_cataloguing.rules.targets import AnswerState, NoRecords, Target, Trouble, Wanted
from library_exchange.copy_cataloguing.services.asking import ask
from library_exchange.core.db import Database
from library_exchange.core.outgoing import Bounds

FORGOTTEN_AFTER = timedelta(days=1)
"""So long a page that lies open still leads to the records on it."""


def order(
    session: Session, targets: Sequence[CatalogueTarget], wanted: Wanted, start: int, key: str, at: datetime
) -> list[tuple[int, Target]]:
    """Note that targets are being asked; return the answers to come of those that have not answered of late."""
    kept = answers_to(session, [target.id for target in targets], wanted.digest, start, at)
    ordered = []
    for target in targets:
        if target.id not in kept:
            answer = TargetAnswer(target_id=target.id, asked=wanted.digest, start=start, began_at=at)
            session.add(answer)
            session.flush()
            ordered.append((answer.id, target.asked_as(key)))
    return ordered


def carry_out(
    database: Database, answer_id: int, target: Target, wanted: Wanted, start: int, bounds: Bounds
) -> Trouble | None:
    """Ask a target and keep what it answers; return why it gave no records, None if it did.

    No session is held while it is being asked.
    Whatever else goes wrong is told to the librarian as an answer that cannot be understood, and raised.
    """
    answer: Answer | NoRecords = NoRecords(Trouble.NOT_UNDERSTOOD)
    try:
        answer = ask(target, wanted, start, bounds)
    except NoRecords as none:
        answer = none
    finally:
        with database.transaction() as session:
            keep(session, answer_id, answer, target.page_size)
    return answer.why if isinstance(answer, NoRecords) else None


def keep(session: Session, answer_id: int, answer: Answer | NoRecords, most: int) -> None:
    """Keep what a target answered, `most` records of it; nothing if nobody waits for it any more."""
    row = session.get(TargetAnswer, answer_id)
    if row is None or row.state is not AnswerState.ASKING:
        return
    if isinstance(answer, NoRecords):
        row.state, row.reason, row.detail = AnswerState.FAILED, answer.why, answer.detail
    else:
        row.state, row.hits = AnswerState.ANSWERED, answer.hits
        for position, piece in enumerate(answer.pieces[:most], row.start):
            found = FoundRecord(answer_id=row.id, position=position, raw=piece.raw, problem=piece.problem)
            session.add(found)
    session.add(row)


def give_up(session: Session, answer_ids: Sequence[int]) -> None:
    """Note of answers to come that there is no room to ask for them."""
    for answer_id in answer_ids:
        keep(session, answer_id, NoRecords(Trouble.BUSY), 0)


def forget_old(session: Session, now: datetime) -> int:
    """Remove what targets answered longer ago; return how many answers went."""
    old = sa.select(col(TargetAnswer.id)).where(col(TargetAnswer.began_at) < now - FORGOTTEN_AFTER)
    ids = session.scalars(old).all()
    session.execute(sa.delete(TargetAnswer).where(col(TargetAnswer.id).in_(ids)))
    return len(ids)
