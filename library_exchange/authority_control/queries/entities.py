"""What librarians see who keep the names: an entry and its forms, who is called so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import names, tags
from library_exchange.catalogue.authority_models import (
    EntityKind,
    LinkState,
    Person,
    PersonLink,
    VariantKey,
    VariantName,
    Work,
    WorkLink,
)
from library_exchange.catalogue.models import Contributor, TextForm
from library_exchange.catalogue.queries.authority import Named, get_person, get_work, headings
from library_exchange.catalogue.queries.recognising import Entity, forms_of
from library_exchange.catalogue.queries.searching import Card, cards
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import TitleBlock
from library_exchange.search.analysis.folding import prepared, runs

ORDER = ("Cyrl", "Hans", "Hant", "Latn")
MOST_FOUND = 12
SHOWN = (LinkState.CONFIRMED, LinkState.CANDIDATE)


@dataclass(frozen=True)
class Found:
    """A person or work in a list to choose from; `of` is a work's author, `count` the certain books."""

    id: int
    title: TitleBlock
    dates: str | None = None
    of: TitleBlock | None = None
    count: int = 0


@dataclass(frozen=True)
class FormRow:
    """One form with its `lang` attribute; `giver` is the id of the library that gave it, None for the product's own."""

    id: int
    value: str
    lang: str
    script: str
    is_heading: bool
    scheme: str | None
    giver: int | None


@dataclass(frozen=True)
class Linked:
    """A book linked to a person or work: the name in it, how sure that is, the role a librarian gave."""

    link_id: int
    card: Card
    name: str
    state: LinkState
    role: str | None

    @property
    def name_lang(self) -> str:
        """The `lang` attribute of the name."""
        return html_lang(script_of(self.name))


@dataclass(frozen=True)
class Sheet:
    """A person or work as librarians keep it."""

    kind: EntityKind
    id: int
    title: TitleBlock
    dates: str | None
    author: Found | None
    forms: list[FormRow]
    works: list[Named]
    total: int
    linked: list[Linked]


@dataclass(frozen=True)
class RecordNames:
    """A book with those it is linked to, and the names and titles in it, each with its `lang` and MARC role."""

    card: Card
    persons: list[tuple[Found, LinkState, str | None]]
    works: list[tuple[Found, LinkState, str | None]]
    mentioned: list[tuple[str, str, str]]
    titles: list[tuple[str, str]]


def heading_of(forms: Sequence[Any]) -> str:
    """Return the one name under which lists of changes show a person or work."""
    ordered = sorted(
        forms, key=lambda f: (f.kind != "heading", ORDER.index(f.script) if f.script in ORDER else len(ORDER))
    )
    return str(ordered[0].value) if ordered else "—"


def names_in(session: Session, record_id: int) -> list[str]:
    """Return the names of persons and bodies as a record has them."""
    return [value for value, _lang, _role in _mentioned(session, record_id)]


def _mentioned(session: Session, record_id: int) -> list[tuple[str, str, str]]:
    rows = session.execute(
        sa.select(col(TextForm.value), col(TextForm.script), col(TextForm.language), col(Contributor.role))
        .join(Contributor, col(Contributor.id) == col(TextForm.contributor_id))
        .where(col(TextForm.record_id) == record_id, col(TextForm.kind) != "transliteration")
        .order_by(col(Contributor.is_main).desc(), col(Contributor.position), col(TextForm.id))
    )
    return list({value: (value, html_lang(script, language), role) for value, script, language, role in rows}.values())


# Finding --------------------------------------------------------------------------------------------------------------


