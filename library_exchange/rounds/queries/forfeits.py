"""What libraries lose in a round by refusing to send: the round as it stands while they answer, who has refused."""

from collections import Counter
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.offers.models import Want
from library_exchange.offers.rules.wants import WantState
from library_exchange.rounds.models import Round, RoundLine, RoundMember, RoundWant
from library_exchange.rounds.rules.answers import REFUSALS, Answer, End, LineState, Refusal
from library_exchange.rounds.rules.clearing.limits import NO_LIMIT, room_of
from library_exchange.rounds.rules.clearing.market import Institution, Rules
from library_exchange.rounds.rules.forfeits import Promise, Seeker, Standing
from library_exchange.rounds.rules.rounds import ProposalState

_UNSENT = sa.and_(
    col(RoundLine.state) == LineState.REFUSED,
    sa.or_(
        col(RoundLine.refusal).in_(REFUSALS[End.GIVER]),
        sa.and_(col(RoundLine.refusal) == Refusal.SILENCE, col(RoundLine.giver_answer) != Answer.ACCEPTED),
    ),
)
"""The condition on RoundLine that its giver has refused to send the book, by word or by silence."""


def answers_before(session: Session, found: Round) -> tuple[Counter[int], Counter[int]]:
    """Return by library how many books its proposals promised it so far, and how many it refused to send; two queries.

    What a library lost was promised once only.
    """
    promised = sa.select(col(RoundLine.receiver_id), sa.func.count()).group_by(col(RoundLine.receiver_id))
    refused = sa.select(col(RoundLine.giver_id), sa.func.count()).where(_UNSENT).group_by(col(RoundLine.giver_id))
    here = col(RoundLine.round_id) == found.id
    return (
        Counter(dict(session.execute(promised.where(here)).all())),
        Counter(dict(session.execute(refused.where(here)).all())),
    )


def standing(
    session: Session, found: Round, ids: Mapping[str, int], parts: Collection[Institution], rules: Rules
) -> Standing:
    """Return the round as it stands: `ids` are those of its libraries by code; four queries.

    A book may still go to a want that is open or waits for more copies, unless its library has declined everything or
    refused to send a book itself.
    """
    rows = session.scalars(
        sa.select(RoundLine).where(col(RoundLine.round_id) == found.id, col(RoundLine.state) == LineState.PROPOSED)
    )
    promises = tuple(_promise(line) for line in rows)
    return Standing(
        rooms={ids[one.id]: room_of(one, rules) for one in parts},
        countries={ids[one.id]: one.country for one in parts},
        gap=NO_LIMIT if rules.gap is None else rules.gap,
        promises=promises,
        wants=_seekers(session, found),
        refused=_refused(session, found),
    )


def _promise(line: RoundLine) -> Promise:
    return Promise(
        id=line.id,
        giver=line.giver_id,
        receiver=line.receiver_id,
        want=line.want_id,
        work=line.work or f"line {line.id}",
        kind=line.kind,
        priority=line.priority,
        rank=line.rank,
        in_line=tuple(want for want, _kind in line.in_line or ()),
    )


def _seekers(session: Session, found: Round) -> dict[int, Seeker]:
    late = sa.select(col(RoundLine.giver_id)).where(col(RoundLine.round_id) == found.id, _UNSENT)
    declined = sa.select(col(RoundMember.library_id)).where(
        col(RoundMember.round_id) == found.id, col(RoundMember.proposal) == ProposalState.DECLINED
    )
    rows = session.execute(
        sa.select(col(RoundWant.want_id), col(RoundWant.library_id), col(RoundWant.cap))
        .join(Want, col(Want.id) == col(RoundWant.want_id))
        .where(
            col(RoundWant.round_id) == found.id,
            col(RoundWant.is_out).is_(False),
            col(Want.state).in_([WantState.OPEN, WantState.PENDING]),
            col(RoundWant.library_id).not_in(late),
            col(RoundWant.library_id).not_in(declined),
        )
    )
    return {want: Seeker(owner, cap) for want, owner, cap in rows}


def _refused(session: Session, found: Round) -> frozenset[tuple[str, int]]:
    rows = session.execute(
        sa.select(col(RoundLine.work), col(RoundLine.want_id)).where(
            col(RoundLine.round_id) == found.id, col(RoundLine.state) == LineState.REFUSED
        )
    )
    return frozenset((work or "", want) for work, want in rows)
