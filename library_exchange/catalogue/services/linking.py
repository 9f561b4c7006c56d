"""Which persons and works the records of a piece name, asked of the database at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import facts, linking, names
from library_exchange.authority.linking import Known, Sureness, Title
from library_exchange.authority.record_texts import Names, RecordTexts
from library_exchange.catalogue.authority_models import LinkState, Person, VariantKey, VariantName, Work

MOST_KEYS = 500
STATES = {Sureness.POSSIBLE: LinkState.CANDIDATE, Sureness.SURE: LinkState.CONFIRMED}
Links = dict[int, tuple[str, LinkState]]


@dataclass
class Found:
    """What one record names: persons and works by id, each with the words it does so by and how sure that is."""

    persons: Links = field(default_factory=dict)
    works: Links = field(default_factory=dict)


@dataclass
class _Lexicon:
    """The persons and works that the names and titles of a piece may mean."""

    persons_by_key: dict[str, set[int]]
    works_by_key: dict[str, set[int]]
    persons: dict[int, Known]
    works: dict[int, Title]


def find(session: Session, said: Mapping[int, RecordTexts]) -> dict[int, Found]:
    """Return what each of these records names by its texts; four queries at most, and more only for very many names."""
    mentions = {i: texts.mentions() for i, texts in said.items()}
    titles = {i: texts.titles() for i, texts in said.items()}
    lexicon = _lexicon(session, mentions, titles)
    return {i: _found(mentions[i], titles[i], lexicon) for i in said}


def _lexicon(session: Session, mentions: dict[int, list[Names]], titles: dict[int, list[str]]) -> _Lexicon:
    keys = {k for some in mentions.values() for forms in some for each in forms for k in linking.keys_of(each)}
    keys |= {names.of_title(title) for some in titles.values() for title in some}
    persons: dict[str, set[int]] = defaultdict(set)
    works: dict[str, set[int]] = defaultdict(set)
    for key, person_id, work_id in entities_of(session, keys):
        (persons if person_id else works)[key].add(person_id or work_id or 0)
    work_rows = _works(session, {i for some in works.values() for i in some})
    wanted = {i for some in persons.values() for i in some}
    return _Lexicon(persons, works, _persons(session, wanted), work_rows)


def entities_of(session: Session, keys: Iterable[str]) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield key, person and work of each of the keys that are known."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), MOST_KEYS):
        yield from session.execute(
            sa.select(col(VariantKey.key), col(VariantName.person_id), col(VariantName.work_id))
            .join(VariantName, col(VariantName.id) == col(VariantKey.variant_id))
            .where(col(VariantKey.key).in_(wanted[start : start + MOST_KEYS]))
        )


def _persons(session: Session, ids: set[int]) -> dict[int, Known]:
    if not ids:
        return {}
    forms: dict[int, list[str]] = defaultdict(list)
    unchecked = set()
    rows = session.execute(
        sa.select(col(VariantName.person_id), col(VariantName.value), col(VariantName.source)).where(
            col(VariantName.person_id).in_(ids)
        )
    )
    for person_id, value, source in rows:
        forms[person_id].append(value)
        if source == facts.UNCHECKED:
            unchecked.add(person_id)
    found = session.execute(
        sa.select(col(Person.id), col(Person.origin), col(Person.dates)).where(col(Person.id).in_(ids))
    )
    return {i: Known(i, origin, dates, tuple(forms[i]), i not in unchecked) for i, origin, dates in found}


def _works(session: Session, ids: set[int]) -> dict[int, Title]:
    if not ids:
        return {}
    unchecked = set(
        session.scalars(
            sa.select(col(VariantName.work_id)).where(
                col(VariantName.work_id).in_(ids), col(VariantName.source) == facts.UNCHECKED
            )
        )
    )
    rows = session.execute(sa.select(col(Work.id), col(Work.person_id)).where(col(Work.id).in_(ids)))
    return {i: Title(i, person_id, i not in unchecked) for i, person_id in rows}


def _found(mentions: Sequence[Names], titles: Sequence[str], lexicon: _Lexicon) -> Found:
    by_name = [(mention, _matches(mention, lexicon)) for mention in mentions]
    sure = {
        person: max(sureness for _mention, some in by_name for each, sureness in some.items() if each == person)
        for _mention, matches in by_name
        for person in matches
    }
    found = Found()
    spoken_for: set[int] = set()
    for title in titles:
        works = lexicon.works_by_key.get(names.of_title(title), set())
        for work in works:
            how, by_author = linking.match_work(title, lexicon.works[work], sure, bool(mentions), len(works))
            if how and work not in found.works:
                found.works[work] = (title, STATES[how])
            if by_author and how is Sureness.SURE:
                spoken_for.add(lexicon.works[work].person_id or 0)
    found.persons = _decided(by_name, spoken_for)
    return found


def _matches(forms: Names, lexicon: _Lexicon) -> dict[int, Sureness]:
    """Return who a contributor may be: what its fullest form says counts, a bare surname beside it says no more."""
    found: dict[int, Sureness] = {}
    for mention in forms:
        ids = {i for key in linking.keys_of(mention) for i in lexicon.persons_by_key.get(key, ())}
        for i in ids:
            how = linking.match(mention, lexicon.persons[i], len(ids))
            found[i] = max(how, found.get(i, Sureness.NONE))
    return {i: sureness for i, sureness in found.items() if sureness}


def _decided(by_name: Sequence[tuple[Names, dict[int, Sureness]]], spoken_for: set[int]) -> Links:
    """Return the links: where a work tells which of several namesakes is meant, the others are none."""
    links: Links = {}
    for forms, matches in by_name:
        decided = {i: Sureness.SURE for i in matches if i in spoken_for}
        if not decided:
            decided = {i: s for i, s in matches.items() if s is Sureness.SURE} or matches
            decided = decided if len(decided) == 1 else dict.fromkeys(decided, Sureness.POSSIBLE)
        for person, sureness in decided.items():
            if person not in links or sureness is Sureness.SURE:
                links[person] = (max(forms, key=lambda mention: len(mention.value)).value, STATES[sureness])
    return links