def find_named(session: Session, kind: EntityKind, text: str, language: str) -> list[Found]:
    """Return the persons or works called so in any script, the surest first; no more than `MOST_FOUND`."""
    words = list(runs(prepared(text)))
    if not words:
        return []
    keyed = _keyed(session, kind, names.of_query(words[:8]))
    literal = session.scalars(
        sa.select(_owner(kind))
        .where(_owner(kind).is_not(None), col(VariantName.value).contains(text.strip(), autoescape=True))
        .where(col(VariantName.id).in_(sa.select(col(VariantKey.variant_id))))
        .limit(MOST_FOUND * 4)
    )
    return shown(session, kind, list(dict.fromkeys([*keyed, *literal]))[:MOST_FOUND], language)


def same_named(session: Session, kind: EntityKind, keys: Iterable[str], language: str) -> list[Found]:
    """Return the persons or works that have one of these keys of whole names or titles."""
    telling = [key for key in keys if not key.startswith(names.SURNAME)]
    return shown(session, kind, _keyed(session, kind, telling)[:MOST_FOUND], language)


def _keyed(session: Session, kind: EntityKind, keys: Iterable[str]) -> list[int]:
    rows = session.execute(
        sa.select(_owner(kind), sa.func.count())
        .join(VariantKey, col(VariantKey.variant_id) == col(VariantName.id))
        .where(_owner(kind).is_not(None), col(VariantKey.key).in_(sorted(keys)))
        .group_by(_owner(kind))
        .order_by(sa.func.count().desc(), _owner(kind))
    )
    return [i for i, _count in rows]


def _owner(kind: EntityKind) -> Any:
    return col(VariantName.person_id) if kind is EntityKind.PERSON else col(VariantName.work_id)


def links_of(kind: EntityKind) -> tuple[Any, Any]:
    """Return the table of links of a kind, and its column of persons or works."""
    return (PersonLink, col(PersonLink.person_id)) if kind is EntityKind.PERSON else (WorkLink, col(WorkLink.work_id))


def shown(session: Session, kind: EntityKind, ids: Sequence[int], language: str) -> list[Found]:
    """Return these persons or works as lists show them, in the order given; three queries."""
    if not ids:
        return []
    authors = _authors(session, kind, ids)
    field = tags.AUTHOR if kind is EntityKind.PERSON else tags.TITLE
    wanted = [Entity(field, i) for i in ids]
    if kind is EntityKind.WORK:
        wanted += [Entity(tags.AUTHOR, person.id) for person in authors.values()]
    forms, counted = forms_of(session, wanted), _counted(session, kind, ids)
    found = []
    for i in ids:
        person = authors.get(i)
        origin = person.origin if person else ""
        is_work = kind is EntityKind.WORK
        of = headings(forms.get((tags.AUTHOR, person.id), ()), origin, language) if person and is_work else None
        dates = person.dates if person and not is_work else None
        title = headings(forms.get((field, i), ()), origin, language, is_title=is_work)
        found.append(Found(i, title, dates, of, counted.get(i, 0)))
    return found


def _authors(session: Session, kind: EntityKind, ids: Sequence[int]) -> dict[int, Person]:
    """Return the persons of these ids, or the authors of these works."""
    if kind is EntityKind.PERSON:
        return {row.id: row for row in session.scalars(sa.select(Person).where(col(Person.id).in_(ids)))}
    rows = session.execute(
        sa.select(col(Work.id), Person).join(Person, col(Person.id) == col(Work.person_id)).where(col(Work.id).in_(ids))
    )
    return {work_id or 0: person for work_id, person in rows}


def _counted(session: Session, kind: EntityKind, ids: Sequence[int]) -> dict[int, int]:
    table, owner = links_of(kind)
    rows = session.execute(
        sa.select(owner, sa.func.count()).where(owner.in_(ids), col(table.state) == LinkState.CONFIRMED).group_by(owner)
    )
    return dict(rows.all())


# Pages ----------------------------------------------------------------------------------------------------------------


