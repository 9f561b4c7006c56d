"""What a reader who is still typing may mean: persons and works whose names begin so, and titles of books."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import names, tags
from library_exchange.catalogue.authority_models import Person, VariantKey, VariantName, Work
from library_exchange.catalogue.queries.authority import headings
from library_exchange.catalogue.queries.recognising import Entity, forms_of
from library_exchange.catalogue.queries.searching import card, sources
from library_exchange.core.db import begins_with
from library_exchange.core.titles import TitleBlock
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.planning import plan
from library_exchange.search.port import Query, SearchEngine

MOST_NAMES, MOST_TITLES = 4, 4
SHORTEST = 2
"""Letters of an alphabet before anything is suggested; one Han character is enough."""


@dataclass(frozen=True)
class Suggested:
    """What may be meant, as pairs of text and `lang`, that for the reader of the page first.

    `kind` is "author", "title" or "book", `id` of a person, a work or a record.
    """

    kind: str
    id: int
    forms: list[tuple[str, str]]


def suggestions(session: Session, engine: SearchEngine, text: str, language: str) -> list[Suggested]:
    """Return what `text`, not typed to its end, may become; at most three database queries and one of the index."""
    found = list(runs(prepared(text)))
    if not found or (len(found) == 1 and found[0].script != "han" and len(found[0].text) < SHORTEST):
        return []
    return _names(session, names.of_start(found), language) + _books(session, engine, text, language)


def _names(session: Session, starts: Sequence[str], language: str) -> list[Suggested]:
    """Return the persons and works that have a key beginning so, those with the least left to type first."""
    person_origin = sa.func.coalesce(sa.func.max(col(Person.origin)), "")
    rows = session.execute(
        sa.select(col(VariantName.person_id), col(VariantName.work_id), person_origin)
        .join(VariantKey, col(VariantKey.variant_id) == col(VariantName.id))
        .outerjoin(Work, col(Work.id) == col(VariantName.work_id))
        .outerjoin(Person, sa.or_(col(Person.id) == col(VariantName.person_id), col(Person.id) == col(Work.person_id)))
        .where(sa.or_(*(begins_with(session, VariantKey.key, start) for start in starts)))
        .group_by(col(VariantName.person_id), col(VariantName.work_id))
        .order_by(sa.func.min(sa.func.length(col(VariantKey.key))), sa.func.min(col(VariantName.id)))
        .limit(MOST_NAMES)
    ).all()
    meant = [Entity(tags.AUTHOR, person) if person else Entity(tags.TITLE, work) for person, work, _origin in rows]
    forms = forms_of(session, meant) if meant else {}
    named = [((entity.field, entity.id), row[2]) for entity, row in zip(meant, rows, strict=True)]
    return [
        Suggested(field, number, _shown(headings(forms[field, number], origin, language, field == tags.TITLE)))
        for (field, number), origin in named
    ]


def _books(session: Session, engine: SearchEngine, text: str, language: str) -> list[Suggested]:
    """Return books that have the words typed and one that begins with the last."""
    try:
        hits = engine.search(plan(Query(f"{text.rstrip('*')}*", per_page=MOST_TITLES, is_exact=True)))
    except IndexDamaged:
        return []
    found = [] if hits.is_loosened else sources(session, hits.ids)
    return [Suggested("book", source.id, _shown(card(source, language).title)) for source in found]


def _shown(title: TitleBlock) -> list[tuple[str, str]]:
    """Return the form in the reader's language with the original beside it; Latin letters only where there is none."""
    return [(form.value, form.lang) for form in (title.shown, title.beside or title.romanised) if form]
