"""A library loses a book that was to come for each one that it refused to send; the book goes on in line or stays."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.offers import policy as offers_policy
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.rules.wants import WantEvent, WantState
from library_exchange.offers.services.transitions import move_offer, move_want
from library_exchange.rounds.models import Round, RoundLine, RoundWant
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.queries.market import standing_of
from library_exchange.rounds.rules.answers import End, LineState, Refusal
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.forfeits import forfeits
from library_exchange.rounds.rules.rounds import ProposalState
from library_exchange.rounds.services import line_states, telling
from library_exchange.rounds.services.refusing import refuse


@dataclass(frozen=True)
class Loss:
    """A line that its receiver has lost, and the one by which its book goes to another; None if it stays."""

    line: RoundLine
    instead: RoundLine | None


def lose(
    session: Session, actor: Actor, found: Round, unsent: Sequence[RoundLine], now: datetime, *, may_ask: bool
) -> list[Loss]:
    """Let the giver of each line that it refused to send lose a book that was to come; return what was lost.

    With `may_ask` the book is proposed to the next in line, who answers in the time of the round.
    """
    if not unsent:
        return []
    losses = []
    ends = [(refused.giver_id, refused.receiver_id) for refused in unsent]
    for refused, told in zip(unsent, forfeits(standing_of(session, found), ends, may_ask=may_ask), strict=True):
        if told is None:
            continue
        line = session.get_one(RoundLine, told.line)
        refuse(session, actor, found, line, End.RECEIVER, Refusal.LOST, now)
        instead = None if told.goes_to is None else _propose(session, found, line, told.goes_to, now)
        details = {"for_line": refused.id, "goes_on_as": instead.id if instead else None}
        audit.record(session, actor, "round.lose", "round_line", line.id, at=now, **details)
        losses.append(Loss(line, instead))
    return losses


def _propose(session: Session, found: Round, lost: RoundLine, want_id: int, now: datetime) -> RoundLine:
    """Propose the book of a lost line to another want; what its giver has said to sending it stands."""
    row, want = session.get_one(RoundWant, (found.id, want_id)), session.get_one(Want, want_id)
    move_offer(session, offers_policy.FOLLOWS, session.get_one(Offer, lost.offer_id), OfferEvent.RESERVE, now)
    if want.state is WantState.OPEN:
        move_want(session, offers_policy.FOLLOWS, want, WantEvent.MATCH, now)
    in_line = lost.in_line or []
    place = [each for each, _kind in in_line].index(want_id)
    line = RoundLine(
        round_id=found.id,
        clearing=found.clearings,
        offer_id=lost.offer_id,
        want_id=want_id,
        giver_id=lost.giver_id,
        receiver_id=row.library_id,
        kind=in_line[place][1],
        priority=row.priority,
        # The line of wishers is kept without the one that the book was to go to.
        rank=place + 1 if place + 1 < lost.rank else place + 2,
        wishers=lost.wishers,
        giver_answer=lost.giver_answer,
        work=lost.work,
        in_line=in_line,
    )
    session.add(line)
    session.flush()
    _await_answer(session, found, row.library_id)
    copies = session.scalar(
        sa.select(sa.func.count()).where(
            col(RoundLine.round_id) == found.id,
            col(RoundLine.want_id) == want_id,
            col(RoundLine.state) == LineState.PROPOSED,
        )
    )
    row.outcome = Outcome.FILLED if copies == row.cap else Outcome.PARTLY_FILLED
    row.decided_by, row.about_offer_id = None, None
    session.add(row)
    session.flush()
    return line


def _await_answer(session: Session, found: Round, library_id: int) -> None:
    """Open the proposal of a library again: it has one book more to answer for."""
    member = queries.get_member(session, found, library_id)
    if member.proposal is not ProposalState.SENT:
        line_states.write(session, member, proposal=ProposalState.SENT, answered_at=None)


def tell(session: Session, actor: Actor, found: Round, losses: Sequence[Loss]) -> None:
    """Write to everybody concerned by what was lost, but to the actor's own library."""
    offers: dict[tuple[int, str], list[int]] = defaultdict(list)
    for loss in losses:
        offers[loss.line.receiver_id, "loser"].append(loss.line.offer_id)
        offers[loss.line.giver_id, "sends_on" if loss.instead else "keeps"].append(loss.line.offer_id)
        if loss.instead:
            offers[loss.instead.receiver_id, "receives"].append(loss.line.offer_id)
    for (library_id, role), ids in sorted(offers.items()):
        if library_id != actor.library_id:
            telling.tell_lost(session, found, library_id, role, ids)
