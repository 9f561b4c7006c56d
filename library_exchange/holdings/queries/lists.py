"""The records of a library as its staff look for them, and what they lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from library_exchange.catalogue.models import (
    BibliographicRecord,
    Classification,
    Holding,
    Identifier,
    Item,
    LocalState,
    SourceRecord,
    TextForm,
)
from library_exchange.catalogue.services.sources import RAW, SAID
from library_exchange.citations.numbers import WrongNumber, read_isbn
from library_exchange.core.text import folded, widths
from library_exchange.core.titles import title_block
from library_exchange.directory.models import Library
from library_exchange.holdings.queries.own_records import OwnCopy, copies_of, version_of
from library_exchange.holdings.queries.scanned_codes import readings
from library_exchange.holdings.rules.codes import NO_COPIES, Lack, Shown
from library_exchange.holdings.schemas import Sieve

MOST_WORDS = 8
_RECORD = BibliographicRecord
LACKS: dict[Lack, sa.ColumnElement[bool]] = {
    Lack.ISBN: ~sa.exists().where(col(Identifier.record_id) == col(_RECORD.id), col(Identifier.kind) == "isbn"),
    Lack.YEAR: col(_RECORD.year).is_(None),
    Lack.LANGUAGE: sa.cast(col(_RECORD.languages), sa.Text).in_(("[]", '["und"]')),
    Lack.CLASS: ~sa.exists().where(col(Classification.record_id) == col(_RECORD.id)),
    Lack.TRANSLITERATION: ~sa.exists().where(
        col(TextForm.record_id) == col(_RECORD.id),
        col(TextForm.field) == "title",
        col(TextForm.kind) == "transliteration",
    ),
}
"""What it is for a title to lack something; the title says what all libraries that hold it say."""


@dataclass(frozen=True)
class OwnRecord:
    """A line of the list: the library's record, the card of its title, its copies."""

    source: SourceRecord
    version: int
    card: dict[str, Any]
    copies: Sequence[OwnCopy]


def own_records(
    session: Session, library_id: int, sieve: Sieve, limit: int, offset: int
) -> tuple[int, list[OwnRecord]]:
    """Return how many of the library's records the sieve lets through, and a page of them, the newest first.

    Four queries at most, however many there are.
    """
    conditions = (col(SourceRecord.library_id) == library_id, *_conditions(session, library_id, sieve))
    joined = col(_RECORD.id) == col(SourceRecord.record_id)
    total = session.scalar(sa.select(sa.func.count(col(SourceRecord.id))).join(_RECORD, joined).where(*conditions))
    page = sa.select(SourceRecord, col(_RECORD.card)).join(_RECORD, joined).where(*conditions)
    page = page.options(defer(RAW), defer(SAID)).order_by(col(SourceRecord.id).desc()).limit(limit).offset(offset)
    rows = session.execute(page).all()
    copies = copies_of(session, [source.id for source, _card in rows])
    return total or 0, [OwnRecord(source, version_of(source), card, copies[source.id]) for source, card in rows]


def numbers_of(session: Session, library_id: int, sieve: Sieve) -> list[int]:
    """Return the numbers of all the library's records that the sieve lets through; one query."""
    conditions = (col(SourceRecord.library_id) == library_id, *_conditions(session, library_id, sieve))
    rows = sa.select(col(SourceRecord.id)).join(_RECORD, col(_RECORD.id) == col(SourceRecord.record_id))
    return [number for number in session.scalars(rows.where(*conditions).order_by(col(SourceRecord.id))) if number]


def count_lacks(session: Session, library_id: int) -> tuple[int, dict[Lack, int]]:
    """Return how many records of the library stand, and of how many the title lacks what; one query."""
    counted = [sa.func.sum(sa.case((lacks, 1), else_=0)) for lacks in LACKS.values()]
    standing = (col(SourceRecord.library_id) == library_id, col(SourceRecord.withdrawn_at).is_(None))
    row = session.execute(
        sa.select(sa.func.count(col(SourceRecord.id)), *counted)
        .join(_RECORD, col(_RECORD.id) == col(SourceRecord.record_id))
        .where(*standing)
    ).one()
    total, *found = row
    return total, {lack: int(number or 0) for lack, number in zip(LACKS, found, strict=True)}


