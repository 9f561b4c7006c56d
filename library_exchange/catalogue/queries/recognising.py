"""Which words of a query name persons and works, in whatever script and case they are written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.authority import names, tags
from library_exchange.catalogue.authority_models import VariantKey, VariantName
from library_exchange.core.among import among, as_parameter
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.port import Meant

MOST_WORDS = 7
MOST_KEYS = 600
MOST_FORMS = 24
LONGEST_PART = 12
HAN = ("Hans", "Hant")
"""Scripts of which a form's surname may be shared in writing."""


@dataclass(frozen=True)
class Form:
    """A form of a name or title as the database has it."""

    value: str
    script: str
    kind: str
    language: str | None


@dataclass(frozen=True)
class Entity:
    """A person or work that a query names, with its forms; `is_by_surname` if the surname alone was given.

    `shared` are surnames that namesakes have too.
    """

    field: str
    id: int
    forms: tuple[Form, ...] = ()
    is_by_surname: bool = False
    shared: frozenset[str] = frozenset()

    @property
    def tag(self) -> str:
        """What the index calls it."""
        return tags.of_person(self.id) if self.field == tags.AUTHOR else tags.of_work(self.id)


@dataclass(frozen=True)
class _Part:
    """Words `start` to `end` of a query, or a piece of one run of Han characters and what is left of the run."""

    start: int
    end: int
    runs: tuple[Run, ...]
    rest: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """How much of the query it is."""
        return self.end - self.start, sum(len(run.text) for run in self.runs)


@dataclass
class Recogniser:
    """Recognises names in the words of one query; `seen` keeps what it has recognised.

    `persons` are the words that name persons and nothing else.
    """

    session: Session
    seen: dict[str, Entity] = field(default_factory=dict)
    persons: list[tuple[str, ...]] = field(default_factory=list)
    _known: dict[str, set[Entity]] = field(default_factory=dict)
    _forms: dict[tuple[str, int], tuple[Form, ...]] = field(default_factory=dict)
    _shared: frozenset[str] = frozenset()

    def expect(self, found: Sequence[Run]) -> None:
        """Look up at once what stretches of `found` name; later calls with some of these words ask no more."""
        self._look_up({key for some in _keys_of(_parts(found)).values() for key in some})
        self._learn_forms({entity for some in self._known.values() for entity in some})

    def __call__(self, found: Sequence[Run]) -> list[Meant]:
        """Return the names and titles in neighbouring words, the longest first to be taken.

        Two database queries, none for words that were expected.
        """
        parts = sorted(_parts(found), key=lambda part: part.size, reverse=True)
        keys = _keys_of(parts)
        self._look_up({key for some in keys.values() for key in some})
        taken: set[int] = set()
        chosen: dict[_Part, set[Entity]] = {}
        for part in parts:
            entities = {entity for key in keys.get(part, ()) for entity in self._known.get(key, ())}
            fitting = {entity for entity in entities if _fits(part, entity, len(found))}
            if fitting and taken.isdisjoint(range(part.start, part.end)):
                taken |= set(range(part.start, part.end))
                chosen[part] = fitting
        return self._meant(chosen)

    def _look_up(self, keys: set[str]) -> None:
        """Learn which persons and works have these keys."""
        unknown = sorted(keys - self._known.keys())
        if not unknown:
            return
        self._known |= {key: set() for key in unknown}
        rows = self.session.connection().execute(_known_query(), {"keys": as_parameter(unknown)})
        for key, person_id, work_id in rows:
            is_by_surname = key.startswith(names.SURNAME)
            entity = Entity(tags.AUTHOR, person_id, (), is_by_surname) if person_id else Entity(tags.TITLE, work_id)
            self._known[key].add(entity)

    def _learn_forms(self, entities: set[Entity]) -> None:
        """Learn the forms of these persons and works, and which surnames among them are of namesakes too."""
        unknown = [entity for entity in entities if (entity.field, entity.id) not in self._forms]
        if unknown:
            forms, shared = _forms_and_namesakes(self.session, unknown)
            self._forms |= forms
            self._shared |= shared

    def _meant(self, chosen: dict[_Part, set[Entity]]) -> list[Meant]:
        if not chosen:
            return []
        self._learn_forms({entity for some in chosen.values() for entity in some})
        found = []
        for part, entities in chosen.items():
            whole = [replace(e, forms=self._forms[e.field, e.id], shared=self._shared) for e in entities]
            whole = _surnames_only(whole)
            self.seen |= {entity.tag: entity for entity in whole}
            if all(entity.field == tags.AUTHOR for entity in whole):
                self.persons.append(tuple(run.text for run in part.runs))
            found += [
                _as_meant(part, name, [e for e in whole if e.field == name]) for name in (tags.AUTHOR, tags.TITLE)
            ]
        return _merged([each for each in found if each.tags])


