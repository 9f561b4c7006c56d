"""What harvesters may read: entries of one set in the order of their instants, as they stood when a harvest began."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord
from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer
from library_exchange.offers.queries.matching import is_open_offer
from library_exchange.protocols.oai_pmh.models import HarvestEntry
from library_exchange.protocols.oai_pmh.rules import sets
from library_exchange.protocols.oai_pmh.rules.places import Place
from library_exchange.protocols.union_records.queries import holders

INSTANT = HarvestEntry.__table__.c.told_at.type  # type: ignore[attr-defined]
IS_CURRENT = col(HarvestEntry.superseded_at).is_(None)


_HELD = 7_230_419
"""The number of the lock by which PostgreSQL keeps those who tell and those who begin to harvest apart."""


def hold(session: Session, *, is_writing: bool = False) -> None:
    """Wait until nobody tells anything, or to tell until nobody begins to harvest, and keep it so to the end.

    On SQLite one transaction alone writes, and who reads sees what was committed before: there is nothing to wait for.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.connection()
        return
    how = "pg_advisory_xact_lock" if is_writing else "pg_advisory_xact_lock_shared"
    session.execute(sa.select(getattr(sa.func, how)(_HELD)))


@dataclass(frozen=True)
class Header:
    """What is told of a title before what it says: since when, in which sets, and whether it is no more."""

    record_id: int
    told_at: datetime
    sets: tuple[str, ...]
    is_deleted: bool


@dataclass(frozen=True)
class Present:
    """What is so now of a title that harvesters may read: a digest of it, and the sets it is in."""

    digest: tuple[Any, ...]
    sets: frozenset[str]


def count_entries(session: Session, place: Place) -> int:
    """Return how many entries a whole list has; one query."""
    return session.scalar(sa.select(sa.func.count()).select_from(HarvestEntry).where(*_asked(place))) or 0


def page_of(session: Session, place: Place, limit: int) -> list[Header]:
    """Return the next entries of a list; two queries, however far it has come."""
    order = (col(HarvestEntry.told_at), col(HarvestEntry.record_id))
    behind = sa.tuple_(*order) > sa.tuple_(_instant(place.told_at), sa.literal(place.record_id))
    asked = sa.select(*order).where(*_asked(place), behind).order_by(*order).limit(limit)
    rows = session.execute(asked).all()
    return _headers(session, [(row.record_id, row.told_at) for row in rows], place.read_as)


def find_entry(session: Session, record_id: int, at: datetime) -> Header | None:
    """Return what was told of a title at an instant; two queries, one for a title that is not known."""
    told = (col(HarvestEntry.record_id) == record_id, col(HarvestEntry.set_spec) == sets.ALL, *_stood_at(at))
    told_at = session.scalar(
        sa.select(col(HarvestEntry.told_at)).where(*told).order_by(col(HarvestEntry.told_at).desc()).limit(1)
    )
    return _headers(session, [(record_id, told_at)], sets.ALL)[0] if told_at is not None else None


def earliest(session: Session) -> datetime | None:
    """Return since when something is told; None while nothing is."""
    return session.scalar(
        sa.select(sa.func.min(col(HarvestEntry.told_at))).where(col(HarvestEntry.set_spec) == sets.ALL)
    )


def libraries(session: Session) -> Sequence[tuple[str, str, str, str, str]]:
    """Return code, country and names (Chinese, Russian, English) of all libraries, by country and code."""
    names = (col(Library.name_zh), col(Library.name_ru), col(Library.name_en))
    rows = session.execute(sa.select(col(Library.code), col(Library.country), *names))
    return sorted(((code, country, zh, ru, en) for code, country, zh, ru, en in rows), key=lambda row: (row[1], row[0]))


def _headers(session: Session, rows: Sequence[tuple[int, datetime]], asked: str) -> list[Header]:
    """Return the headers of entries of the set `asked`, by what is so now.

    A title that has left the set stands in it as deleted. Of one that is no more all sets are named that it was in.
    """
    known: dict[int, dict[str, bool]] = defaultdict(dict)
    wanted = sa.select(col(HarvestEntry.record_id), col(HarvestEntry.set_spec), col(HarvestEntry.is_deleted))
    for record_id, spec, is_gone in session.execute(
        wanted.where(col(HarvestEntry.record_id).in_([record_id for record_id, _told in rows]), IS_CURRENT).order_by(
            col(HarvestEntry.set_spec)
        )
    ):
        known[record_id][spec] = is_gone
    return [_header(record_id, told_at, known[record_id], asked) for record_id, told_at in rows]


def _header(record_id: int, told_at: datetime, known: dict[str, bool], asked: str) -> Header:
    is_deleted = known.get(asked, True)
    is_gone = known.get(sets.ALL, True)
    named = [spec for spec, has_left in known.items() if spec and (is_gone or spec == asked or not has_left)]
    return Header(record_id, told_at.astimezone(UTC), tuple(named), is_deleted)


def _asked(place: Place) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of a whole list."""
    begun = datetime.fromtimestamp(place.begun_at, UTC)
    conditions = [col(HarvestEntry.set_spec) == place.read_as, *_stood_at(begun)]
    if place.since is not None:
        conditions.append(col(HarvestEntry.told_at) >= _instant(place.since))
    if place.until is not None:
        conditions.append(col(HarvestEntry.told_at) <= _instant(place.until))
    return conditions


def _stood_at(at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    superseded = col(HarvestEntry.superseded_at)
    return col(HarvestEntry.told_at) <= _literal(at), sa.or_(superseded.is_(None), superseded > _literal(at))


def _instant(seconds: int) -> sa.ColumnElement[datetime]:
    return _literal(datetime.fromtimestamp(seconds, UTC))


def _literal(at: datetime) -> sa.ColumnElement[datetime]:
    return sa.literal(at, INSTANT)


def present(session: Session, record_ids: Sequence[int]) -> dict[int, Present]:
    """Return what is so now of those of the titles that somebody holds or offers; three queries."""
    record = BibliographicRecord
    standing = sa.select(col(record.id), col(record.version)).where(col(record.id).in_(record_ids), STANDS)
    versions: dict[int, int] = dict(session.execute(standing).all())
    holding = holders(session, record_ids)
    offers = sa.select(col(Offer.record_id)).where(col(Offer.record_id).in_(record_ids), is_open_offer())
    offered = set(session.scalars(offers))
    return {
        record_id: Present(
            (version, holding.get(record_id, [])), _sets(holding.get(record_id, ()), record_id in offered)
        )
        for record_id, version in versions.items()
        if record_id in holding or record_id in offered
    }


def _sets(holding: Sequence[tuple[str, str, str | None]], is_offered: bool) -> frozenset[str]:
    found = {sets.ALL} | ({sets.OFFERED} if is_offered else set())
    for code, country, _call_number in holding:
        found |= {sets.of_library(code), sets.of_country(country)}
    return frozenset(found)


def no_more(session: Session, after: int, limit: int) -> Sequence[int]:
    """Return titles that are told of although they stand no more, from one number on."""
    gone = ~sa.exists().where(col(BibliographicRecord.id) == col(HarvestEntry.record_id), STANDS)
    number = col(HarvestEntry.record_id)
    told = sa.select(number).where(
        col(HarvestEntry.set_spec) == sets.ALL, IS_CURRENT, ~col(HarvestEntry.is_deleted), gone
    )
    return session.scalars(told.where(number > after).order_by(number).limit(limit)).all()
