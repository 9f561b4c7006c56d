"""Segments that are read where they lie: Whoosh copies every file of a segment into the memory of each process."""

from typing import Any

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.structfile import BufferFile


class MappedSegment(W3Segment):
    """A segment whose files stay in the memory that the system shares among processes, and can take back."""

    def open_compound_file(self, storage: Any) -> "_MappedStorage":
        """Return the files of the segment."""
        return _MappedStorage(storage.open_file(self.make_filename(self.COMPOUND_EXT)))


class _MappedStorage(CompoundStorage):
    def open_file(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if self.is_closed or not self._source:
            return super().open_file(name, *args, **kwargs)
        start, length = self.range(name)
        return _MappedFile(memoryview(self._source)[start : start + length], name)


class _MappedFile(BufferFile):
    def __init__(self, stored: memoryview, name: str) -> None:
        super().__init__(b"", name=name)
        self._buf = stored
        self.file: Any = _Reading(stored)


class _Reading:
    """A position in a file."""

    def __init__(self, stored: memoryview) -> None:
        self._stored = stored
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes, or all."""
        start = self._at
        self._at = len(self._stored) if size < 0 else min(start + size, len(self._stored))
        return bytes(self._stored[start : self._at])

    def readline(self) -> bytes:
        """Return the bytes up to the next end of a line; unpickling asks for lines."""
        start, end = self._at, self._at
        while end < len(self._stored) and self._stored[end] != ord("\n"):
            end += 1
        return self.read(end + 1 - start)

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place, counted from the start, from here or from the end."""
        self._at = max(0, place + (0, self._at, len(self._stored))[whence])
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def close(self) -> None:
        """Let go of the file."""
        self._stored.release()
