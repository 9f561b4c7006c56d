"""A facet with values without number in one segment: counted from the documents, or from the values, whichever is less.

A bitmap per value, as the other facets have it, would be larger than the index.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heappush, heapreplace, nlargest
from itertools import chain, compress, count
from operator import neg
from typing import NamedTuple, TypeVar

from library_exchange.search.whoosh_engine import bits

# Up to this share of a segment, its hits are asked for their values; beyond, the values for their hits.
FEW_OF_ALL = 5
# Up to this share they are looked up one by one; beyond, all documents are passed over.
SPARSE_OF_ALL = 50
# A value that this share of a segment has is counted by a bitmap; a rarer one document by document.
RARE_OF_ALL = 1024
# Where many documents are found, only values that more than this share of a segment has are counted: the rarer ones
# cannot be among the most frequent.
FREQUENT_OF_ALL = (4096, 16384)

Value = TypeVar("Value", int, str)
Postings = Iterable[tuple[str, Sequence[int]]]
Keep = Callable[[str, Callable[[], int]], int]


class _Frequent(NamedTuple):
    """The places of each document's values without the rare ones, and in how many documents the least rare one is."""

    places: list[tuple[int, ...]]
    following: int


class Values:
    """The values of one facet, the most frequent first, and which documents have them; `keep` caches bitmaps."""

    def __init__(self, postings: Postings, size: int, keep: Keep) -> None:
        self.size = size
        self._keep = keep
        found = sorted(postings, key=lambda each: (-len(each[1]), each[0]))
        self._codes = [code for code, _ in found]
        self._places = {code: place for place, code in enumerate(self._codes)}
        self._documents = array("I", chain.from_iterable(documents for _, documents in found))
        self._ends = array("I", [0])
        for _, documents in found:
            self._ends.append(self._ends[-1] + len(documents))
        self._of_document = self._turned(len(self._codes))
        self._frequent = [self._without_rare(size // share) for share in FREQUENT_OF_ALL]

    def _without_rare(self, least: int) -> _Frequent:
        numbers = [self._number(place) for place in range(len(self._codes))]
        end = bisect_left(numbers, -least, key=neg)
        return _Frequent(self._turned(end), numbers[end] if end < len(numbers) else 0)

    def _turned(self, end: int) -> list[tuple[int, ...]]:
        """Return the places, those before `end`, of each document's values; documents with the same ones share them."""
        lists: dict[int, list[int]] = {}
        for place in range(end):
            for number in self._having(place):
                lists.setdefault(number, []).append(place)
        shared: dict[tuple[int, ...], tuple[int, ...]] = {}
        made: list[tuple[int, ...]] = [()] * self.size
        for number, places in lists.items():
            as_tuple = tuple(places)
            made[number] = shared.setdefault(as_tuple, as_tuple)
        return made

    def _number(self, place: int) -> int:
        return self._ends[place + 1] - self._ends[place]

    def _having(self, place: int) -> "array[int]":
        return self._documents[self._ends[place] : self._ends[place + 1]]

    def is_few(self, found: int) -> bool:
        """Whether it is less work to ask the documents `found` than the values."""
        return found.bit_count() * FEW_OF_ALL <= self.size

    def of(self, found: int) -> dict[str, int]:
        """Return how many of the documents `found` have each value."""
        return {self._codes[place]: number for place, number in self._counted(found, self._of_document).items()}

    def best(self, found: int, most: int) -> dict[str, int]:
        """Return the same of the `most` most frequent values, and of others that are as frequent as the last."""
        return {self._codes[place]: number for place, number in _largest(self._promising(found, most), most)}

    def _promising(self, found: int, most: int) -> Counter[int]:
        """Return how many have each value, of the values that may be among the most frequent, by their places."""
        likely = self._number(most - 1) * found.bit_count() // self.size if most <= len(self._codes) else 0
        for frequent in self._frequent:
            if likely > frequent.following:
                counts = self._counted(found, frequent.places)
                if len(counts) >= most and min(nlargest(most, counts.values())) > frequent.following:
                    return counts
        return self._counted(found, self._of_document)

    def _counted(self, found: int, places: Sequence[tuple[int, ...]]) -> Counter[int]:
        lists: Iterable[tuple[int, ...]]
        if found.bit_count() * SPARSE_OF_ALL < self.size:
            lists = map(places.__getitem__, bits.members(found))
        else:
            lists = compress(places, bits.as_flags(found, self.size))
        return Counter(chain.from_iterable(lists))

    def at(self, place: int) -> tuple[str | None, int]:
        """Return the value at a place in the order of frequency and in how many documents it is, none past the end."""
        if place >= len(self._codes):
            return None, 0
        return self._codes[place], self._number(place)

    def count(self, code: str, found: int, flags: bytes) -> int:
        """Return how many of the documents `found` (`flags` is the same) have a value."""
        place = self._places.get(code)
        if place is None:
            return 0
        documents = self._having(place)
        if len(documents) * RARE_OF_ALL < self.size:
            return sum(map(flags.__getitem__, documents))
        return (found & self._keep(code, lambda: bits.of(documents, self.size))).bit_count()


def most_frequent(parts: Sequence[tuple[Values, int]], most: int) -> dict[str, int]:
    """Return the `most` most frequent values, and others, of the documents found in each segment, with their numbers.

    The numbers of the `most` are exact, those of the others may be too small, never so that they would come before.
    """
    parts = [(values, found) for values, found in parts if found]
    if len(parts) == 1 and parts[0][0].is_few(parts[0][1]):
        values, found = parts[0]
        return values.best(found, most)
    counts: Counter[str] = Counter()
    large = []
    for values, found in parts:
        if values.is_few(found):
            counts.update(values.of(found))
        else:
            large.append((values, found, bits.as_flags(found, values.size)))
    best: list[int] = []
    totals: dict[str, int] = {}
    for code in _promising([values for values, _, _ in large], most, best, max(counts.values(), default=0)):
        if code not in totals:
            totals[code] = counts[code] + sum(values.count(code, found, flags) for values, found, flags in large)
            _keep_largest(best, totals[code], most)
    return dict(_largest({**counts, **totals}, most))


def _largest(counts: Mapping[Value, int], most: int) -> Iterable[tuple[Value, int]]:
    """Return the `most` largest numbers above zero, and those that equal the last of them."""
    last = max(min(nlargest(most, counts.values()), default=0), 1)
    return [(value, number) for value, number in counts.items() if number >= last]


def _promising(segments: Sequence[Values], most: int, best: list[int], elsewhere: int) -> Iterator[str]:
    """Yield values, the frequent ones first, until none that follows can be among the best.

    `best` holds the largest numbers so far, `elsewhere` is the most that a value has outside these segments.
    """
    for place in count() if segments else ():
        here = [values.at(place) for values in segments]
        possible = sum(number for _, number in here)
        if not possible or (len(best) == most and possible + elsewhere < best[0]):
            return
        yield from (code for code, _ in here if code is not None)


def _keep_largest(best: list[int], number: int, most: int) -> None:
    if len(best) < most:
        heappush(best, number)
    elif number > best[0]:
        heapreplace(best, number)
