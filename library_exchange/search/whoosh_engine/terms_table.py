"""The table of terms of a segment, as Whoosh reads it, written in large pieces: a call for each term is what costs."""

from struct import Struct
from typing import Any
from zlib import crc32

from whoosh.filedb.filetables import HashWriter, OrderedHashWriter
from whoosh.util.numlists import GrowableArray

_CRC32 = 1
"""Which of Whoosh's ways to mix a key is noted in the file; its usual one, MD5, costs five times as much."""
_LENGTHS = Struct("!ii")
_POINTER = Struct("!Iq")
_HELD_B = 1 << 20


class TermsTable(OrderedHashWriter):
    """Writes what Whoosh's own class does, but knows by itself where it is in the file."""

    def __init__(self, dbfile: Any) -> None:
        HashWriter.__init__(self, dbfile, hashtype=_CRC32)
        self.index = GrowableArray("H")
        self.lastkey = b""
        self._at: int = dbfile.tell()
        self._held = bytearray()

    def add(self, key: bytes, value: bytes) -> None:
        """Add a term, which comes after those before in the order of bytes, with its entry."""
        if key <= self.lastkey:
            raise ValueError(f"Keys must increase: {self.lastkey!r}..{key!r}")
        self.lastkey = key
        at = self._at + len(self._held)
        self.index.append(at)
        mixed = crc32(key)
        self.buckets[mixed & 255].append((mixed, at))
        self._held += _LENGTHS.pack(len(key), len(value)) + key + value
        if len(self._held) > _HELD_B:
            self._let_go()

    def _let_go(self) -> None:
        self.dbfile.write(bytes(self._held))
        self._at += len(self._held)
        self._held.clear()

    def _write_hashes(self) -> None:
        self._let_go()
        for entries in self.buckets:
            self.directory.append((self.dbfile.tell(), 2 * len(entries)))
            self.dbfile.write(_slots(entries))


def _slots(entries: list[tuple[int, int]]) -> bytes:
    """Return the pointers of one of the 256 parts, each in the first free slot from its own on."""
    count = 2 * len(entries)
    written, is_taken = bytearray(count * _POINTER.size), bytearray(count)
    for mixed, at in entries:
        slot = (mixed >> 8) % count
        while is_taken[slot]:
            slot = (slot + 1) % count
        is_taken[slot] = True
        _POINTER.pack_into(written, slot * _POINTER.size, mixed, at)
    return bytes(written)
