"""What titles and authors that somebody typed are called in other languages: from the work or person of just that name.

Records have this on their cards already. Nothing is guessed: who may be one of several persons stays as she was typed.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.authority import chinese_names, facts, linking, names
from library_exchange.authority.linking import Mention, Sureness, Title
from library_exchange.authority.name_display import name_blocks
from library_exchange.catalogue.authority_models import Person, VariantKey, VariantName, Work
from library_exchange.catalogue.queries.known_names import headings
from library_exchange.catalogue.queries.recognising import MOST_WORDS, Form
from library_exchange.core.db import pieces
from library_exchange.core.hooks import Hook
from library_exchange.core.titles import TitleBlock, TitleForm, completed, in_volume, typed
from library_exchange.record_matching.parts import number_key, split_tail
from library_exchange.search.analysis.folding import prepared, runs

Remembered = Callable[[Session, Sequence[str]], Mapping[str, Sequence[TitleForm]]]
"""Returns by title the translations that people gave of just these titles; at most one query."""
REMEMBERED: Hook[Remembered] = Hook()

LONGEST = 300
_BETWEEN_AUTHORS = re.compile(r"\s*[;；]\s*")


Line = tuple[str, str | None]
"""A title, or "" where there is none, and its author or authors."""


@dataclass(frozen=True)
class TypedNames:
    """What is known of the titles of some lines and of their authors, one after another."""

    titles: Mapping[Line, Sequence[TitleForm]] = field(default_factory=dict)
    people: Mapping[Line, Sequence[Sequence[TitleForm]]] = field(default_factory=dict)

    def title(self, title: str, author: str | None = None) -> Sequence[TitleForm]:
        """Return the forms of a title that were not typed with it."""
        return self.titles.get((title, author), ())

    def authors(self, title: str, author: str | None, language: str) -> list[TitleBlock]:
        """Return the authors of a line for a reader of `language`, each as she knows the name."""
        written = authors_in(author)
        known = self.people.get((title, author)) or [()] * len(written)
        return name_blocks(
            [completed([typed(name)], forms) for name, forms in zip(written, known, strict=True)], language
        )


NOTHING = TypedNames()


def authors_in(text: str | None) -> list[str]:
    """Return the names in a text that may hold several."""
    return [name for name in _BETWEEN_AUTHORS.split(text or "") if name]


def known_of(session: Session, lines: Iterable[Line]) -> TypedNames:
    """Return what is known of lines; two queries, none for no line."""
    wanted = set(lines)
    if not any(title or author for title, author in wanted):
        return NOTHING
    names_typed = {name for _title, author in wanted for name in authors_in(author)}
    titles_typed = sorted({title for title, _author in wanted if title})
    keys = {key for name in names_typed for key in _keys_of(name)}
    keys |= {key for title in titles_typed for key in _titles_of(title).values()}
    lexicon = _lexicon(session, keys)
    told = _remembered(session, titles_typed)
    titles, people = {}, {}
    for title, author in wanted:
        known, people[title, author] = lexicon.line(title, authors_in(author))
        titles[title, author] = [*told.get(title, ()), *known]
    return TypedNames(titles, people)


def persons_meant(session: Session, name: str) -> Sequence[linking.Known]:
    """Return who a name surely is or, if that is nobody, whom it can be; one query."""
    lexicon = _lexicon(session, _keys_of(name))
    found = lexicon.matches(name)
    sure = [i for i, sureness in found.items() if sureness is Sureness.SURE]
    return [lexicon.persons[i] for i in sorted(sure or found)]


def works_perhaps(session: Session, lines: Iterable[Line]) -> dict[Line, set[int]]:
    """Return the works that lines may be editions of, for a person to say: each has the title in some language.

    Who is named must be able to be its author. One query for each `PIECE` lines.
    """
    found: dict[Line, set[int]] = {}
    for piece in pieces(sorted({(title, author or "") for title, author in lines if title})):
        keys = {line: _perhaps_titles(line[0]) for line in piece}
        named = {key for _title, author in piece for name in authors_in(author) for key in _keys_of(name)}
        lexicon = _lexicon(session, named.union(*keys.values()))
        found |= {(title, author or None): lexicon.perhaps(keys[title, author], author) for title, author in piece}
    return found


def _perhaps_titles(title: str) -> set[str]:
    """Return the keys of what a title may be: as it is written, and its words in any case and as pinyin."""
    if {";", "；"} & set(title):
        return set()
    telling = (names.TITLE, names.HAN, names.PINYIN)
    words = list(runs(prepared(title[:LONGEST])))[:MOST_WORDS]
    return {*_titles_of(title).values(), *(key for key in names.of_query(words) if key.startswith(telling))}


def _keys_of(name: str) -> frozenset[str]:
    """Return the keys under which the catalogue looks an author up."""
    return linking.keys_of(Mention(name[:LONGEST])) if names.letters(name[:LONGEST]) else frozenset()


def _titles_of(title: str) -> dict[str, str]:
    """Return what may be the title of a work in a title, each with its key; "A ; B" is no single work."""
    if {";", "；"} & set(title):
        return {}
    return {each: names.of_title(each) for each in names.titles_in(title[:LONGEST])}


def _volume_in(title: str) -> str:
    """Return the number of the one volume that a title ends with, else nothing."""
    key = number_key(split_tail(title[:LONGEST])[1])
    return key[0] if len(key) == 1 and key[0].isdecimal() else ""


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

    def line(self, title: str, authors: Sequence[str]) -> tuple[Sequence[TitleForm], list[Sequence[TitleForm]]]:
        """Return what a title and each of its authors are called: the title may tell which of namesakes is meant."""
        matches = [self.matches(name) for name in authors]
        works = self._works(title, matches)
        spoken_for = {self.works[work].person_id for work in works}
        people = [self._called(name, found, spoken_for) for name, found in zip(authors, matches, strict=True)]
        return (self._titled(title, works.pop()) if len(works) == 1 else ()), people

    def _titled(self, title: str, work: int) -> Sequence[TitleForm]:
        """Return the titles of a work; with the volume where what was typed is one: it is not the whole work."""
        whole = _titles_of(title).get(title)
        is_whole = whole is not None and work in self.works_by_key.get(whole, ())
        volume = "" if is_whole else _volume_in(title)
        return [in_volume(form, volume) for form in headings(self.forms[False, work])]

    def perhaps(self, keys: Iterable[str], author: str) -> set[int]:
        """Return the works with one of these keys; if authors are told, those that one of them may have written."""
        works = {i for key in keys for i in self.works_by_key.get(key, ())}
        authors = authors_in(author)
        persons = {i for name in authors for i in self.matches(name)}
        return {i for i in works if not authors or self.works[i].person_id in persons}

    def matches(self, name: str) -> dict[int, Sureness]:
        """Return who a name may be, and how sure that is."""
        ids = {i for key in _keys_of(name) for i in self.persons_by_key.get(key, ())}
        found = {i: linking.match(Mention(name), self.persons[i], len(ids)) for i in ids}
        return {i: sureness for i, sureness in found.items() if sureness}

    def _works(self, title: str, matches: Sequence[Mapping[int, Sureness]]) -> set[int]:
        """Return the works that a title surely is, by one of those whom its authors may be."""
        persons = {i: sureness for found in matches for i, sureness in found.items()}
        sure = set()
        for each, key in _titles_of(title).items():
            ids = self.works_by_key.get(key, set())
            for i in ids:
                how, _by_author = linking.match_work(each, self.works[i], persons, bool(matches), len(ids))
                sure |= {i} if how is Sureness.SURE else set()
        return sure

    def _called(self, name: str, found: Mapping[int, Sureness], spoken_for: set[int | None]) -> Sequence[TitleForm]:
        """Return what an author is called in other languages; a stranger's Chinese name by the sound alone."""
        decided = [i for i in found if i in spoken_for] or [i for i, how in found.items() if how is Sureness.SURE]
        if len(decided) == 1:
            return headings(self.forms[True, decided[0]])
        sound = None if found else chinese_names.in_russian(name)
        return (TitleForm(sound, "zh-Cyrl", "transliteration", True),) if sound else ()


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


@cache
def _known_query() -> Any:
    """Return the query of everything that is known of the persons and works that have one of `keys`; composed once."""
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
