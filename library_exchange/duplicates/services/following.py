"""What goes along with the records that a title loses: open requests, offers and wants about their copies."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import FOLLOWERS, told_once
from library_exchange.catalogue.models import Holding, Item
from library_exchange.catalogue.services.sources import Said
from library_exchange.core.db import pieces

Row = tuple[int, int | None, int | None, str | None]
"""A row about a title: its id, the library whose copy it is about, the copy, the ISBN."""
Followed = Mapping[str, Sequence[int]]
"""The rows that go along, by the name of who tells of them."""


@dataclass(frozen=True)
class Part:
    """One part of a title that is split: whose its records are, its copies and the numbers that it tells."""

    libraries: frozenset[int]
    items: frozenset[int]
    isbns: frozenset[str]


@dataclass(frozen=True)
class Title:
    """A title: what its libraries' records say, the copies of each, and the open rows about it by their kind."""

    said: Sequence[Said]
    items: Mapping[int, frozenset[int]]
    rows: Mapping[str, Sequence[Row]]

    def part(self, source_ids: Collection[int]) -> Part:
        """Return some of its records as a part of it; what was withdrawn has neither words nor copies."""
        mine = [each for each in self.said if each.source_id in source_ids]
        numbers = (each for source in mine for each in source.description.identifiers if each.kind == "isbn")
        return Part(
            frozenset(each.library_id for each in mine),
            frozenset(item for source_id in source_ids for item in self.items.get(source_id, ())),
            frozenset(each.value for each in numbers if each.is_valid),
        )

    def following(self, source_ids: Collection[int]) -> Followed:
        """Return the rows that go with some of its records.

        A copy decides, else a number that only one part tells, else the library, if it is not in both parts.
        """
        going = self.part(source_ids)
        staying = self.part({*self.items, *(each.source_id for each in self.said)} - set(source_ids))
        found = {name: [row[0] for row in rows if _goes(going, staying, *row[1:])] for name, rows in self.rows.items()}
        return {name: ids for name, ids in found.items() if ids}


def title_of(session: Session, record_id: int, said: Sequence[Said]) -> Title:
    """Return what may go along when a title is split; a query for the copies and one for each kind of rows."""
    copies = sa.select(col(Holding.source_record_id), col(Item.id)).join(Item, col(Item.holding_id) == col(Holding.id))
    items: dict[int, set[int]] = defaultdict(set)
    for source_id, item_id in session.execute(copies.where(col(Holding.record_id) == record_id)):
        items[source_id or 0].add(item_id)
    rows: dict[str, list[Row]] = {
        name: [(i, *rest) for i, *rest in session.execute(follower.rows_of(record_id))]
        for name, follower in sorted(FOLLOWERS.fillings().items())
    }
    return Title(said, {source_id: frozenset(some) for source_id, some in items.items()}, rows)


def follow(session: Session, found: Followed, new_id: int) -> None:
    """Have these rows be of another title."""
    for name, ids in found.items():
        table = FOLLOWERS.fillings()[name].table
        for piece in pieces(ids):
            session.execute(sa.update(table).where(col(table.id).in_(piece)).values(record_id=new_id))


def in_words(session: Session, found: Followed) -> list[str]:
    """Return what goes along, counted, each kind in words; a query for each."""
    return [told_once(session, FOLLOWERS.fillings()[name], ids) for name, ids in found.items()]


def _goes(going: Part, staying: Part, library_id: int | None, item_id: int | None, isbn: str | None) -> bool:
    if item_id in going.items or item_id in staying.items:
        return item_id in going.items
    if (isbn in going.isbns) != (isbn in staying.isbns):
        return isbn in going.isbns
    return library_id in going.libraries and library_id not in staying.libraries
