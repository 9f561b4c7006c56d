"""Keeping what libraries' records say of sets and volumes, anew whenever one of them says something else."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.services.sources import Said
from library_exchange.catalogue.set_models import RecordPart
from library_exchange.core import many_rows
from library_exchange.core.db import pieces
from library_exchange.marc.description import Description
from library_exchange.record_matching.facts import BookFacts, facts_of
from library_exchange.record_matching.sets import Place, places


class Telling(NamedTuple):
    """A source record of a library, what it says and what is compared of that."""

    source_id: int
    library_id: int
    description: Description
    facts: BookFacts


def tell(session: Session, telling: Sequence[Telling], new: Collection[int] = ()) -> None:
    """Replace what these sources said of sets and volumes by what they say now; two statements for all of them.

    Those that are `new` have said nothing before.
    """
    for piece in pieces([each.source_id for each in telling if each.source_id not in new]):
        session.execute(sa.delete(RecordPart).where(col(RecordPart.source_record_id).in_(piece)))
    rows = [_row(each, place) for each in telling for place in places(each.description, each.facts)]
    many_rows.insert(session, RecordPart, rows)


def tell_again(session: Session, said: Iterable[Sequence[Said]]) -> None:
    """Do so for sources of which only what they say is known."""
    flat = [each for sources in said for each in sources]
    tell(session, [Telling(s.source_id, s.library_id, s.description, facts_of(s.description)) for s in flat])


def _row(each: Telling, place: Place) -> dict[str, Any]:
    number = place.number if place.number is None else place.number[:200]
    return {
        "source_record_id": each.source_id,
        "library_id": each.library_id,
        "kind": place.kind,
        "title": place.title[:300],
        "title_key": place.title_key,
        "volume": place.volume[:200],
        "sort_key": place.order,
        "number": number,
        "standard": place.standard,
        "publisher": place.publisher[:120],
        "year": place.year,
        "year_until": place.year_until,
    }
