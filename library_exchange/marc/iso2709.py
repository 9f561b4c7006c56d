"""Records cut out of an ISO 2709 file, so that no damaged one takes its neighbours with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from library_exchange.marc.verdicts import ByteSource, Damaged, RejectionReason, Repair, Slice

RECORD_END = b"\x1d"
FIELD_END = b"\x1e"
SUBFIELD = b"\x1f"
MAX_RECORD = 99_999
MAX_SCAN = 1 << 20
_READ = 1 << 18
_LEADER = 24
_PADDING = b"\r\n\t\0\x1a"
_BOM = b"\xef\xbb\xbf"
_CONTENT = re.compile(rb"[^\r\n\t\0\x1a]")
_BLANKS = re.compile(rb" [\s\0\x1a]*\Z")
_NOT_TERMINATOR = re.compile(rb"[^\x1d\r\n\t\0\x1a]")
_LEADER_INSIDE = re.compile(rb"(?=(\d{5})[\x20-\x7e]{5}\d\d(\d{5})[\x20-\x7e]{3}[\x20-\x7e]{4})")
_ENTRY = re.compile(rb"[0-9A-Za-z]{3}\d{9}")
_END_OF_DIRECTORY = re.compile(rb"[0-9A-Za-z]{3}\d{9}\x1e")


class RawField(NamedTuple):
    """One field before its encoding is known: tag and bytes without the field terminator."""

    tag: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Structure:
    """Leader and fields of one record; `repairs` names what was put right on the way."""

    leader: str
    fields: tuple[RawField, ...]
    repairs: tuple[Repair, ...] = ()


class _Window:
    """The part of the file that is being looked at; `offset` is where it starts in the file."""

    def __init__(self, file: ByteSource, offset: int) -> None:
        self.file = file
        self.offset = offset
        self.data = b""
        self.at = 0
        self.is_whole = False

    def ensure(self, count: int) -> bool:
        """Read on until `count` bytes lie ahead; tell whether the file had so many."""
        while len(self.data) - self.at < count and not self.is_whole:
            block = self.file.read(max(_READ, count))
            self.is_whole = not block
            self.data = self.data[self.at :] + block
            self.offset += self.at
            self.at = 0
        return len(self.data) - self.at >= count

    def find_end(self) -> int:
        """Return how many bytes there are up to the next record terminator, or 0 within `MAX_SCAN`."""
        ahead = 0
        while True:
            found = self.data.find(RECORD_END, self.at + ahead, self.at + MAX_SCAN)
            if found >= 0:
                return found + 1 - self.at
            ahead = min(len(self.data) - self.at, MAX_SCAN)
            if ahead >= MAX_SCAN or not self.ensure(ahead + 1):
                return 0

    def take(self, count: int) -> Slice:
        piece = Slice(self.offset + self.at, self.data[self.at : self.at + count])
        self.at += count
        return piece


def count_directories(part: bytes) -> int:
    """Return how many directories end in a part of a file; hardly anything but ISO 2709 has bytes like theirs."""
    return len(_END_OF_DIRECTORY.findall(part))


def slices(file: ByteSource, start: int = 0) -> Iterator[Slice]:
    """Cut `file`, which stands at byte `start`, into the bytes of its records.

    Nothing is lost: between two slices there are only line ends, NULs and byte order marks. The cut follows the
    record terminators (ISO 2709, 4.7) and not the length in the leader, which may lie.
    """
    window = _Window(file, start)
    while _skip_padding(window):
        yield from _resynchronised(window.take(_length_of_next(window)))


def _skip_padding(window: _Window) -> bool:
    """Go to the next byte that may begin a record; tell whether there is one."""
    while window.ensure(1):
        content = _CONTENT.search(window.data, window.at)
        if content:
            window.at = content.start()
            window.ensure(len(_BOM))
            if window.data.startswith(_BOM, window.at):
                window.at += len(_BOM)
                continue
            return not _only_blanks_left(window)
        window.at = len(window.data)
    return False


def _only_blanks_left(window: _Window) -> bool:
    if not _BLANKS.match(window.data, window.at):
        return False
    return not window.ensure(len(window.data) - window.at + 1)


def _length_of_next(window: _Window) -> int:
    window.ensure(_LEADER)
    end = window.find_end()
    if end == 1:
        return _length_of_flood(window)
    declared = _declared_length(window.data[window.at : window.at + 5])
    if end and declared > end and window.ensure(declared):
        whole = window.data[window.at : window.at + declared]
        if whole.endswith(RECORD_END) and _directory_agrees(whole):
            return declared
    return end or min(len(window.data) - window.at, MAX_SCAN)


def _length_of_flood(window: _Window) -> int:
    window.ensure(MAX_SCAN)
    other = _NOT_TERMINATOR.search(window.data, window.at, window.at + MAX_SCAN)
    return (other.start() if other else min(len(window.data), window.at + MAX_SCAN)) - window.at


def _declared_length(digits: bytes) -> int:
    return int(digits) if len(digits) == 5 and digits.isdigit() else 0


def _directory_agrees(raw: bytes) -> bool:
    """Tell whether the directory fills the record to its end: then a terminator inside is only a stray byte."""
    base = _declared_length(raw[12:17])
    if not _LEADER < base < len(raw) or (base - 1 - _LEADER) % 12 or raw[base - 1 : base] != FIELD_END:
        return False
    entries = [raw[at : at + 12] for at in range(_LEADER, base - 1, 12)]
    if not entries or not all(_ENTRY.fullmatch(entry) for entry in entries):
        return False
    return base + max(int(entry[3:7]) + int(entry[7:12]) for entry in entries) + 1 == len(raw)


def _resynchronised(piece: Slice) -> Iterator[Slice]:
    """Give back a whole record that hides behind a damaged one whose terminator is missing."""
    if _declared_length(piece.raw[:5]) != len(piece.raw) and piece.raw.endswith(RECORD_END):
        for inside in _LEADER_INSIDE.finditer(piece.raw, 1):
            at = inside.start()
            if int(inside[1]) == len(piece.raw) - at and _directory_agrees(piece.raw[at:]):
                yield Slice(piece.offset, piece.raw[:at])
                yield Slice(piece.offset + at, piece.raw[at:])
                return
    yield piece


def structure(raw: bytes) -> Structure:
    """Return leader and fields of one record.

    A missing last terminator, a wrong record length, or directory lengths that count characters and not bytes, are
    put right from what is there. Raises `Damaged` when the fields cannot be told apart with certainty (4.3-4.6).
    """
    closed = _closed(raw)
    lost = (Repair.TERMINATOR,) if closed is not raw else ()
    raw = closed
    _check_frame(raw)
    leader = raw[:_LEADER].decode("ascii")
    directory_end = raw.find(FIELD_END)
    if _declared_length(raw[12:17]) != directory_end + 1:
        raise Damaged(RejectionReason.BAD_LEADER, f"base address {leader[12:17]!r}")
    directory = raw[_LEADER:directory_end]
    entries = [directory[at : at + 12] for at in range(0, len(directory), 12)]
    if not entries or not all(_ENTRY.fullmatch(entry) for entry in entries):
        raise Damaged(RejectionReason.BAD_DIRECTORY, f"{len(directory)} bytes")
    fields, repairs = _fields(entries, raw[directory_end + 1 : -1])
    if int(leader[:5]) != len(raw):
        repairs = (Repair.RECORD_LENGTH, *repairs)
    return Structure(leader, fields, lost + repairs)


def _closed(raw: bytes) -> bytes:
    """Return the last record of a file with the terminator it lacks, if its directory says that nothing else does."""
    if raw.endswith(RECORD_END) or len(raw) > MAX_RECORD:
        return raw
    closed = raw.rstrip(_PADDING) + RECORD_END
    return closed if _directory_agrees(closed) else raw


def _check_frame(raw: bytes) -> None:
    if not raw.strip(RECORD_END + _PADDING):
        raise Damaged(RejectionReason.EMPTY, f"{raw.count(RECORD_END)} terminators")
    if not raw.endswith(RECORD_END):
        raise Damaged(RejectionReason.TRUNCATED, f"{len(raw)} bytes without a terminator")
    if len(raw) <= _LEADER + 1:
        raise Damaged(RejectionReason.TOO_SHORT, f"{len(raw)} bytes")
    if len(raw) > MAX_RECORD:
        raise Damaged(RejectionReason.TOO_LONG, f"{len(raw)} bytes")
    leader = raw[:_LEADER]
    if not leader.isascii() or not _declared_length(leader[:5]) or FIELD_END in leader or SUBFIELD in leader:
        raise Damaged(RejectionReason.BAD_LEADER, repr(leader)[2:-1])


def _fields(entries: list[bytes], body: bytes) -> tuple[tuple[RawField, ...], tuple[Repair, ...]]:
    fields: list[RawField] = []
    for entry in entries:
        start, length = int(entry[7:12]), int(entry[3:7])
        data = body[start : start + length]
        if not data.endswith(FIELD_END) or FIELD_END in data[:-1]:
            return _fields_by_terminators(entries, body), (Repair.DIRECTORY,)
        fields.append(RawField(entry[:3].decode("ascii"), data[:-1]))
    return tuple(fields), ()


def _fields_by_terminators(entries: list[bytes], body: bytes) -> tuple[RawField, ...]:
    parts = body.split(FIELD_END)
    if parts.pop() or len(parts) != len(entries):
        raise Damaged(RejectionReason.BAD_DIRECTORY, f"{len(entries)} entries, {len(parts)} fields")
    placed = _places(entries, parts)
    return tuple(RawField(entry[:3].decode("ascii"), parts[placed[at]]) for at, entry in enumerate(entries))


def _places(entries: list[bytes], parts: list[bytes]) -> list[int]:
    """Return which part of the body each entry means, where their lengths or some place are wrong.

    Raises `Damaged` where that is not certain: a field must not be read under the tag of another.
    """
    starts, usual = [int(entry[7:12]) for entry in entries], list(range(len(entries)))
    if starts == sorted(starts):
        return usual
    ordered = sorted(usual, key=lambda at: (starts[at], at))
    ends = [0, *(starts[at] + int(entries[at][3:7]) for at in ordered)]
    if all(starts[at] == end for at, end in zip(ordered, ends, strict=False)):
        return [ordered.index(at) for at in usual]
    return _by_those_that_fit(entries, parts)


def _by_those_that_fit(entries: list[bytes], parts: list[bytes]) -> list[int]:
    """Return the part of each entry if but one of them is wrong: it means the part that no other one does."""
    at, there = 0, {}
    for number, part in enumerate(parts):
        there[at, len(part) + 1] = number
        at += len(part) + 1
    placed = [there.get((int(entry[7:12]), int(entry[3:7]))) for entry in entries]
    left = set(range(len(parts))) - set(placed)
    if placed.count(None) != 1 or len(left) != 1:
        raise Damaged(RejectionReason.BAD_DIRECTORY, f"{placed.count(None)} of {len(entries)} entries fit nowhere")
    [last] = left
    return [last if each is None else each for each in placed]
