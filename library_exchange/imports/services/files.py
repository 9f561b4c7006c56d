"""Files of records: kept as they came, looked at, ordered to be taken in, given up, or taken back."""

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core import audit, kept_files, outbox
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.text import one_line
from library_exchange.core.versions import rows_changed
from library_exchange.imports import labels
from library_exchange.imports.queries.imports import later_file
from library_exchange.imports.services import previews
from library_exchange.imports.services.contents import Choice

READ_BYTES = 1 << 20
RUN, SURVEY, UNDO = "catalogue.import", "imports.survey", "imports.undo"
SILENT = timedelta(minutes=10)
"""After which work that has not gone on is done by nobody."""
TAKEN_BACK_FOR = timedelta(days=90)
"""So long after it was taken in a file can be taken back; that is told by what is kept for it."""
AT_WORK = (ImportState.WAITING, ImportState.RUNNING, ImportState.UNDOING)
TAKEN_IN = (ImportState.DONE, ImportState.GIVEN_UP)


def choice_of(found: Import) -> Choice:
    """Return how a file is read, as it is kept."""
    return Choice(found.profile, found.encoding, found.columns, found.copies)


class Bytes(Protocol):
    """What is read piece by piece, none at the end."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class StoredFile:
    """A file that was uploaded: its own name is data, it lies under a random one."""

    filename: str
    stored_name: str
    size_bytes: int
    digest: str


def store(stream: Bytes, filename: str, folder: Path) -> StoredFile:
    """Keep the bytes of `stream` under a random name in `folder`. Raises InvalidInput for an empty file."""
    stored_name = secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        with (folder / stored_name).open("xb") as file:
            while piece := stream.read(READ_BYTES):
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        if size:
            kept_files.keep(folder / stored_name)
    except BaseException:
        # A stream that breaks off leaves nothing.
        (folder / stored_name).unlink(missing_ok=True)
        raise
    if not size:
        (folder / stored_name).unlink()
        raise InvalidInput({"file": _l("The file is empty. Choose the file that your library system exported.")})
    return StoredFile(one_line(filename)[:300] or "file", stored_name, size, digest.hexdigest())


@contextlib.contextmanager
def kept_if_received(path: Path) -> Iterator[Callable[[], None]]:
    """Remove a file afterwards unless it is said that an import refers to it, and nothing failed since."""
    kept: list[bool] = []
    try:
        yield lambda: kept.append(True)
    except BaseException:
        kept.clear()
        raise
    finally:
        if not kept:
            kept_files.remove(path)


def receive(
    session: Session,
    actor: Actor,
    library_id: int,
    file: StoredFile,
    preview: previews.Look,
    copies: dict[str, Any] | None = None,
) -> Import:
    """Note a stored file and what a look into it showed; nothing of it is taken in yet.

    `copies` is the library's rule by which its copies were read, if it has one.
    """
    received = Import(
        library_id=library_id,
        filename=file.filename,
        stored_name=file.stored_name,
        size_bytes=file.size_bytes,
        state=ImportState.UPLOADED,
        copies=copies,
        preview=previews.facts(preview),
        expected=preview.read,
        created_at=now(),
    )
    session.add(received)
    session.flush()
    audit.record(session, actor, "upload", "import", received.id, filename=file.filename, sha256=file.digest)
    return received


def order_survey(session: Session, found: Import) -> None:
    """Have the whole file looked through by the worker, so that it is known what would become of its records."""
    outbox.put(session, SURVEY, {"import": found.id, "version": found.version})


def look_again(session: Session, actor: Actor, found: Import, choice: Choice) -> None:
    """Note what the librarian chose: format, encoding, columns of a table; the door has made the preview for it."""
    _move(session, found, {ImportState.UPLOADED}, ImportState.UPLOADED)
    found.profile, found.encoding = choice.profile, choice.encoding
    found.columns = dict(choice.columns) if choice.columns is not None else None
    found.copies = dict(choice.copies) if choice.copies is not None else None
    found.survey, found.looked = None, 0
    audit.record(session, actor, "choose", "import", found.id, **asdict(choice))


def start(session: Session, actor: Actor, found: Import, is_whole: bool = False) -> None:
    """Have the file taken in by the worker, or gone on with where that stopped.

    If it `is_whole`, the library's records that it lacks are withdrawn at the end: no more than the survey showed.
    Raises Conflict if it is being taken in, InvalidInput for a whole catalogue that was not looked through, for what
    holds no records, and for a table of which nobody has told yet what all columns hold.
    """
    is_new = found.state is ImportState.UPLOADED
    if is_new and not previews.is_ready(found.preview):
        raise InvalidInput({"covers": labels.why_not_ready(found.preview)})
    if is_new and is_whole and found.survey is None:
        raise InvalidInput({"covers": _l("The file is still being looked through. Wait until that is done.")})
    stopped = {found.state} if is_silent(found, now()) and found.state is not ImportState.UNDOING else set()
    _move(session, found, {ImportState.UPLOADED, ImportState.FAILED, *stopped}, ImportState.WAITING)
    if is_new:
        found.is_whole = is_whole
        found.may_withdraw = found.survey["missing"] if is_whole and found.survey else None
    found.touched_at = now()
    audit.record(session, actor, "start", "import", found.id, is_whole=found.is_whole)
    outbox.put(session, RUN, {"import": found.id})


def is_silent(found: Import, at: datetime) -> bool:
    """Whether work on the file was begun or ordered, and for some time nobody has gone on with it."""
    return found.state in AT_WORK and found.touched_at is not None and at - found.touched_at > SILENT


def discard(session: Session, actor: Actor, found: Import) -> None:
    """Give up a file that was only looked at. Raises Conflict if it was taken in already."""
    _move(session, found, {ImportState.UPLOADED}, ImportState.DISCARDED)
    audit.record(session, actor, "discard", "import", found.id)


def give_up(session: Session, actor: Actor, found: Import) -> None:
    """Leave the rest of a file that stopped; what was taken in stays. Raises Conflict while somebody works on it."""
    stopped = {found.state} if is_silent(found, now()) and found.state is not ImportState.UNDOING else set()
    _move(session, found, {ImportState.FAILED, *stopped}, ImportState.GIVEN_UP)
    found.finished_at = now()
    audit.record(session, actor, "give_up", "import", found.id)


def undo(session: Session, actor: Actor, found: Import) -> None:
    """Have all that the file changed taken back by the worker.

    Raises Conflict if it is not taken in, too long ago, or if a later file changed the same records: that comes first.
    """
    if not can_be_undone(found, now()):
        raise Conflict("too-late", sentence=_l("This file cannot be taken back any more."))
    later = later_file(session, found)
    if later is not None:
        sentence = _l("The later file %(file)s changed the same records. Take that back first.", file=later.filename)
        raise Conflict("later-file", sentence=sentence)
    _move(session, found, {*TAKEN_IN, ImportState.FAILED}, ImportState.UNDOING)
    found.finished_at = found.finished_at or found.touched_at
    found.touched_at = now()
    audit.record(session, actor, "undo", "import", found.id)
    outbox.put(session, UNDO, {"import": found.id})


def can_be_undone(found: Import, at: datetime) -> bool:
    """Whether the file was taken in, and what its records were before is still kept."""
    is_kept = found.finished_at is None or at - found.finished_at < TAKEN_BACK_FOR
    return found.state in (*TAKEN_IN, ImportState.FAILED) and is_kept


def withdraw_missing(session: Session, actor: Actor, found: Import) -> None:
    """Have the records withdrawn that a whole catalogue lacked, however many: somebody has looked at them.

    Raises Conflict if there are none any more.
    """
    if not found.is_whole or not found.missing:
        raise Conflict("nothing-missing", sentence=_l("No record is missing any more. Reload the page."))
    _move(session, found, {ImportState.DONE}, ImportState.WAITING)
    found.may_withdraw, found.touched_at = found.missing, now()
    audit.record(session, actor, "withdraw_missing", "import", found.id, missing=found.missing)
    outbox.put(session, RUN, {"import": found.id})


def _move(session: Session, found: Import, allowed: Iterable[ImportState], target: ImportState) -> None:
    """Change the state by a guarded UPDATE; who comes second gets a Conflict."""
    stands: list[Any] = [col(Import.id) == found.id, col(Import.version) == found.version]
    stands.append(col(Import.state).in_(list(allowed)))
    moved = sa.update(Import).where(*stands).values(state=target, version=found.version + 1)
    if rows_changed(session, moved) != 1:
        raise Conflict("import-moved-on", sentence=_l("This file is being taken in already. Reload the page."))
    session.refresh(found)
