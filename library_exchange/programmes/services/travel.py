"""What was pledged travels: a consignment from each library, as a gift, and the news of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.directory.models import Library
from library_exchange.programmes import policy
from library_exchange.programmes.models import BookList, ListTitle, Pledge
from library_exchange.programmes.rules import (
    ON_THE_WAY,
    PLEDGE,
    ListEvent,
    ListState,
    PledgeEvent,
    PledgeState,
    list_step,
    pledge_step,
)
from library_exchange.programmes.services.pledging import count
from library_exchange.shipping.rules.codes import Outcome
from library_exchange.shipping.schemas import NewLine
from library_exchange.shipping.services.news import News, NewsKind
from library_exchange.shipping.services.planning import plan, way_between

SUBJECT_KIND = "pledge"
EVENTS = {
    NewsKind.SENT: PledgeEvent.SEND,
    NewsKind.RECEIVED: PledgeEvent.RECEIVE,
    NewsKind.NOT_CLEARED: PledgeEvent.FAIL,
    NewsKind.RELEASED: PledgeEvent.FAIL,
}
"""What news means for a pledge; of what went lost its claim decides."""


def consign(session: Session, book_list: BookList, pledges: Iterable[Pledge], now: datetime) -> None:
    """Plan a consignment from each library to the one that receives the list."""
    by_giver: dict[int, list[Pledge]] = defaultdict(list)
    for pledge in pledges:
        by_giver[pledge.library_id].append(pledge)
    receiver = session.get_one(Library, book_list.receiver_id)
    for giver_id, own in sorted(by_giver.items()):
        giver = session.get_one(Library, giver_id)
        lines = [_line(pledge, session.get_one(ListTitle, pledge.title_id)) for pledge in own]
        made = plan(session, policy.FOLLOWS, giver_id, way_between(giver, receiver), lines, now)
        for pledge in own:
            state = pledge_step(pledge.state, PledgeEvent.PLAN)
            versions.change(session, pledge, {"state": state, "consignment_id": made.id, "touched_at": now})
        audit.record(session, policy.FOLLOWS, "pledge.consign", "book_list", book_list.id, at=now, number=made.number)


def _line(pledge: Pledge, title: ListTitle) -> NewLine:
    return NewLine(
        subject_kind=SUBJECT_KIND,
        subject_id=pledge.id,
        title=title.title,
        language=title.language,
        title_zh=title.title_zh,
        title_ru=title.title_ru,
        transliteration=title.transliteration,
        author=title.author,
        publisher=title.publisher,
        year=title.year,
        isbn=title.isbn,
        copies=pledge.copies,
        annotation_zh=title.why_zh,
        annotation_ru=title.why_ru,
    )


def hear(session: Session, actor: Actor, news: News, at: datetime) -> None:
    """Take in what became of a pledge; nothing is owed for it, so no account moves."""
    pledge = session.get_one(Pledge, news.subject_id)
    event = EVENTS.get(news.kind)
    if news.kind is NewsKind.RECEIVED and not news.counts:
        event = None
    if news.kind is NewsKind.CLAIM_RESOLVED:
        event = _after_claim(pledge, news)
    if event is None or (pledge.state, event) not in PLEDGE:
        return
    if event is PledgeEvent.FAIL and news.copies < pledge.copies:
        _lose_some(session, actor, pledge, news.copies, at)
        return
    state = pledge_step(pledge.state, event)
    versions.change(session, pledge, {"state": state, "touched_at": at})
    title = session.get_one(ListTitle, pledge.title_id)
    if event is PledgeEvent.FAIL:
        count(session, title, -pledge.copies)
    audit.record(session, actor, f"pledge.{event}", "book_list", title.list_id, at=at, number=title.number)
    _settle(session, session.get_one(BookList, title.list_id), at)


def _lose_some(session: Session, actor: Actor, pledge: Pledge, copies: int, at: datetime) -> None:
    """Note that so many copies of a pledge came to nothing, and the others not."""
    versions.change(session, pledge, {"copies": pledge.copies - copies, "touched_at": at})
    title = session.get_one(ListTitle, pledge.title_id)
    count(session, title, -copies)
    audit.record(session, actor, "pledge.lose", "book_list", title.list_id, at=at, number=title.number, copies=copies)


def _after_claim(pledge: Pledge, news: News) -> PledgeEvent | None:
    """Return what a claim's end means: a copy that counts was received, one that does not came to nothing.

    What is sent again is on its way as before.
    """
    if news.outcome is Outcome.RESENT:
        return None
    if news.counts:
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
        target = list_step(book_list.state, ListEvent.SETTLE).target
        versions.change(session, book_list, {"state": target, "touched_at": at})
        audit.record(session, policy.FOLLOWS, "book_list.settle", "book_list", book_list.id, at=at)