def titles_of(session: Session, found: Sequence[SourceRecord], language: str) -> dict[int, str]:
    """Return the titles of these records for a reader of `language`, by the records' ids; one query."""
    ids = [source.record_id for source in found]
    cards = dict(session.execute(sa.select(col(_RECORD.id), col(_RECORD.card)).where(col(_RECORD.id).in_(ids))).all())
    return {each.id: title_block(cards[each.record_id]["titles"], language).shown.value for each in found}


def records_of_number(session: Session, number: str) -> list[int]:
    """Return the titles of the union catalogue that have an ISBN, in thirteen digits."""
    of_number = (col(Identifier.kind) == "isbn", col(Identifier.value) == number, col(_RECORD.merged_into_id).is_(None))
    rows = sa.select(col(_RECORD.id)).join(Identifier, col(Identifier.record_id) == col(_RECORD.id)).where(*of_number)
    return sorted(set(session.scalars(rows)))


def own_of_record(session: Session, library_id: int, record_id: int) -> int | None:
    """Return the library's own record of a title that stands, if it has one."""
    own = (col(SourceRecord.library_id) == library_id, col(SourceRecord.record_id) == record_id)
    standing = sa.select(col(SourceRecord.id)).where(*own, col(SourceRecord.withdrawn_at).is_(None))
    return session.scalars(standing.order_by(col(SourceRecord.id)).limit(1)).first()


def _conditions(session: Session, library_id: int, sieve: Sieve) -> list[sa.ColumnElement[bool]]:
    is_withdrawn = sieve.shown is Shown.WITHDRAWN
    gone = col(SourceRecord.withdrawn_at)
    left = sa.or_(gone.is_not(None), _has_copy(library_id, col(Item.local_state) == LocalState.WITHDRAWN))
    found: list[sa.ColumnElement[bool]] = [left if is_withdrawn else gone.is_(None)]
    if sieve.shown is Shown.CORRECTED:
        found.append(col(SourceRecord.corrected_at).is_not(None))
    if sieve.q.strip():
        found.append(_named(library_id, sieve.q))
    if sieve.state == NO_COPIES:
        found.append(~_has_copy(library_id, col(Item.local_state) != LocalState.WITHDRAWN))
    elif sieve.state:
        found.append(_has_copy(library_id, col(Item.local_state) == LocalState(sieve.state)))
    if sieve.lack is not None:
        found.append(LACKS[sieve.lack])
    if sieve.since is not None:
        zone = ZoneInfo(session.get_one(Library, library_id).timezone)
        found.append(col(SourceRecord.imported_at) >= datetime.combine(sieve.since, time(), zone))
    return found


def _has_copy(library_id: int, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return the condition on one of the library's records that it has such a copy; no copies of others are read."""
    items = sa.select(col(Item.id)).join(Holding, col(Holding.id) == col(Item.holding_id))
    own = items.where(col(Holding.library_id) == library_id)
    own = own.where(col(Holding.source_record_id) == col(SourceRecord.id), condition)
    return own.correlate(SourceRecord).exists()


def _named(library_id: int, asked: str) -> sa.ColumnElement[bool]:
    """Return the condition on a record that staff ask for: by words of its title and names, or by a number."""
    words = folded(asked).split()[:MOST_WORDS]
    by_words = sa.and_(*(col(_RECORD.folded).contains(word, autoescape=True) for word in words))
    codes = {each for reading in readings(asked) for each in widths(reading)}
    shelved = sorted({asked.strip(), asked.strip().upper()})
    ways = [
        by_words,
        _has_copy(library_id, col(Item.barcode).in_(codes)),
        _has_copy(library_id, sa.or_(*(col(Holding.call_number).contains(each, autoescape=True) for each in shelved))),
        col(SourceRecord.source_id) == asked.strip(),
    ]
    try:
        number = read_isbn(asked)
    except WrongNumber:
        return sa.or_(*ways)
    has_number = sa.exists().where(col(Identifier.record_id) == col(_RECORD.id), col(Identifier.value) == number)
    return sa.or_(*ways, has_number)
