"""The letter of the week: at night it is looked who has news, in the library's own morning they are told."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core import outbox
from library_exchange.directory.models import Library
from library_exchange.notifications.services import notify_library
from library_exchange.offers.models import Offer
from library_exchange.offers.queries.lines import known_of, title_of
from library_exchange.want_alerts import queries
from library_exchange.want_alerts.rules import MOST_LISTED, is_due, next_morning
from library_exchange.want_alerts.services.answering import tell_of

TELL = "want_alerts.tell"


def look_for_news(session: Session, now: datetime) -> int:
    """Have each library told in its next morning for which there is news and whose week is over; return how many."""
    with_news = queries.libraries_with_news(session, now)
    told = queries.last_told(session, with_news)
    due = 0
    for library in session.scalars(sa.select(Library).where(col(Library.id).in_(with_news)).order_by(col(Library.id))):
        morning = next_morning(library.zone, library.day_at(now), now)
        if _is_due(library, told.get(library.id), morning):
            day = library.day_at(morning)
            outbox.put(session, TELL, {"library": library.id}, key=f"{library.id}.{day}", due_at=morning)
            due += 1
    return due


VERBS: dict[str, Callable[[Session, datetime], object]] = {"look_for_news": look_for_news}
"""What the night does in this room, by name."""


def tell(session: Session, library_id: int, now: datetime) -> int:
    """Write to a library of the new offers that fit and that it does not know; return how many there are.

    Nothing is written where there are none, nor to one that was told of some less than a week ago.
    """
    library = session.get_one(Library, library_id)
    if not _is_due(library, queries.last_told(session, [library_id]).get(library_id), now):
        return 0
    news = queries.news_for(session, library_id, now)
    if news:
        _write(session, library, news[:MOST_LISTED], len(news))
        tell_of(session, library_id, news, now)
    return len(news)


def _is_due(library: Library, told_at: datetime | None, at: datetime) -> bool:
    return is_due(library.day_at(told_at) if told_at else None, library.day_at(at))


def _write(session: Session, library: Library, listed: Sequence[int], count: int) -> None:
    rows = session.execute(
        sa.select(Offer, Library, col(BibliographicRecord.card))
        .join(Library, col(Library.id) == col(Offer.library_id))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Offer.record_id))
        .where(col(Offer.id).in_(listed))
        .order_by(col(Offer.published_at).desc(), col(Offer.id).desc())
    ).all()
    known, language = known_of(session, [offer for offer, _library, _card in rows]), library.language
    books = [(title_of(offer, card, language, known).shown.value, each.name_in(language)) for offer, each, card in rows]
    notify_library(session, library, "want_alerts/new_offers", books=books, count=count, more=count - len(books))
