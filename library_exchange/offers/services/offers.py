"""Offering books: from a list, from the own catalogue; changing, publishing, splitting what is offered."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import GONE
from library_exchange.catalogue.models import Holding, Item
from library_exchange.catalogue.queries.availability import promised
from library_exchange.core import audit, bilingual, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound, require_all
from library_exchange.core.filling import Scope
from library_exchange.core.personal_data import traces
from library_exchange.core.scripts import book_language
from library_exchange.core.text import folded
from library_exchange.directory.closing import require_open
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at, on_own_day
from library_exchange.offers import labels
from library_exchange.offers.models import Offer
from library_exchange.offers.queries import recognition
from library_exchange.offers.queries.corrections import has_title_of_record, in_closed_lists, why_closed
from library_exchange.offers.queries.lines import card_of
from library_exchange.offers.remark_texts import TEXTS_KIND
from library_exchange.offers.rules.numbers import MOST_COPIES, volume_key
from library_exchange.offers.rules.offers import (
    CHOSEN_BY_NOBODY,
    CLOSED,
    EDITABLE,
    LEADS_TO,
    OFFER,
    Condition,
    OfferEvent,
    OfferState,
    Reserve,
    may_be_published,
)
from library_exchange.offers.rules.remarks import Mark, packed, remarked, volumes
from library_exchange.offers.schemas import BulkChange, Entry, OfferInput, Terms
from library_exchange.offers.services.several import Changed, Moved, change_each, move_each, own_lines
from library_exchange.offers.services.transitions import move_offer, write
from library_exchange.record_matching.keys import author_keys, title_key
from library_exchange.shipping.queries.regulations import rules_on
from library_exchange.shipping.rules import customs_rules

USUAL_TERMS = Terms()
READS = {"reserved_for_id": ("reserve",), "weight_g": ("pages",), "confirmed": ("remark",)}
"""By field of an offer of which others its check reads."""


def offer_of(library_id: int, entry: Entry, record_id: int | None, terms: Terms, now: datetime) -> Offer:
    """Return a draft of the offer of one book, not yet in any session; what the line tells goes before the terms.

    Its language is told by its letters where nobody names it and they tell it surely.
    """
    told: dict[str, Any] = entry.model_dump(exclude={"condition", "weight_g"})
    others = (entry.translated_title, entry.publisher)
    copy = remarked(entry.remark, entry.volume)
    told["language"] = entry.language or book_language(entry.title, filter(None, (entry.author, entry.publisher)))
    return Offer(
        **(told | copy._asdict() | keys_of(entry.title, entry.author, entry.series, copy.volume, others)),
        library_id=library_id,
        record_id=record_id,
        condition=entry.condition or terms.condition or Condition.GOOD,
        weight_g=entry.weight_g or terms.weight_g,
        reserve=terms.reserve,
        reserved_for_id=terms.reserved_for_id if terms.reserve is Reserve.PARTNER else None,
        provenance=terms.provenance,
        is_gift=terms.is_gift,
        expires_on=terms.expires_on,
        created_at=now,
        touched_at=now,
    )


COMPLETED = ("isbn", "author", "publisher", "year", "language", "series", "pages", "weight_g")
"""What a later list may add to an offer that stands already, where nothing was known."""


def keys_of(
    title: str, author: str | None, series: str | None, volume: str | None, others: Iterable[str | None] = ()
) -> dict[str, str]:
    """Return the columns by which lines are matched and searched."""
    return {
        "title_key": title_key(title),
        "series_key": title_key(series or ""),
        "volume_key": volume_key(volume or ""),
        "author_keys": between_strokes(author),
        "folded": folded(" ".join(filter(None, (title, series, author, *others)))),
    }


def between_strokes(author: str | None) -> str:
    """Return the keys of an offer's authors in one text, each between two strokes; empty without one."""
    keys = author_keys(author or "")
    return f"|{'|'.join(keys)}|" if keys else ""


