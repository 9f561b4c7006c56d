"""What titles and authors that somebody typed are called in other languages: from the work or person of just that name.

Records have this on their cards already. Nothing is guessed: who may be one of several persons stays as she was typed.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.catalogue.authority import chinese_names, facts, linking, names
from library_exchange.catalogue.authority.linking import Mention, Sureness, Title
from library_exchange.catalogue.models import Person, VariantKey, VariantName, Work
from library_exchange.catalogue.queries.known_names import headings
from library_exchange.catalogue.queries.recognising import Form
from library_exchange.core.hooks import Hook
from library_exchange.core.titles import TitleBlock, TitleForm, completed, name_block, typed

Remembered = Callable[[Session, Sequence[str]], Mapping[str, Sequence[TitleForm]]]
"""Returns by title the translations that people gave of just these titles; at most one query."""
REMEMBERED: Hook[Remembered] = Hook()

LONGEST = 300
_BETWEEN_AUTHORS = re.compile(r"\s*[;；]\s*")


@dataclass(frozen=True)
class TypedNames:
    """What is known of the titles, each with its author, and of the authors of some lines."""

    titles: Mapping[tuple[str, str | None], Sequence[TitleForm]] = field(default_factory=dict)
    names: Mapping[str, Sequence[TitleForm]] = field(default_factory=dict)

    def title(self, title: str, author: str | None = None) -> Sequence[TitleForm]:
        """Return the forms of a title that were not typed with it."""
        return self.titles.get((title, author), ())

    def authors(self, author: str | None, language: str) -> list[TitleBlock]:
        """Return the authors in a text for a reader of `language`, each as she knows the name."""
        return [name_block(completed([typed(name)], self.names.get(name, ())), language) for name in authors_in(author)]


NOTHING = TypedNames()


def authors_in(text: str | None) -> list[str]:
    """Return the names in a text that may hold several."""
    return [name for name in _BETWEEN_AUTHORS.split(text or "") if name]


def known_of(session: Session, lines: Iterable[tuple[str, str | None]]) -> TypedNames:
    """Return what is known of lines, each a title (or "") and its author; two queries, none for no line."""
    wanted = sorted(set(lines), key=lambda line: (line[0], line[1] or ""))
    if not any(title or author for title, author in wanted):
        return NOTHING
    people = {name: _keys_of(name) for _title, author in wanted for name in authors_in(author)}
    works = {title: _titles_of(title) for title, _author in wanted if title}
    keys = {key for some in people.values() for key in some}
    keys |= {key for some in works.values() for key in some.values()}
    lexicon = _lexicon(session, keys)
    found = {name: lexicon.person(name, some) for name, some in people.items()}
    told = _remembered(session, list(works))
    titles = {
        (title, author): [
            *told.get(title, ()),
            *lexicon.title(works[title], [found[name] for name in authors_in(author)]),
        ]
        for title, author in wanted
        if title
    }
    called = {name: lexicon.called(name, person) for name, person in found.items()}
    return TypedNames(titles, called)


def _keys_of(name: str) -> set[str]:
    """Return the keys of a whole name, as the catalogue looks authors up; a surname alone is nobody's key."""
    single = name[:LONGEST]
    if not names.letters(single):
        return set()
    return {key for key in linking.keys_of(Mention(single)) if not key.startswith(names.SURNAME)}


def _titles_of(title: str) -> dict[str, str]:
    """Return what may be the title of a work in a title, each with its key; "A ; B" is no single work."""
    if {";", "；"} & set(title):
        return {}
    return {each: names.of_title(each) for each in names.titles_in(title[:LONGEST])}


def _remembered(session: Session, titles: Sequence[str]) -> Mapping[str, Sequence[TitleForm]]:
    found: dict[str, Sequence[TitleForm]] = {}
    for recall in REMEMBERED.fillings().values():
        found |= recall(session, titles) if titles else {}
    return found


