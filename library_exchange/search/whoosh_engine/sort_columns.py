"""Orders of the documents of a segment: kept in a file beside a large one, so that no reader waits while one is made.

Such a file is a help and no part of the index: missing or torn, the order is made anew. Whoosh removes it with its
segment, whose name it bears.
"""

from array import array
from collections.abc import Callable, Iterator
from heapq import nsmallest
from itertools import compress, islice
from pathlib import Path
from zlib import crc32

from library_exchange.search.port import Sort
from library_exchange.search.whoosh_engine import bits

# Below this share of a segment, sorting the hits is cheaper than walking the whole order.
FEW_OF_ALL = 8
KEPT = (Sort.YEAR_NEW, Sort.YEAR_OLD, Sort.TITLE, Sort.AUTHOR, Sort.ADDED)
SUFFIX, DRAFT = ".ord", ".new"
# Its number is raised when there is another order, or the keys of one change.
_MARK = b"orders-2"
_CHECK_SIZE = 4

Key = tuple[object, ...]


class Orders:
    """The orders of one segment of `size` documents; `key` gives what a document is ordered by."""

    def __init__(self, path: Path, size: int, key: Callable[[int, Sort], Key]) -> None:
        self._path = path
        self._size = size
        self._key = key
        self._made: dict[Sort, Order] = {}

    def __getitem__(self, sort: Sort) -> "Order":
        """Return an order: the one known, the one kept, or one made now."""
        if sort not in self._made:
            self._made[sort] = Order(self._kept(sort) or self._sorted(sort))
        return self._made[sort]

    def keep(self) -> None:
        """Write all orders into the file, in one step."""
        stored = _MARK + b"".join(self[sort].numbers.tobytes() for sort in KEPT)
        draft = self._path.with_suffix(DRAFT)
        draft.write_bytes(stored + crc32(stored).to_bytes(_CHECK_SIZE, "little"))
        draft.replace(self._path)

    def _sorted(self, sort: Sort) -> "array[int]":
        return array("I", sorted(range(self._size), key=lambda number: self._key(number, sort)))

    def _kept(self, sort: Sort) -> "array[int] | None":
        try:
            stored = self._path.read_bytes()
        except OSError:
            return None
        body, check = stored[:-_CHECK_SIZE], stored[-_CHECK_SIZE:]
        length = self._size * array("I").itemsize
        is_whole = len(body) == len(_MARK) + len(KEPT) * length and body.startswith(_MARK)
        if not is_whole or crc32(body) != int.from_bytes(check, "little"):
            return None
        numbers = array("I")
        start = len(_MARK) + KEPT.index(sort) * length
        numbers.frombytes(body[start : start + length])
        return numbers


class Order:
    """All documents of a segment in an order, and the place of each in it."""

    def __init__(self, numbers: "array[int]") -> None:
        self.numbers = numbers
        self._places = array("I", bytes(numbers.itemsize * len(numbers)))
        for place, number in enumerate(numbers):
            self._places[number] = place

    def first(self, found: int, most: int, begins: int = 0) -> Iterator[int]:
        """Return the first `most` of the documents found, in order, from a place in it on."""
        if found.bit_count() * FEW_OF_ALL < len(self.numbers):
            every = map(self._places.__getitem__, bits.members(found))
            places = nsmallest(most, (place for place in every if place >= begins) if begins else every)
            return map(self.numbers.__getitem__, places)
        flags = bits.as_flags(found, len(self.numbers))
        numbers = self.numbers[begins:] if begins else self.numbers
        return islice(compress(numbers, map(flags.__getitem__, numbers)), most)
