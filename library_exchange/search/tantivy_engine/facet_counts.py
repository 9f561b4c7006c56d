"""How many records of a question have each value of a facet, exactly, from columns that are counted fast."""

from collections.abc import Iterable, Mapping
from typing import Any

from tantivy import Query as Asked
from tantivy import Schema, Searcher

from library_exchange.search.port import FACET_FIELDS, MOST_VALUES, most_first
from library_exchange.search.tantivy_engine import schema as fields
from library_exchange.search.tantivy_engine.query import number_of

MOST_OF_A_FACET = 60_000
"""Values that are asked for at most; the server of columns refuses more than 65,000."""
MOST_LOOKED_UP = 200
"""Of so many unknown values each is looked up by itself, of more the whole table is read."""
BEYOND = 500
"""So many more values are asked for than are shown: those of one number must all be seen to tell which comes first."""
TOTAL = "total"

CountOf = dict[str, int]
"""How many records have each value of a facet."""
Answer = Mapping[str, Any]


class ValueNames:
    """What values are called that are counted as numbers, as far as this process has met them."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, searcher: Searcher, schema: Schema, facet: str, numbers: Iterable[int]) -> dict[int, str]:
        """Return the values with these numbers, all of which some record has."""
        wanted = list(numbers)
        unknown = [number for number in wanted if number not in self._known]
        if len(unknown) > MOST_LOOKED_UP:
            self._learn(text for text, _ in searcher.terms_with_prefix(FACET_FIELDS[facet], ""))
        else:
            for number in unknown:
                having = Asked.term_query(schema, fields.NUMBER_FIELDS[facet], number, fields.PRESENCE)
                field = fields.MORE_FIELDS[facet]
                self._learn(_buckets(searcher.aggregate(having, {field: _terms(field, MOST_OF_A_FACET)})[field]))
        return {number: self._known[number] for number in wanted}

    def _learn(self, values: Iterable[str]) -> None:
        self._known |= {fields.value_number(value): value for value in values}


class FacetCounts:
    """The counting in one generation of the index."""

    def __init__(self, searcher: Searcher, schema: Schema, names: ValueNames) -> None:
        self._searcher = searcher
        self._schema = schema
        self._names = names
        more = ((facet, Asked.exists_query(field)) for facet, field in fields.MORE_FIELDS.items())
        unplaced = ((facet, asked) for facet, asked in more if facet not in MOST_VALUES)
        self._has_more = {facet for facet, asked in unplaced if number_of(searcher.search(asked, limit=1))}

    def of(self, asked: Asked, facets: Iterable[str]) -> tuple[int, dict[str, CountOf]]:
        """Return how many records satisfy `asked`, and how many of them have which value of each facet.

        Of a facet of `MOST_VALUES` the most frequent values are counted.
        """
        wanted = {name: self._columns(name) for name in facets}
        columns = {
            field: _terms(field, MOST_VALUES[name] + BEYOND if name in MOST_VALUES else MOST_OF_A_FACET)
            for name, names in wanted.items()
            for field in names
        }
        answer = self._searcher.aggregate(asked, {TOTAL: {"value_count": {"field": fields.RECORD_ID}}, **columns})
        counts = {
            name: self._most_frequent(asked, name, answer) if name in MOST_VALUES else _sums(answer, names)
            for name, names in wanted.items()
        }
        return int(answer[TOTAL]["value"] or 0), counts

    def _columns(self, facet: str) -> list[str]:
        if facet in fields.SET_FIELDS:
            return [fields.SET_FIELDS[facet]]
        if facet in MOST_VALUES:
            return [fields.NUMBER_FIELDS[facet]]
        more = [fields.MORE_FIELDS[facet]] if facet in self._has_more else []
        return [*fields.PLACE_FIELDS.get(facet, ()), *more]

    def _most_frequent(self, asked: Asked, facet: str, answer: Answer) -> CountOf:
        """Return the most frequent values, asking for more while one of them may be hidden.

        Each segment tells only its own most frequent ones: of what one of them tells, others may hide some records.
        """
        field, most, beyond = fields.NUMBER_FIELDS[facet], MOST_VALUES[facet], BEYOND
        found = answer[field]
        while True:
            counts, hidden = _buckets(found), self._hidden(found)
            least = sorted(counts.values(), reverse=True)[most - 1] if len(counts) >= most else 0
            is_whole = not hidden and not found["sum_other_doc_count"]
            is_enough = is_whole or least > min(counts.values(), default=0) + hidden
            if is_enough or most + beyond >= MOST_OF_A_FACET:
                break
            beyond = min(beyond * 10, MOST_OF_A_FACET - most)
            found = self._searcher.aggregate(asked, {field: _terms(field, most + beyond)})[field]
        likely = {number: count for number, count in counts.items() if count + hidden >= least}
        called = self._names.of(self._searcher, self._schema, facet, likely)
        named = {called[number]: count for number, count in likely.items()}
        return dict(most_first(self._just(asked, facet, list(named)) if hidden else named)[:most])

    def _hidden(self, found: Answer) -> int:
        """Return how many records a value may have beyond what was told of it: of one segment it is told whole."""
        return 0 if self._searcher.num_segments < 2 else found["doc_count_error_upper_bound"] or 0

    def _just(self, asked: Asked, facet: str, values: list[str]) -> CountOf:
        field = fields.MORE_FIELDS[facet]
        counting = {"terms": {**_terms(field, MOST_OF_A_FACET)["terms"], "include": values}}
        return _buckets(self._searcher.aggregate(asked, {field: counting})[field])


def _sums(answer: Answer, columns: Iterable[str]) -> CountOf:
    counts: CountOf = {}
    for field in columns:
        for bucket in answer[field]["buckets"]:
            for value in bucket["key"].split(fields.BETWEEN):
                counts[value] = counts.get(value, 0) + bucket["doc_count"]
    counts.pop(fields.NO_VALUE, None)
    return counts


def _terms(field: str, most: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": most, "segment_size": most}}


def _buckets(found: Answer) -> dict[Any, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
