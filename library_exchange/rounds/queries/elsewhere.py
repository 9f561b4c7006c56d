"""What is offered outside a round and fits wants that the round left open."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries import matching
from library_exchange.offers.queries.lines import title_of
from library_exchange.offers.queries.matching import Scope
from library_exchange.rounds.models import ExcludedPartner, Round, RoundOffer

MOST_WANTS, MOST_BOOKS = 200, 2
"""For so many wants something is looked for, and so many books are named for each."""


@dataclass(frozen=True)
class Elsewhere:
    """An offer outside the round, with its title and its library."""

    offer: Offer
    title: Any
    library: Library


def offered_elsewhere(
    session: Session, found: Round, library_id: int, want_ids: Collection[int], language: str
) -> dict[int, list[Elsewhere]]:
    """Return by want the first open offers that fit it and were not listed in the round, gifts before others.

    Libraries that either side excludes are left out.
    """
    if not want_ids:
        return {}
    listed = sa.select(col(RoundOffer.offer_id)).where(col(RoundOffer.round_id) == found.id)
    is_excluded = sa.exists().where(
        sa.or_(
            sa.and_(col(ExcludedPartner.library_id) == library_id, col(ExcludedPartner.partner_id) == Offer.library_id),
            sa.and_(col(ExcludedPartner.partner_id) == library_id, col(ExcludedPartner.library_id) == Offer.library_id),
        )
    )
    scope = Scope(
        receiver_id=library_id,
        offers=sa.and_(col(Offer.id).not_in(listed), ~is_excluded, matching.is_free()),
        wants=col(Want.id).in_(sorted(want_ids)[:MOST_WANTS]),
    )
    pairs = matching.pairs(session, scope)
    rows = session.execute(
        sa.select(Offer, Library, col(BibliographicRecord.card))
        .join(Library, col(Library.id) == col(Offer.library_id))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Offer.record_id))
        .where(col(Offer.id).in_({pair.offer_id for pair in pairs}))
    )
    books = {offer.id: Elsewhere(offer, title_of(offer, card, language), library) for offer, library, card in rows}
    by_want: dict[int, list[Elsewhere]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: (pair.kind, not books[pair.offer_id].offer.is_gift, pair.offer_id)):
        if len(by_want[pair.want_id]) < MOST_BOOKS:
            by_want[pair.want_id].append(books[pair.offer_id])
    return dict(by_want)
