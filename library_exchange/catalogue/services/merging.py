"""Two union records become one: what refers to the one refers to the other, and its old address leads there."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from library_exchange.catalogue.models import (
    BibliographicRecord,
    Classification,
    Contributor,
    Identifier,
    MatchKey,
    Origin,
    PersonLink,
    TextForm,
    WorkLink,
)

PARTS = (TextForm, Contributor, Identifier, Classification, MatchKey)
LINKS = (PersonLink, WorkLink)
STAYS = "stays_with_merged"
"""What a column says in its `info` that goes on naming a record which became part of another."""
SAYS_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("title_key", "author_key", "part_key", "sort_title", "sort_author", "folded"), ""),
    "languages": [],
    "year": None,
}
"""What is left of a record that became part of another: its card, for what could not go along."""


def merge(session: Session, old: int, into: int) -> int:
    """Have all that refers to the record `old` refer to `into`, and return `old`, which only leads there from now on.

    Links that a person has confirmed or rejected go along, those of rules not: they are found anew. What stands at
    `into` already, such as another open request of the same reader, stays where it was.
    """
    for link in LINKS:
        session.execute(sa.delete(link).where(col(link.record_id) == old, col(link.origin) == Origin.RULE))
    for column in _references():
        _move(session, column, old, into)
    clear(session, [old])
    for link in LINKS:
        session.execute(sa.delete(link).where(col(link.record_id) == old))
    record = BibliographicRecord
    session.execute(
        sa.update(record)
        .where(col(record.id) == old)
        .values(merged_into_id=into, version=col(record.version) + 1, **SAYS_NOTHING)
    )
    return old


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


def _move(session: Session, column: sa.Column[Any], old: int, into: int) -> None:
    """Move all rows at once, or one by one where that cannot be: what cannot be moved stays."""
    try:
        with session.begin_nested():
            session.execute(sa.update(column.table).where(column == old).values({column.name: into}))
    except IntegrityError:
        key = column.table.c.id
        for number in session.scalars(sa.select(key).where(column == old)).all():
            with suppress(IntegrityError), session.begin_nested():
                session.execute(sa.update(column.table).where(key == number).values({column.name: into}))
