"""What an act changes in persons, works and their links, row by row, so that it can be taken back.

Rows are known by what they are (a form of a person, a record's link to a work), not by their ids: a rule that links
a record anew makes a new row of the same meaning.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import names
from library_exchange.authority_control.schemas import NewPerson, NewWork
from library_exchange.catalogue.authority_models import (
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

ENTITIES: dict[str, Any] = {EntityKind.PERSON: Person, EntityKind.WORK: Work}
LINKS: dict[str, Any] = {EntityKind.PERSON: PersonLink, EntityKind.WORK: WorkLink}
FORM, LINK = "form", "link"
COLUMNS: dict[str, tuple[str, ...]] = {
    EntityKind.PERSON: ("key", "origin", "dates", "merged_into_id"),
    EntityKind.WORK: ("key", "person_id", "merged_into_id"),
    FORM: ("script", "kind", "language", "scheme", "source"),
    LINK: ("name", "origin", "state"),
}
Key = tuple[Any, ...]
"""(id) of a person or work; (kind, id, value) of a form; (kind, id, record) of a link."""
Image = dict[str, Any]
Owner = tuple[str, int]


@dataclass(frozen=True)
class RowChange:
    """One row before and after; no old key if it was made, no new key if it was deleted."""

    table: str
    old: Key | None
    new: Key | None
    before: Image | None
    after: Image | None

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "RowChange":
        """Return a step as the database has it."""
        old, new = (tuple(stored[name]) if stored[name] is not None else None for name in ("old", "new"))
        return cls(stored["table"], old, new, stored["before"], stored["after"])

    def stored(self) -> dict[str, Any]:
        """Return it as the database takes it."""
        return {
            "table": self.table,
            "old": list(self.old) if self.old else None,
            "new": list(self.new) if self.new else None,
            "before": self.before,
            "after": self.after,
        }

    def rows(self) -> set[Key]:
        """Return the rows it is about, each with its table."""
        return {(self.table, *key) for key in (self.old, self.new) if key is not None}


@dataclass
class Journal:
    """Changes rows and remembers each change."""

    session: Session
    steps: list[RowChange] = field(default_factory=list)

    def make(self, table: str, key: Key, image: Image) -> None:
        """Add a form or a link."""
        self._keep(None, key, None, put(self.session, table, None, key, image), table)

    def make_entity(self, kind: EntityKind, image: Image) -> int:
        """Add a person or work; return its id."""
        row: Person | Work = ENTITIES[kind](**image)
        self.session.add(row)
        self.session.flush()
        self._keep(None, (row.id,), None, row, kind)
        return row.id

    def change(self, table: str, key: Key, row: Any, new: Key | None = None, **changes: Any) -> None:
        """Change `row`, which `key` stands for, and have `new` stand for it if given."""
        before = image(table, row)
        self._keep(key, new or key, before, put(self.session, table, row, new or key, before | changes), table)

    def delete(self, table: str, key: Key, row: Any) -> None:
        """Delete `row`, which `key` stands for."""
        before = image(table, row)
        self.session.delete(row)
        self.session.flush()
        self.steps.append(RowChange(table, key, None, before, None))

    def _keep(self, old: Key | None, new: Key, before: Image | None, row: Any, table: str) -> None:
        self.steps.append(RowChange(table, old, new, before, image(table, row)))


def find(session: Session, table: str, key: Key) -> Any:
    """Return the row that a key stands for, or None."""
    if table in ENTITIES:
        return session.get(ENTITIES[table], key[0])
    kind, owner, rest = key
    if table == FORM:
        return session.scalars(
            sa.select(VariantName).where(owned_by(kind, owner), col(VariantName.value) == rest)
        ).one_or_none()
    links = LINKS[kind]
    return session.scalars(sa.select(links).where(owner_of(links) == owner, col(links.record_id) == rest)).one_or_none()


def put(session: Session, table: str, row: Any, key: Key, given: Image) -> Any:
    """Have `row`, or a new one, be what `key` and `given` say; return it."""
    values = dict(given)
    if table == LINK:
        values |= {"origin": Origin(given["origin"]), "state": LinkState(given["state"])}
    if table not in ENTITIES:
        kind, owner, rest = key
        values |= {f"{kind}_id": owner, "value" if table == FORM else "record_id": rest}
        maker: Any = VariantName if table == FORM else LINKS[kind]
        row = row or maker()
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def image(table: str, row: Any) -> Image:
    """Return what a row says, in values that JSON has."""
    columns = (*COLUMNS[table], "role") if isinstance(row, PersonLink) else COLUMNS[table]
    return {name: getattr(row, name) for name in columns}


def owner_of(table: Any) -> Any:
    """Return the column that names the person or work of a form or link."""
    return col(table.person_id) if table is PersonLink else col(table.work_id)


def owned_by(kind: str, owner: int) -> Any:
    """Return the condition that a form is of this person or work."""
    return (col(VariantName.person_id) if kind == EntityKind.PERSON else col(VariantName.work_id)) == owner


def forms(session: Session, kind: str, owner: int) -> list[VariantName]:
    """Return the forms of a person or work, oldest first."""
    return list(session.scalars(sa.select(VariantName).where(owned_by(kind, owner)).order_by(col(VariantName.id))))


def links(session: Session, kind: str, owner: int) -> list[PersonLink | WorkLink]:
    """Return the links of a person or work, oldest first."""
    table = LINKS[kind]
    found = session.scalars(sa.select(table).where(owner_of(table) == owner).order_by(col(table.id)))
    return list(found)


def owners(steps: Iterable[RowChange]) -> set[Owner]:
    """Return the persons and works of which forms, or they themselves, are changed."""
    found: set[Owner] = set()
    for step in steps:
        for key in (step.old, step.new):
            if key is not None and step.table != LINK:
                found.add((step.table, key[0]) if step.table in ENTITIES else (key[0], key[1]))
    return found


def records(session: Session, steps: Sequence[RowChange]) -> set[int]:
    """Return the records whose entries in the index the steps change, as links are now."""
    found = {key[2] for step in steps if step.table == LINK for key in (step.old, step.new) if key is not None}
    for kind, owner in owners(steps):
        found |= {link.record_id for link in links(session, kind, owner)}
    return found


def look_up_anew(session: Session, changed: Iterable[Owner]) -> None:
    """Have the forms of these persons and works be found under their keys; nothing finds those that were merged."""
    for kind, owner in sorted(changed):
        entity = session.get(ENTITIES[kind], owner)
        mine = sa.select(col(VariantName.id)).where(owned_by(kind, owner))
        session.execute(sa.delete(VariantKey).where(col(VariantKey.variant_id).in_(mine)))
        if entity is None or entity.merged_into_id is not None:
            continue
        for form in forms(session, kind, owner):
            keys = keys_of(form.value, entity)
            session.add_all(VariantKey(variant_id=form.id, key=key) for key in sorted(keys))
        session.flush()


def keys_of(value: str, entity: Person | Work) -> set[str]:
    """Return the keys of a form of this person or work."""
    return names.of_person(value, entity.origin == "zh") if isinstance(entity, Person) else names.of_work(value)


def keys_of_new(given: NewPerson | NewWork) -> set[str]:
    """Return the keys that the forms of an entry to be added would have."""
    is_chinese = isinstance(given, NewPerson) and given.origin == "zh"
    of = (lambda value: names.of_person(value, is_chinese)) if isinstance(given, NewPerson) else names.of_work
    return {key for form in given.forms() for key in of(form.value)}
