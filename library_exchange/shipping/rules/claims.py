"""A claim as a table: what the giver may answer, what the receiver may say to it, what the coordinator decides."""

from library_exchange.shipping.rules.codes import ClaimEvent, ClaimState, LineState, Outcome, Part
from library_exchange.shipping.rules.machine import Effect, Guard, Step, by

S, E, P, O = ClaimState, ClaimEvent, Part, Outcome  # noqa: E741

GIVER, RECEIVER = by(P.GIVER), by(P.RECEIVER)
COORDINATOR, TIME = by(P.COORDINATOR), by(P.CLOCK)
TELL = (Effect.TELL_RESOLVED,)


def _resolved(who: frozenset[Part], outcome: Outcome, guards: tuple[Guard, ...] = ()) -> Step[ClaimState]:
    return Step(S.RESOLVED, who, guards, TELL, outcome)


CLAIMS: dict[tuple[ClaimState, ClaimEvent], Step[ClaimState]] = {
    (S.OPENED, E.OFFER_SUBSTITUTE): Step(S.SUBSTITUTE_OFFERED, GIVER),
    (S.OPENED, E.OFFER_RESEND): Step(S.RESEND_OFFERED, GIVER),
    (S.OPENED, E.CREDIT): _resolved(GIVER, O.CREDITED),
    (S.OPENED, E.REFUSE): Step(S.REFUSED, GIVER),
    (S.OPENED, E.WITHDRAW): _resolved(RECEIVER, O.WITHDRAWN),
    # Silence never costs the receiver; the giver who can prove posting is paid by the network.
    (S.OPENED, E.SILENCE): _resolved(TIME, O.CREDITED),
    (S.OPENED, E.SILENCE_WITH_PROOF): _resolved(TIME, O.FUND),
    (S.SUBSTITUTE_OFFERED, E.AGREE): _resolved(RECEIVER, O.SUBSTITUTED),
    (S.SUBSTITUTE_OFFERED, E.DISAGREE): Step(S.ESCALATED, RECEIVER),
    (S.RESEND_OFFERED, E.AGREE): _resolved(RECEIVER, O.RESENT),
    (S.RESEND_OFFERED, E.DISAGREE): Step(S.ESCALATED, RECEIVER),
    (S.REFUSED, E.AGREE): _resolved(RECEIVER, O.STANDS),
    (S.REFUSED, E.DISAGREE): Step(S.ESCALATED, RECEIVER),
    (S.ESCALATED, E.DECIDE_FOR_RECEIVER): _resolved(COORDINATOR, O.CREDITED),
    (S.ESCALATED, E.DECIDE_FOR_GIVER): _resolved(COORDINATOR, O.STANDS),
    (S.ESCALATED, E.DECIDE_FOR_FUND): _resolved(COORDINATOR, O.FUND),
    (S.ESCALATED, E.WITHDRAW): _resolved(RECEIVER, O.WITHDRAWN),
}

FINAL = (S.RESOLVED,)


def counts_as_received(outcome: Outcome, fault: LineState) -> bool:
    """Whether after a claim about `fault` the book is on the receiver's account as received.

    A damaged or wrong book does if the claim failed, a missing one if the receiver found it after all and withdrew;
    what went lost on its way never does.
    """
    if fault is LineState.LOST:
        return False
    if fault is LineState.MISSING:
        return outcome is O.WITHDRAWN
    return outcome in (O.STANDS, O.WITHDRAWN)
