"""Many offers or wants moved at once by a round: guarded UPDATEs that follow the tables of their procedures."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.services import index
from library_exchange.core.errors import Conflict
from library_exchange.exchange.labels import rounds as labels
from library_exchange.exchange.models.lists import Offer, Want
from library_exchange.exchange.models.rounds import Round, RoundLine, RoundMember
from library_exchange.exchange.queries import candidates
from library_exchange.exchange.queries.recognition import pieces
from library_exchange.exchange.rules import offers, wants


def move_offers(
    session: Session, ids: Collection[int], source: offers.OfferState, event: offers.OfferEvent, now: datetime
) -> None:
    """Let `event` happen to all these offers; raises Conflict unless every one is in the state `source`.

    An open one must have its copy in the house: what was lent meanwhile is reserved for nobody.
    """
    target = offers.step(source, event).target
    stands = candidates.is_open_offer() if source is offers.OfferState.OPEN else col(Offer.state) == source
    _move(session, Offer, ids, stands, target, now, target in offers.CLOSED)
    for piece in pieces(sorted(set(ids))):
        copies = sa.select(col(Offer.item_id)).where(col(Offer.id).in_(piece), col(Offer.item_id).is_not(None))
        index.announce_items(session, [item for item in session.scalars(copies) if item])


def move_wants(
    session: Session, ids: Collection[int], source: wants.WantState, event: wants.WantEvent, now: datetime
) -> None:
    """Let `event` happen to all these wants; raises Conflict unless every one is in the state `source`."""
    target = wants.step(source, event).target
    _move(session, Want, ids, col(Want.state) == source, target, now, target in wants.CLOSED)


def _move(
    session: Session,
    model: Any,
    ids: Collection[int],
    stands: sa.ColumnElement[bool],
    target: Any,
    now: datetime,
    is_closed: bool,
) -> None:
    session.flush()
    values = {"state": target, "touched_at": now, "closed_at": now if is_closed else None}
    for piece in pieces(sorted(set(ids))):
        guarded = sa.update(model).where(col(model.id).in_(piece), stands)
        done = session.execute(
            guarded.values(**values, version=model.version + 1), execution_options={"synchronize_session": False}
        )
        if getattr(done, "rowcount", 0) != len(piece):
            raise Conflict("changed-meanwhile")
    session.expire_all()


def write(session: Session, row: Round | RoundMember | RoundLine, **values: Any) -> None:
    """Change a row of a round if it is still as it was read; raises Conflict if not."""
    model: Any = type(row)
    guarded = sa.update(model).where(col(model.id) == row.id, col(model.version) == row.version)
    done = session.execute(
        guarded.values(**values, version=row.version + 1), execution_options={"synchronize_session": False}
    )
    if getattr(done, "rowcount", 0) != 1:
        raise Conflict("changed-meanwhile", labels.NOT_NOW)
    session.refresh(row)
