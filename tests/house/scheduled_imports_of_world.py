"""An address from which Heihe's file is fetched, in the world whose doors are tried."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.scheduled_imports.models import ScheduledImport, ScheduledRun
from library_exchange.scheduled_imports.rules import Failure, Often, Outcome


def fill(ids: dict[str, Any]) -> None:
    """Have it fetched every night, and not have come once."""
    at = now()
    with transaction() as session:
        row = ScheduledImport(
            library_id=ids["heihe"],
            url="https://library.example/export.mrc",
            often=Often.NIGHTLY,
            next_at=at + timedelta(days=1),
            created_at=at,
            changed_at=at,
        )
        session.add(row)
        session.flush()
        session.add(ScheduledRun(scheduled_import_id=row.id, at=at, outcome=Outcome.FAILED, reason=Failure.NO_ANSWER))


def grow(ids: dict[str, Any], n: int) -> None:
    """Have it been tried `n` times more."""
    with transaction() as session:
        mine = sa.select(ScheduledImport).where(col(ScheduledImport.library_id) == ids["heihe"])
        row = session.scalars(mine).one()
        for number in range(n):
            at = now() - timedelta(days=number + 1)
            session.add(ScheduledRun(scheduled_import_id=row.id, at=at, outcome=Outcome.UNCHANGED))
