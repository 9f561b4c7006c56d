"""What becomes of offer and want when a line of a round is refused, or lost by who was to receive it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.offers import policy as offers_policy
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.rules.wants import WantEvent, WantState, event_of_decline
from library_exchange.offers.services.transitions import move_offer, move_want
from library_exchange.rounds.models import Round, RoundLine, RoundWant
from library_exchange.rounds.rules.answers import End, LineState, Refusal, outcome_of_refusal
from library_exchange.rounds.services import line_states

GONE = (Refusal.NOT_FOUND, Refusal.DAMAGED, Refusal.STILL_NEEDED)
"""Refusals after which the giver no longer offers the copy."""
NOT_SAID = (Refusal.SILENCE, Refusal.LOST)
"""Refusals that the owner of a want did not speak: they do not count as declined by it."""


def refuse(
    session: Session, actor: Actor, found: Round, line: RoundLine, end: End, reason: Refusal, now: datetime
) -> None:
    """Take a line out because this end said no or nothing: the offer is free again or gone, the want waits on.

    The want's outcome is told anew: it is no longer what the clearing had found.
    """
    line_states.write(session, line, state=LineState.REFUSED, refusal=reason)
    _note_outcome(session, found, line, end, reason)
    offer = session.get_one(Offer, line.offer_id)
    event = OfferEvent.NOT_FOUND if reason in GONE else OfferEvent.RELEASE
    move_offer(session, actor if event is OfferEvent.NOT_FOUND else offers_policy.FOLLOWS, offer, event, now)
    _free_want(session, actor, line, now, by_owner=end is End.RECEIVER and reason not in NOT_SAID)


def _note_outcome(session: Session, found: Round, line: RoundLine, end: End, reason: Refusal) -> None:
    left = session.scalar(
        sa.select(sa.func.count()).where(
            col(RoundLine.round_id) == found.id,
            col(RoundLine.want_id) == line.want_id,
            col(RoundLine.state) == LineState.PROPOSED,
        )
    )
    row = session.get_one(RoundWant, (found.id, line.want_id))
    row.outcome, row.decided_by = outcome_of_refusal(end, left or 0, reason), None
    session.add(row)
    session.flush()


def _free_want(session: Session, actor: Actor, line: RoundLine, now: datetime, *, by_owner: bool) -> None:
    """Let a pending want wait on, unless another copy is still proposed for it."""
    others = sa.select(col(RoundLine.id)).where(
        col(RoundLine.want_id) == line.want_id, col(RoundLine.state) == LineState.PROPOSED
    )
    want = session.get_one(Want, line.want_id)
    if want.state is not WantState.PENDING or session.scalar(others.limit(1)) is not None:
        return
    event = event_of_decline(want.declines) if by_owner else WantEvent.RELEASE
    who = actor if by_owner else offers_policy.FOLLOWS
    move_want(session, who, want, event, now, declines=want.declines + by_owner)
