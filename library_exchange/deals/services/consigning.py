"""A box on its way: consignments are planned, and what becomes of each book moves offers, wants and the account."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.regions import REGIONS
from library_exchange.deals import labels
from library_exchange.deals.models import Box, BoxLine
from library_exchange.deals.queries import accounts, boxes
from library_exchange.deals.queries.boxes import KIND, LineRow
from library_exchange.deals.rules.agreements import UNIT_OF
from library_exchange.deals.rules.boxes import BoxState, LineEvent, LineState, Why
from library_exchange.deals.services.agreements import close_pair_if_even
from library_exchange.deals.services.boxes.lines import step_line, weighs
from library_exchange.deals.services.boxes.steps import begin_sending, settle_if_done
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import Reason, Unit
from library_exchange.ledger.schemas import Borne, Given, Posting, Reference
from library_exchange.ledger.services import bear, post, reverse
from library_exchange.offers import policy as offers_policy
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.rules.wants import WantEvent
from library_exchange.offers.services.consigning import offer_line
from library_exchange.offers.services.transitions import move_offer, move_want, receive_copy, undo_copy, write
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.regulations import Rules, rules_on
from library_exchange.shipping.rules import customs_rules
from library_exchange.shipping.rules.codes import Outcome
from library_exchange.shipping.schemas import NewConsignment, NewLine
from library_exchange.shipping.services.events import LineOutcome, OutcomeKind
from library_exchange.shipping.services.planning import plan


def consign(session: Session, actor: Actor, box: Box, now: datetime) -> list[Consignment]:
    """Plan a consignment for each direction in which promised books wait; return those that were made.

    Raises Conflict if the box is not agreed, or everything is in a consignment already.
    """
    rights.require_party(actor, box.first_id, box.second_id)
    if box.state not in (BoxState.ACCEPTED, BoxState.UNDER_WAY):
        raise Conflict("not-agreed", labels.STEP_NOT_NOW)
    waiting = [line for line in boxes.lines_of(session, box, LineState.AGREED) if line.consignment_id is None]
    if not waiting:
        raise Conflict("sent-already", labels.SENT_ALREADY)
    made = []
    for giver_id in (box.first_id, box.second_id):
        lines = [line for line in waiting if line.giver_id == giver_id]
        if lines:
            made.append(_plan(session, actor, box, giver_id, lines, now))
    begin_sending(session, actor, box, now)
    return made


def _plan(session: Session, actor: Actor, box: Box, giver_id: int, lines: list[BoxLine], now: datetime) -> Consignment:
    """Plan one direction; for the other library's books the exchange acts, since both sides agreed."""
    giver = session.get_one(Library, giver_id)
    rules = rules_on(session, day_at(session, giver_id, now))
    point = _point_value(rules, REGIONS[giver.country].currency)
    rows = boxes.rows_of(session, lines, "en")
    planner = actor if actor.library_id == giver_id else offers_policy.FOLLOWS
    new = NewConsignment(consignee_id=box.other(giver_id))
    made = plan(session, planner, giver_id, new, [_title(row, point) for row in rows], now)
    for line in lines:
        write(session, line, {"consignment_id": made.id})
    audit.record(session, actor, "box.consign", "box", box.id, at=now, number=made.number, titles=len(lines))
    return made


def _point_value(rules: Rules, currency: str) -> int | None:
    """Return a point's value in the currency; None, so that staff write values in, while nobody set it."""
    return rules.numbers.get(customs_rules.point_value(currency))


def _title(row: LineRow, point_minor: int | None) -> NewLine:
    """Return a book as consignments know it; what nobody knows of it is completed by hand."""
    return offer_line(
        (KIND, row.line.id),
        row.offer,
        row.card,
        copies=row.line.copies,
        weight_g=weighs(row.offer) or None,
        value_minor=None if point_minor is None else row.offer.value_points * point_minor,
    )


# News -----------------------------------------------------------------------------------------------------------------


