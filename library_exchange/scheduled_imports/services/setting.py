"""Saying where a library's file is fetched, having it fetched at once, and ending that."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session

from library_exchange.core import audit, outbox
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.https_addresses import origin_of
from library_exchange.core.i18n import _l
from library_exchange.core.sealed_secrets import sealed
from library_exchange.scheduled_imports.models import ScheduledImport
from library_exchange.scheduled_imports.queries import last_is_gone, schedule_of
from library_exchange.scheduled_imports.schemas import Schedule

PASSWORD_WANTED = _l("Enter the password. One that is kept belongs to its user and its server alone.")
FETCH = "scheduled_imports.fetch"


def keep(session: Session, actor: Actor, library_id: int, given: Schedule, key: str, at: datetime) -> ScheduledImport:
    """Have the file of a library be fetched from an address; a new address, user or kind of file is tried at once.

    A password is sealed with `key`. Raises InvalidInput for a user whose password is not told: the one that is kept was
    told for its user and server alone.
    """
    is_whole = given.covers == "whole"
    schedule = schedule_of(session, library_id)
    password = _sealed_password(schedule, library_id, given, key)
    is_new = schedule is None or (schedule.url, schedule.is_whole) != (given.address, is_whole)
    is_other_user = schedule is None or schedule.sealed_password != password
    if schedule is None:
        schedule = ScheduledImport(
            library_id=library_id, url=given.address, often=given.often, next_at=at, created_at=at, changed_at=at
        )
    schedule.url, schedule.often, schedule.is_whole = given.address, given.often, is_whole
    schedule.username, schedule.sealed_password = given.username, password
    if is_new:
        schedule.etag = schedule.last_modified = schedule.digest = None
        schedule.failures, schedule.failing_since, schedule.changed_at = 0, None, at
    if is_new or is_other_user:
        schedule.next_at = at
    session.add(schedule)
    session.flush()
    if is_new or is_other_user:
        order(session, schedule)
    # An address may hold what nobody else should know: the audit names the server alone.
    server = urlsplit(given.url).hostname or given.address
    audit.record(session, actor, "schedule", "scheduled_import", schedule.id, server=server, is_whole=is_whole)
    return schedule


def about(library_id: int) -> str:
    """Return what the password of a library is sealed about."""
    return f"scheduled_import:{library_id}"


def _sealed_password(schedule: ScheduledImport | None, library_id: int, given: Schedule, key: str) -> str:
    """Return the password as it is kept, empty where none is wanted."""
    if not given.username:
        return ""
    told = given.password.get_secret_value()
    if told:
        return sealed(key, about(library_id), told)
    kept = schedule if schedule is not None and schedule.username == given.username else None
    if kept is None or origin_of(kept.url) != origin_of(given.address):
        raise InvalidInput({"password": PASSWORD_WANTED})
    return kept.sealed_password


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
