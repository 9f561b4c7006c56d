"""A search for a class number that finds nothing: how it was read, and what is near it."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Classification
from library_exchange.catalogue.queries import explaining
from library_exchange.search.analysis import class_numbers
from library_exchange.search.broader_classes import nearest_with_books
from library_exchange.search.port import Query, SearchEngine, Topic
from library_exchange.subject_vocabulary.classes import topics_above

MOST_TOPICS = 3


@dataclass(frozen=True)
class ClassAsked:
    """A class number that was searched for: by scheme it may be of, how many records carry numbers of that scheme.

    `broader` are the number of the nearest class above that has books, the search for it and their number; `topics`
    what the number says, the narrowest first, as far as books are found for it.
    """

    number: str
    carrying: Mapping[str, int]
    broader: tuple[str, str, int] | None
    topics: tuple[Topic, ...]


def read(session: Session, engine: SearchEngine, text: str) -> ClassAsked | None:
    """Return how a search for nothing but a class number was read, None for any other; one database query."""
    schemes = class_numbers.schemes(text)
    if not schemes:
        return None
    number = class_numbers.number_in(text)
    counted = (
        sa.select(col(Classification.scheme), sa.func.count(sa.distinct(col(Classification.record_id))))
        .where(col(Classification.scheme).in_(schemes))
        .group_by(col(Classification.scheme))
    )
    found = dict(session.execute(counted).all())
    named = dict.fromkeys(topic for scheme in schemes for topic in topics_above(scheme, number))
    topics = [topic for topic in named if explaining.is_found(engine, Query(topic.forms[0][1]), with_topics=True)]
    return ClassAsked(
        number,
        {scheme: found.get(scheme, 0) for scheme in schemes},
        nearest_with_books(engine, schemes[0], number),
        tuple(topics[:MOST_TOPICS]),
    )
