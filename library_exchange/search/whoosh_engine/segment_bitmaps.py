"""What one segment holds, laid out as bitmaps; a segment never changes, so neither do its bitmaps."""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import reduce
from itertools import islice
from operator import or_
from pathlib import Path
from typing import cast

from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.numeric import byte_to_length, length_to_byte

from library_exchange.search.port import CLASS, MOST_VALUES, UNKNOWN, Sort
from library_exchange.search.records import decade
from library_exchange.search.whoosh_engine import bits, schema
from library_exchange.search.whoosh_engine.postings import Postings
from library_exchange.search.whoosh_engine.sort_columns import Key, Orders
from library_exchange.search.whoosh_engine.values import Values

CACHE_BYTES = 64 * 1024 * 1024
LAST = b"\xff"
# Lengths by their code: as coarse as Whoosh keeps them, so that equally good documents stay in their order.
LENGTHS = [byte_to_length(code) for code in range(256)]


class TermCache:
    """Bitmaps of terms asked for lately, at most `CACHE_BYTES` of them, over all segments."""

    def __init__(self, most_bytes: int = CACHE_BYTES) -> None:
        self._kept: OrderedDict[tuple[str, str, bytes], int] = OrderedDict()
        self._most = most_bytes
        self._bytes = 0

    def get(self, key: tuple[str, str, bytes], make: Callable[[], int]) -> int:
        """Return the bitmap kept under `key`, made if it is not there."""
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
            return known
        made = make()
        self._kept[key] = made
        self._bytes += _weight(made)
        while self._bytes > self._most:
            self._bytes -= _weight(self._kept.popitem(last=False)[1])
        return made


class SegmentBitmaps:
    """One segment: ids and versions, a bitmap per facet code and per year, orders."""

    def __init__(self, reader: SegmentReader, cache: TermCache, orders: Path) -> None:
        self.reader = reader
        self.segment_id: str = reader.segment().segment_id()  # type: ignore[union-attr]
        self.size: int = reader.doc_count_all()
        self.all = (1 << self.size) - 1
        self._cache = cache
        self.ids = array("q", reader.column_reader(schema.RECORD_ID, translate=False))
        self.versions = array("q", reader.column_reader(schema.VERSION, translate=False))
        lengths = array("I", reader.column_reader(schema.LENGTH, translate=False))
        self.total_length = sum(lengths)
        codes = {length: length_to_byte(length) for length in set(lengths)}
        self.length_codes = bytes(map(codes.__getitem__, lengths))
        self._titles = reader.column_reader(schema.SORT_TITLE, translate=False)
        self._authors = reader.column_reader(schema.SORT_AUTHOR, translate=False)
        self.years = {int(code): found for code, found in self._codes(schema.YEAR)}
        self._year_of = array("h", bytes(2 * self.size))
        for year, found in self.years.items():
            for number in bits.members(found):
                self._year_of[number] = year
        few = {name: field for name, field in schema.FACET_FIELDS.items() if name not in (*MOST_VALUES, CLASS)}
        self.facets = {name: dict(self._codes(field)) for name, field in few.items()}
        self.facets["decade"] = self._decades()
        self.values = {name: self._values(schema.FACET_FIELDS[name]) for name in MOST_VALUES}
        self.orders = Orders(orders, self.size, self._key)

    def numbers_of(self, ids: Set[int]) -> list[int]:
        """Return the numbers of the documents of these records, deleted ones too."""
        return [number for number, record_id in enumerate(self.ids) if record_id in ids]

    def postings(self, field: str, text: bytes) -> Postings | None:
        """Return the postings of a term, those of documents deleted since too; None if there are none."""
        try:
            return cast(Postings, self.reader.postings(field, text))
        except TermNotFound:
            return None

    def term(self, field: str, text: bytes) -> int:
        """Return the documents whose `field` has the term; documents deleted since count too."""
        return self.any_of(field, (text,))

    def any_of(self, field: str, texts: Sequence[bytes]) -> int:
        """Return the documents whose `field` has any of the terms; documents deleted since count too."""
        return self._cache.get((self.segment_id, field, b"\0".join(texts)), lambda: self._union(field, texts))

    def frequency(self, field: str, text: bytes) -> int:
        """Return in how many documents `field` has the term; documents deleted since count too."""
        return self.reader.doc_frequency(field, text)

    def terms_from(self, field: str, start: bytes, most: int) -> list[bytes]:
        """Return the first `most` terms of `field` that begin with `start`."""
        return [bytes(text) for text in islice(self.reader.expand_prefix(field, start), most)]

    def codes(self, facet: str, values: Iterable[str]) -> int:
        """Return the documents with any of the facet's `values`."""
        if facet not in self.facets:
            field = schema.FACET_FIELDS[facet]
            return reduce(or_, (self.term(field, value.encode()) for value in values), 0)
        known = self.facets[facet]
        return reduce(or_, (known.get(value, 0) for value in values), 0)

    def between(self, first: int | None, last: int | None) -> int:
        """Return the documents of the years `first` to `last`; those without a year are not among them."""
        inside = (found for year, found in self.years.items() if _is_between(year, first, last))
        return reduce(or_, inside, 0)

    def ordered(self, found: int, sort: Sort, most: int, below: int | None = None) -> Iterator[tuple[Key, int]]:
        """Yield (sort key, id) of the first `most` documents of `found`, in order; only those with an id below one."""
        order = self.orders[sort]
        begins = 0 if below is None else bisect_right(order.numbers, -below, key=lambda number: -self.ids[number])
        for number in order.first(found, most, begins):
            yield self._key(number, sort), self.ids[number]

    def _key(self, number: int, sort: Sort) -> Key:
        if sort is Sort.ADDED:
            return (-self.ids[number],)
        title, same = bytes(self._titles[number]), self.ids[number]
        if sort is Sort.TITLE:
            return title or LAST, bytes(self._authors[number]) or LAST, same
        if sort is Sort.AUTHOR:
            return bytes(self._authors[number]) or LAST, title or LAST, same
        year = self._year_of[number]
        rank = (not year, year if sort is Sort.YEAR_OLD else -year)
        return *rank, title or LAST, same

    def _codes(self, field: str) -> Iterator[tuple[str, int]]:
        for text in self.reader.lexicon(field):
            yield bytes(text).decode(), self._union(field, (bytes(text),))

    def _values(self, field: str) -> Values:
        postings = (
            (bytes(text).decode(), found.documents)
            for text in self.reader.lexicon(field)
            if (found := self.postings(field, bytes(text)))
        )
        return Values(
            postings, self.size, lambda code, make: self._cache.get((self.segment_id, field, code.encode()), make)
        )

    def _union(self, field: str, texts: Iterable[bytes]) -> int:
        found = (self.postings(field, text) for text in texts)
        return bits.union([postings.documents for postings in found if postings], self.size)

    def _decades(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for year, documents in self.years.items():
            found[decade(year)] = found.get(decade(year), 0) | documents
        unknown = self.all & ~reduce(or_, found.values(), 0)
        return found | ({UNKNOWN: unknown} if unknown else {})


def _weight(bitmap: int) -> int:
    return bitmap.bit_length() // 8 + 120


def _is_between(year: int, first: int | None, last: int | None) -> bool:
    return (first is None or year >= first) and (last is None or year <= last)
