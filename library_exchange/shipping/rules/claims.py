"""A claim as a table: what the consignor may answer, what the consignee may say to it, what the coordinator decides."""

from dataclasses import replace

from library_exchange.core.procedure import STAY, Part, Procedure, Step, by
from library_exchange.shipping.rules.codes import ClaimEvent, ClaimGuard, ClaimState, Effect, LineState, Outcome

S, E, P, O = ClaimState, ClaimEvent, Part, Outcome  # noqa: E741

_CONSIGNOR, _CONSIGNEE = by(P.CONSIGNOR), by(P.CONSIGNEE)
_COORDINATOR, _TIME = by(P.COORDINATOR), by(P.CLOCK)


# Nobody is refused, contradicted or decided about without a word.
_WHY = (ClaimGuard.REASON_GIVEN,)


def _resolved(who: frozenset[Part], outcome: Outcome, *further: Effect) -> Step[ClaimState]:
    """Return a step that ends a claim: what it means for the accounts is entered and cannot be taken back."""
    effects, guards = (Effect.TELL_RESOLVED, *further, Effect.CLOSE_IF_RESOLVED), _WHY if who == _COORDINATOR else ()
    return Step(S.RESOLVED, who, guards, effects, facts={"outcome": outcome}, is_grave=who != _TIME)


_steps: dict[tuple[ClaimState, ClaimEvent], Step[ClaimState]] = {
    (S.OPENED, E.OFFER_SUBSTITUTE): Step(S.SUBSTITUTE_OFFERED, _CONSIGNOR, is_grave=True),
    (S.OPENED, E.OFFER_RESEND): Step(S.RESEND_OFFERED, _CONSIGNOR, is_grave=True),
    (S.OPENED, E.CREDIT): _resolved(_CONSIGNOR, O.CREDITED),
    (S.OPENED, E.REFUSE): Step(S.REFUSED, _CONSIGNOR, _WHY, is_grave=True),
    # What is wrong may be put right as long as nobody has answered; once withdrawn it cannot be claimed again.
    (S.OPENED, E.CORRECT): Step(STAY, _CONSIGNEE, (ClaimGuard.FAULT_CHOSEN, *_WHY), (Effect.CHANGE_FAULT,)),
    (S.OPENED, E.WITHDRAW): _resolved(_CONSIGNEE, O.WITHDRAWN),
    # Silence never costs the consignee; the consignor who can prove posting is paid by the network.
    (S.OPENED, E.SILENCE): _resolved(_TIME, O.CREDITED),
    (S.OPENED, E.SILENCE_WITH_PROOF): _resolved(_TIME, O.FUND),
    (S.SUBSTITUTE_OFFERED, E.AGREE): _resolved(_CONSIGNEE, O.SUBSTITUTED, Effect.SEND_REPLACEMENT),
    (S.SUBSTITUTE_OFFERED, E.DISAGREE): Step(S.ESCALATED, _CONSIGNEE, _WHY),
    (S.RESEND_OFFERED, E.AGREE): _resolved(_CONSIGNEE, O.RESENT, Effect.SEND_REPLACEMENT),
    (S.RESEND_OFFERED, E.DISAGREE): Step(S.ESCALATED, _CONSIGNEE, _WHY),
    # An answer stands until the other side has said something to it.
    (S.SUBSTITUTE_OFFERED, E.TAKE_BACK): Step(S.OPENED, _CONSIGNOR, is_grave=True),
    (S.RESEND_OFFERED, E.TAKE_BACK): Step(S.OPENED, _CONSIGNOR, is_grave=True),
    (S.REFUSED, E.TAKE_BACK): Step(S.OPENED, _CONSIGNOR, is_grave=True),
    (S.REFUSED, E.AGREE): _resolved(_CONSIGNEE, O.STANDS),
    (S.REFUSED, E.DISAGREE): Step(S.ESCALATED, _CONSIGNEE, _WHY),
    (S.ESCALATED, E.DECIDE_FOR_CONSIGNEE): _resolved(_COORDINATOR, O.CREDITED),
    (S.ESCALATED, E.DECIDE_FOR_CONSIGNOR): _resolved(_COORDINATOR, O.STANDS),
    (S.ESCALATED, E.DECIDE_FOR_FUND): _resolved(_COORDINATOR, O.FUND),
    (S.ESCALATED, E.WITHDRAW): _resolved(_CONSIGNEE, O.WITHDRAWN),
}
# What was lost may come as long as its claim is open: then nobody owes anything for a loss.
for _state in (S.OPENED, S.SUBSTITUTE_OFFERED, S.RESEND_OFFERED, S.REFUSED, S.ESCALATED):
    _steps[_state, E.TURN_UP] = replace(_resolved(_CONSIGNEE, O.TURNED_UP), guards=(ClaimGuard.WAS_LOST,))
CLAIM: Procedure[ClaimState, ClaimEvent] = Procedure(_steps)

FINAL = (S.RESOLVED,)
DECISIONS = (E.DECIDE_FOR_CONSIGNEE, E.DECIDE_FOR_CONSIGNOR, E.DECIDE_FOR_FUND)
"""What the coordinator may decide."""


def ended_as(outcome: Outcome, fault: LineState) -> tuple[Outcome, bool]:
    """Return how a claim about `fault` ends, and whether the book counts as received then."""
    return outcome, counts_as_received(outcome, fault)


def outcome_of(state: ClaimState, event: ClaimEvent) -> Outcome | None:
    """Return how a claim ends by a step, if it does."""
    outcome: Outcome | None = _steps[state, event].facts.get("outcome")
    return outcome


def counts_as_received(outcome: Outcome, fault: LineState) -> bool:
    """Whether after a claim about `fault` the book is on the consignee's account as received.

    A damaged or wrong book does if the claim failed, a missing one if the consignee found it after all and withdrew;
    what went lost on its way only if it turned up after all.
    """
    if fault is LineState.LOST:
        return outcome is O.TURNED_UP
    if fault is LineState.MISSING:
        return outcome is O.WITHDRAWN
    return outcome in (O.STANDS, O.WITHDRAWN)
