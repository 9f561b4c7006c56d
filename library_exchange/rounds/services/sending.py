"""How what was agreed travels: one consignment for each giver and receiver, over the border through gateways."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.offers.models import Offer
from library_exchange.offers.queries.lists import offers_with_cards
from library_exchange.offers.services.consigning import offer_line
from library_exchange.rounds.models import Round, RoundLine
from library_exchange.rounds.queries import rounds as queries
from library_exchange.shipping.schemas import NewLine
from library_exchange.shipping.services import planning

SUBJECT_KIND = "round line"


def plan_all(session: Session, clock: Actor, found: Round, lines: Iterable[RoundLine], now: datetime) -> None:
    """Plan a consignment for each pair of libraries; each line is known by its own id."""
    by_pair: dict[tuple[int, int], list[RoundLine]] = defaultdict(list)
    for line in lines:
        by_pair[line.giver_id, line.receiver_id].append(line)
    libraries = {library.id: library for _member, library in queries.members(session, found)}
    offers = offers_with_cards(session, {line.offer_id for own in by_pair.values() for line in own})
    for (giver_id, receiver_id), own in sorted(by_pair.items()):
        way = planning.way_between(libraries[giver_id], libraries[receiver_id])
        titles = [_title(line, *offers[line.offer_id]) for line in own]
        planning.plan(session, clock, giver_id, way, titles, now)


def _title(line: RoundLine, offer: Offer, card: Mapping[str, Any] | None) -> NewLine:
    return offer_line((SUBJECT_KIND, line.id), offer, card, weight_g=offer.weight_g)
