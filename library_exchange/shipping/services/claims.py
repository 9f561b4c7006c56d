"""Claims: opened on a title, answered by the consignor, agreed or disputed by the consignee, decided in the end."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.steps import Machine, Taking, touched
from library_exchange.core.steps import take as take_step
from library_exchange.shipping import policy
from library_exchange.shipping.labels import refusals
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.rules.claims import CLAIM, counts_as_received
from library_exchange.shipping.rules.codes import (
    FAULTS,
    ClaimEvent,
    ClaimGuard,
    ClaimState,
    Effect,
    LineState,
    Outcome,
    ShipmentEvent,
    ShipmentState,
)
from library_exchange.shipping.schemas import NewConsignment, NewLine, Reasoned
from library_exchange.shipping.services import claim_reasons, events, planning, transitions
from library_exchange.shipping.services.replacements import replacement_for


def take(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    claim: Claim,
    event: ClaimEvent,
    now: datetime,
    chosen: int | None = None,
    said: Reasoned = claim_reasons.NOTHING_SAID,
    fault: LineState | None = None,
) -> None:
    """Take a step of a claim; when it is resolved, upper rooms hear what it means for the accounts.

    Who agrees to another book has `chosen` it among those that the consignor can send; who corrects a claim
    says with which `fault` the book came; why the step is taken is `said`.
    Raises Conflict if there is no such step now or the book is gone, InvalidInput if none was chosen or a reason is
    needed, Forbidden if it is not the actor's step to take.
    """
    given = {"chosen": chosen, "why": said, "fault": fault}
    take_step(CLAIMS, session, actor, claim, event, now, within=consignment, given=given)
    claim_reasons.keep(session, actor, claim, event, said, now)


def _require_reason(taking: Taking) -> None:
    if not taking.given["why"].says_something:
        raise InvalidInput({"why": claim_reasons.NEEDED})


def _require_fault(taking: Taking) -> None:
    """Refuse to correct what nobody has looked at, or to no fault; a reason has to be one of the new fault."""
    if taking.row.fault not in FAULTS:
        raise Conflict("not-to-correct", refusals.CLAIM_NOT_NOW)
    fault = taking.given["fault"]
    if fault not in FAULTS:
        raise InvalidInput({"fault": _l("Choose what is wrong with the book.")})
    claim_reasons.require_said(taking.given["why"], [fault])


def _require_lost(taking: Taking) -> None:
    """Refuse to have turned up what was never lost."""
    if taking.row.fault is not LineState.LOST:
        raise Conflict(f"guard-{ClaimGuard.WAS_LOST}", refusals.CLAIM_NOT_NOW)


def _change_fault(taking: Taking) -> None:
    """Have the claim and its title say what is wrong; what is on the account stays there until it is settled."""
    line = taking.session.get_one(ConsignmentLine, taking.row.line_id)
    taking.row.fault = line.state = taking.given["fault"]
    taking.session.add_all([taking.row, line])
    taking.session.flush()


def _settle(taking: Taking) -> None:
    """Tell upper rooms what the end of a claim means for the accounts."""
    session, claim, outcome = taking.session, taking.row, taking.row.outcome
    line = session.get_one(ConsignmentLine, claim.line_id)
    was_counted = line.counted_at is not None
    counts = counts_as_received(outcome, claim.fault)
    line.counted_at = (line.counted_at or taking.at) if counts else None
    if outcome is Outcome.SUBSTITUTED:
        line.state = LineState.SUBSTITUTED
    elif outcome in (Outcome.WITHDRAWN, Outcome.TURNED_UP) and counts:
        line.state = LineState.GOOD
    session.add(line)
    session.flush()
    told = {"was_counted": was_counted, "outcome": outcome}
    events.tell(session, taking.actor, taking.within, line, events.OutcomeKind.CLAIM_RESOLVED, taking.at, **told)


def _replace(taking: Taking) -> None:
    """Have the book sent that comes instead: the one chosen, or the same title again.

    An upper room promises it; a title that none has in hand is planned again as it is, another one entered by hand.
    """
    session, claim, chosen = taking.session, taking.row, taking.given["chosen"]
    line = session.get_one(ConsignmentLine, claim.line_id)
    replacement, is_same = replacement_for(line), claim.outcome is Outcome.RESENT
    if replacement is not None:
        if chosen is None and not is_same:
            raise InvalidInput({"chosen": _l("Choose the book that you would like instead.")})
        wanted = None if is_same else chosen
        claim.replacement_id = replacement.promise(session, taking.actor, line.subject_id or 0, wanted, taking.at)
    elif is_same:
        claim.replacement_id = _plan_again(session, taking.within, line, taking.at)
    session.add(claim)
    session.flush()


def _plan_again(session: Session, consignment: Consignment, line: ConsignmentLine, now: datetime) -> int:
    """Plan a consignment like the one in which the title did not come well; both sides agreed, so the service acts.

    Whoever sent the title goes on hearing of it.
    """
    kept = [name for name, field in NewLine.model_fields.items() if not field.exclude]
    title = NewLine.model_construct(**{name: getattr(line, name) for name in kept})
    way = NewConsignment.model_construct(**{name: getattr(consignment, name) for name in NewConsignment.model_fields})
    made = planning.plan(session, transitions.SERVICE, consignment.consignor_id, way, [title], now)
    for again in contents_of(session, made).lines:
        again.is_value_proposed = line.is_value_proposed
        session.add(again)
    return made.id


def close_if_resolved(session: Session, consignment: Consignment, now: datetime) -> None:
    """Close the consignment when nothing of it is under way and its last claim has been resolved, or it has none."""
    if consignment.state not in (ShipmentState.IN_CLAIM, ShipmentState.LOST):
        return
    mine = sa.select(col(Claim.state)).where(col(Claim.consignment_id) == consignment.id)
    states = session.scalars(mine).all()
    if all(state is ClaimState.RESOLVED for state in states):
        event = ShipmentEvent.CLAIMS_RESOLVED if states else ShipmentEvent.CLOSE
        transitions.take(session, transitions.SERVICE, consignment, event, now)


CLAIMS = Machine(
    CLAIM,
    "claim",
    policy.parts_in_claim,
    not_now=lambda _row, _event: refusals.CLAIM_NOT_NOW,
    not_yours=transitions.not_your_part,
    changed_meanwhile=transitions.CHANGED_MEANWHILE,
    stamps=touched,
    guards={
        ClaimGuard.REASON_GIVEN: _require_reason,
        ClaimGuard.FAULT_CHOSEN: _require_fault,
        ClaimGuard.WAS_LOST: _require_lost,
    },
    effects={
        Effect.CHANGE_FAULT: _change_fault,
        Effect.TELL_RESOLVED: _settle,
        Effect.SEND_REPLACEMENT: _replace,
        Effect.CLOSE_IF_RESOLVED: lambda taking: close_if_resolved(taking.session, taking.within, taking.at),
    },
    notes=lambda taking: {"outcome": str(taking.row.outcome or "")},
    tell=transitions.tell,
)
