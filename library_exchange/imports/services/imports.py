"""Importing files: kept as they came, looked at before anything is written, taken in piece by piece.

A file is taken in by pieces of `PIECE` records, each one transaction that also notes how far it is; so an import that
was stopped at any moment goes on where it was, and records read = accepted + rejected at every moment.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import IO, BinaryIO

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.catalogue.services import records, withdrawing
from library_exchange.core import audit, outbox
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.text import one_line
from library_exchange.core.versions import rows_changed
from library_exchange.imports.models import Rejection
from library_exchange.imports.services import previews
from library_exchange.marc import reading

PIECE = 100
READ_BYTES = 1 << 20
RUN = "catalogue.import"
Progress = Callable[[int], None]


@dataclass(frozen=True)
class StoredFile:
    """A file that was uploaded: its own name is data, it lies under a random one."""

    filename: str
    stored_name: str
    size_bytes: int
    digest: str


def store(stream: IO[bytes], filename: str, folder: Path) -> StoredFile:
    """Keep the bytes of `stream` under a random name in `folder`. Raises InvalidInput for an empty file."""
    stored_name = secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    with (folder / stored_name).open("xb") as file:
        while piece := stream.read(READ_BYTES):
            file.write(piece)
            digest.update(piece)
            size += len(piece)
    if not size:
        (folder / stored_name).unlink()
        raise InvalidInput({"file": _l("The file is empty. Choose the file that your library system exported.")})
    return StoredFile(one_line(filename)[:300] or "file", stored_name, size, digest.hexdigest())


def receive(session: Session, actor: Actor, library_id: int, file: StoredFile, preview: reading.Preview) -> Import:
    """Note a stored file and what a look into it showed; nothing of it is taken in yet."""
    received = Import(
        library_id=library_id,
        filename=file.filename,
        stored_name=file.stored_name,
        size_bytes=file.size_bytes,
        state=ImportState.UPLOADED,
        preview=previews.facts(preview),
        expected=preview.read,
        created_at=now(),
    )
    session.add(received)
    session.flush()
    audit.record(session, actor, "upload", "import", received.id, filename=file.filename, sha256=file.digest)
    return received


def look_again(session: Session, actor: Actor, found: Import, profile: str | None, encoding: str | None) -> None:
    """Note that the librarian chose another format or encoding; the door has made the preview for it."""
    _move(session, found, {ImportState.UPLOADED}, ImportState.UPLOADED)
    found.profile, found.encoding = profile, encoding
    audit.record(session, actor, "choose", "import", found.id, profile=profile, encoding=encoding)


def start(session: Session, actor: Actor, found: Import) -> None:
    """Have the file taken in by the worker. Raises Conflict if that was done already."""
    _move(session, found, {ImportState.UPLOADED, ImportState.FAILED}, ImportState.WAITING)
    audit.record(session, actor, "start", "import", found.id)
    outbox.put(session, RUN, {"import": found.id})


def discard(session: Session, actor: Actor, found: Import) -> None:
    """Give up a file that was only looked at. Raises Conflict if it was taken in already."""
    _move(session, found, {ImportState.UPLOADED}, ImportState.DISCARDED)
    audit.record(session, actor, "discard", "import", found.id)


def _move(session: Session, found: Import, allowed: Iterable[ImportState], target: ImportState) -> None:
    """Change the state by a guarded UPDATE; who comes second gets a Conflict."""
    stands = (col(Import.id) == found.id, col(Import.version) == found.version, col(Import.state).in_(list(allowed)))
    moved = sa.update(Import).where(*stands).values(state=target, version=found.version + 1)
    if rows_changed(session, moved) != 1:
        raise Conflict("import-moved-on", sentence=_l("This file is being taken in already. Reload the page."))
    session.refresh(found)


def run(
    database: Database,
    import_id: int,
    folder: Path,
    progress: Progress = lambda _read: None,
) -> None:
    """Take the file of an import in, going on where it was if it was stopped; repeating it changes nothing.

    `progress` is called with the number of records read so far after each piece.
    """
    with database.transaction() as session:
        found = session.get_one(Import, import_id)
        if found.state in (ImportState.DONE, ImportState.DISCARDED):
            return
        found.state = ImportState.RUNNING
        found.started_at = found.started_at or now()
        name, done = found.stored_name, found.read
        choice = (found.profile, found.encoding)
    with (folder / name).open("rb") as file:
        stream = iter(islice(_read(file, *choice), done, None))
        while piece := list(islice(stream, PIECE)):
            done = _take_piece(database.transaction(), import_id, piece, done)
            progress(done)
    with database.transaction() as session:
        found = session.get_one(Import, import_id)
        found.state, found.finished_at, found.expected = ImportState.DONE, now(), found.read


def _read(file: BinaryIO, profile: str | None, encoding: str | None) -> Iterable[reading.Accepted | reading.Rejected]:
    return reading.read(file, **previews.choice(profile, encoding))


def _take_piece(
    writing: AbstractContextManager[Session],
    import_id: int,
    piece: list[reading.Accepted | reading.Rejected],
    done: int,
) -> int:
    """Take the records after the first `done` in; return how many are done then.

    Raises Conflict if somebody else has taken in some of them meanwhile, so that none is counted twice.
    """
    accepted = [each for each in piece if isinstance(each, reading.Accepted)]
    rejected = [each for each in piece if isinstance(each, reading.Rejected)]
    with writing as session:
        found = session.get_one(Import, import_id, with_for_update=True)
        if found.read != done:
            raise Conflict("import-goes-on-elsewhere", done=done, read=found.read)
        for is_deleted, run in groupby(accepted, key=lambda each: each.description.is_deleted):
            (_withdraw if is_deleted else _take_in)(session, found, list(run))
        session.add_all(_rejection(import_id, each) for each in rejected)
        found.read += len(piece)
        found.accepted += len(accepted)
        found.rejected += len(rejected)
        return found.read


def _take_in(session: Session, found: Import, run: Sequence[reading.Accepted]) -> None:
    arrivals = [records.Arrival(each.description, each.raw, each.profile, each.encoding, found.id) for each in run]
    results = records.take_in(session, found.library_id, arrivals, now())
    for outcome, number in Counter(outcome for _record, outcome in results).items():
        setattr(found, outcome, getattr(found, outcome) + number)


def _withdraw(session: Session, found: Import, run: Sequence[reading.Accepted]) -> None:
    numbers = [each.description.source_id for each in run if each.description.source_id]
    found.kept_items += withdrawing.withdraw(session, found.library_id, numbers, now())
    found.withdrawn += len(run)


def _rejection(import_id: int, each: reading.Rejected) -> Rejection:
    return Rejection(
        import_id=import_id,
        position=each.position,
        offset=each.offset,
        reason=each.reason,
        detail=each.detail[:300],
        raw=each.raw,
    )


def fail(session: Session, import_id: int) -> None:
    """Note that an import stopped by an unexpected error; it can be started again and goes on."""
    found = session.get_one(Import, import_id)
    found.state = ImportState.FAILED
    found.version += 1
