"""What the key's library has, piece by piece: each list goes on behind the number of its last row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord, Holding, Import, Item, LocalState, SourceRecord
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.text import widths
from library_exchange.directory.models import Library
from library_exchange.directory.queries import is_member
from library_exchange.holdings.queries.lists import own_of_record
from library_exchange.holdings.queries.own_records import OwnCopy, copies_of
from library_exchange.imports.models import SourceRecordBefore
from library_exchange.loans.models import LoanRequest
from library_exchange.shipping.models import Consignment

NO_RECORD = _l("Your library has no record of this title. Enter it or send it in a file first.")


@dataclass(frozen=True)
class Piece:
    """How many rows are wanted, and the number of the last row before them."""

    limit: int
    after: int | None = None

    def newest(self, number: Any) -> list[sa.ColumnElement[bool]]:
        """Return the condition on rows of which the newest come first."""
        return [] if self.after is None else [number < self.after]

    def oldest(self, number: Any) -> list[sa.ColumnElement[bool]]:
        """Return the condition on rows of which the oldest come first."""
        return [] if self.after is None else [number > self.after]


def libraries(session: Session, piece: Piece) -> Sequence[Library]:
    """Return member libraries in the order in which they joined; one query."""
    rows = sa.select(Library).where(is_member(), *piece.oldest(col(Library.id)))
    return session.scalars(rows.order_by(col(Library.id)).limit(piece.limit)).all()


def codes(session: Session, ids: Collection[int | None]) -> Mapping[int | None, str]:
    """Return the codes of libraries by their ids; one query, none for none."""
    wanted = {each for each in ids if each is not None}
    rows = sa.select(col(Library.id), col(Library.code)).where(col(Library.id).in_(wanted))
    return dict(session.execute(rows).all()) if wanted else {}


@dataclass(frozen=True)
class CopySieve:
    """Which copies are wanted."""

    barcode: str = ""
    state: LocalState | None = None
    record_id: int | None = None
    holding_id: int | None = None


def copies(session: Session, library_id: int, sieve: CopySieve, piece: Piece) -> list[tuple[OwnCopy, int]]:
    """Return copies of the library's records with the ids of their titles, the oldest first; two queries."""
    number = col(Item.id)
    rows = (
        sa.select(number, col(Holding.source_record_id), col(Holding.record_id))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(col(Item.library_id) == library_id, col(Holding.source_record_id).is_not(None))
        .where(*_sifted(sieve), *piece.oldest(number))
        .order_by(number)
        .limit(piece.limit)
    )
    found = session.execute(rows).all()
    of_record = copies_of(session, {source_id for _item, source_id, _record in found})
    by_id = {each.id: each for some in of_record.values() for each in some}
    return [(by_id[item_id], record_id) for item_id, _source, record_id in found]


def _sifted(sieve: CopySieve) -> list[sa.ColumnElement[bool]]:
    return [
        *([col(Item.barcode).in_(widths(sieve.barcode))] if sieve.barcode else []),
        *([col(Item.local_state) == sieve.state] if sieve.state else []),
        *([col(Holding.record_id) == sieve.record_id] if sieve.record_id is not None else []),
        *([col(Holding.source_record_id) == sieve.holding_id] if sieve.holding_id is not None else []),
    ]


def record_of(session: Session, item_id: int) -> int:
    """Return the title of a copy that is there."""
    of_item = sa.select(col(Holding.record_id)).join(Item, col(Item.holding_id) == col(Holding.id))
    return session.scalars(of_item.where(col(Item.id) == item_id)).one()


def holdings(
    session: Session, library_id: int, piece: Piece, import_id: int | None = None
) -> list[tuple[SourceRecord, Mapping[str, Any]]]:
    """Return the library's records, each with the card of its title, the oldest first; one query.

    With `import_id` only those that a file brought, changed or withdrew.
    """
    number = col(SourceRecord.id)
    rows = (
        sa.select(SourceRecord, col(BibliographicRecord.card))
        .join(BibliographicRecord, col(BibliographicRecord.id) == col(SourceRecord.record_id))
        .where(col(SourceRecord.library_id) == library_id, *_changed_by(import_id), *piece.oldest(number))
        .order_by(number)
        .limit(piece.limit)
    )
    return [(source, card) for source, card in session.execute(rows)]


def _changed_by(import_id: int | None) -> list[sa.ColumnElement[bool]]:
    if import_id is None:
        return []
    before = sa.select(col(SourceRecordBefore.source_record_id)).where(col(SourceRecordBefore.import_id) == import_id)
    return [sa.or_(col(SourceRecord.import_id) == import_id, col(SourceRecord.id).in_(before))]


def imports(session: Session, library_id: int, piece: Piece) -> Sequence[Import]:
    """Return the library's files of records, the newest first; one query."""
    number = col(Import.id)
    rows = sa.select(Import).where(col(Import.library_id) == library_id, *piece.newest(number))
    return session.scalars(rows.order_by(number.desc()).limit(piece.limit)).all()


def card_of(session: Session, source: SourceRecord) -> Mapping[str, Any]:
    """Return the card of the title of a record."""
    return session.get_one(BibliographicRecord, source.record_id).card


def record_to_hold(session: Session, library_id: int, holding_id: int | None, record_id: int | None) -> int:
    """Return the library's record that is named, by its own id or by its title. Raises InvalidInput for none."""
    found = holding_id
    if found is None and record_id is not None:
        found = own_of_record(session, library_id, record_id)
    if found is None:
        raise InvalidInput({"holding_id" if record_id is None else "record_id": NO_RECORD})
    return found


@dataclass(frozen=True)
class LoanSieve:
    """Which loans are wanted."""

    side: str = ""
    state: str = ""
    is_open: bool | None = None


def loans(session: Session, library_id: int, sieve: LoanSieve, piece: Piece) -> Sequence[LoanRequest]:
    """Return the library's sides of requests, the newest first; one query."""
    number = col(LoanRequest.id)
    closed = col(LoanRequest.closed_at)
    wanted = [
        *([col(LoanRequest.side) == sieve.side] if sieve.side else []),
        *([col(LoanRequest.state) == sieve.state] if sieve.state else []),
        *([closed.is_(None) if sieve.is_open else closed.is_not(None)] if sieve.is_open is not None else []),
    ]
    rows = sa.select(LoanRequest).where(col(LoanRequest.library_id) == library_id, *wanted, *piece.newest(number))
    return session.scalars(rows.order_by(number.desc()).limit(piece.limit)).all()


def is_of_consignment(library_id: int) -> sa.ColumnElement[bool]:
    """Return the condition on consignments that the library sends, receives or passes on."""
    names = ("consignor_id", "consignee_id", "consignor_gateway_id", "consignee_gateway_id")
    return sa.or_(*(getattr(Consignment, name) == library_id for name in names))


def consignments(session: Session, library_id: int, piece: Piece) -> Sequence[Consignment]:
    """Return what the library sends, receives or passes on, the newest first; one query."""
    number = col(Consignment.id)
    rows = sa.select(Consignment).where(is_of_consignment(library_id), *piece.newest(number))
    return session.scalars(rows.order_by(number.desc()).limit(piece.limit)).all()
