"""Having the worker harvest a server when that is due."""

from sqlmodel import Session

from library_exchange.core import outbox
from library_exchange.harvesting.models import HarvestSource

HARVEST, DECIDE, REMOVE = "harvesting.harvest", "harvesting.decide", "harvesting.remove"


def order(session: Session, source: HarvestSource) -> None:
    """Have the worker harvest; an order for another instant than the one that is then due comes to nothing."""
    due = source.next_at
    outbox.put(session, HARVEST, {"source": source.id, "due": due.isoformat()}, due_at=due)
