"""Which terms hold, and what the last night did by them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.retention.models import RetentionRun, RetentionTerm
from library_exchange.retention.rules import TERMS, Kept


def kinds_of(library_id: int | None) -> list[Kept]:
    """Return what a library keeps for a term, or the platform."""
    return [kind for kind, term in TERMS.items() if term.is_of_library is (library_id is not None)]


def terms_of(session: Session, library_id: int | None) -> dict[Kept, int]:
    """Return the days that hold at a library, or for what is no library's; one query.

    A term that was set before the table allowed less, or more, is what the table allows now.
    """
    asked = sa.select(RetentionTerm).where(_at(col(RetentionTerm.library_id), library_id))
    held = {row.kind: row.days for row in session.scalars(asked)}
    return {kind: _within(kind, held.get(kind, TERMS[kind].usual)) for kind in kinds_of(library_id)}


def _within(kind: Kept, days: int) -> int:
    return max(TERMS[kind].least, min(days, TERMS[kind].most))


def runs_of(session: Session, library_id: int | None) -> Mapping[Kept, RetentionRun]:
    """Return what the last night did at a library, or with what is no library's; one query."""
    asked = sa.select(RetentionRun).where(_at(col(RetentionRun.library_id), library_id))
    return {row.kind: row for row in session.scalars(asked)}


def _at(column: Any, library_id: int | None) -> sa.ColumnElement[bool]:
    found: sa.ColumnElement[bool] = column.is_(None) if library_id is None else column == library_id
    return found
