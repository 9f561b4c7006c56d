"""Offers of copies that leave the catalogue, or are missing: by hand, with a file, or because one is taken back."""

from collections.abc import Collection, Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import GONE
from library_exchange.catalogue.models import Holding, Identifier, Item
from library_exchange.core import actor
from library_exchange.core.db import pieces
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import EDITABLE, OfferEvent
from library_exchange.offers.services.transitions import move_offer


def withdraw_offers_of(session: Session, item_ids: Collection[int], now: datetime) -> int:
    """Withdraw the drafts and open offers of copies that go; return how many. What is promised keeps its copy.

    An offer that names the book and no copy goes with the last copy that its library could give of it.
    """
    going = sorted(item_ids)
    copies = {
        offer.id: offer
        for piece in pieces(going)
        for offer in session.scalars(sa.select(Offer).where(col(Offer.item_id).in_(piece), _is_standing()))
    }
    found = copies | {offer.id: offer for offer in _of_books_without_copies(session, going)}
    for offer in found.values():
        move_offer(session, actor.clock(), offer, OfferEvent.WITHDRAW, now)
    return len(found)


def _is_standing() -> sa.ColumnElement[bool]:
    return col(Offer.state).in_(list(EDITABLE))


def _of_books_without_copies(session: Session, going: list[int]) -> Iterator[Offer]:
    """Yield the offers that name a book, by record or ISBN, of which nothing is left when these copies are gone."""
    books: set[tuple[int, int]] = set()
    for piece in pieces(going):
        book = sa.select(col(Item.library_id), col(Holding.record_id))
        held = book.join(Holding, col(Item.holding_id) == col(Holding.id)).where(col(Item.id).in_(piece))
        books |= {(library, record) for library, record in session.execute(held)}
    for library_id in {library for library, _record in books}:
        for piece in pieces(sorted(record for library, record in books if library == library_id)):
            gone = sorted(set(piece) - _still_there(session, library_id, piece, going))
            numbers = sa.select(col(Identifier.value)).where(
                col(Identifier.kind) == "isbn", col(Identifier.record_id).in_(gone)
            )
            by_number = sa.and_(col(Offer.record_id).is_(None), col(Offer.isbn).in_(numbers))
            named = sa.select(Offer).where(col(Offer.library_id) == library_id, col(Offer.item_id).is_(None))
            yield from session.scalars(named.where(_is_standing(), sa.or_(col(Offer.record_id).in_(gone), by_number)))


def _still_there(session: Session, library_id: int, records: Collection[int], going: list[int]) -> set[int]:
    """Return the records of which the library has another copy that it could give."""
    copies = (
        sa.select(col(Item.id), col(Holding.record_id))
        .join(Holding, col(Item.holding_id) == col(Holding.id))
        .where(
            col(Item.library_id) == library_id,
            col(Holding.record_id).in_(records),
            col(Item.local_state).not_in(GONE),
        )
    )
    leaving = set(going)
    return {record for item_id, record in session.execute(copies) if item_id not in leaving}
