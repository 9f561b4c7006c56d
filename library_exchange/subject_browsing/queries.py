"""How many books stand in classes, asked of the index."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import LinkState, Person, Work, WorkLink
from library_exchange.catalogue.models import STANDS, BibliographicRecord
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


def found_by_words(engine: SearchEngine, words: str, shown: int) -> tuple[int, tuple[int, ...]]:
    """Return how many records an ordinary search for `words` finds, on the topics that they name too, and the first."""
    try:
        hits = engine.search(plan(Query(words, per_page=shown), read_topics=reading.stretches))
    except IndexDamaged:
        return 0, ()
    return (0, ()) if hits.is_loosened else (hits.total, hits.ids)


def works_by_origin(session: Session, origin: str, shown: slice) -> tuple[int, list[int]]:
    """Return how many records are certainly editions of works by authors of an origin, and those of a page, by title.

    Two queries.
    """
    linked = (
        sa.select(col(WorkLink.record_id))
        .join(Work, col(Work.id) == col(WorkLink.work_id))
        .join(Person, col(Person.id) == col(Work.person_id))
        .where(col(WorkLink.state) == LinkState.CONFIRMED, col(Person.origin) == origin)
    )
    record = BibliographicRecord
    found = sa.select(col(record.id)).where(col(record.id).in_(linked), STANDS)
    total = session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    page = found.order_by(col(record.sort_title), col(record.id)).offset(shown.start).limit(shown.stop - shown.start)
    return total, [each for each in session.scalars(page) if each is not None]


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