def hear(session: Session, actor: Actor, outcome: LineOutcome, at: datetime) -> None:
    """Do what follows from what became of a book: nothing but a good receipt debits the receiver."""
    line = session.get_one(BoxLine, outcome.subject_id)
    box = session.get_one(Box, line.box_id)
    if outcome.kind is OutcomeKind.SENT:
        step_line(session, line, LineEvent.SEND, at)
        move_offer(session, actor, session.get_one(Offer, line.offer_id), OfferEvent.PACK, at)
    elif outcome.kind is OutcomeKind.RELEASED and line.why is Why.REPLACEMENT:
        # Its box was made for this consignment alone: without it the book is on offer again, and what is owed stays.
        _fail(session, line, Why.REPLACEMENT, OfferEvent.RELEASE, at)
    elif outcome.kind is OutcomeKind.RELEASED:
        write(session, line, {"consignment_id": None})
    elif outcome.kind is OutcomeKind.NOT_CLEARED:
        _fail(session, line, Why.NOT_CLEARED, OfferEvent.RELEASE, at)
    elif outcome.kind is OutcomeKind.LOST:
        _fail(session, line, Why.LOST, OfferEvent.LOSE, at)
    elif outcome.outcome is Outcome.TURNED_UP and line.state is LineState.FAILED:
        step_line(session, line, LineEvent.TURN_UP, at, received_on=day_at(session, outcome.consignee_id, at), why=None)
    elif outcome.counts and line.state is LineState.SENT:
        _receive(session, line, outcome, at)
    elif outcome.kind is OutcomeKind.CLAIM_RESOLVED and not outcome.counts and line.state is not LineState.FAILED:
        _fail(session, line, Why.CREDITED, OfferEvent.LOSE, at)
    _account(session, actor, box, line, outcome, at)
    settle_if_done(session, box, at)
    close_pair_if_even(session, box.first_id, box.second_id, at)


def _receive(session: Session, line: BoxLine, outcome: LineOutcome, at: datetime) -> None:
    step_line(session, line, LineEvent.RECEIVE, at, received_on=day_at(session, outcome.consignee_id, at))
    move_offer(session, offers_policy.FOLLOWS, session.get_one(Offer, line.offer_id), OfferEvent.RECEIVE, at)
    if line.want_id is not None:
        receive_copy(session, offers_policy.FOLLOWS, session.get_one(Want, line.want_id), at)


def _fail(session: Session, line: BoxLine, why: Why, event: OfferEvent, at: datetime) -> None:
    """Note that a book did not come about: its want is open again, and more urgent."""
    was_received = line.state is LineState.RECEIVED
    step_line(session, line, LineEvent.FAIL, at, why=why)
    want = session.get(Want, line.want_id) if line.want_id else None
    if was_received:
        if want is not None:
            undo_copy(session, offers_policy.FOLLOWS, want, at)
        return
    move_offer(session, offers_policy.FOLLOWS, session.get_one(Offer, line.offer_id), event, at)
    if want is not None:
        move_want(session, offers_policy.FOLLOWS, want, WantEvent.FAIL, at)


def _account(session: Session, actor: Actor, box: Box, line: BoxLine, outcome: LineOutcome, at: datetime) -> None:
    """Post what a book counts for when it comes to count as received, and reverse it when it does no more.

    What the network bears is entered beside that.
    """
    unit = UNIT_OF[box.mode]
    if unit is None or not line.amount:
        return
    reference = Reference(kind=accounts.BOX_LINE, id=str(line.id))
    day = day_at(session, outcome.consignee_id, at)
    given = Given(giver_id=line.giver_id, receiver_id=line.receiver_id, unit=Unit(unit), amount=line.amount)
    if outcome.is_borne:
        about = Reference(kind=accounts.BORNE_LINE, id=str(line.id))
        bear(session, actor, Borne(reference=about, happened_on=day, given=given, copies=outcome.copies), at)
    if outcome.counts == outcome.was_counted:
        return
    if outcome.counts:
        reason = Reason.RECEIPT if outcome.kind is OutcomeKind.RECEIVED else Reason.CLAIM
        post(session, actor, Posting(reason=reason, reference=reference, happened_on=day, given=(given,)), at)
        return
    entry = ledger.find_entry(session, reference)
    if entry is not None:
        reverse(session, actor, entry, day, at)
