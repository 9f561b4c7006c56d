"""Files of lines cut into records, so that damage to one record stays in it and memory does not grow with the file."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pymarc import Field, Indicators, Leader, Record, Subfield

from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.verdicts import ByteSource, Damaged, RejectionReason, Repair, Slice

MAX_RECORD = 1 << 22
MAX_LINE = 1 << 20
_READ = 1 << 16
_LEADER = 24
_BLANKS = b" \t\r\n\0\x1a"


class TextRecord(NamedTuple):
    """A record read from text, and what had to be put right."""

    record: Record
    repairs: tuple[Repair, ...] = ()


@dataclass(slots=True)
class Gathered:
    """The lines of one record so far; `told` is what the format remembers of them."""

    lines: list[Slice] = field(default_factory=list)
    told: str = ""
    fields: int = 0
    size: int = 0
    loose: int = 0
    """How many lines at the end are no fields."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a format of lines writes its records.

    `field` matches a line that is a field; `begins` tells whether a field line starts a new record after those
    gathered, and may note in `told`; `ends` matches the line that ends a record and belongs to it; `to_record`
    reads the text of one record and raises `Damaged`. `keeps_loose_lines` says whether lines that are no fields go
    with the record before them; if not, they do so only inside a record.
    """

    field: re.Pattern[bytes]
    begins: Callable[[re.Match[bytes], Gathered], bool]
    to_record: Callable[[str], TextRecord]
    ends: re.Pattern[bytes] | None = None
    keeps_loose_lines: bool = True
    profile: Profile | None = None


def cuts(file: ByteSource, layout: Layout, start: int = 0) -> Iterator[Slice]:
    """Cut `file`, which stands at byte `start`, into the lines of its records; only blank lines lie between them."""
    gathered = Gathered()
    for line in _lines(file, start):
        found = layout.field.match(line.raw)
        if gathered.lines and (_is_over(layout, found, gathered) or gathered.size + len(line.raw) > MAX_RECORD):
            yield from _pieces(layout, gathered)
            gathered = Gathered()
        if found and not gathered.lines:
            layout.begins(found, gathered)
        gathered.lines.append(line)
        gathered.size += len(line.raw)
        gathered.fields += bool(found)
        gathered.loose = 0 if found else gathered.loose + 1
        if layout.ends and layout.ends.match(line.raw):
            yield from _pieces(layout, gathered, is_ended=True)
            gathered = Gathered()
    yield from _pieces(layout, gathered)


def _is_over(layout: Layout, found: re.Match[bytes] | None, gathered: Gathered) -> bool:
    """Tell whether the line that was found starts a new record; what stands before the first field is none."""
    return found is not None and (not gathered.fields or layout.begins(found, gathered))


def _pieces(layout: Layout, gathered: Gathered, *, is_ended: bool = False) -> Iterator[Slice]:
    at = len(gathered.lines)
    if not layout.keeps_loose_lines and gathered.fields and not is_ended:
        at -= gathered.loose
    for part in (gathered.lines[:at], gathered.lines[at:]):
        raw = b"".join(line.raw for line in part)
        if raw.strip(_BLANKS):
            yield Slice(part[0].offset, raw)


def _lines(file: ByteSource, offset: int) -> Iterator[Slice]:
    """Give the lines with their ends; one longer than `MAX_LINE` comes in parts."""
    rest, is_start = b"", offset == 0
    while block := file.read(_READ):
        rest += block
        if is_start and len(rest) >= len(codecs.BOM_UTF8):
            offset += len(codecs.BOM_UTF8) * rest.startswith(codecs.BOM_UTF8)
            rest, is_start = rest.removeprefix(codecs.BOM_UTF8), False
        at = 0
        while (end := rest.find(b"\n", at) + 1) or len(rest) - at > MAX_LINE:
            end = end or at + MAX_LINE
            yield Slice(offset + at, rest[at:end])
            at = end
        rest, offset = rest[at:], offset + at
    if rest:
        yield Slice(offset, rest)


def joined(text: str, is_field: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """Give the lines of one record's text, a line that is no field joined to the one before, and whether one was.

    Raises `Damaged` if what stands before the first field is not blank.
    """
    current, was_broken = "", False
    for given in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = given.lstrip("\ufeff").rstrip("\0\x1a")
        if is_field.match(line):
            if current:
                yield current, was_broken
            current, was_broken = line, False
        elif line.strip():
            if not current:
                raise Damaged(RejectionReason.NOT_MARC, f"no field: {line[:60]!r}")
            current, was_broken = f"{current} {line.strip()}", True
    if current:
        yield current, was_broken


def repairs_of(broken: Iterable[bool]) -> tuple[Repair, ...]:
    """Return what to tell of a record some of whose lines were broken."""
    return (Repair.LINE_BREAK,) if any(broken) else ()


def made(leader: str, fields: Iterable[Field]) -> Record:
    """Return a record of these fields; raises `Damaged` if there are none. A leader may be short or empty."""
    record = Record()
    for each in fields:
        record.add_field(each)
    if not record.fields:
        raise Damaged(RejectionReason.NOT_MARC, "no field")
    shown = "".join(each if each.isascii() and each.isprintable() else " " for each in leader)
    record.leader = Leader(shown.ljust(_LEADER)[:_LEADER])
    return record


def is_control(tag: str) -> bool:
    """Tell whether a field of that tag has no subfields."""
    return tag.isdigit() and tag < "010"


def data_field(tag: str, indicators: str, value: str, mark: str) -> Field:
    """Return a field whose subfields each begin with `mark` and a code; text before the first becomes $a."""
    before, *parts = value.split(mark)
    subfields = [Subfield("a", before.strip())] if before.strip() else []
    subfields.extend(Subfield(part[0], part[1:]) for part in parts if part)
    return Field(tag, Indicators(indicators[:1] or " ", indicators[1:2] or " "), subfields)
