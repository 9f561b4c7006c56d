"""A query of the port as one question to OpenSearch: what is found, in which order, how many of each value."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from library_exchange.search.part_weights import ABOVE_WORDS
from library_exchange.search.port import (
    ANYWHERE,
    FACET_FIELDS,
    FACETS,
    MOST_VALUES,
    AnalysedQuery,
    Counts,
    Sort,
    most_first,
)
from library_exchange.search_cluster import conditions
from library_exchange.search_cluster import mapping as fields
from library_exchange.search_cluster.conditions import Asked, Expanded, all_of, any_of, with_value

AMONG_EQUALS = 0.002
"""Added to the score of a record in a preferred language; beside `ABOVE_WORDS` a score knows no smaller steps."""
MOST_OF_A_FACET = 10_000
FOUND, SURE, VALUES, CHOSEN, WITHOUT = "found", "sure", "values", "chosen", "without_"

IDS_ALONE = {"_source": False, "stored_fields": "_none_", "track_total_hits": False}
"""Of what is found only the columns by which it is sorted are told, and how much it is only where that is counted."""

Counted = tuple[int, dict[str, Counts], bool]
"""How many records there are, how many of each value of each facet, and whether something is surely found."""


class Question:
    """A query and the terms that its words with a star stand for; `parts` weigh where it is loosened."""

    def __init__(self, query: AnalysedQuery, expanded: Expanded) -> None:
        self._query = query
        self._expanded = expanded
        self._filters = {name: with_value(name, values) for name, values in query.filters.items()}

    @cached_property
    def named(self) -> Asked:
        """What satisfies what is required."""
        return self._worded(all_of(self._all(self._query.required)))

    @cached_property
    def text(self) -> Asked:
        """What satisfies the words, whatever the filters."""
        if not self._query.wider:
            return self.named
        return any_of([self.named, self._worded(all_of(self._all(self._query.wider)))])

    @cached_property
    def loose(self) -> list[Asked]:
        """Each part of the query where nothing has all of it."""
        return self._all(self._query.loose)

    @cached_property
    def loosened(self) -> Asked:
        """What satisfies some part of the query."""
        return self._worded(any_of(self.loose))

    @property
    def is_wordless(self) -> bool:
        """Whether filters alone say what is asked."""
        query = self._query
        return not (query.required or query.wider or query.loose or query.excluded)

    def body(self, *, is_counted: bool, weights: Sequence[int] | None = None) -> dict[str, Any]:
        """Return the question; with `weights` of its parts it is loosened, `is_counted` asks total and facets, too."""
        text = self.text if weights is None else self.loosened
        shown = [*self._filters.values(), *self._below()]
        is_ranked = self._query.sort is Sort.RELEVANCE
        scored = self._scored(weights) if is_ranked else []
        asked: dict[str, Any] = {**IDS_ALONE, **self._page()}
        if not is_counted:
            asked["query"] = _scored([text, *self._years(), *shown], scored)
        else:
            asked["query"] = _scored([text, *self._years()], scored)
            asked["aggs"] = self._counted()
            if shown:
                asked["post_filter"] = all_of(shown)
        order = fields.ORDERS[Sort.YEAR_NEW if is_ranked else self._query.sort]
        asked["sort"] = ["_score", *order] if scored else order
        return asked

    def _page(self) -> dict[str, int]:
        places = self._query.places
        return {"from": places.start if places else 0, "size": len(places)}

    def _scored(self, weights: Sequence[int] | None) -> list[Asked]:
        """Return what adds to scores: the words, above them the tiers, below them the languages that come first."""
        query = self._query
        scored = [{"term": {ANYWHERE: {"value": text, "boost": weight}}} for text, weight in query.scored if weight]
        if weights is not None:
            scored += [_constant(part, ABOVE_WORDS * weight) for part, weight in zip(self.loose, weights, strict=True)]
        elif query.wider:
            scored.append(self._tiers())
        if query.preferred and scored:
            scored.append(_constant(with_value("language", query.preferred), AMONG_EQUALS))
        return scored

    def _tiers(self) -> Asked:
        """Return what raises what is named above the rest, of which the apt and those in a preferred language lead."""
        query = self._query
        spoken = with_value("language", query.preferred)
        tiers = [(self.named, 4), (spoken, 1)]
        if query.apt:
            apt = all_of(self._all(query.apt))
            tiers[1:1] = [(all_of([apt, spoken]), 3), (apt, 2)]
        return {"dis_max": {"queries": [_constant(asked, ABOVE_WORDS * level) for asked, level in tiers]}}

    def _counted(self) -> dict[str, Any]:
        free = [name for name in FACETS if name not in self._filters]
        inner = {name: _values(name) for name in free}
        if self._query.wider:
            sure = [self._worded(all_of(self._all(self._query.sure)))] if self._query.sure else []
            inner[SURE] = {"filter": any_of([self.named, *sure])}
        counted: dict[str, Any] = {FOUND: {"filter": all_of(list(self._filters.values())), "aggs": inner}}
        for name in (name for name in FACETS if name in self._filters):
            others = [asked for other, asked in self._filters.items() if other != name]
            values = {VALUES: _values(name), **self._chosen(name)}
            counted[WITHOUT + name] = {"filter": all_of(others), "aggs": values}
        return counted

    def _chosen(self, facet: str) -> dict[str, Any]:
        """Return the counts of the chosen values of a facet of which not all are counted."""
        chosen = self._query.filters[facet] if facet in MOST_VALUES else ()
        return {f"{CHOSEN}{at}": {"filter": with_value(facet, [value])} for at, value in enumerate(chosen)}

    def counts(self, answered: dict[str, Any]) -> Counted:
        """Return the total, the facets and whether something is surely found, as the server has counted them."""
        found = answered[FOUND]
        facets: dict[str, Counts] = {}
        for name in FACETS:
            if name not in self._filters:
                facets[name] = most_first(_buckets(found[name]))
                continue
            values = answered[WITHOUT + name]
            counts = _buckets(values[VALUES])
            for at, value in enumerate(self._query.filters[name]):
                told = values.get(f"{CHOSEN}{at}")
                counts.setdefault(value, told["doc_count"] if told else 0)
            facets[name] = most_first(counts)
        return found["doc_count"], facets, not self._query.wider or found[SURE]["doc_count"] > 0

    def _below(self) -> list[Asked]:
        query = self._query
        return [] if query.below is None else [{"range": {fields.RECORD_ID: {"lt": query.below}}}]

    def _years(self) -> list[Asked]:
        if self._query.years is None:
            return []
        first, last = self._query.years
        bounds = {name: year for name, year in (("gte", first), ("lte", last)) if year is not None}
        return [{"range": {fields.YEAR: bounds}} if bounds else {"exists": {"field": fields.YEAR}}]

    def _worded(self, asked: Asked) -> Asked:
        return conditions.without(asked, self._all(self._query.excluded))

    def _all(self, parts: Iterable[Any]) -> list[Asked]:
        return [conditions.of(part, self._expanded) for part in parts]


def _scored(wanted: Sequence[Asked], scored: Sequence[Asked]) -> Asked:
    if not scored:
        return all_of(wanted)
    return {"bool": {"filter": list(wanted), "should": list(scored)}}


def _constant(asked: Asked, boost: float) -> Asked:
    return {"constant_score": {"filter": asked, "boost": boost}}


def _values(facet: str) -> dict[str, Any]:
    """Return the count of the values of a facet; of one number in the order of their code points, as the port wants."""
    return {"terms": {"field": FACET_FIELDS[facet], "size": MOST_VALUES.get(facet, MOST_OF_A_FACET)}}


def _buckets(answered: dict[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in answered["buckets"]}
