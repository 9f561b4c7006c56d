"""How long wants and offers have waited: the earlier rounds that left them where they were."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.offers.models import Offer
from library_exchange.rounds.models import Round, RoundOffer, RoundWant
from library_exchange.rounds.rules.clearing.reasons import HAS_WAITED
from library_exchange.rounds.rules.rounds import RoundState


def times_failed(session: Session, found: Round) -> dict[int, int]:
    """Return in how many earlier rounds each want of this one was left open, and not by its owner; one query."""
    here = aliased(RoundWant)
    rows = session.execute(
        sa.select(col(RoundWant.want_id), sa.func.count())
        .join(Round, col(Round.id) == col(RoundWant.round_id))
        .join(here, sa.and_(col(here.want_id) == col(RoundWant.want_id), col(here.round_id) == found.id))
        .where(*_was_cleared(found), col(RoundWant.outcome).in_(sorted(HAS_WAITED)))
        .group_by(col(RoundWant.want_id))
    )
    return dict(rows.all())


def rounds_waited(session: Session, found: Round) -> dict[int, int]:
    """Return in how many earlier rounds each offer of this one lay open and went to nobody; one query.

    What is still offered has gone to nobody. A copy split from a lot has waited with the lot.
    """
    here = aliased(RoundOffer)
    waited = (
        sa.select(col(RoundOffer.round_id).label("round_id"), col(RoundOffer.offer_id).label("offer_id"))
        .join(Round, col(Round.id) == col(RoundOffer.round_id))
        .where(*_was_cleared(found), col(RoundOffer.is_out).is_(False))
        .subquery()
    )
    itself = sa.select(col(here.offer_id), waited.c.round_id).join(waited, waited.c.offer_id == col(here.offer_id))
    with_its_lot = (
        sa.select(col(here.offer_id), waited.c.round_id)
        .join(Offer, col(Offer.id) == col(here.offer_id))
        .join(waited, waited.c.offer_id == col(Offer.split_from_id))
    )
    both = sa.union(*(part.where(col(here.round_id) == found.id) for part in (itself, with_its_lot))).subquery()
    rows = session.execute(sa.select(both.c.offer_id, sa.func.count()).group_by(both.c.offer_id))
    return dict(rows.all())


def _was_cleared(found: Round) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions on Round for another one that had a result and was not given up."""
    return (
        col(Round.id) != found.id,
        col(Round.cleared_at).is_not(None),
        col(Round.state) != RoundState.CANCELLED,
    )
