"""The result of a clearing: its lines, what became of each want, and the figures of each library."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import OfferEvent, OfferState
from library_exchange.offers.rules.wants import WantEvent, WantState
from library_exchange.offers.services import transitions
from library_exchange.rounds.models import Round, RoundLine, RoundLists, RoundMember, RoundOffer, RoundWant
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.queries.market import Gathered
from library_exchange.rounds.rules import answers
from library_exchange.rounds.rules.answers import End, LineState, Refusal
from library_exchange.rounds.rules.clearing import published
from library_exchange.rounds.rules.clearing.clear import Clearing
from library_exchange.rounds.rules.clearing.market import input_hash
from library_exchange.rounds.rules.clearing.reasons import Match, Outcome
from library_exchange.rounds.rules.rounds import ProposalState
from library_exchange.rounds.services import answering, line_states


def write(session: Session, actor: Actor, found: Round, gathered: Gathered, result: Clearing, now: datetime) -> None:
    """Write the result of the clearing that the round counts last: reserve its offers, hold its wants.

    Raises Conflict if one of them is no longer open.
    """
    copies = _copies(session, found, gathered, result.matches, now)
    lines = [_line(found, gathered, match, copies) for match in result.matches]
    _carry_answers(session, found, lines)
    session.add_all(lines)
    session.flush()
    line_states.move_offers(session, [line.offer_id for line in lines], OfferState.OPEN, OfferEvent.RESERVE, now)
    line_states.move_wants(session, {line.want_id for line in lines}, WantState.OPEN, WantEvent.MATCH, now)
    _note_outcomes(session, found, gathered, result)
    _note_statements(session, found, gathered, result)
    _write_file(session, found, gathered, result)
    answering.close_proposals(session, actor, found, set(gathered.library_ids.values()), now)
    audit.record(session, actor, "round.reserve", "round", found.id, at=now, lines=len(lines), hash=result.input_hash)


def _write_file(session: Session, found: Round, gathered: Gathered, result: Clearing) -> None:
    """Keep the lists as they were cleared, for everybody to compute anew."""
    told = published.shown(gathered.market)
    lists = RoundLists(
        round_id=found.id,
        clearing=found.clearings,
        content=published.written(told, result, found.clearings),
        sha256=input_hash(told),
        names={str(library_id): name for name, library_id in gathered.library_ids.items()},
    )
    session.add(lists)


def _copies(
    session: Session, found: Round, gathered: Gathered, matches: Sequence[Match], now: datetime
) -> dict[str, list[int]]:
    """Split lots so that every matched copy is a line of its own; return the ids for each offer's public name."""
    needed = Counter(match.offer for match in matches)
    ids = [gathered.offer_ids[name] for name in needed]
    rows = {row.offer_id: row for row in queries.in_round(session, RoundOffer, found, RoundOffer.offer_id, ids)}
    offers = {offer.id: offer for offer in queries.by_id(session, Offer, ids)}
    numbers = _last_numbers(session, found)
    copies: dict[str, list[int]] = {}
    parts: list[tuple[str, RoundOffer, Offer]] = []
    for name, count in sorted(needed.items()):
        offer = offers[gathered.offer_ids[name]]
        copies[name] = [offer.id] if count == offer.quantity else []
        values = offer.model_dump(exclude={"id", "version"}) | {"quantity": 1, "split_from_id": offer.id}
        taken = count - len(copies[name])
        parts += [(name, rows[offer.id], Offer(**values)) for _ in range(taken)]
        if taken:
            transitions.write(session, offer, {"quantity": offer.quantity - taken, "touched_at": now})
    session.add_all(part for _name, _row, part in parts)
    session.flush()
    for name, row, part in parts:
        numbers[row.library_id] += 1
        copies[name].append(part.id)
        values = row.model_dump() | {"offer_id": part.id, "number": numbers[row.library_id]}
        session.add(RoundOffer(**values))
    session.flush()
    return copies


def _last_numbers(session: Session, found: Round) -> Counter[int]:
    rows = session.execute(
        sa.select(col(RoundOffer.library_id), sa.func.max(col(RoundOffer.number)))
        .where(col(RoundOffer.round_id) == found.id)
        .group_by(col(RoundOffer.library_id))
    )
    return Counter(dict(rows.all()))


def _line(found: Round, gathered: Gathered, match: Match, copies: dict[str, list[int]]) -> RoundLine:
    return RoundLine(
        round_id=found.id,
        clearing=found.clearings,
        offer_id=copies[match.offer].pop(),
        want_id=gathered.want_ids[match.want],
        giver_id=gathered.library_ids[match.giver],
        receiver_id=gathered.library_ids[match.receiver],
        kind=int(match.kind),
        priority=match.priority,
        rank=match.rank,
        wishers=match.wishers,
        work=match.work,
        in_line=[[gathered.want_ids[want], int(kind)] for want, kind in match.in_line],
    )


def _carry_answers(session: Session, found: Round, lines: Sequence[RoundLine]) -> None:
    """Keep what was answered to the same line in the first clearing."""
    if found.clearings == 1:
        return
    earlier = session.scalars(
        sa.select(RoundLine).where(col(RoundLine.round_id) == found.id, col(RoundLine.state) == LineState.RECLEARED)
    )
    given = {(line.offer_id, line.want_id): line for line in earlier}
    for line in lines:
        if (before := given.get((line.offer_id, line.want_id))) is not None:
            line.giver_answer, line.receiver_answer = before.giver_answer, before.receiver_answer


def _note_outcomes(session: Session, found: Round, gathered: Gathered, result: Clearing) -> None:
    told = {gathered.want_ids[one.want]: one for one in result.outcomes}
    refused = _refused(session, found)
    for row in session.scalars(sa.select(RoundWant).where(col(RoundWant.round_id) == found.id)):
        one = told.get(row.want_id)
        # What is not in the market has left the round: withdrawn by its owner, or filled elsewhere meanwhile.
        row.is_out = one is None
        row.outcome, row.decided_by = (one.outcome, one.decided_by) if one else (None, None)
        row.about_offer_id = gathered.offer_ids[one.about] if one and one.about else None
        if row.outcome is Outcome.NO_OFFER and (by := refused.get(row.want_id)) is not None:
            row.outcome = answers.outcome_of_refusal(by[0], 0, by[1])
        session.add(row)


def _refused(session: Session, found: Round) -> dict[int, tuple[End, Refusal]]:
    """Return for each want of which a book was refused in this round by whom and why; of several the last."""
    return {
        line.want_id: (answers.end_that_refused(line.refusal, line.giver_answer), line.refusal)
        for line in queries.lines_of(session, found, {LineState.REFUSED})
        if line.refusal is not None
    }


def _note_statements(session: Session, found: Round, gathered: Gathered, result: Clearing) -> None:
    figures = {gathered.library_ids[one.institution]: one for one in result.statements}
    for member in session.scalars(sa.select(RoundMember).where(col(RoundMember.round_id) == found.id)):
        one = figures[member.library_id]
        member.opening, member.closing = one.opening, one.closing
        has_lines = one.given + one.received > 0
        member.proposal = ProposalState.SENT if has_lines else None
        member.answered_at = None
        session.add(member)
    session.flush()
