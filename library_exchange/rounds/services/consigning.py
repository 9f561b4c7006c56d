"""What becomes of a round's books on their way: offer, want and account follow the news of the consignment."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import actor as actors
from library_exchange.core.actor import Actor
from library_exchange.directory.queries import day_at
from library_exchange.ledger import queries as ledger_queries
from library_exchange.ledger import services as ledger
from library_exchange.ledger.models import BookKind, Reason, Unit
from library_exchange.ledger.schemas import Borne, Given, Posting, Reference
from library_exchange.offers import policy as offers_policy
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferEvent, OfferState
from library_exchange.offers.rules.wants import WantEvent, WantState, event_of_receipt
from library_exchange.offers.services.transitions import move_offer, move_want, undo_copy, write
from library_exchange.rounds.models import Round, RoundLine
from library_exchange.rounds.rules.answers import LineState
from library_exchange.rounds.rules.rounds import RoundState
from library_exchange.rounds.services import clock, line_states
from library_exchange.shipping.rules.codes import Outcome
from library_exchange.shipping.services.events import LineOutcome, OutcomeKind

REFERENCE, BORNE_REFERENCE = "exchange.round_line", "exchange.round_line_borne"
EVENTS = {
    OutcomeKind.RECEIVED: OfferEvent.RECEIVE,
    OutcomeKind.LOST: OfferEvent.LOSE,
    OutcomeKind.NOT_CLEARED: OfferEvent.RELEASE,
    OutcomeKind.RELEASED: OfferEvent.RELEASE,
}
"""What happens to the offer at the end of its way, if no claim was opened."""


def counting(_session: Session, ids: Collection[int]) -> Collection[int]:
    """Return which of some books of rounds count on the account with all libraries: every one."""
    return ids


def hear(session: Session, actor: Actor, outcome: LineOutcome, now: datetime) -> None:
    """Take in what became of a line; told twice, it changes nothing."""
    line = session.get_one(RoundLine, outcome.subject_id)
    _keep_account(session, actor, line, outcome, now)
    if line.state is LineState.RECEIVED and outcome.was_counted and not outcome.counts:
        line_states.write(session, line, state=LineState.FAILED)
        undo_copy(session, offers_policy.FOLLOWS, session.get_one(Want, line.want_id), now)
    if outcome.outcome is Outcome.TURNED_UP and line.state is LineState.FAILED:
        line_states.write(session, line, state=LineState.RECEIVED)
        return
    if line.state is not LineState.CONFIRMED:
        return
    offer = session.get_one(Offer, line.offer_id)
    if outcome.kind is OutcomeKind.SENT and offer.state is OfferState.COMMITTED:
        move_offer(session, actor, offer, OfferEvent.PACK, now)
    event = _end_of_way(outcome)
    if event is None:
        return
    is_received = event is OfferEvent.RECEIVE
    line_states.write(session, line, state=LineState.RECEIVED if is_received else LineState.FAILED)
    move_offer(session, offers_policy.FOLLOWS, offer, event, now)
    _serve_want(session, line, is_received, now)
    found = session.get_one(Round, line.round_id)
    if found.state is RoundState.SHIPPING:
        clock.settle(session, actors.clock(), found, now)


def _end_of_way(outcome: LineOutcome) -> OfferEvent | None:
    """Return what the news means for the offer: after a claim, the book came if it counts, and never did otherwise."""
    if outcome.kind is OutcomeKind.CLAIM_RESOLVED:
        return OfferEvent.RECEIVE if outcome.counts else OfferEvent.LOSE
    return EVENTS.get(outcome.kind)


def _serve_want(session: Session, line: RoundLine, is_received: bool, now: datetime) -> None:
    """Count a copy that came; the want moves on when no other copy is on its way to it."""
    want = session.get_one(Want, line.want_id)
    received = want.received + is_received
    others = sa.select(col(RoundLine.id)).where(
        col(RoundLine.want_id) == want.id, col(RoundLine.state) == LineState.CONFIRMED
    )
    if want.state is not WantState.COMMITTED or session.scalar(others.limit(1)) is not None:
        write(session, want, {"received": received, "touched_at": now})
        return
    came_before = sa.select(col(RoundLine.id)).where(
        col(RoundLine.want_id) == want.id,
        col(RoundLine.round_id) == line.round_id,
        col(RoundLine.state) == LineState.RECEIVED,
    )
    has_some = session.scalar(came_before.limit(1)) is not None
    event = event_of_receipt(received, want.cap) if has_some else WantEvent.FAIL
    declines = 0 if has_some else want.declines
    move_want(session, offers_policy.FOLLOWS, want, event, now, received=received, declines=declines)


def _keep_account(session: Session, actor: Actor, line: RoundLine, outcome: LineOutcome, now: datetime) -> None:
    """Post a received book once on the network's account; take it back if a claim decides so.

    The day is that of the receiving library, as in boxes.
    """
    reference = Reference(kind=REFERENCE, id=str(line.id))
    entry = ledger_queries.find_entry(session, reference)
    day = day_at(session, line.receiver_id, now)
    given = Given(giver_id=line.giver_id, receiver_id=line.receiver_id, unit=Unit.PIECES, amount=outcome.copies)
    if outcome.is_borne:
        about = Reference(kind=BORNE_REFERENCE, id=str(line.id))
        borne = Borne(reference=about, happened_on=day, given=given, copies=outcome.copies, book=BookKind.NETWORK)
        ledger.bear(session, actor, borne, now)
    if outcome.counts and entry is None:
        posting = Posting(
            reason=Reason.RECEIPT,
            reference=reference,
            happened_on=day,
            given=(given,),
            book=BookKind.NETWORK,
        )
        ledger.post(session, actor, posting, now)
    elif entry is not None and outcome.was_counted and not outcome.counts:
        ledger.reverse(session, actor, entry, day, now)
