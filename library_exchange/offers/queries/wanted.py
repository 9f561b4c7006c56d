"""What of a library's own books is wanted elsewhere: its open offers, its duplicates, all its holdings, one number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import LinkState, WorkLink
from library_exchange.catalogue.models import BibliographicRecord, Holding, Identifier, Item, LocalState
from library_exchange.core.db import pieces
from library_exchange.core.titles import TitleBlock, title_block
from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries import recognition
from library_exchange.offers.queries.matching import Scope, is_open_want, pairs
from library_exchange.offers.rules.closeness import Kind
from library_exchange.offers.rules.offers import CLOSED
from library_exchange.offers.rules.wants import WantKind


@dataclass(frozen=True)
class Wisher:
    """A library that wants a book, and how closely the book meets its want."""

    name: str
    code: str
    country: str
    kind: Kind
    priority: int


@dataclass(frozen=True)
class WantedOffer:
    """An own offer with the libraries that want it."""

    offer: Offer
    wishers: Sequence[Wisher]


@dataclass(frozen=True)
class WantedRecord:
    """A title of the own catalogue that others want, and a copy of it to offer."""

    record_id: int
    title: TitleBlock
    copies: int
    libraries: int
    item_id: int


@dataclass(frozen=True)
class Answer:
    """Whether a scanned number is wanted: by how many libraries, and whether it is known to us at all."""

    number: str
    title: TitleBlock | None
    libraries: int


def wanted_offers(session: Session, library_id: int, language: str) -> list[WantedOffer]:
    """Return the library's open offers that somebody wants, the most wanted first."""
    found = pairs(session, Scope(giver_id=library_id))
    wants = _wants(session, [pair.want_id for pair in found])
    wishers: dict[int, dict[int, Wisher]] = defaultdict(dict)
    for pair in sorted(found, key=lambda pair: pair.kind):
        want, library = wants[pair.want_id]
        wishers[pair.offer_id].setdefault(
            want.library_id, Wisher(library.name_in(language), library.code, library.country, pair.kind, want.priority)
        )
    offers = _offers(session, list(wishers))
    rows = [WantedOffer(offers[offer_id], list(found.values())) for offer_id, found in wishers.items()]
    return sorted(rows, key=lambda row: (-len(row.wishers), row.offer.id))


def _wants(session: Session, ids: Iterable[int]) -> dict[int, tuple[Want, Library]]:
    found: dict[int, tuple[Want, Library]] = {}
    for piece in pieces(sorted(set(ids))):
        rows = session.execute(
            sa.select(Want, Library)
            .join(Library, col(Library.id) == col(Want.library_id))
            .where(col(Want.id).in_(piece))
        )
        found |= {want.id: (want, library) for want, library in rows}
    return found


def _offers(session: Session, ids: Sequence[int]) -> dict[int, Offer]:
    found: dict[int, Offer] = {}
    for piece in pieces(ids):
        found |= {row.id: row for row in session.scalars(sa.select(Offer).where(col(Offer.id).in_(piece)))}
    return found


def wishes(library_id: int) -> sa.Subquery:
    """Return the records that other libraries want and do not hold, with the library that wants each.

    Profiles are left out: they say what kind of book is welcome, not which one is missed.
    """
    others = sa.and_(is_open_want(), col(Want.library_id) != library_id)
    found = sa.union(*_wanted_editions(others), _wanted_works(others)).subquery()
    held = (
        sa.select(col(Item.id))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(
            col(Holding.record_id) == found.c.record_id,
            col(Item.library_id) == found.c.library_id,
            col(Item.local_state) != LocalState.WITHDRAWN,
        )
    )
    return sa.select(found.c.record_id, found.c.library_id).where(~sa.exists(held)).subquery()


def _wanted_editions(others: sa.ColumnElement[bool]) -> list[sa.Select[*tuple[Any, ...]]]:
    """Return the queries of records wanted as such, by number, and by title alone."""
    record = BibliographicRecord
    is_edition = sa.and_(others, col(Want.kind) == WantKind.EDITION)
    has_no_number = sa.and_(col(Want.isbn).is_(None), col(Want.issn).is_(None), col(Want.record_id).is_(None))
    library: sa.Label[int] = col(Want.library_id).label("library_id")
    numbered = sa.and_(
        col(Identifier.value).in_((col(Want.isbn), col(Want.issn))), col(Identifier.kind).in_(("isbn", "issn"))
    )
    titled = sa.and_(col(record.title_key) == col(Want.title_key), col(Want.title_key) != "")
    return [
        sa.select(col(Want.record_id).label("record_id"), library).where(is_edition, col(Want.record_id).is_not(None)),
        sa.select(col(Identifier.record_id), library).select_from(Want).join(Identifier, numbered).where(is_edition),
        sa.select(col(record.id), library).select_from(Want).join(record, titled).where(is_edition, has_no_number),
    ]


