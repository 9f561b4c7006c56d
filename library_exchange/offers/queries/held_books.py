"""Who holds the books that are offered and looked for."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import LinkState, WorkLink
from library_exchange.catalogue.models import BibliographicRecord, Holding, Identifier, Item, LocalState
from library_exchange.core.db import pieces
from library_exchange.offers.queries.holdings import held_by


class HeldBooks:
    """Which libraries hold the books that are offered, by record and by ISBN, read of many books at once.

    To read what each library that wants something holds would be to read the whole catalogue.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_record: dict[int | None, set[int]] = {}
        self._by_isbn: dict[str | None, set[int]] = {}
        self._works: dict[int, frozenset[tuple[int, str]]] = {}

    def read(self, books: Iterable[tuple[int | None, str | None]]) -> None:
        """Read who holds these books (record, ISBN); two queries for each `PIECE` of those that are new."""
        found = list(books)
        records = {record_id for record_id, _isbn in found if record_id is not None} - self._by_record.keys()
        isbns = {isbn for _record_id, isbn in found if isbn is not None} - self._by_isbn.keys()
        held = sa.and_(col(Item.holding_id) == col(Holding.id), col(Item.local_state) != LocalState.WITHDRAWN)
        by_record = sa.select(col(Holding.record_id), col(Item.library_id)).join(Item, held)
        by_isbn = (
            sa.select(col(Identifier.value), col(Item.library_id))
            .join(Holding, col(Holding.record_id) == col(Identifier.record_id))
            .join(Item, held)
            .where(col(Identifier.kind) == "isbn")
        )
        _gather(self._session, by_record, col(Holding.record_id), records, self._by_record)
        _gather(self._session, by_isbn, col(Identifier.value), isbns, self._by_isbn)

    def has(self, library_id: int, record_id: int | None, isbn: str | None) -> bool:
        """Whether the library holds a book that was read."""
        return library_id in self._by_record.get(record_id, ()) or library_id in self._by_isbn.get(isbn, ())

    def has_work(self, library_id: int, work_id: int, language: str | None) -> bool:
        """Whether the library holds any edition of the work, in `language` if one is asked for."""
        return (work_id, language or "") in self._works_of(library_id)

    def _works_of(self, library_id: int) -> frozenset[tuple[int, str]]:
        if library_id not in self._works:
            rows = self._session.execute(
                sa.select(col(WorkLink.work_id), col(BibliographicRecord.languages))
                .join(BibliographicRecord, col(BibliographicRecord.id) == col(WorkLink.record_id))
                .where(col(WorkLink.state) == LinkState.CONFIRMED, col(WorkLink.record_id).in_(held_by(library_id)))
            )
            self._works[library_id] = frozenset(
                (work_id, language) for work_id, languages in rows for language in ("", *(languages or ()))
            )
        return self._works[library_id]


def _gather(
    session: Session, asked: sa.Select[*tuple[Any, ...]], key: Any, wanted: Iterable[Any], into: dict[Any, set[int]]
) -> None:
    """Add to `into` the libraries of each of the keys, none for one that nobody holds."""
    keys = sorted(wanted)
    into.update((each, set()) for each in keys)
    for piece in pieces(keys):
        for found, library_id in session.execute(asked.where(key.in_(piece)).distinct()):
            into[found].add(library_id)
