"""The one way to read a file of records, whatever its format, packing, encoding and damage."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import BinaryIO

from pymarc import Record, Subfield

from library_exchange.marc.copies import repairs_of
from library_exchange.marc.copy_rules import CopyRule, has_unknown_state
from library_exchange.marc.decoding import Choice, Reading
from library_exchange.marc.describing.fields import Fields
from library_exchange.marc.describing.record import describe
from library_exchange.marc.description import Description
from library_exchange.marc.encoding import Encoding, named, undoubled
from library_exchange.marc.kinds import FileKind
from library_exchange.marc.lost_letters import has_lost_letters
from library_exchange.marc.pieces import pieces
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.verdicts import Damaged, RejectionReason, Repair, Slice

logging.getLogger("pymarc").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A record that was read; `position` counts from 1, `offset` is where its bytes start in the file."""

    position: int
    offset: int
    raw: bytes
    encoding: Encoding
    profile: Profile
    record: Record
    description: Description
    repairs: tuple[Repair, ...] = ()

    @property
    def next_offset(self) -> int:
        """Where reading goes on after this record."""
        return self.offset + len(self.raw)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that could not be read as a record, kept for the librarian to download."""

    position: int
    offset: int
    raw: bytes
    reason: RejectionReason
    detail: str
    kind: FileKind | None = None
    """What the whole file is, if it holds no records and is something else that we know."""

    @property
    def next_offset(self) -> int:
        """Where reading goes on after these bytes."""
        return self.offset + len(self.raw)


@dataclass(frozen=True, slots=True)
class Unread:
    """The bytes of a record of a file, before anything but their end is known; `read` reads them."""

    position: int
    offset: int
    raw: bytes
    read: Callable[[], Accepted | Rejected]


@dataclass(slots=True)
class Preview:
    """What a dry run found; `sample_titles` are up to three, from the start, the middle and the end.

    `deleted` counts, among those accepted, the records by which a library says that it has a book no more.
    """

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    deleted: int = 0
    profiles: Counter[Profile] = field(default_factory=Counter)
    encodings: Counter[Encoding] = field(default_factory=Counter)
    repairs: Counter[Repair] = field(default_factory=Counter)
    sample_titles: tuple[str, ...] = ()
    rejections: list[Rejected] = field(default_factory=list)


def read(
    file: BinaryIO,
    *,
    profile: Profile | None = None,
    encoding: Encoding | str | None = None,
    copies: CopyRule | None = None,
    start: int = 0,
    first_position: int = 1,
) -> Iterator[Accepted | Rejected]:
    """Read every record of `file`, in any of the `formats`, packed or not, and never raise for what the bytes are.

    A file that is something else than records is one rejection, which says in `kind` what it is.
    Profile and encoding are found out record by record unless given; copies are read by the rule of a library, if it
    has one. Each record of the file is either accepted or
    rejected with its bytes and a reason, so read = accepted + rejected. To resume, give the `next_offset` of the
    last result as `start` (the file must be seekable) and the number that comes next as `first_position`.
    """
    for each in unread(
        file, profile=profile, encoding=encoding, copies=copies, start=start, first_position=first_position
    ):
        yield each.read()


def unread(
    file: BinaryIO,
    *,
    profile: Profile | None = None,
    encoding: Encoding | str | None = None,
    copies: CopyRule | None = None,
    start: int = 0,
    first_position: int = 1,
) -> Iterator[Unread]:
    """Give every record of `file` as its bytes; see `read`. Most of the work is left for those that are read."""
    choice = Choice(profile, named(encoding) if encoding is not None else None)
    for position, (piece, attempt) in enumerate(pieces(file, choice, start), first_position):
        yield Unread(position, piece.offset, piece.raw, partial(_verdict, position, piece, attempt, copies))


def preview(
    file: BinaryIO,
    limit: int | None = None,
    *,
    profile: Profile | None = None,
    encoding: Encoding | str | None = None,
    max_rejections: int = 20,
) -> Preview:
    """Read up to `limit` records and tell what an import would find; changes nothing but the place in `file`."""
    return summary(islice(read(file, profile=profile, encoding=encoding), limit), max_rejections)


def summary(results: Iterable[Accepted | Rejected], max_rejections: int = 20) -> Preview:
    """Return what was found among records that were read, with the first of those that were refused."""
    found = Preview()
    titles: list[str] = []
    for result in results:
        found.read += 1
        if isinstance(result, Rejected):
            found.rejected += 1
            if len(found.rejections) < max_rejections:
                found.rejections.append(result)
            continue
        found.accepted += 1
        found.profiles[result.profile] += 1
        found.encodings[result.encoding] += 1
        found.repairs.update(result.repairs)
        found.deleted += result.description.is_deleted
        if result.description.title:
            titles.append(result.description.title)
    found.sample_titles = _spread(titles)
    return found


def _verdict(
    position: int, piece: Slice, attempt: Callable[[], Reading], copies: CopyRule | None
) -> Accepted | Rejected:
    try:
        reading = attempt()
        repairs = reading.repairs
        if reading.encoding is Encoding.UTF_8 and _undouble(reading.record):
            repairs = (*repairs, Repair.DOUBLE_ENCODING)
        description = describe(reading.record, reading.profile, copies)
        if not description.is_deleted and has_lost_letters(description.title):
            raise Damaged(RejectionReason.LOST_LETTERS, f"read as {reading.profile}")
        if not description.is_deleted and not any(character.isalnum() for character in description.title):
            raise Damaged(RejectionReason.NO_TITLE, f"read as {reading.profile}")
    except Damaged as damage:
        return Rejected(position, piece.offset, piece.raw, damage.reason, damage.detail, damage.kind)
    return Accepted(
        position,
        piece.offset,
        piece.raw,
        reading.encoding,
        reading.profile,
        reading.record,
        description,
        (*repairs, *repairs_of(description.holdings), *_of_states(reading, copies)),
    )


def _of_states(reading: Reading, copies: CopyRule | None) -> tuple[Repair, ...]:
    is_unknown = copies is not None and has_unknown_state(Fields(reading.record, reading.profile), copies)
    return (Repair.UNKNOWN_STATE,) if is_unknown else ()


def _undouble(record: Record) -> bool:
    """Put doubly encoded values of `record` right; tell whether there were any."""
    is_changed = False
    for each in record.fields:
        for at, (code, value) in enumerate(each.subfields):
            if not value.isascii() and (right := undoubled(value)) != value:
                each.subfields[at] = Subfield(code, right)
                is_changed = True
    return is_changed


def _spread(titles: list[str]) -> tuple[str, ...]:
    places = {0, len(titles) // 2, len(titles) - 1} if titles else set()
    return tuple(titles[place] for place in sorted(places))
