"""Reading where files are fetched and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core.worklist import entries
from library_exchange.directory.catalogue_feeds import come_in
from library_exchange.directory.models import Library
from library_exchange.imports.waiting import ids_to_look_at
from library_exchange.scheduled_imports.models import ScheduledImport, ScheduledRun
from library_exchange.scheduled_imports.rules import TOLD_AFTER, Outcome


def schedule_of(session: Session, library_id: int) -> ScheduledImport | None:
    """Return where the file of a library is fetched, None if nowhere."""
    mine = sa.select(ScheduledImport).where(col(ScheduledImport.library_id) == library_id)
    return session.scalars(mine).one_or_none()


@dataclass(frozen=True)
class Try:
    """One try with the file that came, as it stands now."""

    run: ScheduledRun
    filename: str | None
    state: ImportState | None


def tries(session: Session, schedule: ScheduledImport, limit: int, offset: int) -> tuple[int, list[Try]]:
    """Return how often a file was tried to be fetched and some of the tries, newest first; two queries."""
    mine = col(ScheduledRun.scheduled_import_id) == schedule.id
    total = session.scalar(sa.select(sa.func.count()).select_from(ScheduledRun).where(mine)) or 0
    rows = (
        sa.select(ScheduledRun, col(Import.filename), col(Import.state))
        .outerjoin(Import, col(Import.id) == col(ScheduledRun.import_id))
        .where(mine)
        .order_by(col(ScheduledRun.at).desc(), col(ScheduledRun.id).desc())
    )
    return total, [Try(*row) for row in session.execute(rows.limit(limit).offset(offset))]


def last_taken_in(session: Session, schedule: ScheduledImport) -> Import | None:
    """Return the last file from this address that was taken in and not taken back; None if there is none yet."""
    return session.scalars(
        sa.select(Import)
        .join(ScheduledRun, col(ScheduledRun.import_id) == col(Import.id))
        .where(
            col(ScheduledRun.scheduled_import_id) == schedule.id,
            col(ScheduledRun.at) >= schedule.changed_at,
            col(Import.state) == ImportState.DONE,
        )
        .order_by(col(Import.id).desc())
        .limit(1)
    ).first()


def last_is_gone(session: Session, schedule: ScheduledImport) -> bool:
    """Whether the last file that came was given up by a person, or taken back; one query."""
    last = (
        sa.select(col(Import.state))
        .join(ScheduledRun, col(ScheduledRun.import_id) == col(Import.id))
        .where(col(ScheduledRun.scheduled_import_id) == schedule.id)
        .order_by(col(Import.id).desc())
        .limit(1)
    )
    return session.scalar(last) in (ImportState.DISCARDED, ImportState.UNDONE)


def untouched(session: Session, schedule: ScheduledImport) -> Sequence[tuple[ScheduledRun, Import]]:
    """Return the files of a schedule that were fetched and wait, with their tries."""
    rows = sa.select(ScheduledRun, Import).join(Import, col(Import.id) == col(ScheduledRun.import_id))
    waiting = (col(ScheduledRun.scheduled_import_id) == schedule.id, col(Import.state) == ImportState.UPLOADED)
    return [(run, found) for run, found in session.execute(rows.where(*waiting))]


def due(session: Session, at: datetime, within: timedelta) -> Sequence[ScheduledImport]:
    """Return what is to be fetched until some time after `at`, of libraries whose catalogue comes in still."""
    soon = (col(ScheduledImport.next_at) <= at + within, come_in(session, col(ScheduledImport.library_id)))
    return session.scalars(sa.select(ScheduledImport).where(*soon).order_by(col(ScheduledImport.id))).all()


OVER = (ImportState.DONE, ImportState.DISCARDED, ImportState.UNDONE, ImportState.GIVEN_UP)
"""In these states nothing of the file is read any more."""


def with_old_files(session: Session, before: datetime) -> Sequence[tuple[ScheduledRun, str]]:
    """Return the tries from before an instant whose file nobody needs any more, with its name; one query."""
    rows = (
        sa.select(ScheduledRun, col(Import.stored_name))
        .join(Import, col(Import.id) == col(ScheduledRun.import_id))
        .where(col(ScheduledRun.has_file), col(ScheduledRun.at) < before, col(Import.state).in_(OVER))
    )
    return [(run, name) for run, name in session.execute(rows)]


def files_to_look_at(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the tries of a library whose file waits for a person."""
    of_library = sa.select(col(ScheduledImport.id)).where(col(ScheduledImport.library_id) == library_id)
    return entries(
        ScheduledRun,
        col(ScheduledRun.outcome) == Outcome.WAITS,
        col(ScheduledRun.scheduled_import_id).in_(of_library),
        col(ScheduledRun.import_id).in_(ids_to_look_at(library_id)),
        since=col(ScheduledRun.at),
    )


def failing(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the address of a library from which nothing came several times in a row."""
    ours = col(ScheduledImport.library_id) == library_id
    often = col(ScheduledImport.failures) >= TOLD_AFTER
    return entries(ScheduledImport, ours, often, since=col(ScheduledImport.failing_since))


def addresses(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """Return the address of each schedule; one query."""
    rows = sa.select(col(ScheduledImport.id), col(ScheduledImport.url)).where(col(ScheduledImport.id).in_(ids))
    return {row.id: row.url for row in session.execute(rows)}


def findings(session: Session) -> list[str]:
    """Return in words from which libraries' servers nothing came several times in a row, for who runs the platform."""
    last = (
        sa.select(col(ScheduledRun.reason))
        .where(col(ScheduledRun.scheduled_import_id) == col(ScheduledImport.id))
        .order_by(col(ScheduledRun.at).desc(), col(ScheduledRun.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(col(Library.code), col(ScheduledImport.failures), col(ScheduledImport.failing_since), last)
        .join(Library, col(Library.id) == col(ScheduledImport.library_id))
        .where(col(ScheduledImport.failures) >= TOLD_AFTER)
        .order_by(col(Library.code))
    )
    return [
        f"the file of the library {code} was not fetched since {since:%Y-%m-%d %H:%M} UTC: tried {failures} times"
        f" ({reason})"
        for code, failures, since, reason in rows
    ]
