"""The exchange of the demonstration: what its libraries offer and want, made of the books that they hold."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from zlib import crc32

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Conflict
from library_exchange.core.regions import REGIONS, others
from library_exchange.deals.models import Box
from library_exchange.deals.queries.boxes import free_offers
from library_exchange.deals.rules.agreements import AgreementEvent
from library_exchange.deals.schemas import AgreementInput
from library_exchange.deals.services import agreements, consigning
from library_exchange.deals.services.boxes import answering, proposing, selecting
from library_exchange.demo.people import unnamed_librarian
from library_exchange.demo.sending import complain, send
from library_exchange.directory.models import Library
from library_exchange.exchange_lists.models import Source
from library_exchange.exchange_lists.services import list_imports
from library_exchange.list_reading.services import reading
from library_exchange.offers.models import ListKind, Offer
from library_exchange.offers.queries import recognition
from library_exchange.offers.rules.offers import Condition, Provenance
from library_exchange.offers.rules.subjects import Subject
from library_exchange.offers.rules.wants import WantKind
from library_exchange.offers.schemas import Terms, WantInput
from library_exchange.offers.services import offers, wants
from library_exchange.shipping.models import Consignment

OFFERED_OF_EACH, WANTED_BY_EACH, TICKED_BY_HAND = 8, 6, 2
SHARE_OF_DRAFTS = 5
"""One offer of so many is still a draft."""
LIGHTEST_G, SPREAD_G = 180, 620
PROFILES = {
    "CN": ((Subject.LITERATURE, "rus"), (Subject.GEOGRAPHY, "rus"), (Subject.EDUCATION, "rus")),
    "RU": ((Subject.LITERATURE, "chi"), (Subject.HISTORY, "chi"), (Subject.LANGUAGE, "chi")),
}
"""Of which subject, in which language, libraries of a country welcome books."""
PAIR = ("heihe", "amur")
"""Who have an agreement, a box that is done and one that lies on the table."""
EARLIER = (
    *(("suifenhe", "primorye"), ("mudanjiang", "birobidzhan")),
    *(("harbin", "amgu"), ("invented-room-cn", "invented-room-ru")),
)
"""Who exchanged a box without an agreement, and received it."""
NOTES = {
    "note_zh": "每年春秋两季各交换一箱。",
    "note_ru": "Обмен проводится дважды в год, весной и осенью, по одному ящику.",
}
_TOLD = json.loads(files(__package__).joinpath("pasted.json").read_text(encoding="utf-8"))
PASTED = tuple("\n".join(lines) for lines in _TOLD["pasted"])
"""A list that each of the pair has pasted and not yet taken in: it shows what a list asks."""
MADE_AGO, SENT_AGO, CLAIMED_AGO = (timedelta(days=days) for days in (80, 40, 5))
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
    first, second = (actors[code, Role.LIBRARIAN] for code in PAIR)
    _deal(session, first, second, now)
    for pair in EARLIER:
        one, other = (unnamed_librarian(libraries[code]) for code in pair)
        _exchange_box(session, one, other, now - SENT_AGO)
    for actor, pasted in zip((first, second), PASTED, strict=True):
        list_imports.receive(
            session, actor, ListKind.OFFERS, Source.PASTE, reading.pasted(pasted), now - timedelta(hours=2)
        )


def _offer(session: Session, actor: Actor, code: str, library_id: int, now: datetime) -> list[Offer]:
    held = sa.select(col(Holding.record_id)).where(col(Holding.library_id) == library_id).distinct()
    records = sorted(session.scalars(held), key=lambda record: _dealt(f"{code} gives {record}"))[:OFFERED_OF_EACH]
    entries = recognition.entries_of(session, records)
    made = []
    for number, record_id in enumerate(records):
        entry = entries[record_id]
        at = now - timedelta(days=number + _dealt(code) % 3, minutes=number)
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
    foreign = REGIONS[others(library.country)[0]].book_language
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


# Two libraries --------------------------------------------------------------------------------------------------------


def _deal(session: Session, first: Actor, second: Actor, now: datetime) -> None:
    """Let the pair agree, have a box done, and lay the next one on the table."""
    at = now - MADE_AGO
    terms = AgreementInput(partner_id=second.library_id, credit=20, paper_reference="2011-01", **NOTES)
    made = agreements.draft(session, first, terms, at)
    agreements.take(session, first, made, AgreementEvent.PROPOSE, at)
    agreements.change(session, second, made, terms.model_copy(update={"credit": 10}), at + timedelta(days=6))
    agreements.take(session, first, made, AgreementEvent.ACCEPT, at + timedelta(days=9))
    sent = _exchange_box(session, first, second, now - SENT_AGO)
    damaged = next(each for each in sent if each.consignee_id == first.library_id)
    complain(session, first, damaged, now - CLAIMED_AGO)
    _fill_box(session, second, first, now - timedelta(days=1))


def _exchange_box(session: Session, first: Actor, second: Actor, at: datetime) -> list[Consignment]:
    """Let two libraries agree on a box, send it and receive it; return what was sent."""
    done = _fill_box(session, first, second, at)
    answering.accept(session, second, done, at)
    sent = consigning.consign(session, first, done, at)
    for consignment in sent:
        giver, receiver = (first, second) if consignment.consignor_id == first.library_id else (second, first)
        send(session, giver, receiver, consignment, at)
    return sent


def _fill_box(session: Session, first: Actor, second: Actor, at: datetime) -> Box:
    """Begin a box, let each side tick two more books, and lay the proposal on the table."""
    box = selecting.open_box(session, first, second.library_id or 0, at)
    for actor in (first, second):
        giver_id = box.other(actor.library_id)
        _total, free = free_offers(session, box, giver_id, "", "en", TICKED_BY_HAND, 0)
        ids = [each.offer.id for each in free]
        selecting.tick(session, actor, box, ids, ids, at)
    proposing.propose(session, first, box, at)
    return box
