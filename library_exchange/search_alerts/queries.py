"""Reading the searches of one person, and those that are due."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qs

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.schemas import SearchInput
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.search_alerts.rules import EVERY, Often


def alerts_of(session: Session, user_id: int | None) -> Sequence[SearchAlert]:
    """Return a person's searches, the last kept first; one query."""
    mine = sa.select(SearchAlert).where(col(SearchAlert.user_id) == user_id)
    return session.scalars(mine.order_by(col(SearchAlert.id).desc())).all()


def get_alert(session: Session, actor: Actor, alert_id: int) -> SearchAlert:
    """Return a search of the actor's own; raises NotFound for every other."""
    found = session.get(SearchAlert, alert_id)
    if found is None or actor.user_id is None or found.user_id != actor.user_id:
        raise NotFound("no-such-search-alert")
    return found


def due(session: Session, at: datetime) -> Sequence[int]:
    """Return the numbers of the searches to be looked through at that instant."""
    is_time = [
        sa.and_(col(SearchAlert.often) == often, col(SearchAlert.looked_at) <= at - EVERY[often]) for often in Often
    ]
    return session.scalars(sa.select(col(SearchAlert.id)).where(sa.or_(*is_time)).order_by(col(SearchAlert.id))).all()


def search_of(query: str) -> SearchInput:
    """Return the search that stands in an address; in which order it is shown does not matter."""
    return SearchInput.from_address(parse_qs(query)).model_copy(update={"sort": SearchInput().sort})
