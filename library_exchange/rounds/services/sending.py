"""How what was agreed travels: one consignment for each giver and receiver, over the border through gateways."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.offers.models import Offer
from library_exchange.rounds.models import Round, RoundLine
from library_exchange.rounds.queries import rounds as queries
from library_exchange.shipping.rules.codes import Material
from library_exchange.shipping.schemas import (
    HEAVIEST_G,
    LATEST_YEAR,
    OLDEST_YEAR,
    NewLine,
    compact_isbn,
)
from library_exchange.shipping.services import planning

SUBJECT_KIND = "round line"
LANGUAGES = frozenset({"chi", "rus", "eng"})


def plan_all(session: Session, clock: Actor, found: Round, lines: Iterable[RoundLine], now: datetime) -> None:
    """Plan a consignment for each pair of libraries; each line is known by its own id."""
    by_pair: dict[tuple[int, int], list[RoundLine]] = defaultdict(list)
    for line in lines:
        by_pair[line.giver_id, line.receiver_id].append(line)
    libraries = {library.id: library for _member, library in queries.members(session, found)}
    offers = {
        offer.id: offer
        for offer in queries.by_id(session, Offer, {line.offer_id for own in by_pair.values() for line in own})
    }
    for (giver_id, receiver_id), own in sorted(by_pair.items()):
        way = planning.way_between(libraries[giver_id], libraries[receiver_id])
        titles = [_title(line, offers[line.offer_id]) for line in own]
        planning.plan(session, clock, giver_id, way, titles, now)


def _title(line: RoundLine, offer: Offer) -> NewLine:
    materials = {each.value: each for each in Material}
    has_year = offer.year is not None and OLDEST_YEAR <= offer.year <= LATEST_YEAR
    has_weight = offer.weight_g is not None and offer.weight_g <= HEAVIEST_G
    return NewLine.model_validate(
        {
            "subject_kind": SUBJECT_KIND,
            "subject_id": line.id,
            "title": offer.title,
            "language": offer.language if offer.language in LANGUAGES else "und",
            "author": offer.author,
            "publisher": offer.publisher,
            "year": offer.year if has_year else None,
            "isbn": compact_isbn(offer.isbn) if offer.isbn else None,
            "weight_g": offer.weight_g if has_weight else None,
            "material": materials.get(offer.material.value, Material.BOOK),
        }
    )
