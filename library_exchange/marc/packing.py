"""Packed files: gzip and zip unpacked as they are read, and never to more than a file of records comes to."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from zipfile import BadZipFile, ZipFile, ZipInfo

from library_exchange.marc.formats import SNIFF, format_of, utf16_of
from library_exchange.marc.verdicts import ByteSource, Damaged, RejectionReason

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
UNSUSPICIOUS_B = 5 * 1024 * 1024
MOST_TIMES = 60
"""What is larger than that when unpacked must not have been packed tighter than this; records in XML reach 25."""
MOST_UNPACKED_B = 8 * 1024**3
"""Some four million records."""
MOST_PARTS = 2000
_READ = 1 << 16
_WITH_GZIP_HEADER = 31
_NOT_FILES = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_FAULTS = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


class Unpacked(Protocol):
    """What comes out of a packed file; `fault` is why it ended too early, if it did."""

    fault: Damaged | None

    def read(self, count: int, /) -> bytes: ...


def is_gzip(head: bytes) -> bool:
    """Tell whether a file that begins with `head` is gzip, even a damaged one if records come out of it."""
    if not head.startswith(GZIP):
        return False
    decoder, content = zlib.decompressobj(_WITH_GZIP_HEADER), b""
    try:
        for at in range(0, len(head), 256):
            content += decoder.decompress(head[at : at + 256], SNIFF)
            if decoder.unconsumed_tail or decoder.eof or len(content) >= SNIFF:
                break
    except zlib.error:
        return is_of_records(content[:SNIFF])
    return bool(content)


def is_of_records(head: bytes) -> bool:
    """Tell whether records stand near the start of what was unpacked."""
    return format_of(head) is not None or utf16_of(head) is not None


class Gunzipped:
    """A gzip file, of one or more members, read as what was packed; bytes after the last member are left alone."""

    def __init__(self, file: ByteSource) -> None:
        self.fault: Damaged | None = None
        self._file = file
        self._decoder = zlib.decompressobj(_WITH_GZIP_HEADER)
        self._pending = b""
        self._packed_b = self._unpacked_b = 0
        self._is_over = False

    def read(self, count: int, /) -> bytes:
        while not self._is_over:
            try:
                block = self._decoder.decompress(self._pending, count)
            except zlib.error as error:
                self._end(Damaged(RejectionReason.BAD_ARCHIVE, str(error)))
                return b""
            self._pending = self._decoder.unused_data if self._decoder.eof else self._decoder.unconsumed_tail
            self._unpacked_b += len(block)
            if _is_bomb(self._unpacked_b, self._packed_b):
                self._end(Damaged(RejectionReason.UNPACKS_TOO_LARGE, f"{self._unpacked_b} bytes so far"))
                return b""
            if not block:
                self._go_on()
            else:
                return block
        return b""

    def _go_on(self) -> None:
        """Begin the next member after the end of one, else take the next bytes of the file."""
        if self._decoder.eof:
            self._pending = self._pending or self._next()
            self._decoder = zlib.decompressobj(_WITH_GZIP_HEADER)
            if not self._pending.startswith(GZIP[: len(self._pending)] or GZIP):
                self._end()
        elif not self._pending:
            self._pending = self._next()
            if not self._pending:
                self._end(Damaged(RejectionReason.TRUNCATED, "the packed file breaks off"))

    def _next(self) -> bytes:
        block = self._file.read(_READ)
        self._packed_b += len(block)
        return block

    def _end(self, fault: Damaged | None = None) -> None:
        self.fault = self.fault or fault
        self._is_over = True


def _is_bomb(unpacked_b: int, packed_b: int) -> bool:
    is_tight = unpacked_b > UNSUSPICIOUS_B and unpacked_b > MOST_TIMES * packed_b
    return is_tight or unpacked_b > MOST_UNPACKED_B


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip file."""

    name: str
    size_b: int
    source: Unpacked


class Archive:
    """A zip file whose files are read one after another."""

    def __init__(self, file: BinaryIO) -> None:
        """Open it; raises `Damaged` if that cannot be done, or if it would become far too large."""
        try:
            file.seek(0, 2)
            packed_b = file.tell()
            self._zip = ZipFile(file)
            parts = self._zip.infolist()
        except _FAULTS as error:
            raise Damaged(RejectionReason.BAD_ARCHIVE, str(error)[:200]) from error
        unpacked_b = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or _is_bomb(unpacked_b, packed_b):
            raise Damaged(RejectionReason.UNPACKS_TOO_LARGE, f"{len(parts)} files of {unpacked_b} bytes")
        self._parts = [part for part in parts if _is_file(part)]

    def members(self) -> Iterator[Member]:
        """Give the files in it, those that only the packing system needs left out."""
        for part in self._parts:
            yield Member(part.filename, part.file_size, _Part(self._zip, part))


def _is_file(part: ZipInfo) -> bool:
    return not part.is_dir() and part.file_size > 0 and not any(name in part.filename for name in _NOT_FILES)


class _Part:
    """One file of a zip file; opened when it is first read, and never longer than it says."""

    def __init__(self, archive: ZipFile, part: ZipInfo) -> None:
        self.fault: Damaged | None = None
        self._archive = archive
        self._part = part
        self._stream: ByteSource | None = None

    def read(self, count: int, /) -> bytes:
        if self.fault:
            return b""
        try:
            self._stream = self._stream or self._archive.open(self._part)
            return self._stream.read(count)
        except _FAULTS as error:
            self.fault = Damaged(RejectionReason.BAD_ARCHIVE, f"{self._part.filename}: {error}"[:200])
            return b""
