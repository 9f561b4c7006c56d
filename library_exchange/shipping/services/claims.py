"""Claims: opened for a title, answered by the giver, agreed or disputed by the receiver, decided by the coordinator."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.procedure import NoSuchStep, find_step
from library_exchange.shipping import labels, policy
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine
from library_exchange.shipping.rules.claims import CLAIMS, counts_as_received
from library_exchange.shipping.rules.codes import (
    ClaimEvent,
    ClaimState,
    LineState,
    Outcome,
    ShipmentEvent,
    ShipmentState,
)
from library_exchange.shipping.schemas import NewConsignment, NewLine
from library_exchange.shipping.services import letters, moves, news, planning
from library_exchange.shipping.services.replacements import replacement_for


def open_claim(
    session: Session, actor: Actor, consignment: Consignment, line: ConsignmentLine, fault: LineState, now: datetime
) -> Claim:
    """Open a claim about `line`, which came with `fault` or not at all, and tell of it."""
    claim = Claim(consignment_id=consignment.id or 0, line_id=line.id or 0, fault=fault, opened_at=now, touched_at=now)
    session.add(claim)
    session.flush()
    audit.record(session, actor, "claim.open", "claim", claim.id, at=now, fault=str(fault), number=consignment.number)
    kind = news.NewsKind.CLAIM_OPENED
    news.tell(session, actor, consignment, line, kind, now, was_counted=line.counted_at is not None)
    return claim


def take(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    claim: Claim,
    event: ClaimEvent,
    now: datetime,
    chosen: int | None = None,
) -> None:
    """Take a step of a claim; when it is resolved, upper rooms hear what it means for the accounts.

    Who agrees to another book has `chosen` it among those that the giver can send. Raises Conflict if there is no such
    step now or the book is gone, InvalidInput if none was chosen, Forbidden if it is not the actor's step to take.
    """
    try:
        step = find_step(CLAIMS, claim.state, event)
    except NoSuchStep as error:
        raise Conflict("no-such-step", labels.CLAIM_NOT_NOW, event=event) from error
    policy.require(actor, consignment, *step.by)
    before = claim.state
    moves.write(session, claim, {"state": step.target, "outcome": step.outcome, "touched_at": now})
    facts = {"from": str(before), "to": str(step.target), "outcome": str(step.outcome or "")}
    audit.record(session, actor, f"claim.{event}", "claim", claim.id, at=now, **facts)
    letters.tell(session, actor, consignment, event)
    if step.outcome is not None:
        _settle(session, actor, consignment, claim, step.outcome, now)
        _replace(session, actor, consignment, claim, chosen, now)
        close_if_resolved(session, consignment, now)


def _settle(
    session: Session, actor: Actor, consignment: Consignment, claim: Claim, outcome: Outcome, now: datetime
) -> None:
    line = session.get_one(ConsignmentLine, claim.line_id)
    was_counted = line.counted_at is not None
    counts = counts_as_received(outcome, claim.fault)
    line.counted_at = (line.counted_at or now) if counts else None
    if outcome is Outcome.SUBSTITUTED:
        line.state = LineState.SUBSTITUTED
    elif outcome is Outcome.WITHDRAWN and counts:
        line.state = LineState.GOOD
    session.add(line)
    session.flush()
    kind = news.NewsKind.CLAIM_RESOLVED
    news.tell(session, actor, consignment, line, kind, now, was_counted=was_counted, outcome=outcome)


def _replace(
    session: Session, actor: Actor, consignment: Consignment, claim: Claim, chosen: int | None, now: datetime
) -> None:
    """Have the book sent that comes instead: the one chosen, or the same title again.

    An upper room promises it; a title that none has in hand is planned again as it is, another one entered by hand.
    """
    line = session.get_one(ConsignmentLine, claim.line_id)
    replacement = replacement_for(line)
    if claim.outcome is Outcome.RESENT:
        if replacement is None:
            _plan_again(session, consignment, line, now)
        else:
            replacement.promise(session, actor, line.subject_id or 0, None, now)
    elif claim.outcome is Outcome.SUBSTITUTED and replacement is not None:
        if chosen is None:
            raise InvalidInput({"chosen": _l("Choose the book that you would like instead.")})
        replacement.promise(session, actor, line.subject_id or 0, chosen, now)


def _plan_again(session: Session, consignment: Consignment, line: ConsignmentLine, now: datetime) -> None:
    """Plan a consignment like the one in which the title did not come well; both sides agreed, so the service acts.

    Whoever sent the title goes on hearing of it.
    """
    title = NewLine.model_construct(**{name: getattr(line, name) for name in NewLine.model_fields})
    way = NewConsignment.model_construct(**{name: getattr(consignment, name) for name in NewConsignment.model_fields})
    planning.plan(session, moves.SERVICE, consignment.giver_id, way, [title], now)


def close_if_resolved(session: Session, consignment: Consignment, now: datetime) -> None:
    """Close the consignment when nothing of it is under way and its last claim has been resolved."""
    if consignment.state not in (ShipmentState.IN_CLAIM, ShipmentState.LOST):
        return
    unresolved = sa.select(sa.func.count()).where(
        col(Claim.consignment_id) == consignment.id, col(Claim.state) != ClaimState.RESOLVED
    )
    if not session.scalar(unresolved):
        moves.take(session, moves.SERVICE, consignment, ShipmentEvent.CLAIMS_RESOLVED, now)
