"""Segments that are read where they lie: Whoosh copies every file of a segment into the memory of each process.

They are read piece by piece and not mapped into memory: where a mapped file loses its end, the system ends the process.
"""

import io
import os
import sys
import weakref
from typing import Any, BinaryIO

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.structfile import BufferFile

# Entries of the table of terms lie side by side: with the one that is asked for, its neighbours are read.
WINDOW_B = 4096
SMALL_B = 512

if sys.platform == "win32":

    def _read_at(file: BinaryIO, place: int, size: int) -> bytes:
        file.seek(place)
        return file.read(size)

else:

    def _read_at(file: BinaryIO, place: int, size: int) -> bytes:
        return os.pread(file.fileno(), size, place)


class FiledSegment(W3Segment):
    """A segment whose files stay where the system keeps what was read lately, shared among processes."""

    def open_compound_file(self, storage: Any) -> "_SegmentStorage":
        """Return the files of the segment."""
        return _SegmentStorage(storage.open_file(self.make_filename(self.COMPOUND_EXT)))


class _SegmentStorage(CompoundStorage):
    def __init__(self, dbfile: Any) -> None:
        super().__init__(dbfile, use_mmap=False)
        self._whole = _Whole(dbfile.file)

    def open_file(self, name: str, *_: Any, **__: Any) -> Any:
        start, length = self.range(name)
        return _PartFile(self._whole, start, length, name)


class _Whole:
    """The file of a segment, which is closed when nobody reads from it any more."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        weakref.finalize(self, file.close)

    def read(self, place: int, size: int) -> bytes:
        """Return the bytes at a place, fewer where the file ends."""
        return _read_at(self._file, place, size)


class _PartFile(BufferFile):
    """A file within the file of a segment."""

    def __init__(self, whole: _Whole, start: int, length: int, name: str) -> None:
        super().__init__(b"", name=name)
        self._whole = whole
        self._start = start
        self.length = length
        self._held = b""
        self._held_at = 0
        self.file: Any = io.BufferedReader(_Reading(self))

    def get(self, position: int, length: int) -> bytes:
        """Return the `length` bytes from a position on, fewer where the file ends before."""
        if length > SMALL_B:
            return self._read(position, length)
        at = position - self._held_at
        if at < 0 or at + length > len(self._held):
            self._held, self._held_at, at = self._read(position, WINDOW_B), position, 0
        return self._held[at : at + length]

    def _read(self, position: int, length: int) -> bytes:
        wanted = max(0, min(length, self.length - position))
        found = self._whole.read(self._start + position, wanted)
        if len(found) < wanted:
            raise EOFError(f"{self._name} ends before {position + wanted}")
        return found


class _Reading(io.RawIOBase):
    """A position in such a file."""

    def __init__(self, part: _PartFile) -> None:
        self._part = part
        self._at = 0

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def seekable(self) -> bool:
        """Whether it has places to go to."""
        return True

    def readinto(self, target: Any) -> int:
        """Read the next bytes into `target` and return how many there were."""
        found = self._part.get(self._at, len(target))
        target[: len(found)] = found
        self._at += len(found)
        return len(found)

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place, counted from the start, from here or from the end."""
        self._at = max(0, place + (0, self._at, self._part.length)[whence])
        return self._at
