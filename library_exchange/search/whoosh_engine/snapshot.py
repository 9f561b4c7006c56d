"""One generation of the index, opened: conditions become bitmaps, bitmaps become totals, facets and pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from heapq import merge, nsmallest
from itertools import islice
from operator import and_, or_
from pathlib import Path

from whoosh.codec.base import Segment
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from library_exchange.search.checksums import Stamp, are_untouched, stamp
from library_exchange.search.part_weights import weights
from library_exchange.search.port import (
    ANYWHERE,
    FACETS,
    MOST_EXPANSIONS,
    MOST_VALUES,
    AllOf,
    AnalysedQuery,
    AnyOf,
    Condition,
    Counts,
    Hits,
    Prefix,
    Sort,
    Term,
    most_first,
)
from library_exchange.search.whoosh_engine import bits
from library_exchange.search.whoosh_engine.part_levels import by_weight
from library_exchange.search.whoosh_engine.ranking import Ranking, Scoring
from library_exchange.search.whoosh_engine.segment_bitmaps import SegmentBitmaps, TermCache
from library_exchange.search.whoosh_engine.sort_columns import SUFFIX
from library_exchange.search.whoosh_engine.storage import CarefulStorage
from library_exchange.search.whoosh_engine.values import most_frequent

INDEX_NAME = "MAIN"
# Documents from which on making an order takes a reader longer than reading it.
LARGE = 2_000
MOST_FREQUENCIES = 50_000
"""Of so many terms it is known how many records have them."""

Found = dict[str, int]
"""Documents per segment id."""
Order = tuple[Scoring, list[int]]
"""By what is ranked: what terms add to scores, and the documents of each segment that come first among equals."""


class _WholeReader(SegmentReader):
    """Reads a segment with its deleted documents: deletions change, and they are a bitmap here."""

    deleted_docs_set: frozenset[int] = frozenset()


class Snapshot:
    """A generation; the bitmaps of segments that it shares with an older one are taken over from it."""

    def __init__(self, folder: str, cache: TermCache, older: "Snapshot | None" = None) -> None:
        self.folder = folder
        self.segments: list[SegmentBitmaps] = []
        self.live: Found = {}
        self.stamps: dict[Path, Stamp | None] = {}
        storage = CarefulStorage(folder)
        try:
            self._open(storage, cache, older)
        except BaseException:
            storage.close_all()
            raise
        self._frequencies: dict[bytes, int] = {}
        self._ranking = Ranking(self.segments, self._frequency)
        self._starts = _starts(self.segments)

    def _open(self, storage: CarefulStorage, cache: TermCache, older: "Snapshot | None") -> None:
        newest: int = TOC._latest_generation(storage, INDEX_NAME)
        self._note(TOC._filename(INDEX_NAME, newest))
        toc = TOC.read(storage, INDEX_NAME, newest if newest >= 0 else None)
        self.number: int = toc.generation
        kept = {bitmaps.segment_id: bitmaps for bitmaps in older.segments} if older else {}
        for segment in toc.segments:
            path = self._note(segment.make_filename(segment.COMPOUND_EXT))
            bitmaps = kept.get(segment.segment_id())
            if bitmaps is None or older is None or older.stamps.get(path) != self.stamps[path]:
                orders = Path(self.folder) / segment.make_filename(SUFFIX)
                bitmaps = SegmentBitmaps(_WholeReader(storage, toc.schema, segment), cache, orders)
            self.segments.append(bitmaps)
            self.live[bitmaps.segment_id] = bitmaps.all & ~bits.of(segment.deleted_docs(), bitmaps.size)

    def _note(self, name: str) -> Path:
        # Before it is read: who touches it meanwhile is noticed.
        path = Path(self.folder) / name
        self.stamps[path] = stamp(path)
        return path

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has touched the files since they were read."""
        return are_untouched(self.stamps)

    @property
    def count(self) -> int:
        """How many records there are."""
        return sum(live.bit_count() for live in self.live.values())

    def versions(self) -> dict[int, int]:
        """Return id and version of every record."""
        return {
            bitmaps.ids[number]: bitmaps.versions[number]
            for bitmaps in self.segments
            for number in bits.members(self.live[bitmaps.segment_id])
        }

    def having(self, facet: str, value: str) -> set[int]:
        """Return the ids of all records with a value of a facet."""
        return {
            bitmaps.ids[number]
            for bitmaps in self.segments
            for number in bits.members(self.live[bitmaps.segment_id] & bitmaps.codes(facet, [value]))
        }

    def counts(self, facet: str, values: Iterable[str]) -> dict[str, int]:
        """Return those of `values` of a facet that some record has, each with the number of records."""
        return {value: number for value in values if (number := self._with_value(facet, value))}

    def _with_value(self, facet: str, value: str) -> int:
        return sum(
            (self.live[bitmaps.segment_id] & bitmaps.codes(facet, [value])).bit_count() for bitmaps in self.segments
        )

    def known(self, terms: Iterable[str]) -> dict[str, int]:
        """Return those of `terms` that some record has anywhere, each with the number of records."""
        return {term: number for term in terms if (number := self._frequency(term.encode()))}

    def _frequency(self, term: bytes) -> int:
        """Return how many records have a term anywhere, known of those asked for lately: most are asked for again."""
        known = self._frequencies.get(term)
        if known is None:
            if len(self._frequencies) >= MOST_FREQUENCIES:
                self._frequencies.clear()
            known = self._frequencies[term] = sum(bitmaps.frequency(ANYWHERE, term) for bitmaps in self.segments)
        return known

    def search(self, query: AnalysedQuery) -> Hits:
        """Return the records that satisfy `query`."""
        asked = _Asked(self, query)
        found = asked.narrowed(None)
        return Hits(
            total=_total(found),
            ids=tuple(self._page(asked, found)),
            facets={name: self._counts(name, asked) for name in FACETS},
            is_loosened=asked.is_loosened,
            is_partial=asked.is_partial or query.is_trimmed,
            is_sure=not query.wider or asked.is_sure(found),
        )

    def keep_orders(self) -> None:
        """Write the orders of large segments beside them, for readers who open them later."""
        for bitmaps in self.segments:
            if bitmaps.size >= LARGE:
                bitmaps.orders.keep()

    def beside(self, segments: Iterable[Segment]) -> Iterator[tuple[SegmentBitmaps, Segment]]:
        """Yield each of a writer's segments with its bitmaps; the writer and this must be of one generation."""
        known = {bitmaps.segment_id: bitmaps for bitmaps in self.segments}
        return ((known[segment.segment_id()], segment) for segment in segments)

    def release(self, successor: "Snapshot | None") -> None:
        """Close the files of the segments that `successor` does not use."""
        used = {id(bitmaps) for bitmaps in successor.segments} if successor else set()
        for bitmaps in self.segments:
            if id(bitmaps) not in used:
                bitmaps.reader.close()

    def starting(self, field: str, start: bytes) -> list[bytes]:
        """Return the first `MOST_EXPANSIONS` + 1 terms of `field` that begin with `start`, over all segments."""
        most = MOST_EXPANSIONS + 1
        found = {text for bitmaps in self.segments for text in bitmaps.terms_from(field, start, most)}
        return nsmallest(most, found)

    def _counts(self, facet: str, asked: "_Asked") -> Counts:
        found = asked.narrowed(facet)
        if facet in MOST_VALUES:
            return self._most_frequent(facet, found, asked.query.filters.get(facet, ()))
        counts: dict[str, int] = dict.fromkeys(asked.query.filters.get(facet, ()), 0)
        for bitmaps in self.segments:
            here = found[bitmaps.segment_id]
            for value, documents in bitmaps.facets[facet].items() if here else ():
                if number := (here & documents).bit_count():
                    counts[value] = counts.get(value, 0) + number
        return most_first(counts)

    def _most_frequent(self, facet: str, found: Found, chosen: Sequence[str]) -> Counts:
        parts = [(bitmaps.values[facet], found[bitmaps.segment_id]) for bitmaps in self.segments]
        most = MOST_VALUES[facet]
        kept = dict(most_first(most_frequent(parts, most))[:most])
        for code in chosen:
            kept[code] = sum(
                (found[bitmaps.segment_id] & bitmaps.codes(facet, [code])).bit_count() for bitmaps in self.segments
            )
        return most_first(kept)

    def _page(self, asked: "_Asked", found: Found) -> list[int]:
        query = asked.query
        start, stop = query.places.start, query.places.stop
        if start >= min(stop, _total(found)):
            return []
        if query.sort is not Sort.RELEVANCE:
            return self._in_order(found, query.sort, start, stop, query.below)
        page: list[int] = []
        before = 0
        order = self._ranking.scoring(query.scored), self._preferred(query)
        for level in asked.levels:
            here = found if len(asked.levels) == 1 else _both(found, reduce(_either, level))
            number = _total(here)
            first, last = max(0, start - before), min(stop - before, number)
            if first < last:
                page += self._of_level(order, level, here, first, last)
            before += number
        return page

    def _of_level(self, order: Order, tiers: Sequence[Found], found: Found, start: int, stop: int) -> list[int]:
        """Return a part of `found`: its tiers one after the other, then what none of the scored terms is in."""
        ranked: list[int] = []
        for tier in tiers:
            if len(ranked) < stop:
                ranked += self._ranked(order, _both(found, tier), stop - len(ranked))
        if len(ranked) >= stop:
            return [self._id(number) for number in ranked[start:stop]]
        page = [self._id(number) for number in ranked[start:]]
        rest = self._without(found, ranked)
        return page + self._in_order(rest, Sort.YEAR_NEW, max(0, start - len(ranked)), stop - len(ranked))

    def _preferred(self, query: AnalysedQuery) -> list[int]:
        return [bitmaps.codes("language", query.preferred) if query.preferred else 0 for bitmaps in self.segments]

    def _ranked(self, order: Order, found: Found, limit: int) -> list[int]:
        scoring, preferred = order
        return self._ranking.best(scoring, [found[bitmaps.segment_id] for bitmaps in self.segments], limit, preferred)

    def _in_order(self, found: Found, sort: Sort, start: int, stop: int, below: int | None = None) -> list[int]:
        streams = [bitmaps.ordered(found[bitmaps.segment_id], sort, stop, below) for bitmaps in self.segments]
        return [record_id for _, record_id in islice(merge(*streams), start, stop)]

    def _segment_of(self, number: int) -> tuple[SegmentBitmaps, int]:
        for base, bitmaps in reversed(self._starts):
            if number >= base:
                return bitmaps, number - base
        raise LookupError(number)

    def _id(self, number: int) -> int:
        bitmaps, here = self._segment_of(number)
        return bitmaps.ids[here]

    def _without(self, found: Found, ranked: list[int]) -> Found:
        rest = dict(found)
        for number in ranked:
            bitmaps, here = self._segment_of(number)
            rest[bitmaps.segment_id] &= ~(1 << here)
        return rest


