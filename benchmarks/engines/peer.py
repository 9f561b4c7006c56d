"""What the peers have in common: the answer they give, and terms spelled so that no tokenizer cuts them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

MOST_REPEATED = 16


@dataclass(frozen=True)
class Answer:
    """A total, the ids of a page, and counts per facet value if they were asked for."""

    total: int
    ids: list[int]
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)


@cache
def encoded(term: str) -> str:
    """Return a term as letters and digits; the beginning of a term is the beginning of its spelling."""
    return "x" + term.encode().hex()


def weighted(terms: Mapping[str, int], by_weight: bool) -> Iterable[str]:
    """Yield the terms of a field, by weight as often as it says."""
    for term, weight in terms.items():
        yield from [encoded(term)] * (min(weight, MOST_REPEATED) if by_weight else 1)
