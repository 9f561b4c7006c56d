"""Whether the files of an index are as they were written: checksums for what is opened, stamps for what is open."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from struct import Struct
from typing import BinaryIO, TypeAlias
from zlib import crc32

from library_exchange.search.errors import IndexDamaged

PIECE_B = 1 << 20
_MARK = b"sealed-1"
_SEAL = Struct("<QI8s")

Stamp: TypeAlias = tuple[int, int, int, int]
"""Which file stands under a name, how large it is, when it was written and when anything of it changed."""
Stamps: TypeAlias = "Mapping[Path, Stamp | None]"


def stamp(path: Path) -> Stamp | None:
    """Return the stamp of a file, None if there is none; whoever writes to it, cuts or swaps it changes the stamp."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def are_untouched(stamps: Stamps) -> bool:
    """Whether all files still have these stamps."""
    return all(known is not None and stamp(path) == known for path, known in stamps.items())


def pieces(file: BinaryIO, length: int) -> Iterator[bytes]:
    """Yield the next `length` bytes of a file, fewer where it ends before."""
    while length > 0 and (piece := file.read(min(PIECE_B, length))):
        length -= len(piece)
        yield piece


def checksum(file: BinaryIO, length: int, start: int = 0) -> int:
    """Return the checksum of the next `length` bytes, continued from `start`."""
    for piece in pieces(file, length):
        start = crc32(piece, start)
    return start


def seal(path: Path, name: str) -> None:
    """Add to a file that is written its length and a checksum; it holds only for a file of that name."""
    with path.open("r+b") as file:
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        summed = checksum(file, length, crc32(name.encode()))
        file.seek(length)
        file.write(_SEAL.pack(length, summed, _MARK))


def check_seal(path: Path) -> None:
    """Raise `IndexDamaged` if a sealed file is not whole, was changed or is another one."""
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END) - _SEAL.size
        file.seek(max(length, 0))
        sealed = file.read()
        file.seek(0)
        if length < 0 or sealed != _SEAL.pack(length, checksum(file, length, crc32(path.name.encode())), _MARK):
            raise IndexDamaged("torn-file", file=path.name)
