"""Reading two titles side by side: who holds them, what their libraries' records say, what speaks for and against."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, SourceRecord
from library_exchange.catalogue.services.sources import Said, said_of
from library_exchange.directory.models import Library
from library_exchange.record_matching.evidence import Reason, Sameness, Verdict, weigh
from library_exchange.record_matching.facts import facts_of

CLEAR = frozenset({Reason.OTHER_KIND, Reason.DISJOINT_ISBNS, Reason.DISJOINT_ISSNS, Reason.OTHER_VOLUME})
"""What speaks clearly against one title, whatever speaks for it."""


@dataclass(frozen=True)
class SourceRow:
    """A library's record of a title: which library's, under which number, what it is called there, of which year."""

    id: int
    library: str
    number: str
    is_withdrawn: bool
    said: Said | None


def holders_of(session: Session, record_ids: Collection[int]) -> set[int]:
    """Return the libraries that hold one of these titles or have a record of it; one query."""
    holding = sa.select(col(Holding.library_id)).where(col(Holding.record_id).in_(record_ids))
    told = sa.select(col(SourceRecord.library_id)).where(
        col(SourceRecord.record_id).in_(record_ids), col(SourceRecord.withdrawn_at).is_(None)
    )
    return set(session.scalars(sa.union(holding, told)))


def source_ids(session: Session, record_id: int) -> list[int]:
    """Return the libraries' records of a title, those that were withdrawn too."""
    of = sa.select(col(SourceRecord.id)).where(col(SourceRecord.record_id) == record_id)
    return list(session.scalars(of.order_by(col(SourceRecord.id))))


def source_rows(session: Session, record_id: int, language: str) -> list[SourceRow]:
    """Return the libraries' records of a title with what they say; two queries."""
    said = {each.source_id: each for each in said_of(session, [record_id]).get(record_id, ())}
    name = {"zh": Library.name_zh, "ru": Library.name_ru}.get(language, Library.name_en)
    source = SourceRecord
    rows = session.execute(
        sa.select(col(source.id), col(name), col(source.source_id), col(source.withdrawn_at))
        .join(Library, col(Library.id) == col(source.library_id))
        .where(col(source.record_id) == record_id)
        .order_by(col(source.id))
    )
    return [SourceRow(i, library, number, at is not None, said.get(i)) for i, library, number, at in rows]


def evidence(ones: Sequence[Said], others: Sequence[Said]) -> Verdict | None:
    """Return what speaks for and against one title, by the two likest records; None if one has none to be read."""
    facts = [[facts_of(each.description) for each in side] for side in (ones, others)]
    return max((weigh(one, other) for one, other in product(*facts)), key=lambda found: found.score, default=None)


def is_ruled_out(verdict: Verdict | None) -> bool:
    """Whether one piece of evidence alone tells that these are two titles, whatever speaks for one."""
    return verdict is not None and any(reason in CLEAR for reason, _weight in verdict.reasons)


def is_clearly_against(verdict: Verdict | None) -> bool:
    """Whether the evidence is such that one title must be a mistake, or nearly."""
    return is_ruled_out(verdict) or (verdict is not None and verdict.verdict is Sameness.DIFFERENT)
