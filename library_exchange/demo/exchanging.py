"""The exchange of the demonstration: what its libraries offer and want, made of the books that they hold."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zlib import crc32

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Conflict
from library_exchange.demo.people import unnamed_librarian
from library_exchange.directory.models import Library
from library_exchange.exchange.models.lists import Offer
from library_exchange.exchange.queries import recognition
from library_exchange.exchange.rules.offers import Condition, Provenance
from library_exchange.exchange.rules.subjects import Subject
from library_exchange.exchange.rules.wants import WantKind
from library_exchange.exchange.schemas import Terms, WantInput
from library_exchange.exchange.services import offers, wants

OFFERED_OF_EACH, WANTED_BY_EACH = 8, 6
SHARE_OF_DRAFTS = 5
"""One offer of so many is still a draft."""
LIGHTEST_G, SPREAD_G = 180, 620
PROFILES = {
    "CN": ((Subject.LITERATURE, "rus"), (Subject.GEOGRAPHY, "rus"), (Subject.EDUCATION, "rus")),
    "RU": ((Subject.LITERATURE, "chi"), (Subject.HISTORY, "chi"), (Subject.LANGUAGE, "chi")),
}
"""Of which subject, in which language, libraries of a country welcome books."""
GIVES_GIFTS = "hlj-provincial"
GIFT = Terms(provenance=Provenance.OWN_PUBLICATION, is_gift=True, condition=Condition.NEW)


def fill(
    session: Session, libraries: Mapping[str, int], actors: Mapping[tuple[str, Role], Actor], now: datetime
) -> None:
    """Let each library, given by code, offer some of its books and want some of those that others offer."""
    offered: dict[int, list[Offer]] = {}
    for code, library_id in libraries.items():
        actor = actors.get((code, Role.LIBRARIAN)) or unnamed_librarian(library_id)
        offered[library_id] = _offer(session, actor, code, library_id, now)
    for code, library_id in libraries.items():
        actor = actors.get((code, Role.LIBRARIAN)) or unnamed_librarian(library_id)
        _want(session, actor, session.get_one(Library, library_id), offered, now)


def _offer(session: Session, actor: Actor, code: str, library_id: int, now: datetime) -> list[Offer]:
    held = sa.select(col(Holding.record_id)).where(col(Holding.library_id) == library_id).distinct()
    records = sorted(session.scalars(held), key=lambda record: _dealt(f"{code} gives {record}"))[:OFFERED_OF_EACH]
    entries = recognition.entries_of(session, records)
    made = []
    for number, record_id in enumerate(records):
        entry = entries[record_id]
        at = now - timedelta(days=number + _dealt(code) % 20, minutes=number)
        terms = GIFT if code == GIVES_GIFTS and number == 0 else Terms(condition=list(Condition)[number % 3])
        if entry.pages is None:
            terms = terms.model_copy(update={"weight_g": LIGHTEST_G + _dealt(f"{record_id} weighs") % SPREAD_G})
        offer = offers.offer_of(library_id, entry, record_id, terms, at)
        offer.quantity = 1 + (number % 4 == 0)
        session.add(offer)
        session.flush()
        if number % SHARE_OF_DRAFTS != SHARE_OF_DRAFTS - 1:
            offers.publish(session, actor, offer, at)
            made.append(offer)
    return made


def _dealt(text: str) -> int:
    """Return a number that is the same on every machine and follows no order."""
    return crc32(text.encode())


def _want(session: Session, actor: Actor, library: Library, offered: Mapping[int, list[Offer]], now: datetime) -> None:
    """Want some books that others offer, mostly of the other country's language, and books of a profile."""
    foreign = "rus" if library.country == "CN" else "chi"
    theirs = [offer for giver, found in offered.items() if giver != library.id for offer in found]
    theirs.sort(key=lambda offer: (offer.language != foreign, _dealt(f"{library.code} wants {offer.record_id}")))
    works = recognition.works_of(session, [offer.record_id for offer in theirs if offer.record_id is not None])
    wanted = 0
    for number, offer in enumerate(theirs):
        if wanted == WANTED_BY_EACH:
            break
        work_id = works.get(offer.record_id or 0)
        kind = WantKind.WORK if work_id and number % 2 else WantKind.EDITION
        given = WantInput(
            kind=kind,
            record_id=offer.record_id if kind is WantKind.EDITION else None,
            work_id=work_id if kind is WantKind.WORK else None,
            priority=1 + _dealt(f"{library.code} {offer.record_id}") % 5,
        )
        try:
            wants.add(session, actor, given, now - timedelta(days=number + 1))
            wanted += 1
        except Conflict:
            # The library holds it, or wants it already.
            continue
    subject, language = PROFILES[library.country][_dealt(library.code) % 3]
    profile = WantInput(kind=WantKind.PROFILE, subject=subject, language=language, priority=2, cap=3)
    wants.add(session, actor, profile, now - timedelta(days=2))
