"""Conditions of a query as tantivy takes them."""

from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from typing import Any

from tantivy import FieldType, Occur, Schema, Searcher
from tantivy import Query as Asked

from library_exchange.search.part_weights import ABOVE_WORDS, weights
from library_exchange.search.port import (
    ANYWHERE,
    FACET_FIELDS,
    MOST_EXPANSIONS,
    AllOf,
    AnalysedQuery,
    AnyOf,
    Condition,
    Prefix,
    Term,
)
from library_exchange.search.tantivy_engine import schema as fields


class Question:
    """A query put to one searcher: its text and its filters; `is_loosened` if nothing has all that is required."""

    def __init__(self, searcher: Searcher, schema: Schema, query: AnalysedQuery) -> None:
        self._searcher = searcher
        self._schema = schema
        self._query = query
        self.is_partial = False
        self.is_loosened = False
        self._is_named = False
        self._named = self._worded([self._asked(part) for part in query.required])
        self._text = self._named
        if query.wider:
            topical = self._worded([self._asked(part) for part in query.wider])
            self._text = any_of([self._named, topical])
        self._filters = {
            name: any_of([self.with_value(name, value) for value in values]) for name, values in query.filters.items()
        }

    def loosen(self) -> bool:
        """Ask for records with a part of what is required if none has all; return whether that finds some."""
        if not self._query.loose or self._counts(self._text):
            return False
        loosened = self._worded([any_of([self._asked(part) for part in self._query.loose])])
        self.is_loosened = self._counts(loosened)
        if self.is_loosened:
            self._text = loosened
        return self.is_loosened

    def narrowed(self, ignored: str | None = None) -> Asked:
        """Return what satisfies the text and every filter but that of the facet `ignored`."""
        return self._filtered(self._text, ignored)

    def key(self, ignored: str | None = None) -> Hashable:
        """Return by what it is known again what `narrowed` returns."""
        asked = self._query
        filters = tuple(sorted((name, values) for name, values in asked.filters.items() if name != ignored))
        return self.is_loosened, asked.required, asked.wider, asked.loose, asked.excluded, asked.years, filters

    def _filtered(self, text: Asked, ignored: str | None = None) -> Asked:
        parts = [text, *(asked for name, asked in self._filters.items() if name != ignored)]
        return all_of([*parts, *self._years()])

    def tell_named(self, *, is_named: bool) -> None:
        """Take from a page that something satisfies what is required and the filters."""
        self._is_named |= is_named and not self.is_loosened

    def is_sure(self) -> bool:
        """Whether something satisfies what is required, or sure besides, and the filters."""
        if self._is_named or self._counts(self._filtered(self._named)):
            return True
        sure = self._worded([self._asked(part) for part in self._query.sure])
        return bool(self._query.sure) and self._counts(all_of([sure, self.narrowed()]))

    def behind(self) -> Asked:
        """Return what satisfies text and filters and is counted by pages: with `below`, what has a smaller number."""
        found = self.narrowed()
        if self._query.below is None:
            return found
        smaller = Asked.range_query(
            self._schema, fields.RECORD_ID, FieldType.Integer, 0, self._query.below, include_upper=False
        )
        return all_of([found, smaller])

    def levels(self) -> list[Asked]:
        """Return what satisfies text and filters in parts that come one after the other, whatever their words score."""
        found = self.narrowed()
        if not self._query.wider or self.is_loosened:
            return [found]
        topical = [(Occur.Must, found), (Occur.MustNot, self._named)]
        spoken = any_of([self.with_value("language", code) for code in self._query.preferred])
        apt = self._worded([self._asked(part) for part in self._query.apt])
        kinds = [(Occur.Must, apt), (Occur.MustNot, apt)] if self._query.apt else [(Occur.Must, found)]
        return [
            self._filtered(self._named),
            *(
                Asked.boolean_query([*topical, kind, (how, spoken)])
                for kind in kinds
                for how in (Occur.Must, Occur.MustNot)
            ),
        ]

    def with_value(self, facet: str, value: str) -> Asked:
        """Return the records with a value of a facet."""
        return with_value(self._schema, facet, value)

    @cached_property
    def scored(self) -> Asked | None:
        """What decides rank, none if nothing does."""
        parts = [
            Asked.boost_query(self._term(ANYWHERE, text, fields.FREQUENCIES), weight)
            for text, weight in self._query.scored
        ]
        return any_of(parts) if parts else None

    @property
    def parts(self) -> list[Asked]:
        """Each part of a loosened query: what has those that weigh more comes first, whatever its words score."""
        if not self.is_loosened:
            return []
        asked = [self._asked(part) for part in self._query.loose]
        counts = [number_of(self._searcher.search(one, limit=1)) for one in asked]
        each = weights(self._query, counts, self._searcher.num_docs)
        return [Asked.const_score_query(one, ABOVE_WORDS * weight) for one, weight in zip(asked, each, strict=True)]

    def _counts(self, asked: Asked) -> bool:
        return number_of(self._searcher.search(asked, limit=1)) > 0

    def _worded(self, required: Sequence[Asked]) -> Asked:
        excluded = [(Occur.MustNot, self._asked(part)) for part in self._query.excluded]
        together = all_of(required)
        return Asked.boolean_query([(Occur.Must, together), *excluded]) if excluded else together

    def _years(self) -> list[Asked]:
        if self._query.years is None:
            return []
        first, last = self._query.years
        if first is None and last is None:
            return [Asked.exists_query(fields.YEAR)]
        return [Asked.range_query(self._schema, fields.YEAR, FieldType.Integer, first, last)]

    def _asked(self, condition: Condition) -> Asked:
        match condition:
            case Term(field, text):
                return self._term(field, text)
            case AllOf(parts):
                return all_of([self._asked(part) for part in parts])
            case AnyOf(parts):
                return any_of([self._asked(part) for part in parts])
            case Prefix(field, start):
                return any_of([self._term(field, text) for text in self._expanded(field, start)])

    def _term(self, field: str, text: str, detail: str = fields.PRESENCE) -> Asked:
        return Asked.term_query(self._schema, field, text, detail)

    def _expanded(self, field: str, start: str) -> list[str]:
        # Its own limit would keep the most frequent terms, not the first by their letters.
        found = sorted(text for text, _ in self._searcher.terms_with_prefix(field, start))
        self.is_partial |= len(found) > MOST_EXPANSIONS
        return found[:MOST_EXPANSIONS]


def with_value(schema: Schema, facet: str, value: str) -> Asked:
    """Return the records with a value of a facet."""
    return Asked.term_query(schema, FACET_FIELDS[facet], value, fields.PRESENCE)


def number_of(found: Any) -> int:
    """Return how many records a search has found; tantivy's own description of its result leaves that out."""
    return int(found.count)


def all_of(parts: Sequence[Asked]) -> Asked:
    """Return what satisfies every part: everything if there is none."""
    return _joined(Occur.Must, parts) if parts else Asked.all_query()


def any_of(parts: Sequence[Asked]) -> Asked:
    """Return what satisfies at least one part: nothing if there is none."""
    return _joined(Occur.Should, parts) if parts else Asked.empty_query()


def _joined(how: Occur, parts: Iterable[Asked]) -> Asked:
    found = list(parts)
    return found[0] if len(found) == 1 else Asked.boolean_query([(how, part) for part in found])
