"""Persons and works in the database: taken from the product's own list, and found on the books of the catalogue."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import facts, names
from library_exchange.authority.record_texts import RecordTexts
from library_exchange.catalogue.authority_models import (
    AuthorityAct,
    AuthorityChange,
    EntityKind,
    LinkState,
    Origin,
    Person,
    PersonLink,
    VariantKey,
    VariantName,
    Work,
    WorkLink,
)
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries.known_names import Known, NamedBy, known, known_by, texts_of
from library_exchange.catalogue.services import brief_display, index
from library_exchange.catalogue.services.linking import Found, Links, find
from library_exchange.core import many_rows
from library_exchange.core.db import Database, pieces
from library_exchange.core.text import folded
from library_exchange.learned_forms import services as learned_forms
from library_exchange.learned_forms.rules import FIELDS as LEARNED_FROM

PIECE = 500
CARDS = "catalogue.cards"
MOST_NAMING = 2000


def load(session: Session) -> int:
    """Add the persons and works that the product knows, and forms that are new; return how many forms were added.

    What is there stays: repeating it adds nothing, nor does it bring back what librarians merged or split off.
    """
    persons = _load_entries(session, Person, list(facts.persons()), lambda e: {"origin": e.origin, "dates": e.dates})
    ids = _present(session, Person)
    works = _load_entries(session, Work, list(facts.works()), lambda e: {"person_id": ids.get(e.person or "")})
    return persons + works


def _load_entries(
    session: Session,
    table: type[Person] | type[Work],
    entries: Sequence[facts.Entry],
    more: Callable[[facts.Entry], dict[str, Any]],
) -> int:
    present = set(session.scalars(sa.select(col(table.key))))
    new = [{"key": entry.key, **more(entry)} for entry in entries if entry.key not in present]
    many_rows.insert(session, table, new)
    ids = _present(session, table)
    owner = "person_id" if table is Person else "work_id"
    column = col(VariantName.person_id) if table is Person else col(VariantName.work_id)
    forms = session.execute(sa.select(column, col(VariantName.value)).where(column.is_not(None)))
    known = {(i, value) for i, value in forms}
    known |= _moved(session, table)
    lacking = {
        (ids[entry.key], form.value): (entry, form)
        for entry in entries
        for form in entry.forms
        if (ids[entry.key], form.value) not in known
    }
    added = list(lacking.values())
    rows = [_variant(form) | {"person_id": None, "work_id": None, owner: ids[entry.key]} for entry, form in added]
    variant_ids = many_rows.insert_numbered(session, VariantName, rows)
    keys = [
        {"variant_id": variant_id, "key": key}
        for variant_id, (entry, form) in zip(variant_ids, added, strict=True)
        for key in sorted(_keys(form, entry, is_person=table is Person))
    ]
    many_rows.insert(session, VariantKey, keys)
    return len(added)


def _present(session: Session, table: type[Person] | type[Work]) -> dict[str, int]:
    """Return the persons or works by key; of those that were merged, the one that they became."""
    became = _became(session, table)
    rows = session.execute(sa.select(col(table.key), col(table.id))).all()
    return {key: became.get(i, i) for key, i in rows}


def _became(session: Session, table: type[Person] | type[Work]) -> dict[int, int]:
    """Return what those that were merged became in the end."""
    merged = col(table.merged_into_id)
    into: dict[int, int] = dict(session.execute(sa.select(col(table.id), merged).where(merged.is_not(None))).all())

    def last(i: int) -> int:
        return last(into[i]) if i in into else i

    return {i: last(i) for i in into}


def _moved(session: Session, table: type[Person] | type[Work]) -> set[tuple[int, str]]:
    """Return the forms that librarians gave to another person or work, each with whose it was."""
    kind = EntityKind.PERSON if table is Person else EntityKind.WORK
    changes = session.scalars(
        sa.select(col(AuthorityChange.steps)).where(
            col(AuthorityChange.kind) == kind,
            col(AuthorityChange.act) == AuthorityAct.SPLIT,
            col(AuthorityChange.undone_at).is_(None),
        )
    )
    became = _became(session, table)
    steps = [step for steps in changes for step in steps if step["table"] == "form" and step["old"]]
    moved = [step["old"] for step in steps if step["old"] != step["new"]]
    return {(became.get(owner, owner), value) for _kind, owner, value in moved}


def _variant(form: facts.Form) -> dict[str, Any]:
    return {
        "value": form.value,
        "script": form.script,
        "kind": form.kind,
        "language": form.language,
        "scheme": None,
        "source": form.source,
    }


def _keys(form: facts.Form, entry: facts.Entry, is_person: bool) -> set[str]:
    return names.of_person(form.value, entry.origin == "zh") if is_person else names.of_work(form.value)


class Naming(NamedTuple):
    """Whom and what a record names by rule, the texts by which it does, and what is known of it then."""

    texts: RecordTexts
    found: Found
    known: Known


NamingOf = Mapping[int, Naming]
"""By the record."""
NONE: NamingOf = MappingProxyType({})


def name(session: Session, said: Mapping[int, RecordTexts]) -> dict[int, Naming]:
    """Return whom and what new records name that have these texts: they can be written at once as they stay."""
    found = find(session, said) if said else {}
    works = [each for i, one in found.items() for each in _certain(i, one.works)]
    persons = [each for i, one in found.items() for each in _certain(i, one.persons)]
    called = known_by(session, said, works, persons)
    return {i: Naming(texts, found[i], called[i]) for i, texts in said.items()}


def _certain(record_id: int, links: Links) -> list[NamedBy]:
    return [NamedBy(record_id, i, words) for i, (words, state) in links.items() if state is LinkState.CONFIRMED]


def link(session: Session, record_ids: Iterable[int], new: NamingOf = NONE) -> list[int]:
    """Link these records to the persons and works they name, by rule; return those whose links are now others.

    What a person has confirmed or rejected stays as it is. Those that are `new` have no links yet, and cards that
    name all that is known.
    """
    wanted = sorted(set(record_ids))
    others = [i for i in wanted if i not in new]
    said = texts_of(session, others, LEARNED_FROM)
    found = {i: each.found for i, each in new.items()} | (find(session, said) if said else {})
    changed = _store(session, PersonLink, "person_id", wanted, new, {i: f.persons for i, f in found.items()})
    changed |= _store(session, WorkLink, "work_id", wanted, new, {i: f.works for i, f in found.items()})
    name_on_cards(session, others)
    learned_forms.learn(session, said | {i: each.texts for i, each in new.items()}, new)
    return sorted(changed)


def _store(
    session: Session,
    table: Any,
    target: str,
    record_ids: Sequence[int],
    new: Collection[int],
    found: dict[int, Links],
) -> set[int]:
    present: dict[int, dict[int, Any]] = defaultdict(dict)
    linked = [record_id for record_id in record_ids if record_id not in new]
    for row in session.scalars(sa.select(table).where(col(table.record_id).in_(linked))) if linked else ():
        present[row.record_id][getattr(row, target)] = row
    changed: set[int] = set()
    rows: list[dict[str, Any]] = []
    for record_id in record_ids:
        mine, links = present[record_id], found.get(record_id, {})
        for entity, row in mine.items():
            if row.origin is Origin.RULE and links.get(entity) != (row.name, row.state):
                session.delete(row)
                changed.add(record_id)
        for entity, (name, state) in links.items():
            row = mine.get(entity)
            if row is None or (row.origin is Origin.RULE and (row.name, row.state) != (name, state)):
                named = {"name": name, "origin": Origin.RULE, "state": state}
                rows.append({"record_id": record_id, target: entity, **named})
                changed.add(record_id)
    many_rows.insert(session, table, rows)
    session.flush()
    return changed


def link_all(database: Database, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Link every record there is, piece by piece, and have the index learn of it; return how many links changed."""
    changed, done = 0, 0
    for piece in index.all_ids(database):
        with database.transaction() as session:
            touched = link(session, piece)
            touch(session, touched)
        changed, done = changed + len(touched), done + len(piece)
        progress(done)
    return changed


