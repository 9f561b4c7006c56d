"""Before offers and wants end: the library is told once, and prolongs them with one click."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.db import pieces
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at, on_own_day
from library_exchange.notifications.services import notify_library
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.queries.expiry import expiring_offers, expiring_wants
from library_exchange.offers.rules.expiry import prolonged
from library_exchange.offers.services.transitions import write

MOST_NAMED = 10
"""So many titles a mail names; the page shows all."""


def tell(session: Session, now: datetime) -> int:
    """Mail each library what of its own ends soon by its own day, each last day once; return how many libraries."""
    offers = session.scalars(
        sa.select(Offer)
        .where(
            on_own_day(session, col(Offer.library_id), now, expiring_offers),
            col(Offer.reminded_for).is_distinct_from(col(Offer.expires_on)),
        )
        .order_by(col(Offer.expires_on), col(Offer.id))
    ).all()
    wants = session.scalars(
        sa.select(Want)
        .where(
            on_own_day(session, col(Want.library_id), now, expiring_wants),
            col(Want.reminded_for).is_distinct_from(col(Want.latest_on)),
        )
        .order_by(col(Want.latest_on), col(Want.id))
    ).all()
    by_library: dict[int, tuple[list[Offer], list[Want]]] = defaultdict(lambda: ([], []))
    for offer in offers:
        by_library[offer.library_id][0].append(offer)
    for want in wants:
        by_library[want.library_id][1].append(want)
    for library_id, (own_offers, own_wants) in sorted(by_library.items()):
        _tell(session, session.get_one(Library, library_id), own_offers, own_wants)
    _note(session, Offer, [offer.id for offer in offers], col(Offer.expires_on))
    _note(session, Want, [want.id for want in wants], col(Want.latest_on))
    return len(by_library)


def _tell(session: Session, library: Library, offers: Sequence[Offer], wants: Sequence[Want]) -> None:
    notify_library(
        session,
        library,
        "offers/ending",
        offers=[(offer.title, offer.expires_on) for offer in offers[:MOST_NAMED]],
        wants=[(want.title, want.latest_on) for want in wants[:MOST_NAMED] if want.title],
        offer_count=len(offers),
        want_count=len(wants),
    )


def _note(session: Session, model: type[Offer] | type[Want], ids: Iterable[int | None], last_day: Any) -> None:
    """Note of which day the library was told. The row's version stays: nobody's open form is refused for this."""
    for piece in pieces(sorted(filter(None, ids))):
        told = sa.update(model).where(col(model.id).in_(piece)).values(reminded_for=last_day)
        session.execute(told, execution_options={"synchronize_session": False})


def prolong(session: Session, actor: Actor, kind: ListKind, now: datetime) -> int:
    """Let everything of the actor's library that ends soon stand a year longer; return how many lines."""
    library_id = rights.library_of(actor)
    today = day_at(session, library_id, now)
    found: Sequence[Offer | Want]
    if kind is ListKind.OFFERS:
        found = session.scalars(
            sa.select(Offer).where(col(Offer.library_id) == library_id, expiring_offers(today))
        ).all()
    else:
        found = session.scalars(sa.select(Want).where(col(Want.library_id) == library_id, expiring_wants(today))).all()
    for row in found:
        name = "expires_on" if isinstance(row, Offer) else "latest_on"
        until = prolonged(getattr(row, name), today)
        write(session, row, {name: until, "touched_at": now})
        subject = "offer" if isinstance(row, Offer) else "want"
        audit.record(session, actor, f"{subject}.change", subject, row.id, at=now, until=until.isoformat())
    return len(found)
