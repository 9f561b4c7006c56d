"""What stands in a file that was sent, read in one way: records of a library system, or a table of books."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from library_exchange.citations.cells import taken_apart
from library_exchange.imports.services import columns, packed_tables, spreadsheets
from library_exchange.marc import reading
from library_exchange.marc.copy_rules import as_told
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.formats import SNIFF, has_records, head_of, recognised
from library_exchange.marc.kinds import SPREADSHEETS, FileKind, named_kind
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.spreadsheets.rows import describe_rows
from library_exchange.marc.verdicts import Damaged, RejectionReason

Record = reading.Accepted | reading.Rejected


@dataclass(frozen=True)
class Choice:
    """What somebody chose instead of what would be recognised; `columns` as `services.columns` keeps it.

    `copies` is the rule of the library by which the copies of its records are read, as it is kept.
    """

    profile: str | None = None
    encoding: str | None = None
    columns: Mapping[str, Any] | None = None
    copies: Mapping[str, Any] | None = None

    @property
    def read_in(self) -> Encoding | None:
        """The encoding, if one was chosen."""
        return Encoding(self.encoding) if self.encoding else None


RECOGNISED = Choice()
TEXTS = frozenset((FileKind.TABLE, FileKind.TEXT))


def read(file: BinaryIO, choice: Choice = RECOGNISED) -> Iterator[Record]:
    """Yield what the records of a file are, those of a table one a row; never raises for what the bytes are.

    A file in which there is no record at all is one rejection: none goes by in silence.
    """
    return map(read_now, unread(file, choice))


def read_now(each: Record | reading.Unread) -> Record:
    """Return what a record of a file is."""
    return each.read() if isinstance(each, reading.Unread) else each


def unread(file: BinaryIO, choice: Choice = RECOGNISED) -> Iterator[Record | reading.Unread]:
    """Yield the records of a file as their bytes, where these are known before they are read."""
    file = packed_tables.opened(file)
    kind = table_kind(file)
    if kind is not None:
        yield from _books(file.read(), kind, choice)
        return
    profile = Profile(choice.profile) if choice.profile else None
    found = reading.unread(file, profile=profile, encoding=choice.read_in, copies=as_told(choice.copies))
    beginning = list(map(read_now, islice(found, 2)))
    yield from _named(beginning, file) if len(beginning) < 2 else chain(beginning, found)


def table_kind(file: BinaryIO) -> FileKind | None:
    """Return what kind of table a file is by its content, None for records and all else; `file` stands at its start.

    Text of rows that differ in width is a table too, if it has headings that we know.
    """
    head = head_of(file)
    kind = named_kind(head, _tail_of(file, len(head)))
    file.seek(0)
    if kind not in SPREADSHEETS and kind is not FileKind.TEXT:
        return None
    if kind in TEXTS and has_records(head):
        return None
    return kind if kind in SPREADSHEETS else FileKind.TABLE if _has_headings(head) else None


def _has_headings(head: bytes) -> bool:
    whole_rows = head[: head.rfind(b"\n") + 1] if len(head) == SNIFF else head
    try:
        guessed = columns.chosen(spreadsheets.rows_of(whole_rows), None)
    except Damaged:
        return False
    return guessed.is_enough and len(guessed.known) > 1


def format_in(path: Path) -> str:
    """Return the name of the format of a file's records; empty for a table and all else."""
    with path.open("rb") as given:
        file = packed_tables.opened(given)
        return str(recognised(head_of(file)) or "") if table_kind(file) is None else ""


def _tail_of(file: BinaryIO, after: int) -> bytes:
    """Return the last bytes of a file that come after its head: there a packed table lists its parts."""
    file.seek(max(after, file.seek(0, 2) - SNIFF))
    return file.read(SNIFF)


def _books(content: bytes, kind: FileKind, choice: Choice) -> Iterator[Record]:
    try:
        rows = spreadsheets.rows_of(content, choice.read_in)
    except Damaged as fault:
        yield reading.Rejected(1, 0, content[:SNIFF], fault.reason, fault.detail, kind)
        return
    chosen = columns.chosen(rows, choice.columns)
    books = iter(describe_rows(rows, chosen, taken_apart)) if chosen.is_enough else iter(())
    first = next(books, None)
    if first is not None:
        yield first
        yield from books
    else:
        yield reading.Rejected(1, 0, content[:SNIFF], RejectionReason.NOT_MARC, str(kind), kind)


def _named(found: Sequence[Record], file: BinaryIO) -> Iterator[Record]:
    """Yield the only record of a file; if it has none, what the file is that holds nothing else."""
    file.seek(0)
    head = head_of(file)
    nothing = reading.Rejected(1, 0, head, RejectionReason.NOT_MARC, "")
    only = found[0] if found else nothing
    kind = named_kind(head)
    if isinstance(only, reading.Rejected) and only.reason is RejectionReason.NOT_MARC and only.kind is None and kind:
        only = replace(only, detail=str(kind), kind=kind)
    yield only
