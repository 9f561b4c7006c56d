"""How many books stand in classes, asked of the index."""

from collections.abc import Sequence
from dataclasses import dataclass

from library_exchange.search.errors import IndexDamaged
from library_exchange.search.planning import plan
from library_exchange.search.port import CLASS, Query, SearchEngine
from library_exchange.subject_vocabulary import reading, tree
from library_exchange.subject_vocabulary.tree import ClassNode


@dataclass(frozen=True)
class Branch:
    """A class, or the top of a scheme, with its books and the classes below that have some, each with its number.

    Without an index nothing is counted: all classes below stand there with `None`.
    """

    scheme: str
    node: ClassNode | None
    total: int | None
    below: Sequence[tuple[ClassNode, int | None]]
    is_counted: bool = True


def found_by_words(engine: SearchEngine, words: str) -> int:
    """Return how many records an ordinary search for `words` finds, on the topics that they name too."""
    try:
        hits = engine.search(plan(Query(words, per_page=1), read_topics=reading.stretches))
    except IndexDamaged:
        return 0
    return 0 if hits.is_loosened else hits.total


def branch(engine: SearchEngine, scheme: str, node: ClassNode | None = None) -> Branch:
    """Return what a page of the tree shows, in one question to the index."""
    children = tree.below(scheme, node)
    asked = [each.code for each in (node, *children) if each is not None]
    try:
        counted = engine.counts(CLASS, asked)
    except IndexDamaged:
        return Branch(scheme, node, None, [(child, None) for child in children], is_counted=False)
    found = [(child, counted[child.code]) for child in children if child.code in counted]
    return Branch(scheme, node, counted.get(node.code, 0) if node else None, found)
