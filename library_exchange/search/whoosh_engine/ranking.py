"""Rank: Whoosh scores terms, here it is held to the documents that the bitmaps have found."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

from whoosh.collectors import TopCollector
from whoosh.matching import Matcher, NullMatcher
from whoosh.matching.wrappers import WrappingMatcher
from whoosh.query import Or, Query, Term
from whoosh.searching import Searcher

from library_exchange.search.port import ANYWHERE
from library_exchange.search.whoosh_engine import bits

# Up to so many documents are visited one by one; beyond, postings are read in order and looked up in the bitmap.
FEW = 2_000


def best(searcher: Searcher, scored: tuple[tuple[str, float], ...], found: Mapping[str, int], limit: int) -> list[int]:
    """Return the numbers (in the whole index) of the best `limit` documents, best first.

    `found` gives the documents allowed per segment id. Documents with none of the scored terms are not among them.
    """
    collector = TopCollector(limit)
    searcher.search_with_collector(_Within(scored, found), collector)
    return [-number for _, number in sorted(collector.items, reverse=True)]


class _Within(Query):
    """Documents of a bitmap, scored by the sum of their terms."""

    def __init__(self, scored: tuple[tuple[str, float], ...], found: Mapping[str, int]) -> None:
        self._scored = Or([Term(ANYWHERE, text, boost=weight) for text, weight in scored])
        self._found = found

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """Return the matcher of one segment."""
        found = self._found.get(searcher.reader().segment().segment_id(), 0)  # type: ignore[union-attr]
        if not found:
            return NullMatcher()
        scored = self._scored.matcher(searcher, context)
        if found.bit_count() <= FEW:
            return _Visiting(scored, tuple(bits.members(found)))
        return _Filtering(scored, bits.Lookup(found))


class _Filtering(WrappingMatcher):
    """Passes over what is not in a set, reading on."""

    def __init__(self, child: Matcher, allowed: Any) -> None:
        super().__init__(child)
        self.allowed = allowed
        self._settle()

    def _settle(self) -> bool:
        child, allowed, has_new_block = self.child, self.allowed, False
        while child.is_active() and child.id() not in allowed:
            has_new_block = bool(child.next()) or has_new_block
        return has_new_block

    def _replacement(self, newchild: Matcher) -> Matcher:
        return type(self)(newchild, self.allowed)

    def copy(self) -> Matcher:
        return type(self)(self.child.copy(), self.allowed)

    def next(self) -> bool:  # type: ignore[override]
        has_new_block = bool(self.child.next())
        return self._settle() or has_new_block

    def skip_to(self, id: int) -> None:
        self.child.skip_to(id)
        self._settle()

    def skip_to_quality(self, minquality: float) -> int:
        skipped: int = self.child.skip_to_quality(minquality)
        self._settle()
        return skipped


class _Visiting(_Filtering):
    """Jumps from one allowed document to the next."""

    def _settle(self) -> bool:
        child, allowed = self.child, self.allowed
        while child.is_active():
            here = child.id()
            place = bisect_left(allowed, here)
            if place == len(allowed):
                self.child = NullMatcher()
            elif allowed[place] == here:
                break
            else:
                child.skip_to(allowed[place])
                continue
            break
        return True
