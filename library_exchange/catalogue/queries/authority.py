"""The pages of persons and works, and the names a query stands for."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import names, tags
from library_exchange.authority.name_display import shown_name
from library_exchange.catalogue.authority_models import LinkState, Person, PersonLink, Work, WorkLink
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries.recognising import Entity, Form, forms_of
from library_exchange.catalogue.queries.searching import Card, cards
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.scripts import html_lang
from library_exchange.core.titles import TitleBlock, TitleForm, title_block

ORIGINAL = {"ru": ("Cyrl",), "zh": ("Hans", "Hant")}
"""Scripts in which persons of an origin wrote their own names; others wrote in Latin letters, mostly."""
MOST_SHOWN = 3
SCRIPTS = ("Hans", "Hant", "Latn", "Cyrl")


@dataclass(frozen=True)
class Named:
    """A person or work in a list: how it is called, how many records there are, its id."""

    id: int
    title: TitleBlock
    count: int = 0


@dataclass(frozen=True)
class PersonPage:
    """Everything a person's page shows; `languages` are the languages of the records with their numbers."""

    id: int
    name: TitleBlock
    dates: str | None
    forms: list[tuple[str, list[tuple[str, str]]]]
    works: list[Named]
    languages: list[tuple[str, int]]
    total: int
    cards: list[Card]


@dataclass(frozen=True)
class WorkPage:
    """Everything a work's page shows: the editions by language."""

    id: int
    title: TitleBlock
    author: Named | None
    forms: list[tuple[str, list[tuple[str, str]]]]
    editions: list[tuple[str, list[Card]]]


def headings(forms: Sequence[Form], origin: str, language: str, is_title: bool = False) -> TitleBlock:
    """Return the headings of a person or, with `is_title`, of a work as a block: the original first.

    A name in Latin letters tells how it sounds; to a reader of English it is the name.
    """
    latin = "translation" if is_title or language == "en" else "transliteration"
    own = ORIGINAL.get(origin, ("Latn",))
    ordered = sorted(
        (form for form in forms if form.kind == "heading"), key=lambda form: (form.script not in own, form.script)
    )
    kinded = [_kinded(form, place, latin) for place, form in enumerate(ordered)]
    return title_block(kinded, language) if is_title else shown_name(kinded, language, title_block)


def _kinded(form: Form, place: int, latin: str) -> TitleForm:
    kind = "original" if place == 0 else latin if form.script == "Latn" else "translation"
    return TitleForm(form.value, html_lang(form.script, form.language), kind)


