"""What becomes of a consignment moves the requests of the books in it."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.loan_consignments.services.letting_go import SENDS, due_of, held_back
from library_exchange.loans import policy
from library_exchange.loans.labels import code_names
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import own_row
from library_exchange.loans.rules.codes import Action, Damage, Side
from library_exchange.loans.rules.steps import WENT
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services.steps import take_step
from library_exchange.shipping.models import Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.rules.codes import LineState
from library_exchange.shipping.services.events import LineOutcome, OutcomeKind
from library_exchange.shipping.services.own_procedures import OwnProcedure

FOLLOWS: dict[tuple[OutcomeKind, Side], tuple[Action, ...]] = {
    (OutcomeKind.RECEIVED, Side.REQUESTING): (Action.RECEIVE, Action.TURNED_UP),
    (OutcomeKind.RECEIVED, Side.SUPPLYING): (Action.CHECK_IN,),
    (OutcomeKind.LOST, Side.REQUESTING): (Action.REPORT_LOST,),
    (OutcomeKind.NOT_CLEARED, Side.SUPPLYING): (Action.PARCEL_RETURNED,),
}
"""What the library that noted the news says in its own row of the request; the partner hears of it by message."""
REPORTS: dict[tuple[LineState, Side], tuple[Action, ...]] = {
    (LineState.DAMAGED, Side.REQUESTING): (Action.RECEIVE, Action.TURNED_UP, Action.REPORT_DAMAGE),
    (LineState.DAMAGED, Side.SUPPLYING): (Action.CHECK_IN_DAMAGED,),
    (LineState.MISSING, Side.REQUESTING): (Action.REPORT_LOST,),
}
"""What it says of a book that came badly. Of another the pages of both sides tell, until somebody takes a step."""
OWN_PROCEDURE = OwnProcedure({str(damage): code_names.DAMAGES[damage] for damage in Damage})
"""What came badly is settled in the request of the book: it has to come back, and stands on no account."""


def hear(session: Session, actor: Actor, outcome: LineOutcome, now: datetime) -> None:
    """Move the row of the library that acts with the consignment; told twice, or where no step follows, nothing moves.

    Raises Conflict, so that nothing is handed over, if the book's request does not let it go.
    """
    sender = session.get(LoanRequest, outcome.subject_id)
    if sender is None:
        return
    if outcome.kind is OutcomeKind.SENT:
        _send(session, actor, sender, outcome, now)
        return
    own = own_row(session, sender, actor.library_id)
    if own and own.side is Side.REQUESTING and outcome.state is LineState.DAMAGED and own.step(Action.RECEIVE):
        own.damage = _damage(outcome)  # Known before it counts as here: its reader is not told to fetch it.
    for action in _follows(outcome, own.side) if own else ():
        if own is not None and own.step(action) and policy.may(actor, action, own):
            take_step(session, actor, own, action, StepInput(damage=_damage(outcome)), now)


def _follows(outcome: LineOutcome, side: Side) -> tuple[Action, ...]:
    """Return the steps of who noted the news."""
    if outcome.kind is OutcomeKind.CAME_BADLY:
        return REPORTS.get((outcome.state, side), ())
    return FOLLOWS.get((outcome.kind, side), ())


def _damage(outcome: LineOutcome) -> Damage | None:
    """Return what is wrong with a book that came damaged; if nobody has said, the messages of its request will."""
    if outcome.state is not LineState.DAMAGED:
        return None
    return Damage(outcome.damage) if outcome.damage else Damage.OTHER


def _send(session: Session, actor: Actor, loan: LoanRequest, outcome: LineOutcome, now: datetime) -> None:
    """Take the step that sends the book, with what its parcel knows; one that was sent before is not sent again."""
    if loan.stands in WENT[loan.side]:
        return
    action = SENDS[loan.side]
    consignment = session.get_one(Consignment, outcome.consignment_id)
    line = session.get_one(ConsignmentLine, outcome.line_id)
    held = held_back(session, consignment, [line], now)
    if held:
        raise Conflict("held-back", held[line.id], loan=loan.id)
    due_on = due_of(loan, consignment, line)
    parcel = session.get(Parcel, line.parcel_id) if line.parcel_id else None
    told = StepInput(method=consignment.mode, due_on=due_on, tracking=parcel.tracking_no if parcel else None)
    take_step(session, actor, loan, action, told, now)
