"""A CQL query as our search understands it: the same plans, persons and works as on the search page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord
from library_exchange.catalogue.queries.recognising import Recogniser
from library_exchange.protocols.sru.rules import indexes, terms
from library_exchange.protocols.sru.rules.cql import Asked, Clause, Tree
from library_exchange.protocols.sru.rules.diagnostics import Code, Diagnostic
from library_exchange.protocols.sru.rules.indexes import Index, Kind
from library_exchange.search import conditions
from library_exchange.search.analysis import class_numbers, identifiers
from library_exchange.search.kept_plans import kept_plan
from library_exchange.search.port import (
    FURTHEST_RECORD,
    IDENTIFIER,
    AllOf,
    AnalysedQuery,
    AnyOf,
    Condition,
    Prefix,
    Query,
    SearchEngine,
    Sort,
    Term,
    facet_term,
)

Years = tuple[int | None, int | None]
_ORDERS = {
    ("title", False): Sort.TITLE,
    ("author", False): Sort.AUTHOR,
    ("year", False): Sort.YEAR_OLD,
    ("year", True): Sort.YEAR_NEW,
}


@dataclass(frozen=True)
class Part:
    """What a part of a query demands: all of `required` and none of `excluded`, within years; or these records.

    Years and records stand beside the conditions of terms: only what must hold as a whole can have them.
    """

    required: tuple[Condition, ...] = ()
    excluded: tuple[Condition, ...] = ()
    years: Years | None = None
    records: tuple[int, ...] | None = None
    scored: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether it is one condition of terms."""
        return bool(self.required) and not self.excluded and self.years is None and self.records is None

    @property
    def condition(self) -> Condition:
        """The one condition of a plain part."""
        return conditions.all_of(self.required)


@dataclass(frozen=True)
class Found:
    """How many records a query finds, and those from one place on."""

    total: int
    ids: Sequence[int]


def search(session: Session, engine: SearchEngine, asked: Asked, start: int, count: int) -> Found:
    """Return `count` records from the place `start` on, the first being 1. Raises `Diagnostic`, and IndexDamaged."""
    part = _part(session, asked.tree, asked.prefixes)
    order = _order(asked)
    if part.records is not None:
        ids = _standing(session, part.records)
        return Found(len(ids), ids[start - 1 :][:count])
    last = min(start - 1 + count, FURTHEST_RECORD)
    query = AnalysedQuery(
        required=part.required,
        excluded=part.excluded,
        years=part.years,
        scored=tuple(part.scored.items()),
        sort=order,
        per_page=last if start <= last else 1,
    )
    hits = engine.search(query)
    return Found(hits.total, hits.ids[start - 1 : last])


def _order(asked: Asked) -> Sort:
    if not asked.sort:
        return Sort.RELEVANCE
    [(name, modifiers), *others] = asked.sort
    field_name = indexes.SORTS.get(indexes.full_name(name, asked.prefixes), "")
    told = {each.removeprefix("sort.") for each in modifiers}
    found = _ORDERS.get((field_name, "descending" in told))
    if found is None or others or told - {"ascending", "descending"}:
        raise Diagnostic(Code.SORT, " ".join(key for key, _modifiers in asked.sort))
    return found


def _standing(session: Session, record_ids: Sequence[int]) -> list[int]:
    record = col(BibliographicRecord.id)
    return list(session.scalars(sa.select(record).where(record.in_(record_ids), STANDS).order_by(record)))


def _part(session: Session, tree: Tree, prefixes: Mapping[str, str]) -> Part:
    if isinstance(tree, Clause):
        return _clause(session, tree, indexes.find(tree.index, prefixes, tree.relation, tree.modifiers))
    left, right = (_part(session, each, prefixes) for each in (tree.left, tree.right))
    return {"and": _both, "or": _either, "not": _without}[tree.boolean](left, right)


def _both(left: Part, right: Part) -> Part:
    if left.records is not None or right.records is not None:
        raise Diagnostic(Code.FEATURE, "rec.identifier beside other indexes")
    return Part(
        left.required + right.required,
        left.excluded + right.excluded,
        _narrowed(left.years, right.years),
        scored={**left.scored, **right.scored},
    )


