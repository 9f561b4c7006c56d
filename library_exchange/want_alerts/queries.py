"""Reading what fits a library's wants, and which libraries have something new to be told of."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.titles import TitleBlock
from library_exchange.deals.models import Box, BoxLine
from library_exchange.deals.rules.boxes import LIVE, LineState
from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries.all_pairs import all_pairs, unclassed_for
from library_exchange.offers.queries.lines import authors_of, known_of, title_of
from library_exchange.offers.queries.lists import titles_with_cards
from library_exchange.offers.queries.matching import Scope
from library_exchange.offers.rules.offers import OfferState
from library_exchange.want_alerts.models import FitNote
from library_exchange.want_alerts.rules import NEW_FOR


@dataclass(frozen=True)
class Met:
    """A want that an offer fits; a profile has no title."""

    want: Want
    title: TitleBlock | None
    authors: Sequence[TitleBlock]


@dataclass(frozen=True)
class Fit:
    """An offer that fits, with who gives it and what the library did with it."""

    offer: Offer
    title: TitleBlock
    authors: Sequence[TitleBlock]
    library: Library
    met: Sequence[Met]
    is_new: bool
    box_id: int | None


def fitting(
    session: Session, library_id: int, declined: bool, language: str, at: datetime, limit: int, offset: int
) -> tuple[int, list[Fit]]:
    """Return how many offers fit the library's wants, and one page, new ones first, then the last published.

    Those it said it is not interested in come only if `declined` ones are asked for, and then alone. However many
    there are, there are at most ten queries.
    """
    note, is_new = FitNote, _is_new(at)
    fits = _fitting_ids(Scope(receiver_id=library_id))
    wanted = (
        sa.select(Offer, is_new.label("is_new"))
        .join(fits, fits.c.offer_id == col(Offer.id))
        .outerjoin(note, sa.and_(col(note.offer_id) == col(Offer.id), col(note.library_id) == library_id))
        .where(col(note.declined_at).is_not(None) if declined else _stands(note))
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    order: tuple[Any, ...] = (sa.desc("is_new"), col(Offer.published_at).desc(), col(Offer.id).desc())
    rows = session.execute(
        wanted.add_columns(Library, col(BibliographicRecord.card))
        .join(Library, col(Library.id) == col(Offer.library_id))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Offer.record_id))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    ).all()
    offers = [row[0] for row in rows]
    met = _met(session, library_id, [offer.id for offer in offers], language)
    boxes, known = _boxes(session, library_id, [offer.id for offer in offers]), known_of(session, offers)
    return total, [
        Fit(
            offer,
            title_of(offer, card, language, known),
            authors_of(offer, card, language, known),
            library,
            met[offer.id],
            bool(new),
            boxes.get(offer.id),
        )
        for offer, new, library, card in rows
    ]


def _fitting_ids(scope: Scope) -> sa.Subquery:
    """Return the numbers of the offers that fit, each once.

    To be joined, so that these are looked up: to ask of each offer whether it is among them compares all with all.
    """
    return sa.select(all_pairs(scope).c.offer_id).distinct().subquery()


def _stands(note: type[FitNote]) -> sa.ColumnElement[bool]:
    return col(note.declined_at).is_(None)


def _is_new(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(col(Offer.published_at) > at - NEW_FOR, col(FitNote.seen_at).is_(None))


def _met(session: Session, library_id: int, offer_ids: Collection[int], language: str) -> Mapping[int, list[Met]]:
    """Return by offer which wants of the library it fits; up to six queries."""
    found: dict[int, list[Met]] = defaultdict(list)
    if not offer_ids:
        return found
    pairs = all_pairs(Scope(receiver_id=library_id, offers=col(Offer.id).in_(offer_ids)))
    rows = session.execute(
        sa.select(pairs.c.offer_id, Want).join(Want, col(Want.id) == pairs.c.want_id).order_by(col(Want.id)).distinct()
    ).all()
    titles = titles_with_cards(session, sorted({want.id for _offer_id, want in rows}), language)
    for offer_id, want in rows:
        found[offer_id].append(Met(want, *titles[want.id]))
    return found


def _boxes(session: Session, library_id: int, offer_ids: Collection[int]) -> Mapping[int, int]:
    """Return by offer the box in which the library has ticked it already."""
    ticked = (
        sa.select(col(BoxLine.offer_id), col(BoxLine.box_id))
        .join(Box, col(Box.id) == col(BoxLine.box_id))
        .where(
            col(BoxLine.receiver_id) == library_id,
            col(BoxLine.offer_id).in_(offer_ids),
            col(BoxLine.state).in_((LineState.TICKED, LineState.OUT)),
            col(Box.state).in_(list(LIVE)),
        )
    )
    return dict(session.execute(ticked).all())


def find_fit(session: Session, library_id: int, offer_id: int) -> tuple[Offer, int] | None:
    """Return an offer that fits now, with the first of the wants that it fits; None if it fits none."""
    pairs = all_pairs(Scope(receiver_id=library_id, offers=col(Offer.id) == offer_id))
    want_id = session.scalar(sa.select(sa.func.min(pairs.c.want_id)))
    return (session.get_one(Offer, offer_id), want_id) if want_id is not None else None


def fitting_of(session: Session, library_id: int, offer_ids: Collection[int]) -> Sequence[int]:
    """Return which of some offers fit now; one query."""
    pairs = all_pairs(Scope(receiver_id=library_id, offers=col(Offer.id).in_(offer_ids)))
    return session.scalars(sa.select(pairs.c.offer_id).distinct().order_by(pairs.c.offer_id)).all()


def lacking_class(session: Session, library_id: int) -> list[tuple[Want, int]]:
    """Return the library's profiles that nothing on offer fits, where books are offered of which no class is known.

    With each how many of these fit it in all but the subject; two queries.
    """
    lacking = unclassed_for(library_id).subquery()
    pairs = all_pairs(Scope(receiver_id=library_id))
    rows = session.execute(
        sa.select(Want, lacking.c.count)
        .join(lacking, lacking.c.want_id == col(Want.id))
        .where(col(Want.id).not_in(sa.select(pairs.c.want_id)))
        .order_by(col(Want.id))
    )
    return [(want, count) for want, count in rows]


# Letters --------------------------------------------------------------------------------------------------------------


def libraries_with_news(session: Session, at: datetime) -> Sequence[int]:
    """Return the libraries to which something new fits that they neither saw nor were told of; one query for all."""
    pairs = all_pairs(_published_lately(at))
    known = sa.select(col(FitNote.id)).where(
        col(FitNote.library_id) == pairs.c.library_id, col(FitNote.offer_id) == pairs.c.offer_id
    )
    found = sa.select(pairs.c.library_id).where(~sa.exists(known)).distinct()
    return session.scalars(found.order_by(pairs.c.library_id)).all()


def news_for(session: Session, library_id: int, at: datetime) -> Sequence[int]:
    """Return the new offers that fit and that the library neither saw nor was told of, the last published first."""
    noted = sa.select(col(FitNote.offer_id)).where(col(FitNote.library_id) == library_id)
    fits = _fitting_ids(_published_lately(at, library_id))
    found = sa.select(col(Offer.id)).join(fits, fits.c.offer_id == col(Offer.id)).where(col(Offer.id).not_in(noted))
    return session.scalars(found.order_by(col(Offer.published_at).desc(), col(Offer.id).desc())).all()


def _published_lately(at: datetime, library_id: int | None = None) -> Scope:
    lately = sa.and_(col(Offer.state) == OfferState.OPEN, col(Offer.published_at) > at - NEW_FOR)
    return Scope(receiver_id=library_id, offers=lately)


def last_told(session: Session, library_ids: Collection[int]) -> Mapping[int, datetime]:
    """Return by library when it was last told of something; one query."""
    told = sa.select(col(FitNote.library_id), sa.func.max(col(FitNote.told_at)))
    mine = told.where(col(FitNote.library_id).in_(library_ids), col(FitNote.told_at).is_not(None))
    return dict(session.execute(mine.group_by(col(FitNote.library_id))).all())
