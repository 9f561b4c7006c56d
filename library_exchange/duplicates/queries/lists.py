"""Lists for librarians: titles that may be one, and what was decided about titles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord, Holding
from library_exchange.catalogue.queries.searching import Card, cards
from library_exchange.catalogue.title_models import TitleDoubt
from library_exchange.core.i18n import _
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import Written
from library_exchange.core.worklist import Line, entries
from library_exchange.directory.models import Library
from library_exchange.duplicates.models import TitleChange


@dataclass(frozen=True)
class Pair:
    """Two titles that may be one."""

    id: int
    one: Card
    other: Card


@dataclass(frozen=True)
class Change:
    """One decision in the list: what it was about, whose it was and who took it back; None is the platform."""

    row: TitleChange
    name: Written
    other: Written
    library: str | None
    undone_by: str | None
    is_ours: bool


def doubts_of(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the pairs of titles of which a library holds one or both."""
    return entries(TitleDoubt, *_waiting(library_id), since=col(TitleDoubt.found_at))


def doubt_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how pairs of titles stand on the list of work; two queries."""
    rows = session.scalars(sa.select(TitleDoubt).where(col(TitleDoubt.id).in_(ids)))
    return {
        pair.id: Line(
            pair.one.title,
            _("One title or two: compare"),
            "duplicates.compare",
            {"one": pair.one.id, "other": pair.other.id},
        )
        for pair in _pairs(session, list(rows), language)
    }


def count_waiting(session: Session, library_id: int | None) -> int:
    """Return how many pairs wait: of which a library holds one, or all of them."""
    return session.scalar(sa.select(sa.func.count()).select_from(TitleDoubt).where(*_waiting(library_id))) or 0


def waiting(session: Session, library_id: int | None, language: str, offset: int, limit: int) -> list[Pair]:
    """Return some of the pairs that wait, the likeliest first; two queries."""
    asked = sa.select(TitleDoubt).where(*_waiting(library_id))
    page = asked.order_by(col(TitleDoubt.score).desc(), col(TitleDoubt.id)).offset(offset).limit(limit)
    return _pairs(session, list(session.scalars(page)), language)


def _waiting(library_id: int | None) -> list[Any]:
    both = (col(TitleDoubt.record_id), col(TitleDoubt.other_id))
    gone = sa.select(col(BibliographicRecord.id)).where(col(BibliographicRecord.merged_into_id).is_not(None))
    conditions: list[Any] = [column.not_in(gone) for column in both]
    if library_id is not None:
        held = sa.select(col(Holding.record_id)).where(col(Holding.library_id) == library_id)
        conditions.append(sa.or_(*(column.in_(held) for column in both)))
    return conditions


def _pairs(session: Session, rows: Sequence[TitleDoubt], language: str) -> list[Pair]:
    wanted = list(dict.fromkeys(number for row in rows for number in (row.record_id, row.other_id)))
    by_id = {card.id: card for card in cards(session, wanted, language)} if wanted else {}
    return [Pair(row.id, by_id[row.record_id], by_id[row.other_id]) for row in rows]


def changes(
    session: Session, library_id: int | None, language: str, offset: int, limit: int
) -> tuple[int, list[Change]]:
    """Return how many decisions there are, and some of them, newest first; those about titles `library_id` holds are
    its own to undo, and all of them without it.
    """
    total = session.scalar(sa.select(sa.func.count()).select_from(TitleChange)) or 0
    rows = list(
        session.scalars(sa.select(TitleChange).order_by(col(TitleChange.id).desc()).offset(offset).limit(limit))
    )
    wanted = {number for row in rows for number in (row.library_id, row.undone_by_id) if number is not None}
    libraries = session.scalars(sa.select(Library).where(col(Library.id).in_(wanted)))
    called = {library.id: library.name_in(language) for library in libraries}
    about = {number for row in rows for number in (row.record_id, row.other_id)}
    held = _held(session, library_id, about) if library_id is not None else about
    return total, [
        Change(
            row,
            _written(row.name),
            _written(row.other_name),
            called[row.library_id] if row.library_id else None,
            called[row.undone_by_id] if row.undone_by_id else None,
            bool(held & {row.record_id, row.other_id}),
        )
        for row in rows
    ]


def _held(session: Session, library_id: int, record_ids: set[int]) -> set[int]:
    held = sa.select(col(Holding.record_id)).where(
        col(Holding.library_id) == library_id, col(Holding.record_id).in_(record_ids)
    )
    return set(session.scalars(held))


def _written(value: str) -> Written:
    return Written(value, html_lang(script_of(value)))