def check_terms(session: Session, library_id: int, reserve: Reserve | None, partner_id: int | None) -> None:
    """Raise InvalidInput for a reserve that names no partner, or the wrong one."""
    if reserve is not Reserve.PARTNER:
        return
    if partner_id is None or session.get(Library, partner_id) is None:
        raise InvalidInput({"reserved_for_id": labels.PARTNER_NEEDED})
    if partner_id == library_id:
        raise InvalidInput({"reserved_for_id": labels.PARTNER_IS_YOU})


def offer_item(session: Session, actor: Actor, item_id: int, now: datetime) -> tuple[Offer, bool]:
    """Offer a copy of the own catalogue as a draft; return the offer and whether it is new.

    Raises NotFound for another library's copy, Conflict for one that is promised, missing or withdrawn.
    """
    library_id = rights.library_of(actor)
    require_open(session, library_id)
    item = session.get(Item, item_id)
    if item is None or item.library_id != library_id:
        raise NotFound("item", item=item_id)
    earlier = session.scalar(
        sa.select(Offer).where(col(Offer.item_id) == item_id, col(Offer.state).not_in(list(CLOSED)))
    )
    if earlier is not None:
        return earlier, False
    if session.scalar(sa.select(col(Item.id)).where(col(Item.id) == item_id, promised())) is not None:
        raise Conflict("item-promised", labels.COPY_PROMISED)
    if item.local_state in GONE:
        raise Conflict("item-gone", labels.COPY_GONE)
    record_id = session.get_one(Holding, item.holding_id).record_id
    entry = recognition.entries_of(session, [record_id])[record_id]
    offer = offer_of(library_id, entry, record_id, USUAL_TERMS, now)
    offer.item_id = item_id
    session.add(offer)
    session.flush()
    audit.record(session, actor, "offer.add", "offer", offer.id, at=now, source="item")
    return offer, True


def keep_all(
    session: Session, actor: Actor, found: Sequence[Offer], is_published: bool, now: datetime, **facts: object
) -> None:
    """Store new offers, all at once; with `is_published` show those to everybody whose weight or pages are known.

    Raises Conflict if their library leaves.
    """
    require_open(session, *{offer.library_id for offer in found})
    shown = [offer for offer in found if is_published and may_be_published(offer.weight_g, offer.pages)]
    is_old = {each: old_by(session, each, now) for each in {offer.library_id for offer in shown}}
    for offer in shown:
        offer.state = OFFER.step(OfferState.DRAFT, OfferEvent.PUBLISH).leads_to(offer.state)
        offer.published_at, offer.is_old = now, is_old[offer.library_id](offer.year)
    session.add_all(found)
    session.flush()
    for offer in found:
        audit.record(session, actor, "offer.add", "offer", offer.id, at=now, **facts)
    for offer in shown:
        steps = {"from": str(OfferState.DRAFT), "to": str(offer.state)}
        audit.record(session, actor, "offer.publish", "offer", offer.id, at=now, **steps)


def add_copies(
    session: Session, actor: Actor, offer: Offer, copies: int, now: datetime, entry: Entry | None = None
) -> bool:
    """Offer so many copies more; return whether that was possible: no promised line, no single item, nor too many.

    What `entry` knows of the book and the offer does not is added to it.
    """
    if offer.state not in EDITABLE or offer.item_id is not None or offer.quantity + copies > MOST_COPIES:
        return False
    told = {name: getattr(entry, name) for name in COMPLETED if entry is not None and getattr(offer, name) is None}
    more = {name: value for name, value in told.items() if value is not None}
    if "author" in more:
        more["author_keys"] = between_strokes(more["author"])
    write(session, offer, more | {"quantity": offer.quantity + copies, "touched_at": now})
    audit.record(session, actor, "offer.change", "offer", offer.id, at=now, copies=copies)
    return True


def old_by(session: Session, library_id: int, now: datetime) -> Callable[[int | None], bool]:
    """Return what tells by the year whether a library's book may be cultural property, by the rule of its day.

    Such a book waits for a clearance before a round takes it; it is the same rule by which consignments stop.
    """
    today = day_at(session, library_id, now)
    years = rules_on(session, today).number(customs_rules.OLD_BOOK_YEARS)
    return lambda year: customs_rules.is_old(year, years, today)


