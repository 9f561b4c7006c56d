"""What people decided about libraries' records, two by two: one title or two. It outlives every import."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.title_models import TitleJudgement
from library_exchange.core.db import pieces

Pair = tuple[int, int]
Image = tuple[int, int, bool, int | None]
"""A judgement as it stood: both sources, whether they are one title, and by which change."""


class Judged:
    """Which sources were judged to be of one title, and which of two; `records` are where these are."""

    def __init__(self, pairs: Iterable[tuple[int, int, bool]] = (), records: Iterable[Pair] = ()) -> None:
        self._same: dict[int | None, set[int]] = defaultdict(set)
        self._other: dict[int | None, set[int]] = defaultdict(set)
        self.records = dict(records)
        for one, other, is_same in pairs:
            found = self._same if is_same else self._other
            found[one].add(other)
            found[other].add(one)

    def same(self, source_id: int | None) -> Collection[int]:
        """Return the sources that are of the same title as this one."""
        return self._same.get(source_id, ())

    def other(self, source_id: int | None) -> Collection[int]:
        """Return the sources that are of other titles than this one."""
        return self._other.get(source_id, ())

    def __bool__(self) -> bool:
        return bool(self._same or self._other)


def judged(session: Session, record_ids: Collection[int]) -> Judged:
    """Return what was judged of the sources of these union records; one query."""
    rows = session.execute(_judged(), {"records": list(record_ids)}).all() if record_ids else []
    pairs = [(row.first_source_id, row.second_source_id, row.is_same) for row, _one, _other in rows]
    where = [at for row, one, other in rows for at in ((row.first_source_id, one), (row.second_source_id, other))]
    return Judged(pairs, where)


@cache
def _judged() -> sa.Select[TitleJudgement, int, int]:
    first, second = aliased(SourceRecord), aliased(SourceRecord)
    records: sa.BindParameter[int] = sa.bindparam("records", expanding=True)
    return (
        sa.select(TitleJudgement, col(first.record_id), col(second.record_id))
        .join(first, col(first.id) == col(TitleJudgement.first_source_id))
        .join(second, col(second.id) == col(TitleJudgement.second_source_id))
        .where(sa.or_(col(first.record_id).in_(records), col(second.record_id).in_(records)))
    )


def judge(session: Session, pairs: Iterable[Pair], is_same: bool, change_id: int) -> list[Image]:
    """Remember what somebody decided about pairs of sources; return what was decided about them before."""
    wanted = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    before = [_image(row) for row in _rows(session, wanted)]
    _forget(session, wanted)
    _insert(session, [(*pair, is_same, change_id) for pair in sorted(wanted)])
    return before


def unjudge(session: Session, change_id: int, before: Iterable[Sequence[Any]]) -> None:
    """Forget what was decided by a change; what it had replaced stands again, as far as its sources are there."""
    session.execute(sa.delete(TitleJudgement).where(col(TitleJudgement.change_id) == change_id))
    images: list[Image] = [(one, other, is_same, change) for one, other, is_same, change in before]
    sources = {number for image in images for number in image[:2]}
    there: set[int] = set()
    for piece in pieces(sorted(sources)):
        there.update(session.scalars(sa.select(col(SourceRecord.id)).where(col(SourceRecord.id).in_(piece))))
    _insert(session, [image for image in images if {image[0], image[1]} <= there])


def _rows(session: Session, pairs: Collection[Pair]) -> list[TitleJudgement]:
    """Return what is remembered of these pairs."""
    firsts, found = sorted({one for one, _other in pairs}), []
    for piece in pieces(firsts):
        rows = session.scalars(sa.select(TitleJudgement).where(col(TitleJudgement.first_source_id).in_(piece)))
        found += [row for row in rows if (row.first_source_id, row.second_source_id) in pairs]
    return found


def _forget(session: Session, pairs: Collection[Pair]) -> None:
    for row in _rows(session, pairs):
        session.delete(row)
    session.flush()


def _image(row: TitleJudgement) -> Image:
    return row.first_source_id, row.second_source_id, row.is_same, row.change_id


def _insert(session: Session, images: Sequence[Image]) -> None:
    names = ("first_source_id", "second_source_id", "is_same", "change_id")
    if images:
        session.execute(sa.insert(TitleJudgement), [dict(zip(names, image, strict=True)) for image in images])