def forms_of(session: Session, entities: Iterable[Entity]) -> dict[tuple[str, int], tuple[Form, ...]]:
    """Return the forms of persons and works; one query."""
    return _forms_and_namesakes(session, entities)[0]


def _forms_and_namesakes(
    session: Session, entities: Iterable[Entity]
) -> tuple[dict[tuple[str, int], tuple[Form, ...]], frozenset[str]]:
    """Return the forms of persons and works, and those of them that are also the surname of several; one query."""
    wanted = list(entities)
    ids = {
        "persons": [entity.id for entity in wanted if entity.field == tags.AUTHOR],
        "works": [entity.id for entity in wanted if entity.field == tags.TITLE],
    }
    found: dict[tuple[str, int], list[Form]] = defaultdict(list)
    shared: set[str] = set()
    for row in session.connection().execute(_forms_query(), ids):
        owner = (tags.AUTHOR, row.person_id) if row.person_id else (tags.TITLE, row.work_id or 0)
        found[owner].append(Form(row.value, row.script, row.kind, row.language))
        if row.namesakes > 1:
            shared.add(names.han_parts(row.value)[-1])
    return {owner: tuple(forms) for owner, forms in found.items()}, frozenset(shared)


# Statements of the search page are built once: building one costs more than running it.
@cache
def _known_query() -> Any:
    return (
        sa.select(col(VariantKey.key), col(VariantName.person_id), col(VariantName.work_id))
        .join(VariantName, col(VariantName.id) == col(VariantKey.variant_id))
        .where(among(col(VariantKey.key), "keys"))
    )


@cache
def _forms_query() -> Any:
    """Return the query of forms; `namesakes` is how many persons have a form's own Han surname as theirs."""
    own, same, other = aliased(VariantKey), aliased(VariantKey), aliased(VariantName)
    namesakes = (
        sa.select(sa.func.count(sa.distinct(col(other.person_id))))
        .select_from(own)
        .join(same, col(same.key) == col(own.key))
        .join(other, col(other.id) == col(same.variant_id))
        .where(
            col(own.variant_id) == col(VariantName.id),
            col(own.key).startswith(names.SURNAME),
            col(VariantName.script).in_(HAN),
        )
        .scalar_subquery()
    )
    columns = (
        VariantName.person_id,
        VariantName.work_id,
        VariantName.value,
        VariantName.script,
        VariantName.kind,
        VariantName.language,
    )
    return (
        sa.select(*(col(column) for column in columns), namesakes.label("namesakes"))
        .where(
            sa.or_(
                col(VariantName.person_id).in_(sa.bindparam("persons", expanding=True)),
                col(VariantName.work_id).in_(sa.bindparam("works", expanding=True)),
            )
        )
        .order_by(col(VariantName.id))
    )


def _parts(found: Sequence[Run]) -> Iterator[_Part]:
    """Yield the stretches of words that may be a name or title: all of them, some neighbours, pieces of Han runs."""
    yield _Part(0, len(found), tuple(found))
    for length in range(min(MOST_WORDS, len(found) - 1), 0, -1):
        for start in range(len(found) - length + 1):
            yield _Part(start, start + length, tuple(found[start : start + length]))
    for place, run in enumerate(found):
        if run.script == "han" and len(run.text) > 2:
            yield from _pieces(place, run)


def _keys_of(parts: Iterable[_Part]) -> dict[_Part, set[str]]:
    """Return the keys of the first of `parts`, as many as one query may look up."""
    keys: dict[_Part, set[str]] = {}
    left = MOST_KEYS
    for part in parts:
        if left <= 0:
            break
        keys[part] = names.of_query(part.runs)
        left -= len(keys[part])
    return keys


