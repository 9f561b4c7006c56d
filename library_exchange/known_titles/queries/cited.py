"""What the catalogue knows of a publication that somebody describes, and where a library itself has it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord as Record
from library_exchange.catalogue.models import Holding, Identifier, Item, LocalState
from library_exchange.catalogue.queries.availability import promised
from library_exchange.citations.particulars import without_particulars
from library_exchange.known_titles.queries.other_titles import editions_of_works, records_elsewhere
from library_exchange.record_matching.keys import title_key

MOST_SHOWN = 3


def records_cited(
    session: Session, isbn: str | None, issn: str | None, title: str | None, author: str | None = None
) -> list[int]:
    """Return the first records with one of the numbers, or else with the title, then those with another title.

    That is the title of the work in another language, or the same in other letters. It is left out where records with
    the title told are of that work. A few queries.
    """
    numbers = [sa.and_(col(Identifier.kind) == "isbn", col(Identifier.value) == isbn)] if isbn else []
    numbers += [sa.and_(col(Identifier.kind) == "issn", col(Identifier.value) == issn)] if issn else []
    if numbers:
        numbered = sa.select(col(Identifier.record_id)).where(sa.or_(*numbers)).distinct()
        found = list(session.scalars(numbered.order_by(col(Identifier.record_id)).limit(MOST_SHOWN)))
        if found:
            return found
    keys = {key for part in _ways(title or "") if len(key := title_key(part)) > 1}
    if not keys:
        return []
    titled = sa.select(col(Record.id)).where(col(Record.title_key).in_(keys))
    same = [each for each in session.scalars(titled.order_by(col(Record.id)).limit(MOST_SHOWN)) if each is not None]
    line = (title or "", author)
    others = (editions_of_works if same else records_elsewhere)(session, [line]).get(line, [])
    return same if set(same) & set(others) else [*same, *others][:MOST_SHOWN]


def _ways(title: str) -> set[str]:
    """Return a title as it is told, without its volume and edition, and each without what stands behind a colon."""
    told = {title, without_particulars(title)}
    return told | {each.split(" : ")[0] for each in told}


@dataclass(frozen=True)
class OwnShelf:
    """Where a library itself has a book: its call numbers, and how many of its copies are on the shelf now."""

    call_numbers: tuple[str, ...]
    free: int


def own_shelves(session: Session, library_id: int, record_ids: Iterable[int]) -> dict[int, OwnShelf]:
    """Return for each of the records that the library holds, lent or not, where it stands there; one query."""
    rows = session.execute(
        sa.select(
            col(Holding.record_id),
            col(Holding.call_number),
            sa.and_(col(Item.local_state) == LocalState.ON_SHELF, sa.not_(promised())),
        )
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(
            col(Item.library_id) == library_id,
            col(Holding.record_id).in_(list(record_ids)),
            col(Item.local_state).not_in([LocalState.MISSING, LocalState.WITHDRAWN]),
        )
        .order_by(col(Holding.id), col(Item.number))
    )
    copies: dict[int, list[tuple[str | None, bool]]] = defaultdict(list)
    for record_id, call_number, is_free in rows:
        copies[record_id].append((call_number, is_free))
    return {
        record_id: OwnShelf(
            tuple(dict.fromkeys(number for number, _free in each if number)), sum(is_free for _number, is_free in each)
        )
        for record_id, each in copies.items()
    }
