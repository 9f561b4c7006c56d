"""Conditions of the port as OpenSearch takes them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from library_exchange.search.port import FACET_FIELDS, AllOf, AnyOf, Condition, Prefix, Term

Asked = dict[str, Any]
MOST_TOGETHER = 700
"""So many of the words that must all be there are asked for, the longest: a server takes some thousand in all."""
Expanded = Mapping[Prefix, Sequence[str]]
"""Words cut off by a star, each with the terms that it stands for."""

EVERYTHING: Asked = {"match_all": {}}
NOTHING: Asked = {"match_none": {}}


def prefixes(conditions: Sequence[Condition]) -> list[Prefix]:
    """Return the words cut off by a star in conditions, each once."""
    found: dict[Prefix, None] = {}
    for condition in conditions:
        match condition:
            case Prefix():
                found[condition] = None
            case AllOf(parts) | AnyOf(parts):
                found |= dict.fromkeys(prefixes(parts))
            case Term():
                continue
    return list(found)


def of(condition: Condition, expanded: Expanded) -> Asked:
    """Return what satisfies a condition."""
    match condition:
        case Term(field, text):
            return valued(field, [text])
        case AllOf(parts):
            return all_of([of(part, expanded) for part in _longest(parts)])
        case AnyOf(parts):
            return _any_of_terms(parts, expanded)
        case Prefix(field):
            return valued(field, expanded[condition])


def _longest(parts: Sequence[Condition]) -> Sequence[Condition]:
    if len(parts) <= MOST_TOGETHER:
        return parts
    terms = sorted((part for part in parts if isinstance(part, Term)), key=lambda term: (-len(term.text), term.text))
    return [*(part for part in parts if not isinstance(part, Term)), *terms[:MOST_TOGETHER]]


def _any_of_terms(parts: Sequence[Condition], expanded: Expanded) -> Asked:
    """Return what satisfies one of the parts: terms of one field are asked for as one."""
    terms: dict[str, list[str]] = defaultdict(list)
    others = []
    for part in parts:
        if isinstance(part, Term):
            terms[part.field].append(part.text)
        else:
            others.append(of(part, expanded))
    return any_of([*(valued(field, texts) for field, texts in terms.items()), *others])


def valued(field: str, texts: Sequence[str]) -> Asked:
    """Return what has one of the terms in a field."""
    if not texts:
        return NOTHING
    return {"term": {field: texts[0]}} if len(texts) == 1 else {"terms": {field: list(texts)}}


def with_value(facet: str, values: Sequence[str]) -> Asked:
    """Return the records with one of the values of a facet."""
    return valued(FACET_FIELDS[facet], values)


def all_of(parts: Sequence[Asked]) -> Asked:
    """Return what satisfies every part: everything if there is none."""
    if len(parts) == 1:
        return parts[0]
    return {"bool": {"filter": list(parts)}} if parts else EVERYTHING


def any_of(parts: Sequence[Asked]) -> Asked:
    """Return what satisfies at least one part: nothing if there is none."""
    if len(parts) == 1:
        return parts[0]
    return {"bool": {"should": list(parts), "minimum_should_match": 1}} if parts else NOTHING


def without(asked: Asked, excluded: Sequence[Asked]) -> Asked:
    """Return what satisfies the one and none of the others."""
    return {"bool": {"filter": [asked], "must_not": list(excluded)}} if excluded else asked
