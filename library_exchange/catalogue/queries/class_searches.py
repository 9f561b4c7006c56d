"""A search for a class number of which there is no book: how it was read, and what is near it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Classification
from library_exchange.catalogue.queries import explaining
from library_exchange.search.analysis import class_numbers
from library_exchange.search.broader_classes import nearest_with_books
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.planning import plan_class
from library_exchange.search.port import Query, SearchEngine, Topic
from library_exchange.subject_vocabulary.classes import topics_above
from library_exchange.subject_vocabulary.tree import codes_named


@dataclass(frozen=True)
class ClassAsked:
    """A class number that was searched for: by scheme it may be of, how many records carry numbers of that scheme.

    `broader` are the number of the nearest class above that has books, the search for it and their number; `topics`
    what the number says, by scheme the narrowest for which some book is found.
    """

    number: str
    carrying: Mapping[str, int]
    broader: tuple[str, str, int] | None
    topics: tuple[Topic, ...]


def read(session: Session, engine: SearchEngine, text: str, shown: int) -> ClassAsked | None:
    """Return how a search for nothing but a class number was read, None for any other; one database query.

    `shown` are the books that the page shows: None, too, if they are those of the class, or have a mere number of two
    or three digits in their words of which there is no class.
    """
    schemes = class_numbers.schemes(text)
    number = class_numbers.number_in(text)
    if not schemes or (shown and _is_answered(engine, text, schemes[0], number)):
        return None
    counted = (
        sa.select(col(Classification.scheme), sa.func.count(sa.distinct(col(Classification.record_id))))
        .where(col(Classification.scheme).in_(schemes))
        .group_by(col(Classification.scheme))
    )
    found = dict(session.execute(counted).all())
    topics = dict.fromkeys(topic for scheme in schemes for topic in _narrowest(engine, topics_above(scheme, number)))
    return ClassAsked(
        number,
        {scheme: found.get(scheme, 0) for scheme in schemes},
        nearest_with_books(engine, schemes[0], number, codes_named),
        tuple(topics),
    )


def _narrowest(engine: SearchEngine, topics: Sequence[Topic]) -> list[Topic]:
    """Return the first of these topics for which there are books, or on a part of it: China for its literature."""
    found = (each for each in topics if explaining.is_found(engine, Query(each.forms[0][1]), with_topics=True))
    return list(islice(found, 1))


def _is_answered(engine: SearchEngine, text: str, scheme: str, number: str) -> bool:
    asked = plan_class(Query(text, per_page=1), branches=codes_named(text))
    try:
        if asked is not None and engine.search(asked).total:
            return True
        said = f"{class_numbers.CALLED[scheme]} {number}"
        named = plan_class(Query(said, per_page=1), branches=codes_named(said))
        return number.isdecimal() and not (named and engine.search(named).total)
    except IndexDamaged:
        return True