def _wanted_works(others: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Return the query of records that are editions of a wanted work, in the language that is asked for."""
    record = BibliographicRecord
    languages = sa.cast(col(record.languages), sa.Text)
    return (
        sa.select(col(WorkLink.record_id), col(Want.library_id))
        .select_from(Want)
        .join(WorkLink, col(WorkLink.work_id) == col(Want.work_id))
        .join(record, col(record.id) == col(WorkLink.record_id))
        .where(
            others,
            col(Want.kind) == WantKind.WORK,
            col(WorkLink.state) == LinkState.CONFIRMED,
            sa.or_(col(Want.language).is_(None), languages.contains(col(Want.language))),
            ~sa.exists(_held_editions()),
        )
    )


def _held_editions() -> sa.Select[*tuple[Any, ...]]:
    """Return the query of the editions of a wanted work, in the language asked, that the wanting library holds."""
    link, record = aliased(WorkLink), aliased(BibliographicRecord)
    return (
        sa.select(col(Item.id))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .join(link, col(link.record_id) == col(Holding.record_id))
        .join(record, col(record.id) == col(link.record_id))
        .where(
            col(link.work_id) == col(Want.work_id),
            col(link.state) == LinkState.CONFIRMED,
            col(Item.library_id) == col(Want.library_id),
            col(Item.local_state) != LocalState.WITHDRAWN,
            sa.or_(col(Want.language).is_(None), sa.cast(col(record.languages), sa.Text).contains(col(Want.language))),
        )
        .correlate(Want)
    )


def wanted_records(
    session: Session, library_id: int, language: str, only_multiple: bool, limit: int, offset: int
) -> tuple[int, list[WantedRecord]]:
    """Return how many titles of the library are wanted elsewhere and not offered yet, and one page, most wanted first.

    With `only_multiple` a title counts of which the library has two copies or more.
    """
    wish = wishes(library_id)
    copies = _spare_copies(library_id, only_multiple)
    count = sa.func.count(sa.distinct(wish.c.library_id))
    grouped = (
        sa.select(copies.c.record_id, copies.c.copies, copies.c.item_id, count.label("libraries"))
        .join(wish, wish.c.record_id == copies.c.record_id)
        .group_by(copies.c.record_id, copies.c.copies, copies.c.item_id)
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(grouped.subquery())) or 0
    page = grouped.order_by(count.desc(), copies.c.record_id).limit(limit).offset(offset).subquery()
    rows = session.execute(
        sa.select(page, col(BibliographicRecord.card))
        .join(BibliographicRecord, col(BibliographicRecord.id) == page.c.record_id)
        .order_by(page.c.libraries.desc(), page.c.record_id)
    )
    return total, [
        WantedRecord(r.record_id, title_block(r.card["titles"], language), r.copies, r.libraries, r.item_id)
        for r in rows
    ]


def _spare_copies(library_id: int, only_multiple: bool) -> sa.Subquery:
    """Return the library's titles with copies on the shelf of which none is offered: their number, the last one."""
    offered = sa.select(col(Offer.record_id)).where(
        col(Offer.library_id) == library_id, col(Offer.state).not_in(list(CLOSED)), col(Offer.record_id).is_not(None)
    )
    copies = sa.func.count(col(Item.id))
    return (
        sa.select(col(Holding.record_id), copies.label("copies"), sa.func.max(col(Item.id)).label("item_id"))
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(
            col(Item.library_id) == library_id,
            col(Item.local_state) == LocalState.ON_SHELF,
            col(Holding.record_id).not_in(offered),
        )
        .group_by(col(Holding.record_id))
        .having(copies >= (2 if only_multiple else 1))
        .subquery()
    )


def own_duplicates(
    session: Session, library_id: int, language: str, limit: int, offset: int
) -> tuple[int, list[WantedRecord]]:
    """Return how many titles the library has twice or more and does not offer, and one page with how wanted each is."""
    copies = _spare_copies(library_id, only_multiple=True)
    wish = wishes(library_id)
    counts = (
        sa.select(wish.c.record_id, sa.func.count(sa.distinct(wish.c.library_id)).label("libraries"))
        .group_by(wish.c.record_id)
        .subquery()
    )
    wanted = sa.func.coalesce(counts.c.libraries, 0)
    total = session.scalar(sa.select(sa.func.count()).select_from(copies)) or 0
    rows = session.execute(
        sa.select(copies, wanted.label("libraries"), col(BibliographicRecord.card))
        .join(BibliographicRecord, col(BibliographicRecord.id) == copies.c.record_id)
        .outerjoin(counts, counts.c.record_id == copies.c.record_id)
        .order_by(wanted.desc(), copies.c.copies.desc(), copies.c.record_id)
        .limit(limit)
        .offset(offset)
    )
    return total, [
        WantedRecord(r.record_id, title_block(r.card["titles"], language), r.copies, r.libraries, r.item_id)
        for r in rows
    ]


def is_wanted(session: Session, library_id: int, isbn: str | None, issn: str | None, language: str) -> Answer:
    """Tell how many other libraries want the book with this number: the edition, or any edition of its work."""
    number = isbn or issn or ""
    matches = recognition.matches_for(session, library_id, [(isbn, issn, "")])
    records = list(matches.by_number.get(number, ()))
    wish = wishes(library_id)
    libraries = set(session.scalars(sa.select(wish.c.library_id).where(wish.c.record_id.in_(records))))
    # A book nobody has catalogued yet is wanted by its number alone.
    by_number = sa.select(col(Want.library_id)).where(
        is_open_want(),
        col(Want.library_id) != library_id,
        col(Want.kind) == WantKind.EDITION,
        col(Want.isbn) == isbn if isbn else col(Want.issn) == issn,
    )
    if not records:
        libraries |= set(session.scalars(by_number))
    record = session.get(BibliographicRecord, records[0]) if records else None
    return Answer(number, title_block(record.card["titles"], language) if record else None, len(libraries))
