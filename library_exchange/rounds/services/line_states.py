"""Many offers or wants moved at once by a round: guarded UPDATEs that follow the tables of their procedures."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.services import index
from library_exchange.core import versions
from library_exchange.core.db import pieces
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries import matching
from library_exchange.offers.rules import offers, wants
from library_exchange.offers.services.transitions import stamps
from library_exchange.rounds import labels
from library_exchange.rounds.models import Round, RoundLine, RoundMember


def move_offers(
    session: Session, ids: Collection[int], source: offers.OfferState, event: offers.OfferEvent, now: datetime
) -> None:
    """Let `event` happen to all these offers; raises Conflict unless every one is in the state `source`.

    An open one must have its copy in the house: what was lent meanwhile is reserved for nobody.
    """
    target = offers.OFFER.step(source, event).leads_to(source)
    stands = matching.is_open_offer() if source is offers.OfferState.OPEN else col(Offer.state) == source
    versions.change_all(session, Offer, ids, stands, stamps(now, target) | {"state": target})
    for piece in pieces(sorted(set(ids))):
        copies = sa.select(col(Offer.item_id)).where(col(Offer.id).in_(piece), col(Offer.item_id).is_not(None))
        index.announce_items(session, [item for item in session.scalars(copies) if item])


def move_wants(
    session: Session, ids: Collection[int], source: wants.WantState, event: wants.WantEvent, now: datetime
) -> None:
    """Let `event` happen to all these wants; raises Conflict unless every one is in the state `source`."""
    target = wants.WANT.step(source, event).leads_to(source)
    values = stamps(now, target) | {"state": target}
    versions.change_all(session, Want, ids, col(Want.state) == source, values)


def write(session: Session, row: Round | RoundMember | RoundLine, **values: Any) -> None:
    """Change a row of a round if it is still as it was read; raises Conflict if not."""
    versions.change(session, row, values, sentence=labels.NOT_NOW)
