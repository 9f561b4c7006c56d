"""What the product knows of the titles and names of records in other languages: from linked works and persons."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import chinese_names, names, tags
from library_exchange.catalogue.authority_models import LinkState, Origin, PersonLink, WorkLink
from library_exchange.catalogue.models import BibliographicRecord, Contributor, TextForm
from library_exchange.catalogue.queries.recognising import Entity, Form, forms_of
from library_exchange.core.scripts import html_lang
from library_exchange.core.titles import HEADING, TitleForm

SCRIPTS = ("Hans", "Cyrl", "Latn")
"""Scripts of the headings that readers of some language know it by; traditional characters only where no others are."""
LONGEST_NAME = 300
Forms = Mapping[tuple[str, int], Sequence[Form]]


@dataclass(frozen=True)
class Known:
    """What one record's title and the names in it, each as the record has it, are called elsewhere.

    `work_id` is the one work that the record is an edition of.
    """

    work_id: int | None = None
    title: tuple[TitleForm, ...] = ()
    names: Mapping[str, tuple[TitleForm, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Named:
    """A contributor of a record: all forms of the name, the mark of country or dynasty beside it.

    `languages` are those of the book.
    """

    values: tuple[str, ...]
    qualifier: str | None
    is_person: bool
    languages: tuple[str, ...] = ()


def known(session: Session, record_ids: Sequence[int]) -> dict[int, Known]:
    """Return what is known of each of these records; five queries, however many records there are."""
    works = _works(session, record_ids)
    persons = _persons(session, record_ids)
    named = _contributors(session, record_ids)
    entities = {Entity(tags.TITLE, work) for work in works.values()}
    entities |= {Entity(tags.AUTHOR, person) for some in persons.values() for person in some.values()}
    forms = forms_of(session, entities) if entities else {}
    return {
        i: Known(works.get(i), _title(works.get(i), forms), _names(named[i], persons[i], forms)) for i in record_ids
    }


def _title(work_id: int | None, forms: Forms) -> tuple[TitleForm, ...]:
    return headings(forms.get((tags.TITLE, work_id), ())) if work_id is not None else ()


def _names(named: Sequence[_Named], persons: Mapping[str, int], forms: Forms) -> dict[str, tuple[TitleForm, ...]]:
    called = [(each, _called(each, persons, forms)) for each in named]
    return {value: known_as for each, known_as in called for value in each.values}


def _works(session: Session, record_ids: Sequence[int]) -> dict[int, int]:
    """Return the work of each record that is an edition of one work and holds nothing else."""
    found: dict[int, list[WorkLink]] = defaultdict(list)
    links = sa.select(WorkLink).where(
        col(WorkLink.record_id).in_(record_ids), col(WorkLink.state) == LinkState.CONFIRMED
    )
    for link in session.scalars(links):
        found[link.record_id].append(link)
    single = {i: links[0] for i, links in found.items() if len(links) == 1}
    by_rule = [i for i, link in single.items() if link.origin is not Origin.PERSON]
    titles = _first_titles(session, by_rule)
    return {i: link.work_id for i, link in single.items() if i not in titles or _is_all(link.name, titles[i])}


def _first_titles(session: Session, record_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the titles proper of records, in every form; no query without records."""
    found: dict[int, list[str]] = {i: [] for i in record_ids}
    if not found:
        return found
    rows = session.execute(
        sa.select(col(TextForm.record_id), col(TextForm.value))
        .where(col(TextForm.record_id).in_(record_ids), col(TextForm.field).in_(("title", "parallel_title")))
        .order_by(col(TextForm.position), col(TextForm.id))
    )
    for record_id, value in rows:
        found[record_id].append(value)
    return found


def _is_all(name: str, titles: Sequence[str]) -> bool:
    """Whether the title of a work is that of the whole book: "A ; B" has two works, of which one may be unknown."""
    return any(name in names.titles_in(title) and not {";", "；"} & set(title) for title in titles)


def _persons(session: Session, record_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return the persons whom records certainly name, by the name."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = session.execute(
        sa.select(col(PersonLink.record_id), col(PersonLink.name), col(PersonLink.person_id)).where(
            col(PersonLink.record_id).in_(record_ids), col(PersonLink.state) == LinkState.CONFIRMED
        )
    )
    for record_id, name, person_id in rows:
        found[record_id][name] = person_id
    return found


def _contributors(session: Session, record_ids: Sequence[int]) -> dict[int, list[_Named]]:
    rows = session.execute(
        sa.select(
            col(TextForm.record_id),
            col(TextForm.contributor_id),
            col(TextForm.value),
            col(Contributor.qualifier),
            col(Contributor.kind),
            col(BibliographicRecord.languages),
        )
        .join(Contributor, col(Contributor.id) == col(TextForm.contributor_id))
        .join(BibliographicRecord, col(BibliographicRecord.id) == col(TextForm.record_id))
        .where(col(TextForm.record_id).in_(record_ids))
        .order_by(col(TextForm.id))
    )
    values: dict[tuple[int, int], list[str]] = defaultdict(list)
    told: dict[tuple[int, int], tuple[str | None, bool, tuple[str, ...]]] = {}
    for record_id, contributor_id, value, qualifier, kind, languages in rows:
        values[record_id, contributor_id].append(value)
        told[record_id, contributor_id] = (qualifier, kind == "person", tuple(languages))
    found: dict[int, list[_Named]] = defaultdict(list)
    for key, some in values.items():
        found[key[0]].append(_Named(tuple(some), *told[key]))
    return found


def _called(named: _Named, persons: Mapping[str, int], forms: Forms) -> tuple[TitleForm, ...]:
    """Return what a contributor is called in other languages; Chinese names of strangers by the sound alone."""
    single = [each for value in named.values if (each := _single(value))]
    person = next((persons[each] for each in (*named.values, *single) if each in persons), None)
    if person is not None:
        return headings(forms.get((tags.AUTHOR, person), ()))
    sounds = _sounds(named, single) if named.is_person else ()
    return tuple(TitleForm(sound, "zh-Cyrl", "transliteration", True) for sound in sounds if sound)[:1]


def _sounds(named: _Named, single: Sequence[str]) -> Iterator[str | None]:
    """Give a Chinese name in Russian letters.

    Pinyin of a Chinese book tells it too: where there are no characters, or inverted with a comma, as catalogues write
    Chinese persons and never the sound of a foreign name's characters.
    """
    yield from (chinese_names.in_russian(each, named.qualifier) for each in single)
    if named.languages == ("chi",):
        is_alone = not any(names.has_han(value) for value in named.values)
        latin = (value for value in named.values if is_alone or "," in value)
        yield from (chinese_names.pinyin_in_russian(value) for value in latin)


def _single(value: str) -> str | None:
    """Return the one name that a text holds, without a role behind it; None if there are several."""
    if chinese_names.parted(value):
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
