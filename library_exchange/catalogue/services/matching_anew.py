"""Matching all records of the catalogue anew, after the rules have changed: none is lost, copies stay as they are."""

from collections.abc import Callable
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.services import matching, records, sources
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.core.db import Database

PIECE = 100


class Report(NamedTuple):
    """How many source records were matched, and how many of them belong to another union record than before."""

    matched: int = 0
    moved: int = 0


def match_all(database: Database, at: datetime, progress: Callable[[int], None] = lambda _done: None) -> Report:
    """Match every source record that stands, in the order in which they came, by pieces; repeating it is harmless."""
    matching.give_keys(database)
    report, last = Report(), 0
    while True:
        with database.transaction() as session:
            piece = _piece(session, last)
            if not piece:
                return report
            last = piece[-1].id
            moved = _match(session, piece, at)
        report = Report(report.matched + len(piece), report.moved + moved)
        progress(report.matched)


def _piece(session: Session, last: int) -> list[SourceRecord]:
    """Return the next source records, as far as they are of one library."""
    standing = (col(SourceRecord.id) > last, col(SourceRecord.withdrawn_at).is_(None))
    rows = session.scalars(sa.select(SourceRecord).where(*standing).order_by(col(SourceRecord.id)).limit(PIECE)).all()
    return list(takewhile(lambda row: row.library_id == rows[0].library_id, rows))


def _match(session: Session, piece: list[SourceRecord], at: datetime) -> int:
    arrivals = [
        Arrival(said, each.raw, each.profile, each.encoding, each.import_id, each.source_id, each.corrected_at)
        for each in piece
        if (said := sources.described(each)) is not None
    ]
    before = {each.source_id: each.record_id for each in piece}
    taken = records.take_in(session, piece[0].library_id, arrivals, at, anew=True)
    return sum(record != before[each.source_id] for each, (record, _outcome) in zip(arrivals, taken, strict=True))
