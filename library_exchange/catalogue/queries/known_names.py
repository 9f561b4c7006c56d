"""What the product knows of the titles and names of records in other languages: from linked works and persons."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import chinese_names, names, tags
from library_exchange.authority.record_texts import LONGEST_NAME, PROPER, Named, RecordTexts, Text
from library_exchange.catalogue.authority_models import LinkState, Origin, PersonLink, WorkLink
from library_exchange.catalogue.models import BibliographicRecord, Contributor, TextForm
from library_exchange.catalogue.queries.recognising import Entity, Form, forms_of
from library_exchange.core.scripts import html_lang
from library_exchange.core.titles import HEADING, TitleForm

SCRIPTS = ("Hans", "Cyrl", "Latn")
"""Scripts of the headings that readers of some language know it by; traditional characters only where no others are."""
Forms = Mapping[tuple[str, int], Sequence[Form]]


@dataclass(frozen=True)
class Known:
    """What one record's title and the names in it, each as the record has it, are called elsewhere.

    `work_id` is the one work that the record is an edition of.
    """

    work_id: int | None = None
    title: tuple[TitleForm, ...] = ()
    names: Mapping[str, tuple[TitleForm, ...]] = field(default_factory=dict)


class NamedBy(NamedTuple):
    """A work or person that a record certainly names, by what words, and whether a person said so."""

    record_id: int
    entity: int
    name: str
    is_by_person: bool = False


def texts_of(session: Session, record_ids: Sequence[int], fields: Sequence[str]) -> dict[int, RecordTexts]:
    """Return the texts of these records in these fields, and all names; one query, none without records."""
    if not record_ids:
        return {}
    record, form, whose = BibliographicRecord, TextForm, Contributor
    wanted = sa.or_(col(form.field).in_(fields), col(form.contributor_id).is_not(None))
    text = (col(getattr(form, name)) for name in ("field", "value", "kind", "position"))
    named = (col(getattr(whose, name)) for name in ("id", "kind", "is_main", "dates", "qualifier"))
    rows = session.execute(
        sa.select(col(record.id), col(record.languages), *text, *named)
        .outerjoin(form, sa.and_(col(form.record_id) == col(record.id), wanted))
        .outerjoin(whose, col(whose.id) == col(form.contributor_id))
        .where(col(record.id).in_(record_ids))
        .order_by(col(form.id))
    )
    found: dict[int, tuple[tuple[str, ...], list[Text]]] = {}
    for i, languages, field_, value, kind, position, *whom in rows:
        _, texts = found.setdefault(i, (tuple(languages), []))
        if field_ is not None:
            texts.append(Text(field_, value, kind, position, Named(*whom) if whom[0] is not None else None))
    return {i: RecordTexts(languages, tuple(texts)) for i, (languages, texts) in found.items()}


def known(session: Session, record_ids: Sequence[int]) -> dict[int, Known]:
    """Return what is known of each of these records; four queries."""
    works = _linked(session, WorkLink, "work_id", record_ids)
    persons = _linked(session, PersonLink, "person_id", record_ids)
    return known_by(session, texts_of(session, record_ids, PROPER), works, persons)


def known_names(session: Session, record_id: int, texts: RecordTexts) -> Mapping[str, tuple[TitleForm, ...]]:
    """Return what the names in a record that has these texts are called elsewhere; two queries."""
    persons = _linked(session, PersonLink, "person_id", [record_id])
    return known_by(session, {record_id: texts}, (), persons)[record_id].names


def known_by(
    session: Session, said: Mapping[int, RecordTexts], works: Iterable[NamedBy], persons: Iterable[NamedBy]
) -> dict[int, Known]:
    """Return what is known of records that have these texts and certainly name these works and persons; one query."""
    work_of = _works(said, works)
    person_of: dict[int, dict[str, int]] = defaultdict(dict)
    for each in persons:
        person_of[each.record_id][each.name] = each.entity
    entities = {Entity(tags.TITLE, work) for work in work_of.values()}
    entities |= {Entity(tags.AUTHOR, person) for some in person_of.values() for person in some.values()}
    forms = forms_of(session, entities) if entities else {}
    return {
        i: Known(work_of.get(i), _title(work_of.get(i), forms), _names(texts, person_of.get(i, {}), forms))
        for i, texts in said.items()
    }


def _linked(session: Session, table: Any, target: str, record_ids: Sequence[int]) -> list[NamedBy]:
    entity = col(getattr(table, target))
    rows = session.execute(
        sa.select(col(table.record_id), entity, col(table.name), col(table.origin)).where(
            col(table.record_id).in_(record_ids), col(table.state) == LinkState.CONFIRMED
        )
    )
    return [NamedBy(i, entity, name, origin is Origin.PERSON) for i, entity, name, origin in rows]


def _title(work_id: int | None, forms: Forms) -> tuple[TitleForm, ...]:
    return headings(forms.get((tags.TITLE, work_id), ())) if work_id is not None else ()


def _names(texts: RecordTexts, persons: Mapping[str, int], forms: Forms) -> dict[str, tuple[TitleForm, ...]]:
    called = [
        (values, _called(named, values, texts.languages, persons, forms)) for named, values in texts.contributors()
    ]
    return {value: known_as for values, known_as in called for value in values}


def _works(said: Mapping[int, RecordTexts], works: Iterable[NamedBy]) -> dict[int, int]:
    """Return the work of each record that is an edition of one work and holds nothing else."""
    found: dict[int, list[NamedBy]] = defaultdict(list)
    for each in works:
        found[each.record_id].append(each)
    single = [links[0] for links in found.values() if len(links) == 1]
    return {
        link.record_id: link.entity
        for link in single
        if link.is_by_person or _is_all(link.name, said[link.record_id].titles_proper())
    }


def _is_all(name: str, titles: Sequence[str]) -> bool:
    """Whether the title of a work is that of the whole book: "A ; B" has two works, of which one may be unknown."""
    return any(name in names.titles_in(title) and not {";", "；"} & set(title) for title in titles)


def _called(
    named: Named, values: Sequence[str], languages: Sequence[str], persons: Mapping[str, int], forms: Forms
) -> tuple[TitleForm, ...]:
    """Return what a contributor is called in other languages; Chinese names of strangers by the sound alone."""
    single = [each for value in values if (each := _single(value))]
    person = next((persons[each] for each in (*values, *single) if each in persons), None)
    if person is not None:
        return headings(forms.get((tags.AUTHOR, person), ()))
    sounds = _sounds(named, values, languages, single) if named.is_person else ()
    return tuple(TitleForm(sound, "zh-Cyrl", "transliteration", True) for sound in sounds if sound)[:1]


def _sounds(
    named: Named, values: Sequence[str], languages: Sequence[str], single: Sequence[str]
) -> Iterator[str | None]:
    """Give a Chinese name in Russian letters.

    Pinyin of a Chinese book tells it too: where there are no characters, or inverted with a comma, as catalogues write
    Chinese persons and never the sound of a foreign name's characters.
    """
    yield from (chinese_names.in_russian(each, named.qualifier) for each in single if names.has_han(each))
    if tuple(languages) == ("chi",):
        is_alone = not any(names.has_han(value) for value in values)
        latin = (value for value in values if is_alone or "," in value)
        yield from (chinese_names.pinyin_in_russian(value) for value in latin)


def _single(value: str) -> str | None:
    """Return the one name that a text holds, without a role behind it; None if there are several."""
    if not names.has_han(value) or chinese_names.parted(value):
        return value
    parts = names.each_of(value[:LONGEST_NAME])[1:]
    return value if not parts else parts[0] if len(parts) == 1 else None


def headings(forms: Sequence[Form]) -> tuple[TitleForm, ...]:
    """Return the headings among the forms of a person or work, as forms of a title or name that was not given so."""
    found = {form.script: form for form in reversed(forms) if form.kind == "heading"}
    if "Hans" not in found and "Hant" in found:
        found["Hans"] = found["Hant"]
    shown = [found[script] for script in SCRIPTS if script in found]
    return tuple(TitleForm(form.value, html_lang(form.script, form.language), HEADING) for form in shown)
