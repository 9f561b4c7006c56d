"""Words by which lines of the public lists are found: what the line tells, its record, and the names it is shown under.

A line that tells «Тихая степь» and a known work of that name is shown under the Chinese title too, so that finds it.
"""

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import names, tags
from library_exchange.catalogue.authority_models import LinkState, PersonLink, WorkLink
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries.recognising import Entity, Recogniser
from library_exchange.core.text import folded
from library_exchange.offers.models import Offer, Want
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.port import Meant

MOST_WORDS = 8
MOST_FORMS = 12
Has = Callable[[str], sa.ColumnElement[bool]]


def with_words(session: Session, model: type[Offer] | type[Want], text: str) -> list[sa.ColumnElement[bool]]:
    """Return the condition that lines have all words of `text`, or what these name; two queries, none for no words."""
    words = folded(text).replace("·", " ").split()[:MOST_WORDS]
    if not words:
        return []

    def has(part: str) -> sa.ColumnElement[bool]:
        # As a value of the line, so that a database looks up its record, and never through the whole catalogue.
        of_record = sa.select(col(BibliographicRecord.folded)).where(
            col(BibliographicRecord.id) == col(model.record_id)
        )
        told = (col(model.folded), of_record.correlate(model).scalar_subquery())
        return sa.or_(*(text.contains(part, autoescape=True) for text in told))

    ways = [sa.and_(*map(has, words))]
    found = list(runs(prepared(text)))[:MOST_WORDS]
    recogniser = Recogniser(session)
    if known := recogniser(found):
        ways.append(sa.and_(*_as_named(model, known, found, recogniser, has)))
    return [sa.or_(*ways)]


def _as_named(
    model: type[Offer] | type[Want], known: list[Meant], found: list[Run], recogniser: Recogniser, has: Has
) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions of the persons and works that are named, and of the other words."""
    place = 0
    for each in sorted(known, key=lambda meant: meant.start):
        yield from (has(folded(run.text)) for run in found[place : each.start])
        yield from (has(folded(word)) for word in each.rest.split())
        entities = [recogniser.seen[tag] for tag in each.tags if tag in recogniser.seen]
        asked = [has(folded(run.text)) for run in found[each.start : each.end]] if not each.rest else []
        ways = [way for entity in entities for way in (_linked(model, entity), *_spelled(entity, has))]
        yield sa.or_(*ways, *([sa.and_(*asked)] if asked else []), sa.false())
        place = each.end
    yield from (has(folded(run.text)) for run in found[place:])


def _linked(model: type[Offer] | type[Want], entity: Entity) -> sa.ColumnElement[bool]:
    """Return the condition that the record of a line belongs to a person or work."""
    link = PersonLink if entity.field == tags.AUTHOR else WorkLink
    owner = PersonLink.person_id if entity.field == tags.AUTHOR else WorkLink.work_id
    linked = sa.select(col(link.record_id)).where(col(owner) == entity.id, col(link.state) == LinkState.CONFIRMED)
    return col(model.record_id).in_(linked)


def _spelled(entity: Entity, has: Has) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the ways in which a line may tell of a person or work."""
    for value in dict.fromkeys(folded(form.value) for form in entity.forms[:MOST_FORMS]):
        surname, comma, given = (part.strip() for part in value.partition(","))
        if entity.field == tags.TITLE or not comma:
            yield has(value)
        elif entity.is_by_surname:
            yield has(surname)
        elif given:
            initial, *more = (word[0] for word in given.split())
            short = f"{initial}. {more[0]}." if more else f"{initial}."
            orders = (f"{surname} {initial}", f"{surname}, {initial}", f"{given} {surname}", f"{short} {surname}")
            yield sa.or_(*map(has, (*orders, f"{short.replace(' ', '')} {surname}")))
    if entity.is_by_surname:
        yield from (has(names.han_parts(f.value)[-1]) for f in entity.forms[:MOST_FORMS] if names.has_han(f.value))
