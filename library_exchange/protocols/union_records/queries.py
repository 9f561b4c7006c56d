"""What union records say and who holds the book, for programs of others: never who reads it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding
from library_exchange.catalogue.queries.availability import items_with_libraries
from library_exchange.directory.models import Library
from library_exchange.marc.description import Description, LocalHolding
from library_exchange.references.queries.descriptions import descriptions

Holder = tuple[str, str, str | None]
"""The code of a library, its country, and a call number there."""


def held_records(session: Session, record_ids: Sequence[int]) -> list[tuple[int, Description]]:
    """Return what these records say, with the libraries and call numbers, in the order given; six queries.

    Those that are no more are left out.
    """
    return records_with(session, record_ids, holders(session, record_ids))


def records_with(
    session: Session, record_ids: Sequence[int], holding: Mapping[int, Sequence[Holder]]
) -> list[tuple[int, Description]]:
    """Return what these records say, as held by those known to hold them, in the order given; five queries.

    Those that are no more are left out.
    """
    return [
        (record_id, replace(said, holdings=tuple(LocalHolding(code, number) for code, _, number in known)))
        for record_id, said in descriptions(session, record_ids)
        for known in (holding.get(record_id, ()),)
    ]


def holders(session: Session, record_ids: Sequence[int]) -> dict[int, list[Holder]]:
    """Return who holds these records under which call numbers, in the order of codes; one query."""
    found: dict[int, list[Holder]] = defaultdict(list)
    for record_id, *holder in session.connection().execute(_holders(), {"ids": list(record_ids)}):
        found[record_id].append((holder[0], holder[1], holder[2]))
    for each in found.values():
        each.sort(key=lambda holder: (holder[0], holder[2] or ""))
    return found


@cache
def _holders() -> Any:
    """Return the query of who holds records; built once, for building costs more than asking."""
    return (
        items_with_libraries()
        .add_columns(col(Holding.record_id), col(Library.code), col(Library.country), col(Holding.call_number))
        .where(col(Holding.record_id).in_(sa.bindparam("ids", expanding=True)))
        .distinct()
    )
