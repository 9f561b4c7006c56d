"""Two union records become one: what refers to the one refers to the other, and its old address leads there."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from library_exchange.catalogue.authority_models import LinkState, Origin, PersonLink, WorkLink
from library_exchange.catalogue.models import (
    BibliographicRecord,
    Classification,
    Contributor,
    Identifier,
    MatchKey,
    TextForm,
)
from library_exchange.catalogue.services import title_doubts
from library_exchange.catalogue.title_models import STAYS
from library_exchange.core.db import pieces
from library_exchange.learned_forms.models import LearnedForm

PARTS: tuple[Any, ...] = (TextForm, Contributor, Identifier, Classification, MatchKey, LearnedForm)
LINKS = (PersonLink, WorkLink)
SAYS_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("title_key", "author_key", "part_key", "sort_title", "sort_author", "folded"), ""),
    "languages": [],
    "year": None,
}
"""What is left of a record that became part of another: its card, for what could not go along."""


@dataclass(frozen=True)
class Merged:
    """What went from one record to another: keys of rows by `table.column`, links of people, doubts that were there.

    By it the two can be parted again.
    """

    old: int
    rows: Mapping[str, Sequence[Sequence[Any]]]
    links: Sequence[tuple[str, Mapping[str, Any]]] = ()
    doubts: Sequence[title_doubts.Image] = ()

    def stored(self) -> dict[str, Any]:
        """Return what went as the database takes it."""
        return {
            "rows": {name: [list(key) for key in keys] for name, keys in self.rows.items()},
            "links": [[table, dict(values)] for table, values in self.links],
            "moved_doubts": [list(each) for each in self.doubts],
        }

    @classmethod
    def read(cls, old: int, stored: Mapping[str, Any]) -> "Merged":
        """Return what went from the record `old`, from what the database has of it."""
        links = [(table, values) for table, values in stored["links"]]
        return cls(old, stored["rows"], links, [tuple(each) for each in stored["moved_doubts"]])


def merge(session: Session, old: int, into: int) -> Merged:
    """Have all that refers to the record `old` refer to `into`; the old one only leads there from now on.

    Links that a person has confirmed or rejected go along, those of rules not: they are found anew. What stands at
    `into` already, such as another open request of the same reader, stays where it was.
    """
    for link in LINKS:
        session.execute(sa.delete(link).where(col(link.record_id) == old, col(link.origin) == Origin.RULE))
    moved = {_name(column): _move(session, column, old, into) for column in _references()}
    clear(session, [old])
    left = [found for link in LINKS for found in _take_links(session, link, old)]
    doubts = title_doubts.follow(session, old, into)
    record = BibliographicRecord
    session.execute(
        sa.update(record)
        .where(col(record.id) == old)
        .values(merged_into_id=into, version=col(record.version) + 1, **SAYS_NOTHING)
    )
    return Merged(old, {name: keys for name, keys in moved.items() if keys}, left, doubts)


def part(session: Session, merged: Merged, into: int) -> None:
    """Have all that came from the record `merged.old` and is still at `into` refer to the old one again, which stands.

    What both say is to be written anew afterwards.
    """
    for column in _references():
        for piece in pieces(merged.rows.get(_name(column), ())):
            back = sa.update(column.table).where(_key(column).in_([tuple(key) for key in piece]), column == into)
            session.execute(back.values({column.name: merged.old}))
    record = BibliographicRecord
    led = sa.update(record).where(col(record.id) == merged.old, col(record.merged_into_id) == into)
    session.execute(led.values(merged_into_id=None))
    for name, values in merged.links:
        _put_link_back(session, name, values)
    title_doubts.forget_between(session, into, [pair[:2] for pair in merged.doubts], merged.old)
    session.expire_all()


def _name(column: sa.Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def _put_link_back(session: Session, name: str, values: Mapping[str, Any]) -> None:
    """Have a link stand again, under a number of its own if its number was given away, unless another one does."""
    table = next(link for link in LINKS if link.__tablename__ == name)
    row = {**values, "origin": Origin(values["origin"]), "state": LinkState(values["state"])}
    for given in (row, {column: value for column, value in row.items() if column != "id"}):
        with suppress(IntegrityError), session.begin_nested():
            session.execute(sa.insert(table).values(**given))
            return


def _take_links(session: Session, link: Any, old: int) -> list[tuple[str, Mapping[str, Any]]]:
    """Remove the links that stay at a record which is no more; return them."""
    rows = session.execute(sa.select(*link.__table__.columns).where(link.record_id == old)).mappings().all()
    if rows:
        session.execute(sa.delete(link).where(link.record_id == old))
    return [(str(link.__tablename__), dict(row)) for row in rows]


def clear(session: Session, record_ids: Collection[int]) -> None:
    """Remove what these records say: they lead elsewhere, or it is written anew."""
    for part in PARTS:
        if record_ids:
            session.execute(sa.delete(part).where(col(part.record_id).in_(record_ids)))


def _references() -> list[sa.Column[Any]]:
    """Return every column, of whichever room, that names a union record, is no part of one and does not stay."""
    parts = {part.__tablename__ for part in PARTS}
    target = SQLModel.metadata.tables[str(BibliographicRecord.__tablename__)].c.id
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in parts]
    columns = (column for table in tables for column in table.columns if column.references(target))
    return [column for column in columns if not column.info.get(STAYS)]


def _key(column: sa.Column[Any]) -> sa.Tuple:
    return sa.tuple_(*column.table.primary_key)


def _move(session: Session, column: sa.Column[Any], old: int, into: int) -> list[Sequence[Any]]:
    """Move all rows at once, or one by one where that cannot be: what cannot be moved stays. Return their keys."""
    primary = list(column.table.primary_key)
    keys: list[Sequence[Any]] = [list(row) for row in session.execute(sa.select(*primary).where(column == old))]
    if not keys:
        return []
    try:
        with session.begin_nested():
            session.execute(sa.update(column.table).where(column == old).values({column.name: into}))
    except IntegrityError:
        return [key for key in keys if _is_moved(session, column, key, into)]
    return keys


def _is_moved(session: Session, column: sa.Column[Any], key: Sequence[Any], into: int) -> bool:
    """Move one row, and return whether that could be."""
    moved = sa.update(column.table).where(_key(column).in_([tuple(key)]))
    try:
        with session.begin_nested():
            session.execute(moved.values({column.name: into}))
    except IntegrityError:
        return False
    return True
