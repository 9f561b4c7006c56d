"""News of what was pledged and travels: it is sent, comes, or comes to nothing."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.steps import take
from library_exchange.programmes import policy
from library_exchange.programmes.models import BookList, ListTitle, Pledge, Programme
from library_exchange.programmes.rules import (
    ON_THE_WAY,
    PLEDGE,
    ListEvent,
    ListState,
    PledgeEvent,
    PledgeState,
)
from library_exchange.programmes.services.list_steps import LISTS
from library_exchange.programmes.services.pledging import PLEDGES, count
from library_exchange.shipping.rules.codes import Outcome
from library_exchange.shipping.services.events import LineOutcome, OutcomeKind

EVENTS = {
    OutcomeKind.SENT: PledgeEvent.SEND,
    OutcomeKind.RECEIVED: PledgeEvent.RECEIVE,
    OutcomeKind.NOT_CLEARED: PledgeEvent.FAIL,
    OutcomeKind.RELEASED: PledgeEvent.FAIL,
}
"""What news means for a pledge; of what went lost its claim decides."""


def hear(session: Session, actor: Actor, outcome: LineOutcome, at: datetime) -> None:
    """Take in what became of a pledge; nothing is owed for it, so no account moves."""
    pledge = session.get_one(Pledge, outcome.subject_id)
    event = EVENTS.get(outcome.kind)
    if outcome.kind is OutcomeKind.RECEIVED and not outcome.counts:
        event = None
    if outcome.kind is OutcomeKind.CLAIM_RESOLVED:
        event = _after_claim(pledge, outcome)
    if event is None or PLEDGE.find(pledge.state, event) is None:
        return
    if event is PledgeEvent.FAIL and outcome.copies < pledge.copies:
        _lose_some(session, actor, pledge, outcome.copies, at)
        return
    take(PLEDGES, session, policy.FOLLOWS, pledge, event, at)
    title = session.get_one(ListTitle, pledge.title_id)
    audit.record(session, actor, f"pledge.{event}", "book_list", title.list_id, at=at, number=title.number)
    _settle(session, session.get_one(BookList, title.list_id), at)


def _lose_some(session: Session, actor: Actor, pledge: Pledge, copies: int, at: datetime) -> None:
    """Note that so many copies of a pledge came to nothing, and the others not."""
    versions.change(session, pledge, {"copies": pledge.copies - copies, "touched_at": at})
    title = session.get_one(ListTitle, pledge.title_id)
    count(session, title, -copies)
    audit.record(session, actor, "pledge.lose", "book_list", title.list_id, at=at, number=title.number, copies=copies)


def _after_claim(pledge: Pledge, outcome: LineOutcome) -> PledgeEvent | None:
    """Return what a claim's end means: a copy that counts was received, one that does not came to nothing.

    What is sent again is on its way as before.
    """
    if outcome.outcome is Outcome.RESENT:
        return None
    if outcome.counts:
        return PledgeEvent.RECEIVE if pledge.state is PledgeState.SENT else None
    return PledgeEvent.FAIL if pledge.state in (PledgeState.SENT, PledgeState.RECEIVED) else None


def _settle(session: Session, book_list: BookList, at: datetime) -> None:
    """Finish the list once nothing of it is on its way."""
    travelling = (
        sa.select(col(Pledge.id))
        .join(ListTitle, col(ListTitle.id) == col(Pledge.title_id))
        .where(col(ListTitle.list_id) == book_list.id, col(Pledge.state).in_(ON_THE_WAY))
    )
    if book_list.state is ListState.UNDER_WAY and session.scalar(travelling.limit(1)) is None:
        programme = session.get_one(Programme, book_list.programme_id)
        take(LISTS, session, policy.FOLLOWS, book_list, ListEvent.SETTLE, at, within=programme)
