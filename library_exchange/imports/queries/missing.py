"""The records of a library that its whole catalogue lacked."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, Import, SourceRecord


def standing_of(library_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions on a source record that came with a file of the library and was not withdrawn."""
    return (
        col(SourceRecord.library_id) == library_id,
        col(SourceRecord.withdrawn_at).is_(None),
        col(SourceRecord.import_id).is_not(None),
    )


def missing_from(found: Import) -> sa.Select[Any]:
    """Return the query of the numbers of the records that the file lacked, in their order."""
    is_seen = col(SourceRecord.seen_in) == found.id
    lacking = sa.or_(col(SourceRecord.seen_in).is_(None), ~is_seen)
    return (
        sa.select(col(SourceRecord.source_id))
        .where(*standing_of(found.library_id), lacking)
        .order_by(col(SourceRecord.id))
    )


def with_cards(numbers: sa.Select[Any]) -> sa.Select[Any]:
    """Return such a query with the cards of the union records beside the numbers."""
    joined = col(BibliographicRecord.id) == col(SourceRecord.record_id)
    return numbers.join(BibliographicRecord, joined).add_columns(col(BibliographicRecord.card))
