"""What a library has already, by number, title, work, and what it wants already."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import LinkState, VariantName, WorkLink
from library_exchange.catalogue.models import BibliographicRecord, Holding, Identifier, Item, LocalState
from library_exchange.core.db import pieces
from library_exchange.core.text import folded
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries.recognition import held_records
from library_exchange.offers.rules.numbers import same_book
from library_exchange.offers.rules.offers import EDITABLE, OfferState
from library_exchange.offers.rules.wants import CLOSED, WantKind
from library_exchange.record_matching.keys import letters

GIVEN_AWAY = (OfferState.RESERVED, OfferState.COMMITTED, OfferState.SHIPPED, OfferState.TRANSFERRED)
"""States of an offer in which its copy is another library's or will be, so that it cannot be lent."""


def promised_items() -> sa.Select[Any]:
    """Return a query of the ids of the items given away or promised so; the catalogue's availability asks it."""
    return sa.select(col(Offer.item_id)).where(col(Offer.state).in_(GIVEN_AWAY), col(Offer.item_id).is_not(None))


def held_by(library_id: int) -> sa.Select[*tuple[Any, ...]]:
    """Return the query of the records of which the library has a copy that is not withdrawn."""
    return (
        sa.select(col(Holding.record_id))
        .join(Item, col(Item.holding_id) == col(Holding.id))
        .where(col(Holding.library_id) == library_id, col(Item.local_state) != LocalState.WITHDRAWN)
    )


def editions_held(session: Session, library_id: int, wants: Sequence[Want]) -> list[bool]:
    """Tell of each want whether the library holds the edition: by record, by number, or by title alone.

    However many wants there are, there are a few queries for each `PIECE` of them.
    """
    numbers = sorted({number for want in wants if (number := want.isbn or want.issn)})
    keys = sorted({want.title_key for want in wants if _is_title_alone(want)})
    by_number = _records(session, col(Identifier.value), col(Identifier.record_id), numbers)
    by_title = _records(session, col(BibliographicRecord.title_key), col(BibliographicRecord.id), keys)
    known = [
        {want.record_id or 0, *by_number.get(want.isbn or want.issn or "", ())}
        | (by_title.get(want.title_key, set()) if _is_title_alone(want) else set())
        for want in wants
    ]
    held = held_records(session, library_id, {record for records in known for record in records})
    return [bool(records & held) for records in known]


def _is_title_alone(want: Want) -> bool:
    return want.isbn is None and want.issn is None and want.record_id is None and bool(want.title_key)


