"""Plans of queries that are kept: who comes back asks the same, and only of names it may mean others by then."""

from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

from library_exchange.search.analysis.folding import Run
from library_exchange.search.clause_conditions import ReadTopics, Recognise
from library_exchange.search.planning import MOST_PER_PAGE, plan
from library_exchange.search.port import AnalysedQuery, Meant, Query

MOST_KEPT = 512
LONGEST_KEPT = 200
"""Characters of a query; nobody comes back to longer ones, and their plans are large."""
_DECIDING = tuple(each.name for each in fields(Query) if each.name != "filters")


class _Kept:
    """The plan of one query, and what its words were said to mean, in the order in which that was asked."""

    __slots__ = ("made",)

    def __init__(self) -> None:
        self.made: tuple[list[tuple[tuple[Run, ...], list[Meant]]], AnalysedQuery] | None = None


def kept_plan(
    query: Query,
    recognise: Recognise = lambda _words: (),
    most: int = MOST_PER_PAGE,
    read_topics: ReadTopics | None = None,
) -> AnalysedQuery:
    """Return what `plan` does; it is made anew only where words mean something else than they did.

    `recognise` is asked each time, for what names mean changes with the catalogue; all else in a plan follows from the
    query and from tables that do not change while the program runs.
    """
    if len(query.text) > LONGEST_KEPT:
        return plan(query, recognise, most, read_topics)
    kept = _of(_key(query), most, read_topics)
    if kept.made is not None:
        heard, planned = kept.made
        if all(list(recognise(words)) == meant for words, meant in heard):
            return planned
    heard = []

    def listening(words: Sequence[Run]) -> Sequence[Meant]:
        meant = recognise(words)
        heard.append((tuple(words), list(meant)))
        return meant

    planned = plan(query, listening, most, read_topics)
    kept.made = (heard, planned)
    return planned


def forget() -> None:
    """Forget all plans, for who measures what planning costs."""
    _of.cache_clear()


def _key(query: Query) -> tuple[Any, ...]:
    filters = tuple(sorted((name, tuple(values)) for name, values in query.filters.items()))
    return filters, *(getattr(query, name) for name in _DECIDING)


@lru_cache(maxsize=MOST_KEPT)
def _of(_asked: tuple[Any, ...], _most: int, _read_topics: ReadTopics | None) -> _Kept:
    return _Kept()