def publish(session: Session, actor: Actor, offer: Offer, now: datetime, version: int | None = None) -> None:
    """Show an offer to everybody.

    Raises Conflict while neither its weight nor its pages are known, and if its library leaves.
    """
    require_open(session, offer.library_id)
    old = old_by(session, offer.library_id, now)(offer.year)
    move_offer(session, actor, offer, OfferEvent.PUBLISH, now, version, published_at=now, is_old=old)


def move(
    session: Session, actor: Actor, offer: Offer, event: OfferEvent, now: datetime, version: int | None = None
) -> None:
    """Take a step that the giver's librarian takes by hand."""
    rights.require_party(actor, offer.library_id)
    if event is OfferEvent.PUBLISH:
        publish(session, actor, offer, now, version)
    else:
        move_offer(session, actor, offer, event, now, version)


def change(session: Session, actor: Actor, offer: Offer, given: OfferInput, now: datetime) -> None:
    """Change what an offer says. Raises Conflict once it is promised or if somebody changed it meanwhile."""
    rights.require_party(actor, offer.library_id)
    _require_editable(session, offer)
    remarks = _sound_remarks(session, offer, given)
    values = given.model_dump(exclude={"version", "missing", "confirmed", *Mark}) | remarks
    if given.isbn and offer.record_id is None:
        matches = recognition.matches_for(session, offer.library_id, [(given.isbn, None, "")])
        values["record_id"] = matches.of(given.isbn, None, "")
    if given.reserve is not Reserve.PARTNER:
        values["reserved_for_id"] = None
    values |= keys_of(given.title, given.author, given.series, given.volume, (given.translated_title, given.publisher))
    values |= {"touched_at": now, "is_old": old_by(session, offer.library_id, now)(given.year)}
    is_other_remark = given.remark != offer.remark
    write(session, offer, values, given.version)
    audit.record(session, actor, "offer.change", "offer", offer.id, at=now)
    if is_other_remark:
        bilingual.changed(session, TEXTS_KIND, offer.id, now)


def _require_editable(session: Session, offer: Offer) -> None:
    if (why := why_closed(session, offer)) is not None:
        raise Conflict("not-editable", why, state=offer.state)


def _sound_remarks(session: Session, offer: Offer, given: OfferInput) -> dict[str, Any]:
    """Return the remarks of a change; raises InvalidInput with everything that is wrong with it at once."""
    checks = (
        lambda: _require_title_of_record(session, offer, given),
        lambda: check_terms(session, offer.library_id, given.reserve, given.reserved_for_id),
        lambda: _require_numbers(offer, given),
        lambda: _remarks(given),
    )
    remarks: dict[str, Any]
    *_sound, remarks = require_all(checks)
    return remarks


def _require_title_of_record(session: Session, offer: Offer, given: OfferInput) -> None:
    if given.title != offer.title and has_title_of_record(offer, card_of(session, offer)):
        raise InvalidInput({"title": labels.TITLE_OF_RECORD})


def _require_numbers(offer: Offer, given: OfferInput) -> None:
    wrong = {"quantity": labels.ONE_COPY} if offer.item_id is not None and given.quantity != 1 else {}
    if offer.state is OfferState.OPEN and not may_be_published(given.weight_g, given.pages):
        wrong |= {"weight_g": labels.WEIGHT_NEEDED}
    if wrong:
        raise InvalidInput(wrong)


def _remarks(given: OfferInput) -> dict[str, Any]:
    """Return what is told of the copy besides its condition. Raises InvalidInput."""
    missing = volumes(given.missing) if given.missing else None
    if given.missing and missing is None:
        raise InvalidInput({"missing": labels.NUMBERS_OF_VOLUMES})
    if given.remark and not given.confirmed and (found := traces(given.remark)):
        raise InvalidInput({"confirmed": bilingual.NOTHING_PERSONAL}, traces=sorted(found))
    marks = {mark for mark in Mark if getattr(given, mark.value)} | ({Mark.INCOMPLETE} if missing else set())
    return {"marks": packed(marks), "missing": missing}


