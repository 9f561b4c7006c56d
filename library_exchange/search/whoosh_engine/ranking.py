"""Rank by BM25, for the documents that the bitmaps have found and for no other."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import compress
from math import log
from operator import neg

from library_exchange.search.port import ANYWHERE
from library_exchange.search.whoosh_engine import bits
from library_exchange.search.whoosh_engine.layer import Layer
from library_exchange.search.whoosh_engine.postings import Postings

B, K1 = 0.75, 1.2
# So many times fewer documents than postings are looked up in them one by one.
FEW = 32

Scored = tuple[tuple[str, float], ...]


class Ranking:
    """What rank needs to know of all segments: how many documents there are, how long they are."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = layers
        self._count = sum(layer.size for layer in layers)
        average = sum(layer.total_length for layer in layers) / (self._count or 1) or 1
        self._norms = {
            length: K1 * ((1 - B) + B * length / average) for layer in layers for length in set(layer.lengths)
        }

    def best(self, scored: Scored, found: Sequence[int], limit: int) -> list[int]:
        """Return the numbers (in the whole index) of the best `limit` documents, best first.

        `found` gives the documents allowed in each segment. Documents with none of the scored terms are not among them;
        of documents with one score the first come first.
        """
        terms = [(text.encode(), factor) for text, weight in scored for factor in self._factors(text, weight)]
        ranked = nlargest(limit, self._candidates(terms, found))
        return [-number for _, number in ranked]

    def _factors(self, text: str, weight: float) -> Iterator[float]:
        known = sum(layer.frequency(ANYWHERE, text.encode()) for layer in self._layers)
        if known:
            yield weight * (log(self._count / (known + 1)) + 1) * (K1 + 1)

    def _candidates(self, terms: list[tuple[bytes, float]], found: Sequence[int]) -> Iterator[tuple[float, int]]:
        base = 0
        for layer, here in zip(self._layers, found, strict=True):
            if here:
                scores = self._scores(layer, terms, here)
                yield from zip(scores.values(), map(neg, map(base.__add__, scores)), strict=True)
            base += layer.size

    def _scores(self, layer: Layer, terms: list[tuple[bytes, float]], found: int) -> dict[int, float]:
        scores: dict[int, float] = {}
        within = _Within(found, layer.size)
        norms, lengths = self._norms, layer.lengths
        for text, factor in terms:
            postings = layer.postings(ANYWHERE, text)
            for number, weight in within.of(postings) if postings else ():
                score = factor * weight / (weight + norms[lengths[number]])
                scores[number] = scores.get(number, 0.0) + score
        return scores


class _Within:
    """Picks from postings those of the documents found."""

    def __init__(self, found: int, size: int) -> None:
        self._found = found
        self._size = size
        self._number = found.bit_count()
        self._members: list[int] | None = None
        self._flags: bytes | None = None

    def of(self, postings: Postings) -> Iterable[tuple[int, int]]:
        """Yield document and weight."""
        documents, weights = postings.documents, postings.weights
        if self._number * FEW < len(documents):
            return self._looked_up(documents, weights)
        if self._number == self._size:
            return zip(documents, weights, strict=True)
        if self._flags is None:
            self._flags = bits.as_flags(self._found, self._size)
        return compress(zip(documents, weights, strict=True), map(self._flags.__getitem__, documents))

    def _looked_up(self, documents: Sequence[int], weights: bytes) -> Iterator[tuple[int, int]]:
        if self._members is None:
            self._members = bits.members(self._found)
        place = 0
        for number in self._members:
            place = bisect_left(documents, number, place)
            if place == len(documents):
                return
            if documents[place] == number:
                yield number, weights[place]
