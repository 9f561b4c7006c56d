"""What a reader who is still typing may mean: persons and works whose names begin so, and titles of books."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import names, tags
from library_exchange.catalogue.authority_models import (
    LinkState,
    Person,
    PersonLink,
    VariantKey,
    VariantName,
    Work,
    WorkLink,
)
from library_exchange.catalogue.queries.authority import headings
from library_exchange.catalogue.queries.recognising import Entity, forms_of
from library_exchange.catalogue.queries.searching import card, sources
from library_exchange.core.db import begins_with
from library_exchange.core.titles import TitleBlock
from library_exchange.search import conditions
from library_exchange.search.analysis import identifiers
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.analysis.keyboards import switched
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.planning import plan
from library_exchange.search.port import IDENTIFIER, AnalysedQuery, AnyOf, Prefix, Query, SearchEngine

MOST_NAMES, MOST_TITLES, MOST_WEIGHED = 4, 4, 200
SURE_START = 6
"""The length of a key, with its mark, from which a name that is no longer was surely meant."""
_SIGNS = re.compile(r"[,.;'\[\]][^\W\d_]|[^\W\d_][;'\[\]]")
_LETTER = re.compile(r"[^\W_]\s[^\W\d_]$")
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
    """Return what `text`, not typed to its end, may become; each finds some book.

    At most three database queries and one of the index; where no name begins so and signs stand among the letters, or
    nothing does, the same for the text as the other keyboard writes it, its signs as letters and as signs; at last for
    the text without a last word of one letter.
    """
    if (number := identifiers.beginning(text)) is not None:
        starts = tuple(Prefix(IDENTIFIER, start) for start in number)
        return _books(session, engine, AnalysedQuery(required=(AnyOf(starts),), per_page=MOST_TITLES), language)
    found = _suggestions(session, engine, text, language)
    if found and (any(each.kind != "book" for each in found) or not _SIGNS.search(text)):
        return found
    others = (_suggestions(session, engine, other, language) for other in dict.fromkeys(switched(text)))
    found = next((other for other in others if other), found)
    # A letter that begins a word is no word: where nothing has it, the words before it tell.
    return found or (_suggestions(session, engine, text[:-2], language) if _LETTER.search(text) else [])


def _suggestions(session: Session, engine: SearchEngine, text: str, language: str) -> list[Suggested]:
    found = list(runs(prepared(text)))
    if not found or (len(found) == 1 and found[0].script != "han" and len(found[0].text) < SHORTEST):
        return []
    starts = names.of_start(found)
    begun = plan(Query(f"{text.rstrip('*')}*", per_page=MOST_TITLES, is_exact=True))
    in_names = AnyOf((conditions.starting("title", found), conditions.starting("author", found)))
    named = _names(session, starts, language) if starts else []
    return named + _books(session, engine, replace(begun, required=(in_names,)), language)


def _names(session: Session, starts: Sequence[str], language: str) -> list[Suggested]:
    """Return the persons and works with a key beginning so of whom there are books.

    Those typed to the end come first, then those with the most books, then those with the least left to type.
    """
    begun = _begun(session, starts)
    books = _links(PersonLink, begun.c.person_id) + _links(WorkLink, begun.c.work_id)
    is_short = len(starts[0]) < SURE_START
    rows = session.execute(
        sa.select(begun.c.person_id, begun.c.work_id, sa.func.coalesce(col(Person.origin), ""))
        .select_from(begun)
        .outerjoin(Work, col(Work.id) == begun.c.work_id)
        .outerjoin(Person, col(Person.id) == sa.func.coalesce(begun.c.person_id, col(Work.person_id)))
        .order_by(sa.case((begun.c.length <= (0 if is_short else len(starts[0])), 0), else_=1))
        .order_by(books.desc(), begun.c.length, begun.c.first)
        .limit(MOST_NAMES)
    ).all()
    meant = [Entity(tags.AUTHOR, person) if person else Entity(tags.TITLE, work) for person, work, _origin in rows]
    forms = forms_of(session, meant) if meant else {}
    named = [((entity.field, entity.id), row[2]) for entity, row in zip(meant, rows, strict=True)]
    return [
        Suggested(field, number, _shown(headings(forms[field, number], origin, language, field == tags.TITLE)))
        for (field, number), origin in named
    ]


def _begun(session: Session, starts: Sequence[str]) -> sa.Subquery:
    """Return the persons and works of whom there are books, with the length of their shortest key that begins so."""
    person, work = col(VariantName.person_id), col(VariantName.work_id)
    length = sa.func.min(sa.func.length(col(VariantKey.key)))
    return (
        sa.select(person, work, length.label("length"), sa.func.min(col(VariantName.id)).label("first"))
        .join(VariantKey, col(VariantKey.variant_id) == col(VariantName.id))
        .where(sa.or_(*(begins_with(session, VariantKey.key, start) for start in starts)))
        .where(sa.or_(_has_books(PersonLink, person), _has_books(WorkLink, work)))
        .group_by(person, work)
        .order_by(length, sa.func.min(col(VariantName.id)))
        .limit(MOST_WEIGHED)
        .subquery()
    )


def _has_books(table: type[PersonLink] | type[WorkLink], owner: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(_owner(table) == owner, col(table.state) != LinkState.REJECTED)


def _links(table: type[PersonLink] | type[WorkLink], owner: Any) -> Any:
    count = sa.select(sa.func.count()).select_from(table)
    return count.where(_owner(table) == owner, col(table.state) != LinkState.REJECTED).scalar_subquery()


def _owner(table: type[PersonLink] | type[WorkLink]) -> Any:
    return col(PersonLink.person_id) if table is PersonLink else col(WorkLink.work_id)


def _books(session: Session, engine: SearchEngine, begun: AnalysedQuery, language: str) -> list[Suggested]:
    """Return books that have the words typed and one that begins with the last, or such a number."""
    try:
        hits = engine.search(begun)
    except IndexDamaged:
        return []
    found = [] if hits.is_loosened else sources(session, hits.ids)
    return [Suggested("book", source.id, _shown(card(source, language).title)) for source in found]


def _shown(title: TitleBlock) -> list[tuple[str, str]]:
    """Return the form in the reader's language with the original beside it; Latin letters only where there is none."""
    return [(form.value, form.lang) for form in (title.shown, title.beside or title.romanised) if form]
