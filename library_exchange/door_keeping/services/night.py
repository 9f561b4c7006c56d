"""What the night does: what doors did longer ago than a month is forgotten."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import nightly
from library_exchange.door_keeping.models import DoorFault, DoorHour
from library_exchange.door_keeping.rules import KEPT


def forget(session: Session, at: datetime) -> None:
    """Forget faults and counts of more than thirty days before `at`."""
    session.execute(sa.delete(DoorFault).where(col(DoorFault.at) <= at - KEPT))
    session.execute(sa.delete(DoorHour).where(col(DoorHour.hour) <= at - KEPT))


VERBS: dict[str, nightly.SessionVerb] = {"forget": forget}
