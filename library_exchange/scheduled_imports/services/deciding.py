"""Deciding whether a file that was fetched is taken in by itself, once it was looked through."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core import outbox
from library_exchange.core.actor import clock
from library_exchange.imports.services import files, previews
from library_exchange.marc.verdicts import DOUBTFUL
from library_exchange.scheduled_imports.models import ScheduledImport, ScheduledRun
from library_exchange.scheduled_imports.queries import last_taken_in
from library_exchange.scheduled_imports.rules import Outcome, Reason, reason_to_wait
from library_exchange.scheduled_imports.services.fetching import has_other_columns


def decide(session: Session, import_id: int) -> None:
    """Have a file taken in if nothing of it needs a person; otherwise it waits for one.

    Raises NotYet while it is being looked through.
    """
    mine = sa.select(ScheduledRun).where(col(ScheduledRun.import_id) == import_id)
    run = session.scalars(mine).one_or_none()
    if run is None or run.outcome is not Outcome.CHECKING:
        return
    session.add(run)
    schedule = session.get_one(ScheduledImport, run.scheduled_import_id)
    found = session.get_one(Import, import_id)
    if found.state is not ImportState.UPLOADED:
        # Somebody was quicker than the clock.
        run.outcome = Outcome.WAITS
        return
    reason = _reason(session, schedule, found)
    run.outcome, run.reason = (Outcome.TAKEN_IN, None) if reason is None else (Outcome.WAITS, reason)
    if reason is None:
        files.start(session, clock(), found, schedule.is_whole)


def _reason(session: Session, schedule: ScheduledImport, found: Import) -> Reason | None:
    """Return why a person must look at the file; None for one that may be taken in by itself."""
    if not previews.is_ready(found.preview):
        return Reason.NOT_READY
    if found.survey is None:
        raise outbox.NotYet
    before = last_taken_in(session, schedule)
    if before is None:
        return Reason.FIRST
    if before.columns is not None and has_other_columns(before.preview, found.preview):
        return Reason.OTHER_COLUMNS
    repairs = found.survey.get("repairs", {})
    doubtful = sum(repairs.get(str(repair), 0) for repair in DOUBTFUL)
    counts = {name: count for name, count in found.survey.items() if isinstance(count, int)}
    return reason_to_wait(counts | {"doubtful": doubtful}, schedule.is_whole)
