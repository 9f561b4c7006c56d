"""One generation of the index, opened: a query becomes totals, facets and a page."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tantivy import Index, Occur, Order, SearchResult
from tantivy import Query as Asked

from library_exchange.search.checksums import Stamps, are_untouched
from library_exchange.search.kept_answers import KeptAnswers
from library_exchange.search.port import (
    ANYWHERE,
    FACETS,
    MOST_VALUES,
    AnalysedQuery,
    Counts,
    Hits,
    Sort,
    most_first,
)
from library_exchange.search.tantivy_engine import schema as fields
from library_exchange.search.tantivy_engine.facet_counts import CountOf, FacetCounts, ValueNames
from library_exchange.search.tantivy_engine.query import Question, all_of, any_of, number_of, with_value

# Added to the score of a record that comes first among equals; scores that differ, differ by more.
AMONG_EQUALS = 1e-4
LARGE, MOST_LARGE = 200, 1024
"""What more records than this satisfy takes longest to count, and is little enough to be kept for long."""

Counted = tuple[int, dict[str, Counts]]
Values = tuple[int, dict[str, CountOf]]


class Snapshot:
    """What is in `folder` now; it stays so for whoever holds this, whatever is written meanwhile."""

    def __init__(self, index: Index, folder: Path, number: int, stamps: Stamps, names: ValueNames) -> None:
        self.folder = folder
        self.number = number
        self._stamps = stamps
        self._schema = index.schema
        self._searcher = index.searcher()
        self._facets = FacetCounts(self._searcher, index.schema, names)
        self._counts: KeptAnswers[Counted] = KeptAnswers()
        self._large: KeptAnswers[Values] = KeptAnswers(MOST_LARGE)
        self.count: int = self._searcher.num_docs

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has touched the files of the index since they were read."""
        return are_untouched(self._stamps)

    def versions(self) -> dict[int, int]:
        """Return id and version of every record."""
        if not self.count:
            return {}
        places = [place for _, place in self._searcher.search(Asked.all_query(), limit=self.count).hits]
        return dict(zip(self._column(fields.RECORD_ID, places), self._column(fields.VERSION, places), strict=True))

    def having(self, facet: str, value: str) -> set[int]:
        """Return the ids of all records with a value of a facet."""
        asked = with_value(self._schema, facet, value)
        return set(self._ids(self._searcher.search(asked, limit=self.count))) if self.count else set()

    def counts(self, facet: str, values: Iterable[str]) -> dict[str, int]:
        """Return those of `values` of a facet that some record has, each with the number of records."""
        asked = ((value, with_value(self._schema, facet, value)) for value in values)
        return {value: number for value, found in asked if (number := number_of(self._searcher.search(found, limit=1)))}

    def known(self, terms: Iterable[str]) -> dict[str, int]:
        """Return those of `terms` that some record has anywhere, each with the number of records."""
        return {term: number for term in terms if (number := self._searcher.doc_freq(ANYWHERE, term))}

    def search(self, query: AnalysedQuery) -> Hits:
        """Return the records that satisfy `query`."""
        question = Question(self._searcher, self._schema, query)
        total, facets = self._counted(question, query)
        if not total and question.loosen():
            total, facets = self._counted(question, query)
        return Hits(
            total=total,
            ids=tuple(self._page(question, query, total)),
            facets={name: facets[name] for name in FACETS},
            is_loosened=question.is_loosened,
            is_partial=question.is_partial or query.is_trimmed,
            is_sure=not query.wider or question.is_sure(),
        )

    def _counted(self, question: Question, query: AnalysedQuery) -> Counted:
        """Return the total and the facets, which all pages and orders of a question share."""
        return self._counts.of(self.number, question.key(), lambda: self._counted_anew(question, query))

    def _counted_anew(self, question: Question, query: AnalysedQuery) -> Counted:
        """Return the total and the facets; a chosen facet is counted without its own filter."""
        total, found = self._values(question, tuple(name for name in FACETS if name not in query.filters))
        counted = dict(found)
        for name, chosen in query.filters.items():
            if name in FACETS:
                counts = self._values(question, (name,), name)[1][name]
                counted[name] = self._with_chosen(question, question.narrowed(name), name, counts, chosen)
        return total, {name: most_first(counts) for name, counts in counted.items()}

    def _values(self, question: Question, names: tuple[str, ...], ignored: str | None = None) -> Values:
        """Count facets without the filter of one; of many records that is kept, for few questions find so many."""
        asked = question.key(ignored), names
        found = self._large.known(self.number, asked)
        if found is None:
            found = self._facets.of(question.narrowed(ignored), names)
            if found[0] > LARGE:
                self._large.keep(self.number, asked, found)
        return found

    def _with_chosen(
        self, question: Question, without: Asked, facet: str, counts: dict[str, int], chosen: Sequence[str]
    ) -> dict[str, int]:
        """Return the counts with those of the chosen values, which are shown whatever they count."""
        unseen = [value for value in chosen if value not in counts]
        if facet not in MOST_VALUES:
            return counts | dict.fromkeys(unseen, 0)
        both = {value: all_of([without, question.with_value(facet, value)]) for value in unseen}
        return counts | {value: number_of(self._searcher.search(asked, limit=1)) for value, asked in both.items()}

    def _page(self, question: Question, query: AnalysedQuery, total: int) -> list[int]:
        start, stop = query.places.start, min(query.places.stop, total)
        if start >= stop:
            return []
        if query.sort is not Sort.RELEVANCE or (by_score := question.scored) is None:
            sort = Sort.YEAR_NEW if query.sort is Sort.RELEVANCE else query.sort
            return self._ids(self._ordered(question.behind(), sort, start, stop))
        page: list[int] = []
        before = 0
        for place, found in enumerate(question.levels()):
            here = max(0, start - before), stop - before
            part, number = self._of_level(question, query, (found, by_score), *here)
            question.tell_named(is_named=not place and number > 0)
            page += part
            before += number
            if len(page) == stop - start:
                break
        return page

    def _of_level(
        self, question: Question, query: AnalysedQuery, level: tuple[Asked, Asked], start: int, stop: int
    ) -> tuple[list[int], int]:
        """Return a part of what a level finds, by score and then what has none of the scored terms; and of how many.

        Their number is that of the scored ones alone where these fill the part.
        """
        found, by_score = level
        scored = [(Occur.Must, Asked.const_score_query(found, 0.0)), (Occur.Must, by_score)]
        scored += [(Occur.Should, part) for part in question.parts]
        if query.preferred:
            first = any_of([question.with_value("language", code) for code in query.preferred])
            scored.append((Occur.Should, Asked.const_score_query(first, AMONG_EQUALS)))
        ranked = self._searcher.search(Asked.boolean_query(scored), limit=stop - start, offset=start)
        page, number = self._ids(ranked), number_of(ranked)
        if start + len(page) == stop:
            return page, number
        unscored = Asked.boolean_query([(Occur.Must, found), (Occur.MustNot, by_score)])
        rest = self._ordered(unscored, Sort.YEAR_NEW, max(0, start - number), stop - number)
        return page + self._ids(rest), number + number_of(rest)

    def _ordered(self, asked: Asked, sort: Sort, start: int, stop: int) -> SearchResult:
        name, order = (fields.RECORD_ID, Order.Desc) if sort is Sort.ADDED else (fields.ORDERS[sort], Order.Asc)
        return self._searcher.search(asked, limit=stop - start, offset=start, order_by_field=name, order=order)

    def _ids(self, found: SearchResult) -> list[int]:
        return self._column(fields.RECORD_ID, [place for _, place in found.hits])

    def _column(self, name: str, places: list[Any]) -> list[int]:
        return self._searcher.fast_field_values(name, places)  # type: ignore[return-value]