class _Asked:
    """A query put to one snapshot: its text and its filters, each evaluated once."""

    def __init__(self, snapshot: Snapshot, query: AnalysedQuery) -> None:
        self.query = query
        self._snapshot = snapshot
        self._expansions: dict[Prefix, list[bytes]] = {}
        self.is_partial = False
        self.is_loosened = False
        self._narrowed: dict[str | None, Found] = {}
        self._text = self.named = self._matching(and_, query.required)
        self.levels: list[list[Found]] = [[self._text]]
        if query.wider:
            self._widen()
        if not any(self._text.values()) and query.loose:
            self._text = self._matching(or_, query.loose)
            self.is_loosened = any(self._text.values())
            self.levels = [self._by_parts()] if self.is_loosened else self.levels
        self._facets = {name: self._filtered(name, values) for name, values in query.filters.items()}
        self._years = self._in_years()

    def narrowed(self, ignored: str | None) -> Found:
        """Return what satisfies the text and every filter but that of the facet `ignored`."""
        name = ignored if ignored in self._facets else None
        if name not in self._narrowed:
            filters = [found for facet, found in self._facets.items() if facet != name]
            self._narrowed[name] = {
                segment: reduce(and_, (found[segment] for found in filters), here & self._years[segment])
                for segment, here in self._text.items()
            }
        return self._narrowed[name]

    def is_sure(self, found: Found) -> bool:
        """Whether some of what was found has what was required, or what is sure besides."""
        if any(_both(found, self.named).values()):
            return True
        return bool(self.query.sure) and any(_both(found, self._matching(and_, self.query.sure)).values())

    def _matching(self, join: Callable[[int, int], int], conditions: Sequence[Condition]) -> Found:
        found: Found = {}
        for bitmaps in self._snapshot.segments:
            here = self._snapshot.live[bitmaps.segment_id]
            if conditions:
                here &= reduce(join, (self._bits(bitmaps, condition) for condition in conditions))
            for condition in self.query.excluded:
                here &= ~self._bits(bitmaps, condition)
            found[bitmaps.segment_id] = here
        return found

    def _widen(self) -> None:
        """Take the records of the topics besides: after the others, the apt and those in a preferred language first."""
        named = self._text
        topical = _without(self._matching(and_, self.query.wider), named)
        spoken = self._filtered("language", self.query.preferred)
        apt = _both(topical, self._matching(and_, self.query.apt)) if self.query.apt else topical
        parts = [apt, _without(topical, apt)]
        self.levels = [[named], *([tier] for part in parts for tier in (_both(part, spoken), _without(part, spoken)))]
        self._text = _either(named, topical)

    def _by_parts(self) -> list[Found]:
        """Return what has the parts of the query that weigh most, then what has the next, and so on."""
        segments = self._snapshot.segments
        having = [[self._bits(bitmaps, part) for part in self.query.loose] for bitmaps in segments]
        live = [self._snapshot.live[bitmaps.segment_id] for bitmaps in segments]
        counts = (
            sum((here & some[place]).bit_count() for here, some in zip(live, having, strict=True))
            for place in range(len(self.query.loose))
        )
        parts = list(zip(weights(self.query, list(counts), self._snapshot.count), range(len(having[0])), strict=True))
        found = [self._text[bitmaps.segment_id] for bitmaps in segments]
        levels = by_weight(parts, list(zip(found, having, strict=True)))
        return [dict(zip(self._text, level, strict=True)) for level in levels]

    def _bits(self, bitmaps: SegmentBitmaps, condition: Condition) -> int:
        match condition:
            case Term(field, text):
                return bitmaps.term(field, text.encode())
            case AllOf(parts):
                return self._all_bits(bitmaps, parts)
            case AnyOf(parts):
                return reduce(or_, (self._bits(bitmaps, part) for part in parts), 0)
            case Prefix(field):
                return bitmaps.any_of(field, self._expanded(condition))

    def _all_bits(self, bitmaps: SegmentBitmaps, parts: tuple[Condition, ...]) -> int:
        here = bitmaps.all
        for part in parts:
            here &= self._bits(bitmaps, part)
            if not here:
                break
        return here

    def _expanded(self, prefix: Prefix) -> list[bytes]:
        if prefix not in self._expansions:
            found = self._snapshot.starting(prefix.field, prefix.start.encode())
            self.is_partial |= len(found) > MOST_EXPANSIONS
            self._expansions[prefix] = found[:MOST_EXPANSIONS]
        return self._expansions[prefix]

    def _filtered(self, facet: str, values: tuple[str, ...]) -> Found:
        return {bitmaps.segment_id: bitmaps.codes(facet, values) for bitmaps in self._snapshot.segments}

    def _in_years(self) -> Found:
        if self.query.years is None:
            return {bitmaps.segment_id: bitmaps.all for bitmaps in self._snapshot.segments}
        first, last = self.query.years
        return {bitmaps.segment_id: bitmaps.between(first, last) for bitmaps in self._snapshot.segments}


def _both(found: Found, other: Found) -> Found:
    return {segment: here & other[segment] for segment, here in found.items()}


def _without(found: Found, other: Found) -> Found:
    return {segment: here & ~other[segment] for segment, here in found.items()}


def _either(found: Found, other: Found) -> Found:
    return {segment: here | other[segment] for segment, here in found.items()}


def _starts(segments: list[SegmentBitmaps]) -> list[tuple[int, SegmentBitmaps]]:
    made, base = [], 0
    for bitmaps in segments:
        made.append((base, bitmaps))
        base += bitmaps.size
    return made


def _total(found: Mapping[str, int]) -> int:
    return sum(here.bit_count() for here in found.values())
