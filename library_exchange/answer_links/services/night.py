"""What the night does in this room: it has libraries reminded that have not answered a letter."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.answer_links.models import AnswerLink
from library_exchange.answer_links.schemas import REMIND
from library_exchange.core import outbox, versions
from library_exchange.core.errors import Conflict
from library_exchange.directory.queries import day_at
from library_exchange.directory.rules.calendars import furthest_day


def remind(session: Session, now: datetime) -> int:
    """Have each library reminded, once for a letter, by its own day; return how many letters were reminded of."""
    waits = (
        col(AnswerLink.ended_at).is_(None),
        col(AnswerLink.reminded_at).is_(None),
        col(AnswerLink.remind_on) <= furthest_day(now),
    )
    reminded = 0
    for link in session.scalars(sa.select(AnswerLink).where(*waits).order_by(col(AnswerLink.id))).all():
        today = day_at(session, link.library_id, now)
        if link.remind_on <= today <= link.until:
            with suppress(Conflict):
                versions.change(session, link, {"reminded_at": now})
                outbox.put(session, REMIND, {"link": link.id}, key=f"answer link {link.id} reminder")
                reminded += 1
    return reminded


VERBS: dict[str, Callable[[Session, datetime], object]] = {"remind": remind}
"""What the night does in this room, by name."""
