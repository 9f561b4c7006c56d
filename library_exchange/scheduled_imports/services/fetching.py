"""Fetching the file of a library, and handing a new one to the imports; one that did not change is not looked at."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import kept_files, outbox
from library_exchange.core.actor import clock
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.errors import InvalidInput
from library_exchange.core.outgoing import Bounds
from library_exchange.core.sealed_secrets import Unsealable, opened
from library_exchange.directory.models import Library
from library_exchange.imports.services import contents, copies, files, previews
from library_exchange.imports.services.contents import Choice
from library_exchange.imports.services.files import StoredFile
from library_exchange.imports.services.previews import Look
from library_exchange.scheduled_imports import rules
from library_exchange.scheduled_imports.models import ScheduledImport, ScheduledRun
from library_exchange.scheduled_imports.queries import last_taken_in, untouched
from library_exchange.scheduled_imports.rules import Failure, Outcome
from library_exchange.scheduled_imports.services import downloading, folder
from library_exchange.scheduled_imports.services.downloading import NotFetched, Wish
from library_exchange.scheduled_imports.services.setting import about, order

DECIDE = "scheduled_imports.decide"
USUAL_NAME = "records"


class Coming(Protocol):
    """A file on its way, wherever it comes from."""

    @property
    def etag(self) -> str | None:
        """The mark of this version."""

    @property
    def last_modified(self) -> str | None:
        """When it was last changed, in the words of where it comes from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, none at the end; raises NotFetched if it breaks."""


@dataclass(frozen=True)
class Come:
    """A file that came, and how its server tells this version from others."""

    stored: StoredFile
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True)
class Seen:
    """What a look at a file showed, with the rule for copies and the choice by which it was read."""

    look: Look
    copies: dict[str, Any] | None
    choice: Choice | None


@dataclass(frozen=True)
class From:
    """Where files come from: within which bounds from servers, and the folder in which libraries have theirs.

    `key` opens the passwords that libraries told.
    """

    bounds: Bounds
    key: str = field(repr=False)
    folder: Path | None = None


def run(database: Database, schedule_id: int, due: datetime, uploads: Path, source: From) -> str | None:
    """Fetch the file of a schedule; return why it did not come, nothing if it did.

    None, and nothing is done, if it was fetched, changed or ended since it was due.
    """
    with database.reading() as session:
        schedule = session.get(ScheduledImport, schedule_id)
        library = session.get(Library, schedule.library_id) if schedule else None
    if schedule is None or schedule.next_at != due:
        return None
    try:
        with _opened(schedule, library.code if library else "", source) as coming:
            come = _stored(schedule, coming, uploads)
    except NotFetched as fault:
        with database.transaction() as session:
            if (row := _still(session, schedule)) is not None:
                _fail(session, row, fault)
        return fault.failure.value
    if come is None or come.stored.digest == schedule.digest:
        if come is not None:
            kept_files.remove(uploads / come.stored.stored_name)
        with database.transaction() as session:
            if (row := _still(session, schedule)) is not None:
                _note_unchanged(session, row, come)
        return ""
    path = uploads / come.stored.stored_name
    with files.kept_if_received(path) as keep:
        seen = _look(database, schedule, kept_files.at_hand(path))
        with database.transaction() as session:
            row = _still(session, schedule)
            if row is not None:
                _receive(session, row, come, seen)
                keep()
    return ""


def _opened(schedule: ScheduledImport, code: str, source: From) -> AbstractContextManager[Coming | None]:
    """Open the file where the library has it: on its server, or in its folder at the operator."""
    if schedule.url.startswith(rules.FOLDER):
        place = source.folder / code if source.folder is not None else None
        return folder.opened(place, schedule.url.removeprefix(rules.FOLDER), schedule.etag, source.bounds.most_bytes)
    asks = _authorization(schedule, source.key)
    return downloading.fetched(Wish(schedule.url, schedule.etag, schedule.last_modified, asks), source.bounds)


def _authorization(schedule: ScheduledImport, key: str) -> str | None:
    """Return what tells the server who asks, None if it is not to be told. Raises NotFetched for a lost password."""
    if not schedule.username:
        return None
    try:
        password = opened(key, about(schedule.library_id), schedule.sealed_password)
    except Unsealable as lost:
        raise NotFetched(Failure.SIGN_IN_LOST) from lost
    return rules.authorization(schedule.username, password)


def _stored(schedule: ScheduledImport, coming: Coming | None, uploads: Path) -> Come | None:
    """Return the file, kept among the uploads; None if it is known that it did not change."""
    if coming is None:
        return None
    name = PurePosixPath(unquote(urlsplit(schedule.url).path)).name
    try:
        stored = files.store(coming, name or USUAL_NAME, uploads)
    except InvalidInput as empty:
        raise NotFetched(Failure.EMPTY) from empty
    return Come(stored, coming.etag, coming.last_modified)


def _look(database: Database, schedule: ScheduledImport, path: Path) -> Seen:
    """Look at a file as the last one from this address was read, if somebody chose how."""
    with database.reading() as session:
        kept = copies.rule_of(session, schedule.library_id, contents.format_in(path))
        before = last_taken_in(session, schedule)
    look, used = previews.look_by(path, kept)
    if before is None or not (before.profile or before.encoding or before.columns):
        return Seen(look, used, None)
    choice = Choice(before.profile, before.encoding, before.columns, used)
    if has_other_columns(before.preview, previews.facts(look)):
        choice = replace(choice, columns=None)
    return Seen(previews.look(path, choice), used, choice)


def has_other_columns(before: dict[str, Any], seen: dict[str, Any]) -> bool:
    """Whether a table has other columns than the one that was taken in before, by their headings."""
    return _headings(before) != _headings(seen)


def _headings(seen: dict[str, Any]) -> list[str] | None:
    table = seen.get("table")
    return [column["heading"][0] for column in table["columns"]] if table else None


def _still(session: Session, schedule: ScheduledImport) -> ScheduledImport | None:
    """Return the schedule as it is now, None if it was ended or changed since; nobody else changes it meanwhile."""
    row = session.get(ScheduledImport, schedule.id, with_for_update=True)
    return row if row is not None and row.next_at == schedule.next_at else None


def _fail(session: Session, row: ScheduledImport, fault: NotFetched) -> None:
    at = now()
    row.failures += 1
    row.failing_since = row.failing_since or at
    row.next_at = rules.next_try(at, row.failures)
    _note(session, row, Outcome.FAILED, at, reason=fault.failure, detail=fault.detail)
    order(session, row)


def _note_unchanged(session: Session, row: ScheduledImport, come: Come | None) -> None:
    at = now()
    if come is not None:
        row.etag, row.last_modified = come.etag, come.last_modified
    _go_on(session, row, at)
    _note(session, row, Outcome.UNCHANGED, at)


def _receive(session: Session, row: ScheduledImport, come: Come, seen: Seen) -> None:
    """Hand a new file to the imports; one that waits still is overtaken by it."""
    at = now()
    for run_, waiting in untouched(session, row):
        files.discard(session, clock(), waiting)
        run_.outcome, run_.reason = Outcome.OVERTAKEN, None
    found = files.receive(session, clock(), row.library_id, come.stored, seen.look, seen.copies)
    if seen.choice is not None:
        files.look_again(session, clock(), found, seen.choice)
    files.order_survey(session, found)
    row.etag, row.last_modified, row.digest = come.etag, come.last_modified, come.stored.digest
    _go_on(session, row, at)
    _note(session, row, Outcome.CHECKING, at, import_id=found.id, has_file=True)
    outbox.put(session, DECIDE, {"import": found.id})


def _go_on(session: Session, row: ScheduledImport, at: datetime) -> None:
    """Note that the server answered, and when it is asked next."""
    zone = session.scalars(sa.select(col(Library.timezone)).where(col(Library.id) == row.library_id)).one()
    row.failures, row.failing_since = 0, None
    row.next_at = rules.next_night(at, zone, row.often)


def _note(session: Session, row: ScheduledImport, outcome: Outcome, at: datetime, **facts: Any) -> None:
    session.add(row)
    session.add(ScheduledRun(scheduled_import_id=row.id, at=at, outcome=outcome, **facts))
    session.flush()
