"""What every decision about titles begins and ends with: both as they were seen, who may, what is remembered of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.labels import RECORD_GONE
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.duplicates import labels, policy
from library_exchange.duplicates.models import TitleAct, TitleChange
from library_exchange.duplicates.queries.titles import holders_of

Seen = Mapping[int, int]
"""The version of each record as somebody saw it, by id."""


def claim(session: Session, actor: Actor, seen: Seen) -> None:
    """See that the actor decides about these records and that they stand as they were seen.

    Raises NotFound, Forbidden, and Conflict if somebody was faster.
    """
    found = session.scalars(sa.select(BibliographicRecord).where(col(BibliographicRecord.id).in_(seen)))
    records = {record.id: record for record in found}
    if len(records) != len(seen):
        raise NotFound("record", RECORD_GONE, records=sorted(seen))
    policy.require(actor, holders_of(session, seen))
    for record_id in sorted(records):
        if records[record_id].merged_into_id is not None:
            raise Conflict("merged", labels.LEADS_ELSEWHERE, record=record_id)
        versions.change(session, records[record_id], {}, seen[record_id])


def begin(session: Session, actor: Actor, act: TitleAct, names: Sequence[tuple[int, str]], at: datetime) -> TitleChange:
    """Write down a decision about two records, each with its name; its steps follow when they are done."""
    (record_id, name), (other_id, other_name) = names
    change = TitleChange(
        at=at,
        library_id=actor.library_id if actor.is_staff else None,
        act=act,
        record_id=record_id,
        other_id=other_id,
        name=name[:300],
        other_name=other_name[:300],
    )
    session.add(change)
    session.flush()
    audit.record(session, actor, act, "title", record_id, at=at, change=change.id, other=other_id)
    return change


def end(session: Session, change: TitleChange, steps: Mapping[str, Any]) -> TitleChange:
    """Keep by what steps a decision was carried out; return it."""
    change.steps = dict(steps)
    session.add(change)
    session.flush()
    return change


def across(ones: Iterable[int], others: Iterable[int]) -> list[tuple[int, int]]:
    """Return every pair of a source of the one title and a source of the other."""
    others = list(others)
    return [(one, other) for one in ones for other in others]
