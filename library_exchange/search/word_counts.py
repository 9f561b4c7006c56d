"""Which of several words most books have, as their own or as that of a person or work they belong to."""

from collections.abc import Iterable

from library_exchange.search.port import LINKED, SearchEngine


def commonest(engine: SearchEngine, words: dict[str, str]) -> str | None:
    """Return of words, by their terms, the one that most records have, None if none is known."""
    known = engine.known(words)
    return words[max(known, key=lambda term: (known[term], term))] if known else None


def with_linked(terms: Iterable[str]) -> list[str]:
    """Return terms both as a record's own and as those of its persons and works."""
    return [mark + term for term in terms for mark in ("", LINKED)]
