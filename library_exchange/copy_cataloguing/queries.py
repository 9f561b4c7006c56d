"""Reading targets, what they answered, and where records come from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord, SourceRecord
from library_exchange.catalogue.services import matching
from library_exchange.copy_cataloguing import labels
from library_exchange.copy_cataloguing.models import CatalogueTarget, CopiedRecord, FoundRecord, TargetAnswer
from library_exchange.copy_cataloguing.rules.targets import KEPT_FOR, Protocol, is_fresh
from library_exchange.core.errors import NotFound
from library_exchange.marc import reading
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.reading import Accepted, Rejected
from library_exchange.record_matching.facts import facts_of


def all_targets(session: Session) -> Sequence[CatalogueTarget]:
    """Return all targets, those that are asked first."""
    target = CatalogueTarget
    return session.scalars(sa.select(target).order_by(col(target.is_on).desc(), col(target.id))).all()


def targets_on(session: Session) -> Sequence[CatalogueTarget]:
    """Return the targets that are asked, in the order in which they were listed."""
    target = CatalogueTarget
    return session.scalars(sa.select(target).where(col(target.is_on)).order_by(col(target.id))).all()


def get_target(session: Session, target_id: int) -> CatalogueTarget:
    """Return a target; raises NotFound."""
    found = session.get(CatalogueTarget, target_id)
    if found is None:
        raise NotFound("target", target=target_id)
    return found


def answers_to(
    session: Session, target_ids: Collection[int], asked: str, start: int, at: datetime
) -> dict[int, TargetAnswer]:
    """Return what targets answered to a question, or that they are being asked it, as far as it still stands."""
    answer = TargetAnswer
    since = at - max(KEPT_FOR.values())
    same = (col(answer.target_id).in_(target_ids), col(answer.asked) == asked, col(answer.start) == start)
    rows = sa.select(answer).where(*same, col(answer.began_at) > since).order_by(col(answer.id))
    return {row.target_id: row for row in session.scalars(rows) if is_fresh(row.state, row.began_at, at)}


def found_of(session: Session, answer_ids: Collection[int]) -> dict[int, list[FoundRecord]]:
    """Return the records that came with each of these answers, in their order."""
    rows = sa.select(FoundRecord).where(col(FoundRecord.answer_id).in_(answer_ids))
    found: dict[int, list[FoundRecord]] = {answer_id: [] for answer_id in answer_ids}
    for row in session.scalars(rows.order_by(col(FoundRecord.answer_id), col(FoundRecord.position))):
        found[row.answer_id].append(row)
    return found


def get_found(session: Session, found_id: int) -> tuple[FoundRecord, CatalogueTarget]:
    """Return a record that was found, and in which target. Raises NotFound once it is forgotten."""
    found = session.get(FoundRecord, found_id)
    if found is None:
        raise NotFound("found-record", labels.GONE)
    answer = session.get_one(TargetAnswer, found.answer_id)
    return found, session.get_one(CatalogueTarget, answer.target_id)


def read(found: FoundRecord, target: CatalogueTarget) -> Accepted | Rejected | None:
    """Return a record as it is read here, or why it cannot be; None for one that the target could not give."""
    # What came over SRU is in UTF-8 by then, whatever it was in.
    encoding: Encoding | None = target.encoding if target.protocol is Protocol.Z3950 else None
    results = reading.read(BytesIO(found.raw), profile=target.profile, encoding=encoding)
    return next(iter(results), None) if found.raw else None


def titles_joined(session: Session, read_ones: Mapping[int, Accepted]) -> dict[int, int]:
    """Return the union's titles that these records surely are, by the records' numbers; a few queries for all."""
    facts = {number: facts_of(each.description) for number, each in read_ones.items()}
    known = matching.known_for(session, list(facts.values()))
    found = {number: known.find(each).record for number, each in facts.items()}
    return {number: record for number, record in found.items() if isinstance(record, int)}


def own_of_records(session: Session, library_id: int, record_ids: Collection[int]) -> dict[int, int]:
    """Return the library's own records of titles, by these, of those that it has; one query."""
    source = SourceRecord
    own = (col(source.library_id) == library_id, col(source.record_id).in_(record_ids))
    rows = sa.select(col(source.record_id), sa.func.min(col(source.id))).where(*own, col(source.withdrawn_at).is_(None))
    return dict(session.execute(rows.group_by(col(source.record_id))).all())


@dataclass(frozen=True)
class Copied:
    """A record that a library took over: its own record, the card of its title, the target, its number there."""

    source: SourceRecord
    card: dict[str, Any]
    target: CatalogueTarget
    origin: CopiedRecord


def taken_by(session: Session, library_id: int, limit: int, offset: int) -> tuple[int, list[Copied]]:
    """Return how many records a library took over, and some of them, the last first; two queries."""
    copied, source = CopiedRecord, SourceRecord
    mine = sa.select(col(copied.id)).join(source, col(source.id) == col(copied.source_record_id))
    mine = mine.where(col(source.library_id) == library_id)
    total = session.scalar(sa.select(sa.func.count()).select_from(mine.subquery())) or 0
    rows = session.execute(
        sa.select(source, col(BibliographicRecord.card), CatalogueTarget, copied)
        .join(copied, col(copied.source_record_id) == col(source.id))
        .join(CatalogueTarget, col(CatalogueTarget.id) == col(copied.target_id))
        .join(BibliographicRecord, col(BibliographicRecord.id) == col(source.record_id))
        .where(col(source.library_id) == library_id)
        .order_by(col(copied.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return total, [Copied(*row) for row in rows]


def origin_of(session: Session, source_id: int) -> tuple[CatalogueTarget, CopiedRecord] | None:
    """Return where a record of a library was taken over from, None for one that was not; one query."""
    rows = sa.select(CatalogueTarget, CopiedRecord).join(
        CopiedRecord, col(CopiedRecord.target_id) == col(CatalogueTarget.id)
    )
    row = session.execute(rows.where(col(CopiedRecord.source_record_id) == source_id)).first()
    return None if row is None else (row[0], row[1])