def _pieces(place: int, run: Run) -> Iterator[_Part]:
    for length in range(min(LONGEST_PART, len(run.text) - 1), 1, -1):
        for start in range(len(run.text) - length + 1):
            piece, end = run.text[start : start + length], start + length
            rest = " ".join(filter(None, (run.text[:start], run.text[end:])))
            yield _Part(place, place + 1, (run._replace(text=piece),), rest)


def _fits(part: _Part, entity: Entity, words: int) -> bool:
    """Whether a part of a query is enough to mean `entity`: a common word or a piece of a word is not."""
    is_whole = part.end - part.start == words and not part.rest
    if part.rest:
        return (entity.field == tags.AUTHOR and not entity.is_by_surname) or len(part.runs[0].text) > 2
    if is_whole or part.end - part.start > 1:
        return True
    run = part.runs[0]
    if run.script == "han":
        return len(run.text) > 1
    return entity.field == tags.AUTHOR and names.is_surely_surname(run)


def _surnames_only(entities: list[Entity]) -> list[Entity]:
    """Return the entities; where all that was said is a surname, every person of that surname is meant the same way."""
    by_name = {entity.tag for entity in entities if not entity.is_by_surname}
    by_surname = {entity.tag for entity in entities if entity.is_by_surname}
    kept = [entity for entity in entities if entity.tag not in by_surname or entity.is_by_surname]
    return kept if by_name - by_surname or by_surname else entities


def _as_meant(part: _Part, name: str, entities: Sequence[Entity]) -> Meant:
    spelled = [text for entity in entities for text in _spellings(entity)]
    is_common = len(part.runs) == 1 and (name == tags.TITLE or not names.is_surely_surname(part.runs[0]))
    return Meant(
        part.start,
        part.end,
        name,
        tuple(sorted(entity.tag for entity in entities)),
        tuple(dict.fromkeys(spelled))[:MOST_FORMS],
        with_asked=(is_common and part.runs[0].script != "latin") or (is_common and name == tags.TITLE),
        rest=part.rest,
    )


def _spellings(entity: Entity) -> Iterator[str]:
    """Yield the spellings that hardly mean anything else; of a person named by surname, the surnames."""
    for form in entity.forms:
        if entity.field == tags.TITLE:
            yield from [form.value] if is_telling(form.value) else []
        elif entity.is_by_surname:
            yield from _surname(form.value)
        elif names.letters(form.value) not in entity.shared:
            yield from _orders(form.value)


def is_telling(title: str) -> bool:
    """Whether a title is more than a common word: two words that tell something, or three characters."""
    found = list(runs(prepared(title)))
    if any(run.script == "han" for run in found):
        return sum(len(run.text) for run in found) > 2
    return sum(1 for run in found if len(run.text) > 2) > 1


def _surname(value: str) -> Iterator[str]:
    if names.has_han(value):
        yield names.han_parts(value)[-1]
        return
    surname, comma, _given = value.partition(",")
    found = list(runs(prepared(surname)))
    if (comma or len(found) == 1) and all(names.is_surely_surname(run) for run in found):
        yield surname


def _orders(value: str) -> Iterator[str]:
    """Yield a name as it stands in running text and in lists: the surname last or first, with a patronymic or not."""
    surname, comma, given = value.partition(",")
    first = given.split()[:1]
    if not comma:
        found = list(runs(prepared(value)))
        is_common = len(found) == 1 and found[0].script != "han" and not names.is_surely_surname(found[0])
        yield from [] if is_common else [value]
    elif first:
        yield f"{surname} {first[0]}"
        yield f"{given.strip()} {surname}"
        yield f"{first[0]} {surname}"


def _merged(found: list[Meant]) -> list[Meant]:
    """Return one meaning per place: a word that names both a person and a work means either."""
    by_place: dict[int, Meant] = {}
    for each in found:
        other = by_place.get(each.start)
        by_place[each.start] = (
            each
            if other is None
            else replace(
                other,
                tags=(*other.tags, *each.tags),
                forms=tuple(dict.fromkeys((*other.forms, *each.forms))),
                with_asked=other.with_asked or each.with_asked,
            )
        )
    return list(by_place.values())
