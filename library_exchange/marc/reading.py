"""The one way to read a file of MARC records, whatever its format, encoding and damage."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from itertools import islice
from typing import BinaryIO, NamedTuple

from pymarc import Field, Indicators, Leader, Record, Subfield

from library_exchange.marc import formats, iso2709, xml
from library_exchange.marc.describing.record import describe
from library_exchange.marc.description import Description
from library_exchange.marc.encoding import Encoding, decode, detect, named, undoubled
from library_exchange.marc.profiles.detection import detect_profile
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.verdicts import ByteSource, Damaged, RejectionReason, Repair, Slice

_CODES = range(0x21, 0x7F)

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

    @property
    def next_offset(self) -> int:
        """Where reading goes on after these bytes."""
        return self.offset + len(self.raw)


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
    start: int = 0,
    first_position: int = 1,
) -> Iterator[Accepted | Rejected]:
    """Read every record of `file`, ISO 2709 or XML, and never raise for what the bytes are.

    Profile and encoding are found out record by record unless given. Each record of the file is either accepted or
    rejected with its bytes and a reason, so read = accepted + rejected. To resume, give the `next_offset` of the
    last result as `start` (the file must be seekable) and the number that comes next as `first_position`.
    """
    forced = named(encoding) if encoding is not None else None
    pieces = _pieces(file, profile, forced, start)
    for position, (piece, attempt) in enumerate(pieces, first_position):
        yield _verdict(position, piece, attempt)


def preview(
    file: BinaryIO,
    limit: int | None = None,
    *,
    profile: Profile | None = None,
    encoding: Encoding | str | None = None,
    max_rejections: int = 20,
) -> Preview:
    """Read up to `limit` records and tell what an import would find; changes nothing but the place in `file`."""
    found = Preview()
    titles: list[str] = []
    for result in islice(read(file, profile=profile, encoding=encoding), limit):
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


class _Reading(NamedTuple):
    """A record whose fields are known."""

    record: Record
    encoding: Encoding
    profile: Profile
    repairs: tuple[Repair, ...] = ()


_Attempt = Callable[[], _Reading]


class _PushedBack:
    """A file whose first bytes were looked at and are read again."""

    def __init__(self, head: bytes, file: ByteSource) -> None:
        self._head = head
        self._file = file

    def read(self, count: int, /) -> bytes:
        if not self._head:
            return self._file.read(count)
        block, self._head = self._head[:count], self._head[count:]
        return block


def _pieces(
    file: BinaryIO, profile: Profile | None, encoding: Encoding | None, start: int
) -> Iterator[tuple[Slice, _Attempt]]:
    head = formats.head_of(file)
    whole: ByteSource = _PushedBack(head, file)
    if codec := formats.utf16_of(head):
        whole = xml.Utf16AsUtf8(whole, codec)
        head = formats.head_of(whole)
        whole = _PushedBack(head, whole)
        _discard(whole, start)
    elif start:
        file.seek(start)
        whole = file
    if formats.is_xml(head):
        facts = xml.head_of(head)
        for cut in xml.cuts(whole, start):
            yield cut.piece, partial(_from_xml, cut, facts, profile, encoding)
    else:
        usual = encoding or _usual_encoding(head, profile)
        for piece in iso2709.slices(whole, start):
            yield piece, partial(_from_iso2709, piece.raw, profile, encoding, usual)


def _usual_encoding(head: bytes, profile: Profile | None) -> Encoding | None:
    """Return the encoding most records at the start of a file are in, UTF-8 not counted.

    It helps records with only a letter or two to judge by; always taken from the start, so resuming changes nothing.
    """
    found: Counter[Encoding] = Counter()
    for piece in iso2709.slices(BytesIO(head)):
        try:
            found[_told_by_bytes(iso2709.structure(piece.raw), profile, None)] += 1
        except Damaged:
            continue
    del found[Encoding.UTF_8]
    return found.most_common(1)[0][0] if found else None


def _discard(file: ByteSource, count: int) -> None:
    while count > 0 and (block := file.read(min(count, formats.SNIFF))):
        count -= len(block)


def _verdict(position: int, piece: Slice, attempt: _Attempt) -> Accepted | Rejected:
    try:
        reading = attempt()
        repairs = reading.repairs
        if reading.encoding is Encoding.UTF_8 and _undouble(reading.record):
            repairs = (*repairs, Repair.DOUBLE_ENCODING)
        description = describe(reading.record, reading.profile)
        if not description.is_deleted and not any(character.isalnum() for character in description.title):
            raise Damaged(RejectionReason.NO_TITLE, f"read as {reading.profile}")
    except Damaged as damage:
        return Rejected(position, piece.offset, piece.raw, damage.reason, damage.detail)
    return Accepted(
        position,
        piece.offset,
        piece.raw,
        reading.encoding,
        reading.profile,
        reading.record,
        description,
        repairs,
    )


def _undouble(record: Record) -> bool:
    """Put doubly encoded values of `record` right; tell whether there were any."""
    is_changed = False
    for each in record.fields:
        for at, (code, value) in enumerate(each.subfields):
            if not value.isascii() and (right := undoubled(value)) != value:
                each.subfields[at] = Subfield(code, right)
                is_changed = True
    return is_changed


def _from_xml(cut: xml.Cut, head: xml.Head, profile: Profile | None, forced: Encoding | None) -> _Reading:
    if cut.fault is not None:
        raise cut.fault
    encoding = forced or _declared(head.encoding)
    record = xml.to_record(_decoded(cut.piece.raw, encoding), head.namespaces)
    return _Reading(record, encoding, profile or detect_profile(record))


def _declared(name: str) -> Encoding:
    try:
        return named(name)
    except LookupError as error:
        raise Damaged(RejectionReason.UNREADABLE_TEXT, f"unknown encoding {name[:40]!r}") from error


def _from_iso2709(raw: bytes, profile: Profile | None, forced: Encoding | None, usual: Encoding | None) -> _Reading:
    parts = iso2709.structure(raw)
    encoding = forced or _told_by_bytes(parts, profile, usual)
    record = _record(parts, encoding)
    return _Reading(record, encoding, profile or detect_profile(record), parts.repairs)


def _told_by_bytes(parts: iso2709.Structure, profile: Profile | None, usual: Encoding | None) -> Encoding:
    values = b"\x1f".join(data for _tag, data in parts.fields)
    if values.isascii() and b"\x1b" not in values:
        return Encoding.UTF_8
    encoding = detect(values, profile or detect_profile(_record(parts, Encoding.LATIN_1)), usual)
    if encoding is None:
        raise Damaged(RejectionReason.UNREADABLE_TEXT, "no known encoding makes sense of the text")
    return encoding


def _decoded(raw: bytes, encoding: Encoding) -> str:
    try:
        return decode(raw, encoding)
    except UnicodeDecodeError as error:
        broken = error.object[error.start : error.end].hex(" ")
        raise Damaged(RejectionReason.UNREADABLE_TEXT, f"{encoding}: {broken} ({error.reason})") from error


def _record(parts: iso2709.Structure, encoding: Encoding) -> Record:
    record = Record()
    record.leader = Leader("".join(each if each.isprintable() else " " for each in parts.leader))
    for tag, data in parts.fields:
        if tag.isdigit() and tag < "010":
            record.add_field(Field(tag, data=_decoded(data, encoding)))
        else:
            record.add_field(_data_field(tag, data, encoding))
    return record


def _data_field(tag: str, data: bytes, encoding: Encoding) -> Field:
    """Return a field with subfields; a missing indicator is blank, a subfield mark without code is left out."""
    indicators, *parts = data.split(iso2709.SUBFIELD)
    marks = indicators.decode("latin-1").ljust(2)
    subfields = [Subfield(chr(part[0]), _decoded(part[1:], encoding)) for part in _with_codes(parts)]
    return Field(tag, Indicators(marks[0], marks[1]), subfields)


def _with_codes(parts: list[bytes]) -> list[bytes]:
    """Return the subfields; what follows a stray mark, where no code can be, goes on with the one before."""
    subfields: list[bytes] = []
    for part in parts:
        if part and part[0] in _CODES:
            subfields.append(part)
        elif subfields:
            subfields[-1] += part
    return subfields


def _spread(titles: list[str]) -> tuple[str, ...]:
    places = {0, len(titles) // 2, len(titles) - 1} if titles else set()
    return tuple(titles[place] for place in sorted(places))
