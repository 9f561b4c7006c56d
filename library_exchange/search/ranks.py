"""What stands before what among the hits: what is certain, the language typed, of namesakes the one with most books."""

from collections.abc import Sequence
from dataclasses import replace

from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.scripts import language_of
from library_exchange.search.port import CERTAIN, POSSIBLE, AnalysedQuery, Hits, SearchEngine

LESS = 0.2
"""What is left of the weight of each namesake's books, the first one's being whole."""


def spoken_by(text: str, language: str) -> tuple[str, ...]:
    """Return the languages of books (ISO 639-2) that come first among equals: of the script typed, else of the page."""
    return LANGUAGES[language_of(text) or language].record_languages


def is_certainly_found(query: AnalysedQuery, hits: Hits) -> bool:
    """Whether of what a query finds some is not only what may be meant: names that sound so, titles translated."""
    return bool(query.topics and not query.sure) or hits.is_sure


def whole(query: AnalysedQuery) -> AnalysedQuery:
    """Return a query that finds nothing where no book has all that is asked."""
    return replace(query, loose=()) if query.loose else query


def most_held_first(query: AnalysedQuery, namesakes: Sequence[str], engine: SearchEngine) -> AnalysedQuery:
    """Return a query that ranks books by the tag in `namesakes` that most records surely have before the others'.

    Of tags with as many records none is first. Nothing that is found changes, only its order.
    """
    if len(namesakes) < 2:
        return query
    held = engine.known(CERTAIN + tag for tag in namesakes)
    most = max(held.values(), default=0)
    later = [tag for tag in namesakes if held.get(CERTAIN + tag, 0) < most]
    scored = ((term, weight * LESS if _is_of(term, later) else weight) for term, weight in query.scored)
    return replace(query, scored=tuple(scored))


def _is_of(term: str, tags: Sequence[str]) -> bool:
    return term[:1] in (CERTAIN, POSSIBLE) and term[1:].partition(" ")[0] in tags