def _narrowed(one: Years | None, other: Years | None) -> Years | None:
    if one is None or other is None:
        return one or other
    firsts, lasts = ([year for year in pair if year is not None] for pair in zip(one, other, strict=True))
    return max(firsts, default=None), min(lasts, default=None)


def _either(left: Part, right: Part) -> Part:
    if left.records is not None and right.records is not None:
        return Part(records=left.records + right.records)
    if left == Part() or right == Part():
        return Part()
    if not (left.is_plain and right.is_plain):
        raise Diagnostic(Code.FEATURE, "dc.date, not or rec.identifier under or")
    either = AnyOf((left.condition, right.condition))
    return Part((either,), scored={**left.scored, **right.scored})


def _without(left: Part, right: Part) -> Part:
    if left.records is not None or not right.is_plain:
        raise Diagnostic(Code.FEATURE, "dc.date, not or rec.identifier after not")
    return replace(left, excluded=(*left.excluded, right.condition))


# Clauses --------------------------------------------------------------------------------------------------------------


def _clause(session: Session, clause: Clause, index: Index) -> Part:
    if not clause.term.strip():
        raise Diagnostic(Code.EMPTY_TERM)
    several = clause.term.split() if clause.relation == "any" else [clause.term]
    match index.kind:
        case Kind.ALL:
            return Part()
        case Kind.RECORD:
            return Part(records=tuple(terms.record_number(each) for each in several))
        case Kind.YEAR:
            return Part(years=terms.years(clause.relation, clause.term))
        case Kind.FACET:
            return _any([facet_term(index.field, terms.facet_value(index.field, each)) for each in several])
        case Kind.NUMBER:
            return _any([_number(each) for each in several])
        case Kind.CLASS:
            number = class_numbers.index_term(clause.term)
            exactly = clause.relation in ("==", "exact")
            return Part((Term(IDENTIFIER, number) if exactly else Prefix(IDENTIFIER, number),))
    return _words(session, clause, index.field)


def _any(found: Sequence[Condition]) -> Part:
    return Part((found[0] if len(found) == 1 else AnyOf(tuple(found)),))


def _number(term: str) -> Condition:
    found = identifiers.index_terms(terms.bare_number(term))
    if not found:
        raise Diagnostic(Code.TERM_FORMAT, term)
    return conditions.any_of(IDENTIFIER, found)


def _words(session: Session, clause: Clause, where: str) -> Part:
    """Return the condition of words; of `=` what stands so, or has all words, which is what the server may choose."""
    recogniser = Recogniser(session)

    def planned(text: str, *, is_exact: bool = False) -> AnalysedQuery:
        found = kept_plan(Query(text, is_exact=is_exact), recogniser)
        if found.is_trimmed:
            raise Diagnostic(Code.TOO_LONG, clause.term)
        if not found.required:
            raise Diagnostic(Code.EMPTY_TERM, clause.term)
        return found

    asked = terms.Words(clause.term, where)
    if clause.relation == "any":
        return _joined(AnyOf, (planned(each) for each in asked.each()))
    if clause.relation in ("==", "exact", "adj"):
        return _joined(AllOf, [planned(asked.phrase(), is_exact=clause.relation != "adj")])
    every = _joined(AllOf, (planned(each) for each in asked.each()))
    if clause.relation == "all" or not asked.is_several:
        return every
    if not where:
        return _joined(AllOf, [planned(asked.plainly())])
    together = _joined(AllOf, [planned(asked.phrase())])
    return Part((AnyOf((together.condition, every.condition)),), scored={**every.scored, **together.scored})


def _joined(how: type[AllOf] | type[AnyOf], found: Iterable[AnalysedQuery]) -> Part:
    several = list(found)
    parts = tuple(conditions.all_of(each.required) for each in several)
    scored = {term: weight for each in several for term, weight in each.scored}
    return Part((parts[0] if len(parts) == 1 else how(parts),), scored=scored)
