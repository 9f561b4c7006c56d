"""Deciding whether what was harvested is taken in by itself, once it was looked through."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core import outbox
from library_exchange.core.actor import clock
from library_exchange.harvesting.models import Harvest, HarvestSource
from library_exchange.harvesting.queries import last_taken_in
from library_exchange.harvesting.rules.runs import FEW_REFUSED, Failure, Outcome
from library_exchange.imports.services import files, previews
from library_exchange.marc.verdicts import DOUBTFUL
from library_exchange.scheduled_imports.rules import Reason, reason_to_wait


def decide(session: Session, import_id: int) -> None:
    """Have a file taken in if nothing of it needs a person; one in which all is known already is given up.

    Raises NotYet while it is being looked through.
    """
    mine = sa.select(Harvest).where(col(Harvest.import_id) == import_id)
    harvest = session.scalars(mine).one_or_none()
    if harvest is None or harvest.outcome is not Outcome.CHECKING:
        return
    found = session.get_one(Import, import_id)
    if found.state is not ImportState.UPLOADED:
        # Somebody was quicker than the clock.
        harvest.outcome = Outcome.WAITS
        return
    is_ready = previews.is_ready(found.preview)
    if is_ready and found.survey is None:
        raise outbox.NotYet
    if is_ready and found.survey and found.survey["read"] == found.survey.get("unchanged", 0):
        files.discard(session, clock(), found)
        harvest.outcome = Outcome.UNCHANGED
        return
    source = session.get_one(HarvestSource, harvest.source_id)
    seen = found.preview
    if not seen["accepted"] and seen["read"] <= FEW_REFUSED and last_taken_in(session, source) is not None:
        files.discard(session, clock(), found)
        harvest.outcome, harvest.reason = Outcome.UNCHANGED, Failure.ONLY_REFUSED
        return
    reason = _reason(session, source, found) if is_ready else Reason.NOT_READY
    harvest.outcome, harvest.reason = (Outcome.TAKEN_IN, None) if reason is None else (Outcome.WAITS, reason)
    if reason is None:
        files.start(session, clock(), found)


def _reason(session: Session, source: HarvestSource, found: Import) -> Reason | None:
    """Return why a person must look at what came; None for what may be taken in by itself."""
    if last_taken_in(session, source) is None:
        return Reason.FIRST
    survey = found.survey or {}
    repairs = survey.get("repairs", {})
    counts = {name: count for name, count in survey.items() if isinstance(count, int)}
    doubtful = sum(repairs.get(str(repair), 0) for repair in DOUBTFUL)
    return reason_to_wait(counts | {"doubtful": doubtful}, is_whole=False)
