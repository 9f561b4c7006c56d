"""Libraries answer the lines of a round, or let the time pass."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.steps import Machine, Taking, take
from library_exchange.offers import policy as offers_policy
from library_exchange.rounds import labels
from library_exchange.rounds.models import Round, RoundLine, RoundMember
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.answers import (
    REFUSALS,
    Answer,
    End,
    LineState,
    Refusal,
    end_that_refused,
    silent_answer,
)
from library_exchange.rounds.rules.rounds import PROPOSAL, Effect, ProposalEvent, ProposalState, RoundState
from library_exchange.rounds.schemas import LineAnswer
from library_exchange.rounds.services import line_states
from library_exchange.rounds.services.forfeiting import Loss, lose, tell
from library_exchange.rounds.services.refusing import refuse


def end_of(line: RoundLine, library_id: int) -> End:
    """Return which end of a line the library is."""
    return End.GIVER if line.giver_id == library_id else End.RECEIVER


def answer(
    session: Session, actor: Actor, found: Round, line: RoundLine, given: LineAnswer, now: datetime
) -> list[Loss]:
    """Note what the actor's library says to a line; return what it loses for that, if it refuses to send a book.

    An answer is final. Raises Conflict for one that came too late.
    """
    library_id = rights.library_of(actor)
    _require_open(found)
    end = end_of(line, library_id)
    if line.state is not LineState.PROPOSED or _answer_of(line, end) is not Answer.WAITING:
        raise Conflict("answered-already", labels.ANSWERED)
    losses: list[Loss] = []
    if given.is_accepted:
        _accept(session, line, end)
    else:
        if given.reason not in REFUSALS[end]:
            raise InvalidInput({"reason": labels.CHOOSE_REASON})
        refuse(session, actor, found, line, end, given.reason, now)
        losses = lose(session, actor, found, [line] if end is End.GIVER else [], now, may_ask=True)
    audit.record(session, actor, "round.answer", "round_line", line.id, at=now, accepted=given.is_accepted)
    parties = {*_parties(line), *(loss.line.giver_id for loss in losses)}
    close_proposals(session, actor, found, parties, now)
    tell(session, actor, found, losses)
    return losses


def accept_all(session: Session, actor: Actor, found: Round, now: datetime) -> int:
    """Accept every line that waits for the actor's library; return how many."""
    library_id = rights.library_of(actor)
    _require_open(found)
    waiting = _waiting(session, found, library_id)
    for line in waiting:
        _accept(session, line, end_of(line, library_id))
    audit.record(session, actor, "round.accept_all", "round", found.id, at=now, lines=len(waiting))
    parties = {each for line in waiting for each in (line.giver_id, line.receiver_id)}
    close_proposals(session, actor, found, parties | {library_id}, now)
    return len(waiting)


def decline_all(session: Session, actor: Actor, found: Round, now: datetime) -> int:
    """Decline every line of the actor's library that is not refused; return how many."""
    library_id = rights.library_of(actor)
    _require_open(found)
    member = queries.get_member(session, found, library_id)
    if member.proposal is not ProposalState.SENT:
        raise Conflict("answered-already", labels.ANSWERED)
    own = [line for line in queries.lines_of(session, found, {LineState.PROPOSED}) if library_id in _parties(line)]
    take(PROPOSALS, session, actor, member, ProposalEvent.DECLINE_ALL, now, given={"round": found, "lines": own})
    audit.record(session, actor, "round.decline_all", "round", found.id, at=now, lines=len(own))
    close_proposals(session, actor, found, {each for line in own for each in _parties(line)}, now)
    return len(own)


def read_silence(session: Session, actor: Actor, found: Round, now: datetime) -> None:
    """Answer for those who did not: a giver's silence is a no, a receiver's a yes where it asked for that.

    What silent givers lose stays with its senders: nobody else can be asked any more.
    """
    unsent: list[RoundLine] = []
    silent = {member.library_id: member.accepts_silently for member, _library in queries.members(session, found)}
    for line in queries.lines_of(session, found, {LineState.PROPOSED}):
        for end, library_id in ((End.GIVER, line.giver_id), (End.RECEIVER, line.receiver_id)):
            if line.state is LineState.PROPOSED and _answer_of(line, end) is Answer.WAITING:
                if silent_answer(end, silent[library_id]) is Answer.ACCEPTED:
                    _accept(session, line, end)
                else:
                    refuse(session, actor, found, line, end, Refusal.SILENCE, now)
                    unsent += [line] if end_that_refused(Refusal.SILENCE, line.giver_answer) is End.GIVER else []
    losses = lose(session, actor, found, unsent, now, may_ask=False)
    close_proposals(session, actor, found, set(silent), now)
    tell(session, actor, found, losses)


def _require_open(found: Round) -> None:
    if found.state is not RoundState.PROPOSED:
        raise Conflict("not-proposed", labels.NOT_NOW)


def _parties(line: RoundLine) -> tuple[int, int]:
    return line.giver_id, line.receiver_id


def _answer_of(line: RoundLine, end: End) -> Answer:
    return line.giver_answer if end is End.GIVER else line.receiver_answer


def _accept(session: Session, line: RoundLine, end: End) -> None:
    column = "giver_answer" if end is End.GIVER else "receiver_answer"
    line_states.write(session, line, **{column: Answer.ACCEPTED})


def _waiting(session: Session, found: Round, library_id: int) -> list[RoundLine]:
    lines = queries.lines_of(session, found, {LineState.PROPOSED})
    return [
        line
        for line in lines
        if library_id in _parties(line) and _answer_of(line, end_of(line, library_id)) is Answer.WAITING
    ]


def close_proposals(session: Session, actor: Actor, found: Round, library_ids: set[int], now: datetime) -> None:
    """Close the proposal of each of these libraries that has answered everything."""
    session.flush()
    owing = {
        each
        for line in queries.lines_of(session, found, {LineState.PROPOSED})
        for each in _parties(line)
        if _answer_of(line, end_of(line, each)) is Answer.WAITING
    }
    wanted = (col(RoundMember.round_id) == found.id, col(RoundMember.library_id).in_(sorted(library_ids - owing)))
    for member in session.scalars(sa.select(RoundMember).where(*wanted)):
        if member.proposal is ProposalState.SENT:
            take(PROPOSALS, session, actor, member, ProposalEvent.ACCEPT, now)
            audit.record(session, actor, "round.proposal_answered", "round", found.id, at=now)


def _refuse_lines(taking: Taking) -> None:
    found, library_id = taking.given["round"], taking.row.library_id
    for line in taking.given["lines"]:
        end = end_of(line, library_id)
        refuse(taking.session, taking.actor, found, line, end, REFUSALS[end][-1], taking.at)


PROPOSALS = Machine(
    PROPOSAL,
    "round_member",
    offers_policy.parts_in_line,
    not_now=lambda _row, _event: labels.ANSWERED,
    changed_meanwhile=labels.NOT_NOW,
    stamps=lambda taking, _target: {"answered_at": taking.at},
    effects={Effect.REFUSE_LINES: _refuse_lines},
    column="proposal",
    is_audited=False,
)
"""What a library answers stands in the audit of the round."""
