"""Offers and wants: those that everybody may see, or all of the key's library."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries.matching import is_open_offer, is_open_want
from library_exchange.offers.queries.words import with_words
from library_exchange.offers.schemas import Filter
from library_exchange.rest_api.queries.own import Piece

Rows = list[tuple[Any, str, Any]]


def offers(session: Session, library_id: int | None, asked: Filter, piece: Piece) -> Rows:
    """Return open offers, or all of the library `library_id`, each with its code and card; the newest first."""
    return _rows(session, Offer, is_open_offer(), library_id, asked, piece)


def wants(session: Session, library_id: int | None, asked: Filter, piece: Piece) -> Rows:
    """Return open wants, or all of the library `library_id`, each with its code and card; the newest first."""
    return _rows(session, Want, is_open_want(), library_id, asked, piece)


def _rows(
    session: Session,
    table: type[Offer] | type[Want],
    is_open: sa.ColumnElement[bool],
    library_id: int | None,
    asked: Filter,
    piece: Piece,
) -> Rows:
    wanted = [
        is_open if library_id is None else col(table.library_id) == library_id,
        *([col(Library.country) == asked.country] if asked.country else []),
        *([col(Library.code) == asked.library] if asked.library else []),
        *([col(table.language) == asked.language] if asked.language else []),
        *([col(table.subject) == asked.subject] if asked.subject else []),
        *with_words(session, table, asked.q),
        *piece.newest(col(table.id)),
    ]
    rows = session.execute(
        sa.select(table, col(Library.code), col(BibliographicRecord.card))
        .join(Library, col(Library.id) == col(table.library_id))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(table.record_id))
        .where(*wanted)
        .order_by(col(table.id).desc())
        .limit(piece.limit)
    )
    return [(row, code, card) for row, code, card in rows]
