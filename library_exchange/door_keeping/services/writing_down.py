"""Writing down what doors did: few rows, however many answers there were."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from library_exchange.core.versions import rows_changed
from library_exchange.door_keeping.models import DoorFault, DoorHour, DoorStanding
from library_exchange.door_keeping.rules import LONGEST_ACT, LONGEST_FAULT, Gathered, Hour


def write(session: Session, gathered: Gathered) -> None:
    """Add what was gathered to what stands there; two rows for each door and hour, and the faults."""
    for (door, at), hour in gathered.hours.items():
        _count(session, door, at, hour)
        if hour.last_at is not None:
            _note_use(session, door, hour.last_at)
    session.add_all(
        DoorFault(**fault._asdict() | {"kind": fault.kind[:LONGEST_FAULT], "act": fault.act[:LONGEST_ACT]})
        for fault in gathered.faults
    )


def _count(session: Session, door: str, at: datetime, hour: Hour) -> None:
    added = {"answers": col(DoorHour.answers) + hour.answers, "faults": col(DoorHour.faults) + hour.faults}
    counting = sa.update(DoorHour).where(col(DoorHour.door) == door, col(DoorHour.hour) == at).values(**added)
    new = DoorHour(door=door, hour=at, answers=hour.answers, faults=hour.faults)
    _change_or_add(session, counting, new)


def _note_use(session: Session, door: str, at: datetime) -> None:
    later = sa.case((col(DoorStanding.last_used_at) > at, col(DoorStanding.last_used_at)), else_=at)
    noting = sa.update(DoorStanding).where(col(DoorStanding.door) == door).values(last_used_at=later)
    _change_or_add(session, noting, DoorStanding(door=door, last_used_at=at))


def _change_or_add(session: Session, change: sa.Update, new: SQLModel) -> None:
    """Change the row that is there, or add it; another process may add it first."""
    if rows_changed(session, change):
        return
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:
        rows_changed(session, change)
