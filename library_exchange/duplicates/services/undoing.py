"""Undoing a decision about titles, as long as nothing later touched the same ones."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord, SourceRecord
from library_exchange.catalogue.services import index, judging, merging, records, title_doubts
from library_exchange.catalogue.services.sources import said_of
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.core.versions import rows_changed
from library_exchange.duplicates import labels, policy
from library_exchange.duplicates.models import TitleAct, TitleChange
from library_exchange.duplicates.queries.titles import holders_of


def undo(session: Session, actor: Actor, change_id: int, at: datetime) -> TitleChange:
    """Have both titles be as they were before a decision, and forget what was judged by it.

    Raises NotFound, Forbidden, and Conflict if it is undone already or something later touched the same titles.
    """
    change = session.get(TitleChange, change_id)
    if change is None:
        raise NotFound("title-change", change=change_id)
    policy.require(actor, holders_of(session, [change.record_id, change.other_id]))
    _claim(session, actor, change, at)
    if (later := _later(session, change)) is not None:
        sentence = _l(
            "Change no. %(number)s came later and touched the same titles. Undo that one first.", number=later
        )
        raise Conflict("overtaken", sentence, change=change_id, later=later)
    judging.unjudge(session, change.id, change.steps["judged"])
    _BACK[change.act](session, change, at)
    audit.record(session, actor, "undo", "title", change.record_id, at=at, change=change.id, act=change.act)
    return change


def why_not(session: Session, change: TitleChange) -> Any:
    """Return why a decision cannot be undone now, as `undo` would tell; None if nothing is known against it.

    What came later about the same titles, an address that leads elsewhere by now, records that libraries took back.
    """
    if (later := _later(session, change)) is not None:
        return _l("Undo change no. %(number)s first.", number=later)
    if change.act is TitleAct.KEEP_APART:
        return None
    led = dict(session.execute(_leading([change.record_id, change.other_id])).all())
    stands = {change.record_id: None, change.other_id: change.record_id if change.act is TitleAct.MERGE else None}
    is_possible = led == stands and (change.act is TitleAct.SPLIT or _both_are_told(session, change))
    return None if is_possible else labels.CHANGED_SINCE


def _both_are_told(session: Session, change: TitleChange) -> bool:
    """Whether both titles would have a record of some library, if what was joined were parted."""
    came = {key[0] for key in change.steps["rows"].get(_SOURCES, ())}
    here = set(session.scalars(sa.select(col(SourceRecord.id)).where(col(SourceRecord.record_id) == change.record_id)))
    return bool(here & came) and bool(here - came)


def _claim(session: Session, actor: Actor, change: TitleChange, at: datetime) -> None:
    """Mark the change as undone; the slower of two librarians is told so."""
    standing = (col(TitleChange.id) == change.id, col(TitleChange.undone_at).is_(None))
    by = actor.library_id if actor.is_staff else None
    undone = sa.update(TitleChange).where(*standing).values(undone_at=at, undone_by_id=by)
    if rows_changed(session, undone) != 1:
        raise Conflict("undone-already", labels.UNDONE)
    session.refresh(change)


def _later(session: Session, change: TitleChange) -> int | None:
    """Return the last decision after this one, not undone, about one of its titles."""
    both = (change.record_id, change.other_id)
    about = sa.or_(col(TitleChange.record_id).in_(both), col(TitleChange.other_id).in_(both))
    later = sa.select(sa.func.max(col(TitleChange.id))).where(
        about, col(TitleChange.id) > change.id, col(TitleChange.undone_at).is_(None)
    )
    return session.scalar(later)


def _join_apart(session: Session, change: TitleChange, at: datetime) -> None:
    """Part what was joined: every row goes back to the title that it came from, whose address stands again."""
    into, old = change.record_id, change.other_id
    led = dict(session.execute(_leading([into, old])).all())
    if led != {into: None, old: into}:
        raise Conflict("overtaken", labels.OVERTAKEN, change=change.id)
    merging.part(session, merging.Merged.read(old, change.steps), into)
    if len(said_of(session, [into, old])) != 2:
        raise Conflict("overtaken", labels.OVERTAKEN, change=change.id)
    records.tell_anew(session, [into, old], at)
    _doubt_again(session, change)


def _split_together(session: Session, change: TitleChange, at: datetime) -> None:
    """Join what was split: the address of the new title leads to the old one."""
    into, new = change.record_id, change.other_id
    led = dict(session.execute(_leading([into, new])).all())
    if led != {into: None, new: None}:
        raise Conflict("overtaken", labels.OVERTAKEN, change=change.id)
    merging.merge(session, new, into)
    session.expire_all()
    records.tell_anew(session, [into], at)
    index.announce(session, [new])


def _kept_apart(session: Session, change: TitleChange, _at: datetime) -> None:
    _doubt_again(session, change)


def _doubt_again(session: Session, change: TitleChange) -> None:
    doubts = change.steps["doubts"]
    named = {number for doubt in doubts for number in doubt[:2]}
    standing = session.scalars(
        sa.select(col(BibliographicRecord.id)).where(STANDS, col(BibliographicRecord.id).in_(named))
    )
    title_doubts.restore(session, doubts, set(standing))


def _leading(record_ids: list[int]) -> sa.Select[int, int | None]:
    record = BibliographicRecord
    return sa.select(col(record.id), col(record.merged_into_id)).where(col(record.id).in_(record_ids))


_SOURCES = "source_record.record_id"
"""What the rows of libraries' records are called among what went along."""
_BACK = {
    TitleAct.MERGE: _join_apart,
    TitleAct.SPLIT: _split_together,
    TitleAct.KEEP_APART: _kept_apart,
}
