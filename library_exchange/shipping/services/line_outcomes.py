"""What becomes of titles: looked at when they come, claimed, given up as lost, freed again; upper rooms hear of it."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.rules.claim_reasons import OPEN
from library_exchange.shipping.rules.codes import LineState
from library_exchange.shipping.schemas import Reasoned
from library_exchange.shipping.services import claim_reasons, events
from library_exchange.shipping.services.dividing import divide
from library_exchange.shipping.services.own_procedures import own_procedure

Said = Mapping[int, tuple[ConsignmentLine, dict[LineState, int]]]
"""By the id of its line, a title and how many of its copies came in each state."""


def open_claim(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    line: ConsignmentLine,
    fault: LineState,
    now: datetime,
    said: Reasoned = claim_reasons.NOTHING_SAID,
) -> Claim:
    """Open a claim about `line`, which came with `fault` or not at all, and tell of it; more of it may be `said`."""
    claim = Claim(consignment_id=consignment.id, line_id=line.id, fault=fault, opened_at=now, touched_at=now)
    session.add(claim)
    session.flush()
    audit.record(session, actor, "claim.open", "claim", claim.id, at=now, fault=str(fault), number=consignment.number)
    claim_reasons.keep(session, actor, claim, OPEN, said, now)
    kind = events.OutcomeKind.CLAIM_OPENED
    events.tell(session, actor, consignment, line, kind, now, was_counted=line.counted_at is not None)
    return claim


def take_in(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    said: Said,
    more: Mapping[int, str | Reasoned],
    now: datetime,
) -> None:
    """Count the copies that came well, and open a claim for the others; a title that came in part is divided.

    There is `more` of some by the ids of their lines: why something is claimed, or for what its room settles by itself
    the code of the damage.
    """
    for line, states in said.values():
        told = more.get(line.id)
        for state, copies in reversed(states.items()):
            _look_at(session, actor, consignment, divide(session, line, copies, state), told, now)


def _look_at(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    line: ConsignmentLine,
    told: str | Reasoned | None,
    now: datetime,
) -> None:
    if line.state is LineState.GOOD:
        line.counted_at = now
    session.flush()
    if line.state is LineState.GOOD:
        events.tell(session, actor, consignment, line, events.OutcomeKind.RECEIVED, now, was_counted=False)
    elif own_procedure(line) is not None:
        kind, damage = events.OutcomeKind.CAME_BADLY, told if isinstance(told, str) else None
        events.tell(session, actor, consignment, line, kind, now, was_counted=False, damage=damage)
    else:
        said = told if isinstance(told, Reasoned) else claim_reasons.NOTHING_SAID
        open_claim(session, actor, consignment, line, line.state, now, said)


def complain(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    line: ConsignmentLine,
    copies: int,
    fault: LineState,
    now: datetime,
    said: Reasoned,
) -> None:
    """Open a claim for `copies` of a title that was first taken for good."""
    faulty = divide(session, line, copies, fault)
    session.flush()
    open_claim(session, actor, consignment, faulty, fault, now, said)


def give_up(session: Session, actor: Actor, consignment: Consignment, now: datetime) -> None:
    """Note that what has not come is lost, and open a claim for each title that its room does not settle by itself."""
    for line in contents_of(session, consignment).lines:
        if line.state is LineState.EXPECTED:
            line.state = LineState.LOST
            session.add(line)
            session.flush()
            events.tell(session, actor, consignment, line, events.OutcomeKind.LOST, now, was_counted=False)
            if own_procedure(line) is None:
                open_claim(session, actor, consignment, line, LineState.LOST, now)


def release(session: Session, actor: Actor, consignment: Consignment, now: datetime) -> None:
    """Free the titles that still were to travel."""
    for line in contents_of(session, consignment).lines:
        if line.state is LineState.EXPECTED:
            line.state, line.parcel_id = LineState.RELEASED, None
            session.add(line)
            session.flush()
            events.tell(session, actor, consignment, line, events.OutcomeKind.RELEASED, now, was_counted=False)