def change_all(
    session: Session,
    actor: Actor,
    offer_ids: Iterable[int],
    given: BulkChange,
    now: datetime,
    before: OfferEvent | None = None,
) -> Changed:
    """Change condition, weight or reserve of several own offers at once; return what became of them.

    What is filled in stays, unless the change is for all. Lines that are promised or on the closed lists of a round,
    and lines of other libraries, are passed over, and so are those to which `before` cannot happen, if a step is named:
    of what is not published nothing is changed.
    """
    library_id = rights.library_of(actor)
    check_terms(session, library_id, given.reserve, given.reserved_for_id)
    found = [each for each in _own(session, library_id, offer_ids) if before is None or OFFER.find(each.state, before)]
    if before is OfferEvent.PUBLISH:
        found = [each for each in found if may_be_published(given.weight_g or each.weight_g, each.pages)]
    closed = in_closed_lists(session, [offer.id for offer in found])

    def one(offer: Offer, values: dict[str, Any]) -> None:
        if "reserve" in values and given.reserve is not Reserve.PARTNER:
            values["reserved_for_id"] = None
        write(session, offer, values | {"touched_at": now})
        audit.record(session, actor, "offer.change", "offer", offer.id, at=now)

    values = given.model_dump(exclude_none=True, exclude={"scope"})
    unnamed = {name: value for name, value in values.items() if name != "reserved_for_id"}

    def told(offer: Offer) -> dict[str, Any]:
        may_name = given.reserve is Reserve.PARTNER and (given.scope is Scope.ALL or offer.reserve is Reserve.ANYONE)
        return values if may_name else unnamed

    free = [each for each in found if each.id not in closed]
    return change_each(free, told, lambda _offer: CHOSEN_BY_NOBODY, given.scope, one)


def _own(
    session: Session, library_id: int, offer_ids: Iterable[int], states: Collection[OfferState] = EDITABLE
) -> list[Offer]:
    return own_lines(session, Offer, library_id, offer_ids, states)


def move_all(session: Session, actor: Actor, offer_ids: Iterable[int], event: OfferEvent, now: datetime) -> Moved:
    """Publish or withdraw several own offers; return what became of them."""
    there = LEADS_TO[event]
    return move_each(
        _own(session, rights.library_of(actor), offer_ids, EDITABLE | {there}),
        lambda offer: move(session, actor, offer, event, now),
        lambda offer: offer.state is there,
        lambda offer: event is OfferEvent.PUBLISH and not may_be_published(offer.weight_g, offer.pages),
    )


def split(session: Session, actor: Actor, offer: Offer, quantity: int, now: datetime) -> Offer:
    """Take `quantity` copies of an open lot into a line of their own, to be reserved alone; return the new line.

    Raises Conflict unless the lot is open and larger than that.
    """
    if offer.state is not OfferState.OPEN or not 0 < quantity < offer.quantity:
        raise Conflict("cannot-split", labels.NOT_NOW, offer=offer.id)
    write(session, offer, {"quantity": offer.quantity - quantity, "touched_at": now})
    values = offer.model_dump(exclude={"id", "version"}) | {"quantity": quantity, "split_from_id": offer.id}
    part = Offer(**values)
    session.add(part)
    session.flush()
    audit.record(session, actor, "offer.split", "offer", part.id, at=now, split_from=offer.id, quantity=quantity)
    return part


def another_copy(session: Session, actor: Actor, offer: Offer, now: datetime) -> Offer:
    """Offer one more copy of a book that did not come well; return the new line, open."""
    same = offer.model_dump(exclude={"id", "version", "closed_at", "item_id", "reminded_for"})
    copy = Offer(**(same | {"state": OfferState.OPEN, "quantity": 1, "touched_at": now, "published_at": now}))
    session.add(copy)
    session.flush()
    audit.record(session, actor, "offer.again", "offer", copy.id, at=now, instead_of=offer.id)
    return copy


def expire(session: Session, actor: Actor, now: datetime) -> int:
    """Withdraw the open offers whose last day is over where their library stands; return how many."""
    is_over = on_own_day(session, col(Offer.library_id), now, lambda today: col(Offer.expires_on) < today)
    over = sa.select(Offer).where(col(Offer.state) == OfferState.OPEN, is_over)
    found = list(session.scalars(over.order_by(col(Offer.id))))
    for offer in found:
        move_offer(session, actor, offer, OfferEvent.EXPIRE, now)
    return len(found)
