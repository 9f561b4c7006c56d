"""Persons and works in the database: taken from the product's own list, and found on the books of the catalogue."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from library_exchange.catalogue.authority import facts, names
from library_exchange.catalogue.models import (
    BibliographicRecord,
    Holding,
    LinkState,
    Origin,
    Person,
    PersonLink,
    Variant,
    VariantKey,
    Work,
    WorkLink,
)
from library_exchange.catalogue.services import index
from library_exchange.catalogue.services.linking import Links, find
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.db import Database
from library_exchange.core.errors import NotFound

PIECE = 500


def load(session: Session) -> int:
    """Add the persons and works that the product knows, and forms that are new; return how many forms were added.

    What is there stays: repeating it adds nothing.
    """
    persons = _load_entries(session, Person, list(facts.persons()), lambda e: {"origin": e.origin, "dates": e.dates})
    ids = dict(session.execute(sa.select(col(Person.key), col(Person.id))).all())
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
    _insert(session, table, new)
    ids: dict[str, int] = dict(session.execute(sa.select(col(table.key), col(table.id))).all())
    owner = "person_id" if table is Person else "work_id"
    column = col(Variant.person_id) if table is Person else col(Variant.work_id)
    known = set(session.execute(sa.select(column, col(Variant.value)).where(column.is_not(None))))
    added = [(entry, form) for entry in entries for form in entry.forms if (ids[entry.key], form.value) not in known]
    rows = [_variant(form) | {"person_id": None, "work_id": None, owner: ids[entry.key]} for entry, form in added]
    variant_ids = _insert(session, Variant, rows)
    keys = [
        {"variant_id": variant_id, "key": key}
        for variant_id, (entry, form) in zip(variant_ids, added, strict=True)
        for key in sorted(_keys(form, entry, is_person=table is Person))
    ]
    _insert(session, VariantKey, keys)
    return len(added)


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


def _insert(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> list[int]:
    if not rows:
        return []
    statement = sa.insert(table).returning(table.id, sort_by_parameter_order=True)  # type: ignore[attr-defined]
    return list(session.scalars(statement, rows))


def link(session: Session, record_ids: Iterable[int]) -> list[int]:
    """Link these records to the persons and works they name, by rule; return those whose links are now others.

    What a person has confirmed or rejected stays as it is.
    """
    wanted = sorted(set(record_ids))
    found = find(session, wanted)
    changed = _store(session, PersonLink, "person_id", wanted, {i: f.persons for i, f in found.items()})
    changed |= _store(session, WorkLink, "work_id", wanted, {i: f.works for i, f in found.items()})
    return sorted(changed)


def _store(
    session: Session,
    table: Any,
    target: str,
    record_ids: Sequence[int],
    found: dict[int, Links],
) -> set[int]:
    present: dict[int, dict[int, Any]] = defaultdict(dict)
    for row in session.scalars(sa.select(table).where(col(table.record_id).in_(record_ids))):
        present[row.record_id][getattr(row, target)] = row
    changed: set[int] = set()
    for record_id in record_ids:
        mine, links = present[record_id], found.get(record_id, {})
        for entity, row in mine.items():
            if row.origin is Origin.RULE and links.get(entity) != (row.name, row.state):
                session.delete(row)
                changed.add(record_id)
        session.flush()
        for entity, (name, state) in links.items():
            row = mine.get(entity)
            if row is None or (row.origin is Origin.RULE and (row.name, row.state) != (name, state)):
                session.add(table(record_id=record_id, **{target: entity}, name=name, origin=Origin.RULE, state=state))
                changed.add(record_id)
    session.flush()
    return changed


def link_all(database: Database, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Link every record there is, piece by piece, and have the index learn of it; return how many links changed."""
    changed, done = 0, 0
    for piece in _pieces(database):
        with database.transaction() as session:
            touched = link(session, piece)
            touch(session, touched)
        changed, done = changed + len(touched), done + len(piece)
        progress(done)
    return changed


def touch(session: Session, record_ids: Sequence[int]) -> None:
    """Have the index learn that links of these records changed."""
    session.execute(
        sa.update(BibliographicRecord)
        .where(col(BibliographicRecord.id).in_(record_ids))
        .values(version=col(BibliographicRecord.version) + 1)
    )
    index.announce(session, record_ids)


def _pieces(database: Database) -> Iterator[list[int]]:
    last = 0
    while True:
        with database.reading() as session:
            ids = list(
                session.scalars(
                    sa.select(col(BibliographicRecord.id))
                    .where(col(BibliographicRecord.id) > last)
                    .order_by(col(BibliographicRecord.id))
                    .limit(PIECE)
                )
            )
        if not ids:
            return
        last = ids[-1] or 0
        yield [i for i in ids if i is not None]


def decide(session: Session, actor: Actor, link_id: int, is_right: bool) -> None:
    """Confirm or reject that a record names a person; no rule changes it afterwards.

    Raises NotFound unless the actor's library holds the book.
    """
    row = session.get(PersonLink, link_id)
    if row is None or not _holds(session, actor.library_id, row.record_id):
        raise NotFound("person-link", link=link_id)
    row.state = LinkState.CONFIRMED if is_right else LinkState.REJECTED
    row.origin = Origin.PERSON
    session.add(row)
    action = "confirm" if is_right else "reject"
    audit.record(session, actor, action, "person_link", link_id, record=row.record_id, person=row.person_id)
    session.flush()
    touch(session, [row.record_id])


def _holds(session: Session, library_id: int | None, record_id: int) -> bool:
    held = sa.select(col(Holding.id)).where(col(Holding.record_id) == record_id, col(Holding.library_id) == library_id)
    return session.scalars(held.limit(1)).first() is not None