def sheet(session: Session, kind: EntityKind, entity_id: int, language: str, offset: int, limit: int) -> Sheet:
    """Return a person or work, or the one it was merged into, with some of its books. Raises NotFound."""
    row = get_person(session, entity_id) if kind is EntityKind.PERSON else get_work(session, entity_id)
    entity_id = row.id
    [found] = shown(session, kind, [entity_id], language)
    works: list[Found] = []
    author: Found | None = None
    if isinstance(row, Person):
        ids = session.scalars(sa.select(col(Work.id)).where(col(Work.person_id) == entity_id).order_by(col(Work.id)))
        works = shown(session, EntityKind.WORK, [i for i in ids if i is not None], language)
    elif row.person_id is not None:
        [author] = shown(session, EntityKind.PERSON, [row.person_id], language)
    total, linked = _linked(session, kind, entity_id, language, offset, limit)
    return Sheet(
        kind=kind,
        id=entity_id,
        title=found.title,
        dates=found.dates,
        author=author,
        forms=_form_rows(session, kind, entity_id),
        works=[Named(work.id, work.title, work.count) for work in works],
        total=total,
        linked=linked,
    )


def _form_rows(session: Session, kind: EntityKind, entity_id: int) -> list[FormRow]:
    rows = session.scalars(sa.select(VariantName).where(_owner(kind) == entity_id).order_by(col(VariantName.id)))
    found = [
        FormRow(
            id=row.id,
            value=row.value,
            lang=html_lang(row.script, row.language),
            script=row.script,
            is_heading=row.kind == "heading",
            scheme=row.scheme,
            giver=int(row.source.partition(":")[2]) if row.source.startswith("library:") else None,
        )
        for row in rows
    ]
    place = {script: number for number, script in enumerate(ORDER)}
    return sorted(found, key=lambda form: (place.get(form.script, len(place)), not form.is_heading))


def _linked(
    session: Session, kind: EntityKind, entity_id: int, language: str, offset: int, limit: int
) -> tuple[int, list[Linked]]:
    table, owner = links_of(kind)
    mine = sa.and_(owner == entity_id, col(table.state).in_(SHOWN))
    total = session.scalar(sa.select(sa.func.count()).select_from(table).where(mine)) or 0
    found = sa.select(table).where(mine).order_by(col(table.record_id)).offset(offset).limit(limit)
    rows = list(session.scalars(found))
    by_id = {card.id: card for card in cards(session, [row.record_id for row in rows], language)}
    return total, [
        Linked(row.id, by_id[row.record_id], row.name, row.state, getattr(row, "role", None)) for row in rows
    ]


def record_names(session: Session, record_id: int, language: str) -> RecordNames | None:
    """Return a book with those it is linked to and the names in it; None if there is no such record."""
    found = cards(session, [record_id], language)
    if not found:
        return None
    titles = session.execute(
        sa.select(col(TextForm.value), col(TextForm.script), col(TextForm.language))
        .where(col(TextForm.record_id) == record_id, col(TextForm.field) == "title")
        .where(col(TextForm.kind) != "transliteration")
        .order_by(col(TextForm.position), col(TextForm.id))
    )
    return RecordNames(
        card=found[0],
        persons=_linked_to(session, EntityKind.PERSON, record_id, language),
        works=_linked_to(session, EntityKind.WORK, record_id, language),
        mentioned=_mentioned(session, record_id),
        titles=list({value: (value, html_lang(script, code)) for value, script, code in titles}.values()),
    )


def _linked_to(
    session: Session, kind: EntityKind, record_id: int, language: str
) -> list[tuple[Found, LinkState, str | None]]:
    table, owner = links_of(kind)
    role = col(PersonLink.role) if kind is EntityKind.PERSON else sa.null()
    rows = session.execute(
        sa.select(owner, col(table.state), role)
        .where(col(table.record_id) == record_id, col(table.state).in_(SHOWN))
        .order_by(col(table.id))
    ).all()
    found = shown(session, kind, [entity_id for entity_id, *_rest in rows], language)
    return [(each, state, given) for each, (_id, state, given) in zip(found, rows, strict=True)]
