"""A person keeps a search or ends it; the audit has nothing of it, for what she searches is hers."""

from datetime import datetime
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.queries import searching
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.search.port import SearchEngine
from library_exchange.search_alerts import labels, queries
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.search_alerts.rules import MOST_ALERTS, MOST_FOUND
from library_exchange.search_alerts.schemas import NewAlert


def keep(
    session: Session, engine: SearchEngine, actor: Actor, given: NewAlert, language: str, at: datetime
) -> SearchAlert:
    """Tell the actor from now on of new books that a search finds; one that she keeps already comes as often as given.

    Raises Conflict for a search of everything or of too much, and if she keeps too many.
    """
    if actor.user_id is None:
        raise Forbidden("not-signed-in")
    asked = queries.search_of(given.query)
    query = urlencode(sorted(asked.address().items()), doseq=True)
    if not query:
        raise Conflict("search-of-everything", labels.SEARCH_FIRST)
    mine = {each.query: each for each in queries.alerts_of(session, actor.user_id)}
    kept = mine.get(query)
    if kept is None:
        if len(mine) >= MOST_ALERTS:
            raise Conflict("too-many-search-alerts", labels.TOO_MANY)
        if searching.search(session, engine, asked.query(1, 1), language).total > MOST_FOUND:
            raise Conflict("search-too-wide", labels.TOO_WIDE)
        kept = SearchAlert(
            user_id=actor.user_id, query=query, often=given.often, created_at=at, looked_at=at, told_until=at
        )
    kept.often = given.often
    session.add(kept)
    session.flush()
    return kept


def forget(session: Session, actor: Actor, alert_id: int) -> None:
    """End a search of the actor's own; raises NotFound for every other."""
    session.delete(queries.get_alert(session, actor, alert_id))


def stop(session: Session, alert_id: int) -> None:
    """End a search for whoever has the link of its mails; one that is over stays over."""
    session.execute(sa.delete(SearchAlert).where(col(SearchAlert.id) == alert_id))
