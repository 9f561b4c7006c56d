"""Reading where records are harvested, and what became of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, ImportState, SourceRecord
from library_exchange.core.errors import NotFound
from library_exchange.core.worklist import entries
from library_exchange.directory.catalogue_feeds import come_in
from library_exchange.directory.models import Library
from library_exchange.harvesting.models import Harvest, HarvestedRecord, HarvestSource
from library_exchange.harvesting.rules.runs import TOLD_AFTER, Outcome
from library_exchange.imports.waiting import ids_to_look_at


def sources_of(session: Session, library_id: int) -> Sequence[HarvestSource]:
    """Return the servers from which a library's records are harvested; one query."""
    mine = sa.select(HarvestSource).where(col(HarvestSource.library_id) == library_id)
    return session.scalars(mine.order_by(col(HarvestSource.id))).all()


def get_source(session: Session, library_id: int, source_id: int) -> HarvestSource:
    """Return a server of a library. Raises NotFound, also for another library's."""
    source = session.get(HarvestSource, source_id)
    if source is None or source.library_id != library_id:
        raise NotFound("harvest-source", source_id=source_id)
    return source


def has_source(session: Session, library_id: int, url: str, set_spec: str = "", apart_from: int = 0) -> bool:
    """Whether a library harvests the same set of a server already."""
    same = (
        col(HarvestSource.library_id) == library_id,
        col(HarvestSource.url) == url,
        col(HarvestSource.set_spec) == set_spec,
        col(HarvestSource.id) != apart_from,
    )
    return session.scalar(sa.select(sa.exists().where(*same))) or False


@dataclass(frozen=True)
class Shown:
    """A harvest with the import of what came, as that stands now."""

    harvest: Harvest
    found: Import | None


def _shown() -> Any:
    return sa.select(Harvest, Import).outerjoin(Import, col(Import.id) == col(Harvest.import_id))


def harvests(session: Session, source: HarvestSource, limit: int, offset: int) -> tuple[int, list[Shown]]:
    """Return how often a server was harvested and some of the harvests, newest first; two queries."""
    mine = col(Harvest.source_id) == source.id
    total = session.scalar(sa.select(sa.func.count()).select_from(Harvest).where(mine)) or 0
    rows = _shown().where(mine).order_by(col(Harvest.at).desc(), col(Harvest.id).desc())
    return total, [Shown(*row) for row in session.execute(rows.limit(limit).offset(offset))]


def last_of_each(session: Session, source_ids: Sequence[int]) -> Mapping[int, Shown]:
    """Return the last harvest of each server that had one; one query."""
    last = sa.select(sa.func.max(col(Harvest.id))).where(col(Harvest.source_id).in_(source_ids))
    rows = _shown().where(col(Harvest.id).in_(last.group_by(col(Harvest.source_id))))
    return {harvest.source_id: Shown(harvest, found) for harvest, found in session.execute(rows)}


def get_harvest(session: Session, source: HarvestSource, harvest_id: int) -> Shown:
    """Return a harvest of a server. Raises NotFound."""
    mine = (col(Harvest.id) == harvest_id, col(Harvest.source_id) == source.id)
    row = session.execute(_shown().where(*mine)).one_or_none()
    if row is None:
        raise NotFound("harvest", harvest_id=harvest_id)
    return Shown(*row)


def running(session: Session, source: HarvestSource) -> Harvest | None:
    """Return the harvest of a server that is at work or broke off; None if none is."""
    mine = (col(Harvest.source_id) == source.id, col(Harvest.outcome) == Outcome.RUNNING)
    return session.scalars(sa.select(Harvest).where(*mine).order_by(col(Harvest.id).desc()).limit(1)).first()


def _good(source: HarvestSource, *conditions: Any) -> sa.Select[Any]:
    """Return the query of harvests since the last choice of which all is taken in, or was known; the last one first."""
    is_here = sa.or_(col(Harvest.outcome) == Outcome.UNCHANGED, col(Import.state) == ImportState.DONE)
    mine = (col(Harvest.source_id) == source.id, col(Harvest.at) >= source.changed_at, is_here, *conditions)
    rows = sa.select(Harvest).outerjoin(Import, col(Import.id) == col(Harvest.import_id)).where(*mine)
    return rows.order_by(col(Harvest.id).desc()).limit(1)


def last_good(session: Session, source: HarvestSource) -> Harvest | None:
    """Return the last harvest of which nothing is still to be asked for; None if there is none yet."""
    return session.scalars(_good(source)).first()


def last_whole(session: Session, source: HarvestSource) -> datetime | None:
    """Return when all was harvested last."""
    found = session.scalars(_good(source, col(Harvest.is_whole))).first()
    return found.at if found is not None else None