@dataclass(frozen=True)
class _Lexicon:
    """The persons and works that have one of the keys that were asked for, with their forms."""

    persons_by_key: Mapping[str, set[int]]
    works_by_key: Mapping[str, set[int]]
    persons: Mapping[int, linking.Known]
    works: Mapping[int, Title]
    forms: Mapping[tuple[bool, int], Sequence[Form]]

    def person(self, name: str, keys: Iterable[str]) -> int | None:
        """Return the one person whose name this surely is."""
        ids = {i for key in keys for i in self.persons_by_key.get(key, ())}
        sure = [i for i in ids if linking.match(Mention(name), self.persons[i], len(ids)) is Sureness.SURE]
        return sure[0] if len(sure) == 1 else None

    def called(self, name: str, person: int | None) -> Sequence[TitleForm]:
        """Return what a person is called in other languages; a stranger's Chinese name by the sound alone."""
        if person is not None:
            return headings(self.forms[True, person])
        sound = chinese_names.in_russian(name)
        return (TitleForm(sound, "zh-Cyrl", "transliteration", True),) if sound else ()

    def title(self, titles: Mapping[str, str], authors: Sequence[int | None]) -> Sequence[TitleForm]:
        """Return the headings of the one work that surely has one of these titles and is by one of its authors."""
        sure = {person: Sureness.SURE for person in authors if person is not None}
        found = set()
        for title, key in titles.items():
            ids = self.works_by_key.get(key, set())
            for i in ids:
                how, _by_author = linking.match_work(title, self.works[i], sure, bool(authors), len(ids))
                found |= {i} if how is Sureness.SURE else set()
        return headings(self.forms[False, found.pop()]) if len(found) == 1 else ()


def _lexicon(session: Session, keys: Iterable[str]) -> _Lexicon:
    """Return who and what has these keys; one query."""
    by_key: dict[bool, dict[str, set[int]]] = {True: defaultdict(set), False: defaultdict(set)}
    forms: dict[tuple[bool, int], dict[str, Form]] = defaultdict(dict)
    told: dict[tuple[bool, int], Any] = {}
    unchecked = set()
    for row in session.execute(_known_query(), {"keys": sorted(keys)}):
        entity = (row.person_id is not None, row.person_id or row.work_id)
        by_key[entity[0]][row.key].add(entity[1])
        forms[entity].setdefault(row.value, Form(row.value, row.script, row.kind, row.language))
        told[entity] = row
        unchecked |= {entity} if row.source == facts.UNCHECKED else set()
    persons = {
        i: linking.Known(i, row.origin, row.dates, tuple(forms[True, i]), (True, i) not in unchecked)
        for (is_person, i), row in told.items()
        if is_person
    }
    works = {
        i: Title(i, row.written_by, (False, i) not in unchecked)
        for (is_person, i), row in told.items()
        if not is_person
    }
    in_order = {entity: tuple(some.values()) for entity, some in forms.items()}
    return _Lexicon(by_key[True], by_key[False], persons, works, in_order)


def _known_query() -> Any:
    """Return the query of everything that is known of the persons and works that have one of `keys`."""
    by_owner = (_forms_by("person_id"), _forms_by("work_id"))
    found = sa.union_all(*by_owner).subquery()
    return sa.select(found).order_by(found.c.id)


def _forms_by(owner: str) -> Any:
    named, form = aliased(VariantName), aliased(VariantName)
    of_named, of_form = getattr(named, owner), getattr(form, owner)
    return (
        sa.select(
            col(VariantKey.key),
            col(form.id),
            col(form.person_id),
            col(form.work_id),
            col(form.value),
            col(form.script),
            col(form.kind),
            col(form.language),
            col(form.source),
            col(Person.origin),
            col(Person.dates),
            col(Work.person_id).label("written_by"),
        )
        .join(named, col(named.id) == col(VariantKey.variant_id))
        .join(form, of_form == of_named)
        .outerjoin(Person, col(Person.id) == col(form.person_id))
        .outerjoin(Work, col(Work.id) == col(form.work_id))
        .where(col(VariantKey.key).in_(sa.bindparam("keys", expanding=True)))
    )
