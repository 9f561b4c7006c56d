"""What a library remarks on a copy that it offers, in its own words: a partner asks it for a translation."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Texts, Words, told_language
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.directory.own_words import own_words
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.remarks import LONGEST_REMARK

TEXTS_KIND = "offer_remark"
UNSEEN = (OfferState.DRAFT, OfferState.WITHDRAWN)
"""In these states nobody but its library sees an offer."""


def _found(ids: Collection[int]) -> Any:
    said = sa.select(Offer, col(Library.code)).join(Library, col(Library.id) == col(Offer.library_id))
    return said.where(col(Offer.id).in_(ids), col(Offer.remark).is_not(None))


def _author_of(session: Session, _actor: Actor, number: int) -> int:
    row = session.execute(_found([number])).one_or_none()
    if row is None or row[0].state in UNSEEN:
        raise NotFound("no-such-remark")
    return int(row[0].library_id)


def _read(session: Session, ids: Collection[int]) -> dict[int, Words]:
    return {offer.id: words_of(offer, code) for offer, code in session.execute(_found(ids))}


def words_of(offer: Offer, code: str) -> Words:
    """Return the remark on an offer of the library with that code, in the language that its letters tell."""
    text, page = offer.remark or "", ("offers.offers", {"library": code, "q": offer.title[:100]})
    at = offer.published_at or offer.created_at
    return Words(text, offer.library_id, told_language(None, text), at, *page)


TEXTS: Texts = own_words(TEXTS_KIND, _l("Remark on the copy"), LONGEST_REMARK, _author_of, _read)