def last_taken_in(session: Session, source: HarvestSource) -> Import | None:
    """Return the last import of this server that was taken in and not taken back; None if there is none yet."""
    mine = (col(Harvest.source_id) == source.id, col(Harvest.at) >= source.changed_at)
    rows = sa.select(Import).join(Harvest, col(Harvest.import_id) == col(Import.id))
    done = rows.where(*mine, col(Import.state) == ImportState.DONE)
    return session.scalars(done.order_by(col(Import.id).desc()).limit(1)).first()


def untouched(session: Session, source: HarvestSource) -> Sequence[tuple[Harvest, Import]]:
    """Return what came from a server and waits, with its harvests."""
    rows = sa.select(Harvest, Import).join(Import, col(Import.id) == col(Harvest.import_id))
    waiting = (col(Harvest.source_id) == source.id, col(Import.state) == ImportState.UPLOADED)
    return [(harvest, found) for harvest, found in session.execute(rows.where(*waiting))]


def gone_that_stand(session: Session, source: HarvestSource) -> list[str]:
    """Return the numbers of records that the server has no more and that still stand here; one query.

    Not those that the server has under another name, nor what came here from elsewhere since it went there.
    """
    row, other = HarvestedRecord, aliased(HarvestedRecord)
    is_there = sa.exists().where(
        col(other.source_id) == source.id, col(other.number) == col(row.number), col(other.gone_at).is_(None)
    )
    stands = sa.and_(
        col(SourceRecord.library_id) == source.library_id,
        col(SourceRecord.source_id) == col(row.number),
        col(SourceRecord.withdrawn_at).is_(None),
        col(SourceRecord.imported_at) <= col(row.gone_at),
    )
    gone = sa.select(col(row.number)).join(SourceRecord, stands)
    gone = gone.where(col(row.source_id) == source.id, col(row.gone_at).is_not(None), ~is_there)
    return list(session.scalars(gone.distinct().order_by(col(row.number))))


def due(session: Session, at: datetime, within: timedelta) -> Sequence[HarvestSource]:
    """Return what is to be harvested until some time after `at`, of libraries whose catalogue comes in still."""
    soon = (
        col(HarvestSource.next_at) <= at + within,
        col(HarvestSource.is_paused).is_(False),
        col(HarvestSource.prefix).is_not(None),
        come_in(session, col(HarvestSource.library_id)),
    )
    return session.scalars(sa.select(HarvestSource).where(*soon).order_by(col(HarvestSource.id))).all()


def with_old_pages(session: Session, before: datetime) -> Sequence[Harvest]:
    """Return the harvests that were over before an instant and whose pages are kept; one query."""
    old = (col(Harvest.has_pages), col(Harvest.finished_at) < before)
    return session.scalars(sa.select(Harvest).where(*old)).all()


def to_look_at(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the harvests of a library of which what came waits for a person."""
    of_library = sa.select(col(HarvestSource.id)).where(col(HarvestSource.library_id) == library_id)
    return entries(
        Harvest,
        col(Harvest.outcome) == Outcome.WAITS,
        col(Harvest.source_id).in_(of_library),
        col(Harvest.import_id).in_(ids_to_look_at(library_id)),
        since=col(Harvest.at),
    )


def failing(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the servers of a library whose harvest failed several times in a row."""
    ours = col(HarvestSource.library_id) == library_id
    often = (col(HarvestSource.failures) >= TOLD_AFTER, col(HarvestSource.is_paused).is_(False))
    return entries(HarvestSource, ours, *often, since=col(HarvestSource.failing_since))


def named(session: Session, ids: Sequence[int]) -> Mapping[int, HarvestSource]:
    """Return servers by their ids; one query."""
    rows = sa.select(HarvestSource).where(col(HarvestSource.id).in_(ids))
    return {source.id: source for source in session.scalars(rows)}


def findings(session: Session) -> list[str]:
    """Return in words which libraries' servers could not be harvested several times in a row, for the operator."""
    last = (
        sa.select(col(Harvest.reason))
        .where(col(Harvest.source_id) == col(HarvestSource.id))
        .order_by(col(Harvest.at).desc(), col(Harvest.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(col(Library.code), col(HarvestSource.failures), col(HarvestSource.failing_since), last)
        .join(Library, col(Library.id) == col(HarvestSource.library_id))
        .where(col(HarvestSource.failures) >= TOLD_AFTER, col(HarvestSource.is_paused).is_(False))
        .order_by(col(Library.code), col(HarvestSource.id))
    )
    return [
        f"a server of the library {code} was not harvested since {since:%Y-%m-%d %H:%M} UTC: tried {failures} times"
        f" ({reason})"
        for code, failures, since, reason in rows
    ]
