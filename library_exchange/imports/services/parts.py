"""Sending a file in parts: begun, one part after another, put together and checked, or given up."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session

from library_exchange.core import audit, kept_files, outbox
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.imports import labels
from library_exchange.imports.models import FilePart, PartedFile
from library_exchange.imports.queries.parts import get_parted_file, left_before, parted_file_of, parts_of
from library_exchange.imports.rules import parts as rules
from library_exchange.imports.rules.parts import Part, Unfit
from library_exchange.imports.schemas import PartedFileTold
from library_exchange.imports.services.files import StoredFile, store

REMOVE = "imports.remove_parts"


def begin(
    session: Session, actor: Actor, library_id: int, told: PartedFileTold, most_bytes: int, at: datetime
) -> PartedFile:
    """Note that a file will come in parts. Raises InvalidInput above `most_bytes`, Conflict while another one comes."""
    if told.size_bytes > most_bytes:
        raise InvalidInput({"size_bytes": labels.LARGER_THAN_ANY})
    if parted_file_of(session, library_id) is not None:
        raise Conflict("parts-come", sentence=_l("Another file is coming in parts. Finish it, or give it up, first."))
    begun = PartedFile(library_id=library_id, **told.model_dump(), begun_at=at, touched_at=at)
    session.add(begun)
    session.flush()
    audit.record(session, actor, "begin", "parted_file", begun.id, filename=begun.filename, size=begun.size_bytes)
    return begun


def add(session: Session, library_id: int, sent: StoredFile, begins_at: int, at: datetime) -> bool:
    """Take the next part, which begins at a byte of the file; return whether that was the last one.

    Raises Conflict if another part came there meanwhile, InvalidInput for one that does not belong there.
    """
    parted = get_parted_file(session, library_id)
    there = parts_of(session, parted)
    known = [_part(each) for each in there]
    unfit = rules.why_not(parted.size_bytes, known, begins_at, Part(sent.size_bytes, sent.digest))
    if unfit is Unfit.OVERTAKEN:
        raise Conflict("part-overtaken", sentence=labels.UNFIT_PARTS[unfit])
    if unfit is not None:
        raise InvalidInput({"file": labels.UNFIT_PARTS[unfit]})
    session.add(
        FilePart(
            parted_file_id=parted.id,
            position=len(there) + 1,
            filename=sent.filename,
            stored_name=sent.stored_name,
            size_bytes=sent.size_bytes,
            digest=sent.digest,
            at=at,
        )
    )
    parted.touched_at = at
    return begins_at + sent.size_bytes == parted.size_bytes


def take_back_last(session: Session, library_id: int, at: datetime) -> None:
    """Leave the last part, so that another one can come instead. Raises Conflict if there is none."""
    parted = get_parted_file(session, library_id)
    there = parts_of(session, parted)
    if not there:
        raise Conflict("no-part", sentence=_l("No part is there any more. Reload the page."))
    _have_removed(session, there[-1:])
    session.delete(there[-1])
    parted.touched_at = at


def give_up(session: Session, actor: Actor, library_id: int) -> None:
    """Leave the whole file."""
    parted = get_parted_file(session, library_id)
    audit.record(session, actor, "give_up", "parted_file", parted.id, filename=parted.filename)
    end(session, parted)


def end(session: Session, parted: PartedFile) -> None:
    """Forget that a file came in parts, and have these removed."""
    _have_removed(session, parts_of(session, parted))
    session.delete(parted)


def forget_unfinished(session: Session, now: datetime) -> int:
    """Leave the files of which no part came for long; return how many."""
    left = left_before(session, now - rules.KEPT)
    for parted in left:
        end(session, parted)
    return len(left)


def put_together(parted: PartedFile, parts: Sequence[FilePart], folder: Path) -> StoredFile:
    """Return the file that the parts make. Raises InvalidInput if one lacks, or it is not the file that was told."""
    if rules.arrived([_part(each) for each in parts]) != parted.size_bytes:
        raise InvalidInput({"file": labels.NOT_WHOLE})
    with _Chain([kept_files.at_hand(folder / each.stored_name) for each in parts]) as chain:
        stored = store(chain, parted.filename, folder)
    if parted.digest and stored.digest != parted.digest:
        kept_files.remove(folder / stored.stored_name)
        raise InvalidInput({"file": labels.ANOTHER_FILE})
    return stored


class _Chain:
    """Files that are read as one."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._stack = ExitStack()
        self._pieces: Iterator[BinaryIO] = (self._stack.enter_context(path.open("rb")) for path in paths)
        self._open: BinaryIO | None = None

    def __enter__(self) -> "_Chain":
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, none at the end of the last file."""
        while True:
            if self._open is not None and (piece := self._open.read(size)):
                return piece
            self._open = next(self._pieces, None)
            if self._open is None:
                return b""


def _part(row: FilePart) -> Part:
    return Part(row.size_bytes, row.digest)


def _have_removed(session: Session, parts: Sequence[FilePart]) -> None:
    """Have the bytes of parts removed, once nothing refers to them."""
    if parts:
        outbox.put(session, REMOVE, {"names": [each.stored_name for each in parts]})
