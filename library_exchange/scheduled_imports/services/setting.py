"""Saying where a library's file is fetched, having it fetched at once, and ending that."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session

from library_exchange.core import audit, outbox
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.scheduled_imports.models import ScheduledImport
from library_exchange.scheduled_imports.queries import last_is_gone, schedule_of
from library_exchange.scheduled_imports.schemas import Schedule

FETCH = "scheduled_imports.fetch"


def keep(session: Session, actor: Actor, library_id: int, given: Schedule, at: datetime) -> ScheduledImport:
    """Have the file of a library be fetched from an address; a new address, or kind of file, is tried at once."""
    is_whole = given.covers == "whole"
    schedule = schedule_of(session, library_id)
    is_new = schedule is None or (schedule.url, schedule.is_whole) != (given.address, is_whole)
    if schedule is None:
        schedule = ScheduledImport(
            library_id=library_id, url=given.address, often=given.often, next_at=at, created_at=at, changed_at=at
        )
    schedule.url, schedule.often, schedule.is_whole = given.address, given.often, is_whole
    if is_new:
        schedule.etag = schedule.last_modified = schedule.digest = None
        schedule.failures, schedule.failing_since, schedule.changed_at = 0, None, at
        schedule.next_at = at
    session.add(schedule)
    session.flush()
    if is_new:
        order(session, schedule)
    # An address may hold what nobody else should know: the audit names the server alone.
    server = urlsplit(given.url).hostname or given.address
    audit.record(session, actor, "schedule", "scheduled_import", schedule.id, server=server, is_whole=is_whole)
    return schedule


def fetch_now(session: Session, actor: Actor, library_id: int, at: datetime) -> None:
    """Have the file fetched at once; one that was given up or taken back comes again, though it did not change.

    Raises Conflict while it is being fetched.
    """
    schedule = get_schedule(session, library_id)
    if schedule.next_at <= at:
        raise Conflict("being-fetched", sentence=_l("The file is being fetched already. Reload the page in a minute."))
    if last_is_gone(session, schedule):
        schedule.etag = schedule.last_modified = schedule.digest = None
    schedule.next_at = at
    session.add(schedule)
    order(session, schedule)
    audit.record(session, actor, "fetch", "scheduled_import", schedule.id)


def stop(session: Session, actor: Actor, library_id: int) -> None:
    """Have the file fetched no more; what came stays."""
    schedule = get_schedule(session, library_id)
    audit.record(session, actor, "stop", "scheduled_import", schedule.id)
    session.delete(schedule)


def get_schedule(session: Session, library_id: int) -> ScheduledImport:
    """Return where a library's file is fetched; raises NotFound if nowhere."""
    schedule = schedule_of(session, library_id)
    if schedule is None:
        raise NotFound("scheduled-import", library=library_id)
    return schedule


def order(session: Session, schedule: ScheduledImport) -> None:
    """Have the worker fetch the file when that is due; an order for another instant than that comes to nothing."""
    due = schedule.next_at
    outbox.put(session, FETCH, {"schedule": schedule.id, "due": due.isoformat()}, due_at=due)