def _records(session: Session, key: Any, record: Any, values: Sequence[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for piece in pieces(values):
        for value, record_id in session.execute(sa.select(key, record).where(key.in_(piece))):
            found[value].add(record_id)
    return found


def holds_work(session: Session, library_id: int, work_id: int, language: str | None) -> bool:
    """Whether the library holds any edition of the work, in `language` if one is asked for."""
    rows = session.execute(
        sa.select(col(BibliographicRecord.languages))
        .join(WorkLink, col(WorkLink.record_id) == col(BibliographicRecord.id))
        .where(
            col(WorkLink.work_id) == work_id,
            col(WorkLink.state) == LinkState.CONFIRMED,
            col(BibliographicRecord.id).in_(held_by(library_id)),
        )
    )
    return any(language is None or language in (languages or ()) for (languages,) in rows)


def find_same_want(session: Session, want: Want) -> Want | None:
    """Return a want of the library that stands for the same thing, if there is one; profiles may overlap."""
    if want.kind is WantKind.PROFILE:
        return None
    if want.kind is WantKind.EDITION:
        return standing_wants(session, want.library_id, [want])[0]
    same = {
        WantKind.WORK: sa.and_(
            col(Want.work_id) == want.work_id, col(Want.language).is_not_distinct_from(want.language)
        ),
        WantKind.SERIES: sa.and_(
            col(Want.issn).is_not_distinct_from(want.issn),
            col(Want.series_key) == want.series_key,
            col(Want.volume_key) == want.volume_key,
        ),
    }[want.kind]
    return session.scalar(sa.select(Want).where(*_standing(want.library_id, want.kind), same).limit(1))


def _standing(library_id: int, kind: WantKind) -> tuple[sa.ColumnElement[bool], ...]:
    return col(Want.library_id) == library_id, col(Want.kind) == kind, col(Want.state).not_in(list(CLOSED))


def key_of_want(want: Want) -> str:
    """Return the key of the edition that is wanted: its number, else its record, else its title."""
    if want.isbn is not None:
        return same_book(want.isbn)
    if want.issn is not None:
        return same_book(want.issn, want.title_key, want.volume_key)
    return same_book(f"record {want.record_id}") if want.record_id is not None else same_book(None, want.title_key)


def standing_wants(session: Session, library_id: int, wants: Sequence[Want]) -> list[Want | None]:
    """Return for each want of an edition the library's own one that stands for it; one query for each `PIECE`."""
    found: dict[str, Want] = {}
    for piece in pieces(wants):
        asked = _any_of(Want, [(want.isbn, want.issn, want.title_key) for want in piece])
        records = [want.record_id for want in piece if want.record_id is not None]
        standing = sa.select(Want).where(
            *_standing(library_id, WantKind.EDITION), sa.or_(asked, col(Want.record_id).in_(records))
        )
        for want in session.scalars(standing.order_by(col(Want.id))):
            found.setdefault(key_of_want(want), want)
            if want.record_id is not None:
                found.setdefault(same_book(f"record {want.record_id}"), want)
    return [found.get(key_of_want(want)) if key_of_want(want) else None for want in wants]


def key_of_offer(offer: Offer) -> str:
    """Return the key of the book that is offered: its number, else its title, author, year and volume."""
    if offer.isbn is not None:
        return same_book(offer.isbn, offer.volume_key)
    if offer.issn is not None:
        return same_book(offer.issn, offer.title_key, offer.volume_key)
    return same_book(None, offer.title_key, offer.volume_key, folded(offer.author or ""), offer.year)


def standing_offers(session: Session, library_id: int, offers: Sequence[Offer]) -> list[Offer | None]:
    """Return for each offer the library's own one of the same book that can still be changed.

    One of the same title stands for the same book too, of which less or more is known, if nothing tells them apart.
    """
    found: dict[str, Offer] = {}
    titled: dict[tuple[str, str], list[Offer]] = defaultdict(list)
    for piece in pieces(offers):
        asked = _any_of(Offer, [(offer.isbn, offer.issn, offer.title_key) for offer in piece])
        same_title = col(Offer.title_key).in_(sorted({offer.title_key for offer in piece if offer.title_key}))
        own = (col(Offer.library_id) == library_id, col(Offer.state).in_(list(EDITABLE)))
        for offer in session.scalars(sa.select(Offer).where(*own, sa.or_(asked, same_title)).order_by(col(Offer.id))):
            found.setdefault(key_of_offer(offer), offer)
            titled[offer.title_key, offer.volume_key].append(offer)
    return [
        found.get(key_of_offer(offer)) or _told_otherwise(offer, titled) if key_of_offer(offer) else None
        for offer in offers
    ]


def _told_otherwise(offer: Offer, titled: Mapping[tuple[str, str], Sequence[Offer]]) -> Offer | None:
    """Return the first offer of the same title of which less or more is known, and nothing that is another book's."""
    same = titled.get((offer.title_key, offer.volume_key), ()) if offer.title_key else ()
    return next((each for each in same if _is_unlike_in_nothing(offer, each)), None)


def _is_unlike_in_nothing(one: Offer, other: Offer) -> bool:
    facts = (
        *((one.isbn, other.isbn), (one.issn, other.issn), (one.year, other.year), (one.language, other.language)),
        (letters(one.author or ""), letters(other.author or "")),
    )
    return all(not first or not second or first == second for first, second in facts)


def _any_of(
    model: type[Offer] | type[Want], books: Sequence[tuple[str | None, str | None, str]]
) -> sa.ColumnElement[bool]:
    """Return the condition that a row may be one of the books (ISBN, ISSN, title key)."""
    isbns, issns, keys = ({book[at] for book in books if book[at]} for at in range(3))
    numberless = sa.and_(col(model.isbn).is_(None), col(model.issn).is_(None), col(model.title_key).in_(sorted(keys)))
    return sa.or_(
        col(model.isbn).in_(sorted(filter(None, isbns))), col(model.issn).in_(sorted(filter(None, issns))), numberless
    )


def find_work(session: Session, title: str) -> int | None:
    """Return the work that has exactly this title in any language, if there is just one."""
    found = set(
        session.scalars(
            sa.select(col(VariantName.work_id)).where(
                col(VariantName.value) == title, col(VariantName.work_id).is_not(None)
            )
        )
    )
    return found.pop() if len(found) == 1 else None