def touch(session: Session, record_ids: Sequence[int]) -> None:
    """Have the index and the cards learn that links of these records, or names of whom they are linked to, changed."""
    name_on_cards(session, record_ids)
    session.execute(
        sa.update(BibliographicRecord)
        .where(col(BibliographicRecord.id).in_(record_ids))
        .values(version=col(BibliographicRecord.version) + 1)
    )
    index.announce(session, record_ids)


def name_on_cards(session: Session, record_ids: Sequence[int]) -> None:
    """Write on the cards of these records what their titles and names are called in other languages."""
    for piece in pieces(record_ids):
        found = known(session, piece)
        record = BibliographicRecord
        cards = session.execute(sa.select(col(record.id), col(record.card)).where(col(record.id).in_(piece))).all()
        named = [(record_id, card, brief_display.named_elsewhere(card, found[record_id])) for record_id, card in cards]
        changed = [{"id": record_id, "card": card} for record_id, before, card in named if card != before]
        if changed:
            session.execute(sa.update(record), changed)


def name_on_all_cards(database: Database) -> None:
    """Write on every card, piece by piece, what is known in other languages; repeating it changes nothing."""
    for piece in index.all_ids(database):
        with database.transaction() as session:
            name_on_cards(session, piece)


def link_anew(session: Session, record_ids: Iterable[int]) -> None:
    """Link these records by rule again and have the index learn of those whose links are now others."""
    wanted = sorted(set(record_ids))
    for start in range(0, len(wanted), PIECE):
        touch(session, link(session, wanted[start : start + PIECE]))


def link_those_naming(session: Session, values: Iterable[str]) -> None:
    """Link by rule the records that may name somebody or something so, at most `MOST_NAMING` of them at once.

    More than that wait for the operator's command that links all.
    """
    texts = {text for value in values for text in _texts(value)}
    if not texts:
        return
    folded_texts = sa.or_(*(col(BibliographicRecord.folded).contains(text, autoescape=True) for text in sorted(texts)))
    found = sa.select(col(BibliographicRecord.id)).where(folded_texts).order_by(col(BibliographicRecord.id))
    link_anew(session, [i for i in session.scalars(found.limit(MOST_NAMING)) if i is not None])


def _texts(value: str) -> set[str]:
    """Return what a record that names a person or work has in its titles and names: a surname, or all of it."""
    parts = {names.han_parts(value)[-1], folded(value)} if names.has_han(value) else {folded(value.partition(",")[0])}
    return {part for part in parts if len(part) > 1}
