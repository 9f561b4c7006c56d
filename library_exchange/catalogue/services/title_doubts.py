"""Titles that may be one: pairs of union records that the evidence neither joins nor keeps apart, for a person."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.title_models import TitleDoubt
from library_exchange.core.db import pieces

Pair = tuple[int, int]
Image = tuple[int, int, int, str]
"""A doubt as it stood: both records, the score, and when it was found (ISO 8601)."""


def keep(session: Session, found: Mapping[Pair, int], weighed: Collection[int], at: datetime) -> None:
    """Keep the doubts that were found; of records that were `weighed` anew, forget what was found before `at`."""
    for piece in pieces(sorted(weighed)):
        session.execute(sa.delete(TitleDoubt).where(_names(piece), col(TitleDoubt.found_at) < at))
    _insert(session, [(*pair, score, at) for pair, score in _ordered(found).items()])


def of(session: Session, record_ids: Collection[int]) -> list[Image]:
    """Return the doubts about these records."""
    return [_image(row) for row in session.scalars(sa.select(TitleDoubt).where(_names(sorted(record_ids))))]


def follow(session: Session, old: int, into: int) -> list[Image]:
    """Have doubts about a record that became part of another be about that one; return those that there were."""
    images = of(session, [old])
    session.execute(sa.delete(TitleDoubt).where(_names([old])))
    for one, other, score, at in images:
        pair = (min(one + other - old, into), max(one + other - old, into))
        if pair[0] != pair[1]:
            _insert(session, [(*pair, score, datetime.fromisoformat(at))])
    return images


def forget_between(session: Session, into: int, moved: Iterable[Pair], old: int) -> None:
    """Forget the doubts about `into` that had come from the record `old`, from the pairs that named that one."""
    forget(session, [(into, one + other - old) for one, other in moved if into != one + other - old])


def restore(session: Session, images: Iterable[Sequence[object]], standing: Collection[int]) -> None:
    """Have doubts stand again as they stood, as far as both records do."""
    rows = [(one, other, score, datetime.fromisoformat(str(at))) for one, other, score, at in images]
    _insert(session, [row for row in rows if row[0] in standing and row[1] in standing])  # type: ignore[misc]


def forget(session: Session, pairs: Iterable[Pair]) -> None:
    """Forget the doubts about these pairs of records, which somebody decided."""
    wanted = {(min(pair), max(pair)) for pair in pairs}
    rows = session.scalars(sa.select(TitleDoubt).where(_names(sorted({number for pair in wanted for number in pair}))))
    for row in list(rows):
        if (row.record_id, row.other_id) in wanted:
            session.delete(row)
    session.flush()


def _image(row: TitleDoubt) -> Image:
    return row.record_id, row.other_id, row.score, row.found_at.isoformat()


def _names(record_ids: Sequence[int]) -> sa.ColumnElement[bool]:
    return sa.or_(col(TitleDoubt.record_id).in_(record_ids), col(TitleDoubt.other_id).in_(record_ids))


def _ordered(found: Mapping[Pair, int]) -> dict[Pair, int]:
    """Return pairs with the lower number first, each once with its best score."""
    ordered: dict[Pair, int] = {}
    for pair, score in found.items():
        key = (min(pair), max(pair))
        if key[0] != key[1]:
            ordered[key] = max(score, ordered.get(key, score))
    return ordered


def _insert(session: Session, rows: Sequence[tuple[int, int, int, datetime]]) -> None:
    """Insert the doubts that are not there yet."""
    if not rows:
        return
    firsts = sorted({row[0] for row in rows})
    there = sa.select(col(TitleDoubt.record_id), col(TitleDoubt.other_id)).where(col(TitleDoubt.record_id).in_(firsts))
    known = {tuple(pair) for pair in session.execute(there)}
    names = ("record_id", "other_id", "score", "found_at")
    new = [dict(zip(names, row, strict=True)) for row in rows if row[:2] not in known]
    if new:
        session.execute(sa.insert(TitleDoubt), new)