def by_script(forms: Sequence[Form]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all forms by script, headings first, each with its `lang`."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for form in sorted(forms, key=lambda form: form.kind != "heading"):
        found[form.script].append((form.value, html_lang(form.script, form.language)))
    return [(script, found[script]) for script in SCRIPTS if script in found]


def spoken(recognised: Sequence[Entity], asked: str) -> list[tuple[str, str]]:
    """Return the headings, each with its `lang`, that were also searched for; none that was asked itself."""
    found: dict[str, str] = {}
    for entity in recognised[:MOST_SHOWN]:
        shown = [form for form in entity.forms if form.kind == "heading"]
        for form in sorted(shown, key=lambda form: SCRIPTS.index(form.script) if form.script in SCRIPTS else 9):
            found.setdefault(_spelled(form.value, entity), html_lang(form.script, form.language))
    said = names.letters(asked)
    return [(value, lang) for value, lang in found.items() if names.letters(value) != said or _differs(value, asked)]


def _spelled(value: str, entity: Entity) -> str:
    return value.replace(",", "") if entity.field == tags.AUTHOR and _is_chinese(entity) else value


def _is_chinese(entity: Entity) -> bool:
    """Whether the names are written with the family name first in Russian too, so that a comma tells nothing."""
    return not any("," in form.value for form in entity.forms if form.script == "Cyrl")


def _differs(value: str, asked: str) -> bool:
    """Whether the two are one name in traditional and simplified characters."""
    return names.has_han(value) and value != asked.strip()


def linked(recognised: Sequence[Entity], language: str) -> list[tuple[Entity, tuple[str, str]]]:
    """Return the persons and works that a query names, each with one heading for a reader of `language`."""
    found = []
    for entity in recognised[:MOST_SHOWN]:
        wanted = {"zh": "Hans", "ru": "Cyrl"}.get(language, "Latn")
        shown = sorted((f for f in entity.forms if f.kind == "heading"), key=lambda form: form.script != wanted)
        if shown:
            value = _spelled(shown[0].value, entity)
            found.append((entity, (value, html_lang(shown[0].script, shown[0].language))))
    return found


def get_person(session: Session, person_id: int) -> Person:
    """Return a person, or the one into whom she was merged. Raises NotFound."""
    person = session.get(Person, person_id)
    while person is not None and person.merged_into_id is not None:
        person = session.get(Person, person.merged_into_id)
    if person is None:
        raise NotFound("person", person=person_id)
    return person


def get_work(session: Session, work_id: int) -> Work:
    """Return a work, or the one into which it was merged. Raises NotFound."""
    work = session.get(Work, work_id)
    while work is not None and work.merged_into_id is not None:
        work = session.get(Work, work.merged_into_id)
    if work is None:
        raise NotFound("work", work=work_id)
    return work


def person_page(
    session: Session, person_id: int, language: str, only: str, shown: slice, own: int | None = None
) -> PersonPage:
    """Return the page of a person for a reader of `language` and of the library `own`.

    It has those of her records that `shown` takes; `only` is the code of their language, empty for all. Of a person
    who was merged into another one it is the other one's page. Raises NotFound.
    """
    person = get_person(session, person_id)
    person_id = person.id
    works = session.scalars(sa.select(col(Work.id)).where(col(Work.person_id) == person_id).order_by(col(Work.id)))
    entities = [Entity(tags.AUTHOR, person_id), *(Entity(tags.TITLE, work) for work in works if work is not None)]
    forms = forms_of(session, entities)
    records = _records(session, person_id)
    wanted = [record_id for record_id, code in records if only in ("", code)]
    return PersonPage(
        id=person_id,
        name=headings(forms[tags.AUTHOR, person_id], person.origin, language),
        dates=person.dates,
        forms=by_script(forms[tags.AUTHOR, person_id]),
        works=_works(session, [e.id for e in entities[1:]], forms, person.origin, language),
        languages=Counter(code for _record, code in records).most_common(),
        total=len(wanted),
        cards=cards(session, wanted[shown], language, own),
    )


def _records(session: Session, person_id: int) -> list[tuple[int, str]]:
    """Return the records that are certainly a person's with their languages, by title."""
    rows = session.execute(
        sa.select(col(BibliographicRecord.id), col(BibliographicRecord.languages))
        .join(PersonLink, col(PersonLink.record_id) == col(BibliographicRecord.id))
        .where(col(PersonLink.person_id) == person_id, col(PersonLink.state) == LinkState.CONFIRMED)
        .order_by(col(BibliographicRecord.sort_title), col(BibliographicRecord.id))
    )
    return [(record_id or 0, languages[0] if languages else "und") for record_id, languages in rows]


def _works(
    session: Session,
    ids: Sequence[int],
    forms: Mapping[tuple[str, int], tuple[Form, ...]],
    origin: str,
    language: str,
) -> list[Named]:
    counted: dict[int, int] = dict(
        session.execute(
            sa.select(col(WorkLink.work_id), sa.func.count())
            .where(col(WorkLink.work_id).in_(ids), col(WorkLink.state) == LinkState.CONFIRMED)
            .group_by(col(WorkLink.work_id))
        ).all()
    )
    named = [Named(i, headings(forms[tags.TITLE, i], origin, language, is_title=True), counted.get(i, 0)) for i in ids]
    return sorted(named, key=lambda work: -work.count)


def work_page(session: Session, work_id: int, language: str, own: int | None = None) -> WorkPage:
    """Return the page of a work, or of the one that it was merged into. Raises NotFound."""
    work = get_work(session, work_id)
    work_id = work.id
    author = session.get(Person, work.person_id) if work.person_id else None
    entities = [Entity(tags.TITLE, work_id), *([Entity(tags.AUTHOR, author.id)] if author else [])]
    forms = forms_of(session, entities)
    origin = author.origin if author else ""
    return WorkPage(
        id=work_id,
        title=headings(forms[tags.TITLE, work_id], origin, language, is_title=True),
        author=Named(author.id, headings(forms[tags.AUTHOR, author.id], origin, language)) if author else None,
        forms=by_script(forms[tags.TITLE, work_id]),
        editions=_editions(session, work_id, language, own),
    )


def _editions(session: Session, work_id: int, language: str, own: int | None) -> list[tuple[str, list[Card]]]:
    rows = session.execute(
        sa.select(col(BibliographicRecord.id), col(BibliographicRecord.languages))
        .join(WorkLink, col(WorkLink.record_id) == col(BibliographicRecord.id))
        .where(col(WorkLink.work_id) == work_id, col(WorkLink.state) == LinkState.CONFIRMED)
        .order_by(col(BibliographicRecord.year), col(BibliographicRecord.sort_title), col(BibliographicRecord.id))
    ).all()
    shown = {card.id: card for card in cards(session, [row.id for row in rows], language, own)}
    found: dict[str, list[Card]] = defaultdict(list)
    for record_id, languages in rows:
        found[languages[0] if languages else "und"].append(shown[record_id])
    order = {"chi": 1, "rus": 2} | dict.fromkeys(LANGUAGES[language].record_languages, 0)
    return sorted(found.items(), key=lambda pair: (order.get(pair[0], 3), pair[0]))


def links_of(session: Session, record_id: int, language: str) -> tuple[list[Named], list[Named]]:
    """Return the persons and works that a record certainly belongs to."""
    persons = session.execute(
        sa.select(col(Person.id), col(Person.origin))
        .join(PersonLink, col(PersonLink.person_id) == col(Person.id))
        .where(col(PersonLink.record_id) == record_id, col(PersonLink.state) == LinkState.CONFIRMED)
        .order_by(col(PersonLink.id))
    ).all()
    works = session.execute(
        sa.select(col(Work.id), col(Person.origin))
        .join(WorkLink, col(WorkLink.work_id) == col(Work.id))
        .outerjoin(Person, col(Person.id) == col(Work.person_id))
        .where(col(WorkLink.record_id) == record_id, col(WorkLink.state) == LinkState.CONFIRMED)
        .order_by(col(WorkLink.id))
    ).all()
    if not persons and not works:
        return [], []
    entities = [Entity(tags.AUTHOR, i) for i, _origin in persons] + [Entity(tags.TITLE, i) for i, _origin in works]
    forms = forms_of(session, entities)
    return (
        [Named(i, headings(forms[tags.AUTHOR, i], origin, language)) for i, origin in persons],
        [Named(i, headings(forms[tags.TITLE, i], origin or "", language, is_title=True)) for i, origin in works],
    )
