"""Every pair of an open offer and an open want as one query, those of profiles too: nothing is drawn, nothing bounded.

It is for one library, or for what was published lately; a round of many libraries takes `matching.pairs`.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from library_exchange.catalogue.authority_models import LinkState, WorkLink
from library_exchange.catalogue.models import BibliographicRecord, Holding, Identifier, Item, LocalState
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries.matching import Scope, exact_pairs, is_free, may_come_about, work_pairs
from library_exchange.offers.queries.profiles import fits_else
from library_exchange.offers.rules.wants import WantKind

AS_TEXT = sa.Text()


def all_pairs(scope: Scope) -> sa.Subquery:
    """Return the query of the pairs (`offer_id`, `want_id`, `library_id` of who wants), each perhaps more than once.

    A book that the wanting library holds is in no pair, nor one about which a round is deciding.
    """
    exact, work, profile = (query.subquery() for query in (exact_pairs(scope), work_pairs(scope), _by_profile(scope)))
    found = sa.union_all(
        sa.select(exact.c.offer_id, exact.c.want_id),
        sa.select(work.c.offer_id, work.c.want_id).where(~sa.exists(_other_editions(work))),
        sa.select(profile.c.offer_id, profile.c.want_id),
    ).subquery()
    columns: tuple[Any, ...] = (found.c.offer_id, found.c.want_id, col(Want.library_id))
    return (
        sa.select(*columns)
        .join(Want, col(Want.id) == found.c.want_id)
        .join(Offer, col(Offer.id) == found.c.offer_id)
        .where(is_free(), ~sa.exists(_same_record()), ~sa.exists(_same_number()))
        .subquery()
    )


def unclassed_for(library_id: int) -> sa.Select[*tuple[Any, ...]]:
    """Return the query of the library's profiles (`want_id`) for which books lack nothing but a class: `count` each."""
    columns: tuple[Any, ...] = (col(Want.id).label("want_id"), sa.func.count(col(Offer.id)).label("count"))
    lacking = sa.and_(col(Want.kind) == WantKind.PROFILE, col(Want.subject).is_not(None), col(Offer.subject).is_(None))
    joined = sa.select(*columns).select_from(Want).join(Offer, sa.and_(lacking, fits_else()))
    return may_come_about(Scope(receiver_id=library_id), joined).group_by(col(Want.id))


def _by_profile(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    """Return the query of the pairs where the offer is of the subject, and all else, that a profile asks for."""
    ids: tuple[Any, ...] = (col(Offer.id).label("offer_id"), col(Want.id).label("want_id"))
    # Two queries, so that those of a subject are found by its index.
    found = [
        may_come_about(
            scope,
            sa.select(*ids)
            .select_from(Offer)
            .join(Want, sa.and_(col(Want.kind) == WantKind.PROFILE, of_subject, fits_else())),
        )
        for of_subject in (col(Want.subject) == col(Offer.subject), col(Want.subject).is_(None))
    ]
    joined = sa.union_all(*found).subquery()
    return sa.select(*joined.c)


def _same_record() -> sa.Select[*tuple[Any, ...]]:
    """Return the query of copies of the offered book that the wanting library has."""
    return (
        sa.select(col(Item.id))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(col(Holding.record_id) == col(Offer.record_id), *_is_theirs())
        .correlate(Offer, Want)
    )


def _same_number() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(col(Item.id))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .join(Identifier, col(Identifier.record_id) == col(Holding.record_id))
        .where(col(Identifier.kind) == "isbn", col(Identifier.value) == col(Offer.isbn), *_is_theirs())
        .correlate(Offer, Want)
    )


def _is_theirs() -> tuple[sa.ColumnElement[bool], ...]:
    return col(Item.library_id) == col(Want.library_id), col(Item.local_state) != LocalState.WITHDRAWN


def _other_editions(pairs: sa.Subquery) -> sa.Select[*tuple[Any, ...]]:
    """Return the query of copies of the wanted work, in the language asked, that the wanting library has."""
    link, record = aliased(WorkLink), aliased(BibliographicRecord)
    spoken = sa.cast(col(record.languages), AS_TEXT)
    return (
        sa.select(col(Item.id))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .join(link, col(link.record_id) == col(Holding.record_id))
        .join(record, col(record.id) == col(link.record_id))
        .where(
            col(link.work_id) == pairs.c.work_id,
            col(link.state) == LinkState.CONFIRMED,
            col(Item.library_id) == pairs.c.library_id,
            col(Item.local_state) != LocalState.WITHDRAWN,
            sa.or_(pairs.c.language.is_(None), spoken.contains(pairs.c.language)),
        )
        .correlate(pairs)
    )
