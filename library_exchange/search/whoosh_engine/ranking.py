"""Rank by BM25, for the documents that the bitmaps have found and for no other."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import chain, compress, repeat
from math import log
from operator import add, getitem

from library_exchange.search.port import ANYWHERE
from library_exchange.search.whoosh_engine import bits
from library_exchange.search.whoosh_engine.postings import Postings
from library_exchange.search.whoosh_engine.segment_bitmaps import LENGTHS, SegmentBitmaps

B, K1 = 0.75, 1.2
# So many times fewer documents than postings are looked up in them one by one.
FEW = 32

Scored = tuple[tuple[str, float], ...]


class Ranking:
    """What rank needs to know of all segments: how many documents there are, how long they are."""

    def __init__(self, segments: Sequence[SegmentBitmaps], frequency: Callable[[bytes], int]) -> None:
        self._segments = segments
        self._frequency = frequency
        self._count = sum(bitmaps.size for bitmaps in segments)
        average = sum(bitmaps.total_length for bitmaps in segments) / (self._count or 1) or 1
        self._norms = _Norms([K1 * ((1 - B) + B * length / average) for length in LENGTHS])

    def scoring(self, scored: Scored) -> "Scoring":
        """Return what the terms of a query add to scores, looked up once for all that is ranked by it."""
        return Scoring([(text.encode(), factor) for text, weight in scored for factor in self._factors(text, weight)])

    def best(self, scoring: "Scoring", found: Sequence[int], limit: int, preferred: Sequence[int]) -> list[int]:
        """Return the numbers (in the whole index) of the best `limit` documents, best first.

        `found` gives the documents allowed in each segment, `preferred` those that come first among documents with one
        score, of which then the first come first. Documents with none of the scored terms are not among them.
        """
        parts = [self._scores(bitmaps, scoring, here) for bitmaps, here in zip(self._segments, found, strict=True)]
        # The scores alone first: most documents are then passed over without being named.
        least = min(nlargest(limit, chain.from_iterable(scores.values() for scores in parts)), default=0.0)
        ranked = nlargest(limit, self._from(least, parts, preferred))
        return [-number for _, _, number in ranked]

    def _factors(self, text: str, weight: float) -> Iterator[float]:
        known = self._frequency(text.encode())
        if known:
            yield weight * (log(self._count / (known + 1)) + 1) * (K1 + 1)

    def _from(
        self, least: float, parts: Sequence[dict[int, float]], preferred: Sequence[int]
    ) -> Iterator[tuple[float, bool, int]]:
        base = 0
        for bitmaps, scores, first in zip(self._segments, parts, preferred, strict=True):
            best = [(score, number) for number, score in scores.items() if score >= least]
            are_first = bits.have(first, [number for _, number in best], bitmaps.size)
            yield from [(score, is_first, -base - n) for (score, n), is_first in zip(best, are_first, strict=True)]
            base += bitmaps.size

    def _scores(self, bitmaps: SegmentBitmaps, scoring: "Scoring", found: int) -> dict[int, float]:
        """Return the score of each document found; each step is one call for all postings of a term."""
        scores: dict[int, float] = {}
        within = _Within(found, bitmaps.size)
        for factor, postings in scoring.postings(bitmaps) if found else ():
            documents, weights = within.of(postings)
            by_weight = map(scoring.table(factor, self._norms).__getitem__, weights)
            new = map(getitem, by_weight, map(bitmaps.length_codes.__getitem__, documents))
            if scores:
                new = map(add, map(scores.get, documents, repeat(0.0)), new)
            scores.update(zip(documents, new, strict=True))
        return scores


class Scoring:
    """What the terms of one query add to scores, and where they stand; of a segment read when it is asked for."""

    def __init__(self, terms: Sequence[tuple[bytes, float]]) -> None:
        self._terms = terms
        self._postings: dict[str, list[tuple[float, Postings]]] = {}
        self._tables: dict[float, _Table] = {}

    def postings(self, bitmaps: SegmentBitmaps) -> list[tuple[float, Postings]]:
        """Return the factors of the terms that a segment has, each with its postings there."""
        known = self._postings.get(bitmaps.segment_id)
        if known is None:
            read = ((factor, bitmaps.postings(ANYWHERE, text)) for text, factor in self._terms)
            known = [(factor, postings) for factor, postings in read if postings is not None]
            self._postings[bitmaps.segment_id] = known
        return known

    def table(self, factor: float, norms: "_Norms") -> "_Table":
        """Return what a term of this factor adds to scores."""
        if factor not in self._tables:
            self._tables[factor] = _Table(factor, norms)
        return self._tables[factor]


class _Norms(dict[int, list[float]]):
    """What any term adds to a score but for its factor, by its weight and the code of the document's length.

    It is made as it is needed and kept as long as the lengths of documents are the same.
    """

    def __init__(self, norms: Sequence[float]) -> None:
        super().__init__()
        self._norms = norms

    def __missing__(self, weight: int) -> list[float]:
        made = self[weight] = [weight / (weight + norm) for norm in self._norms]
        return made


class _Table(dict[int, list[float]]):
    """What a term adds to a score, by its weight and by the code of the document's length; made as it is needed."""

    def __init__(self, factor: float, norms: _Norms) -> None:
        super().__init__()
        self._factor = factor
        self._norms = norms

    def __missing__(self, weight: int) -> list[float]:
        made = self[weight] = list(map(self._factor.__mul__, self._norms[weight]))
        return made


class _Within:
    """Picks from postings those of the documents found."""

    def __init__(self, found: int, size: int) -> None:
        self._found = found
        self._size = size
        self._number = found.bit_count()
        self._members: list[int] | None = None
        self._flags: bytes | None = None

    def of(self, postings: Postings) -> tuple[Sequence[int], Iterable[int]]:
        """Return documents and their weights."""
        documents, weights = postings.documents, postings.weights
        if self._number * FEW < len(documents):
            places = self._looked_up(documents)
            return [documents[place] for place in places], [weights[place] for place in places]
        if self._number == self._size:
            return documents, weights
        if self._flags is None:
            self._flags = bits.as_flags(self._found, self._size)
        chosen = bytes(map(self._flags.__getitem__, documents))
        return list(compress(documents, chosen)), compress(weights, chosen)

    def _looked_up(self, documents: Sequence[int]) -> list[int]:
        """Return the places of the documents found."""
        if self._members is None:
            self._members = bits.members(self._found)
        places, place = [], 0
        for number in self._members:
            place = bisect_left(documents, number, place)
            if place == len(documents):
                break
            if documents[place] == number:
                places.append(place)
        return places
