"""Consignments of the demonstration: from the list of titles to the receipt, and one book that came damaged."""

import json
from datetime import datetime, timedelta
from importlib.resources import files

from sqlmodel import Session

from library_exchange.consignment_papers import old_books
from library_exchange.core.actor import Actor
from library_exchange.core.pictures import read as read_picture
from library_exchange.core.scripts import language_of
from library_exchange.core.tracking_numbers import s10_check_digit
from library_exchange.demo.drawing import drawn_book
from library_exchange.directory.models import Library
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.claim_reasons import Why
from library_exchange.shipping.rules.codes import ClearanceState, LineState
from library_exchange.shipping.rules.pictures import PictureKind
from library_exchange.shipping.schemas import NewParcel, Permit, Reasoned, Scanned, Weighed
from library_exchange.shipping.services import packing, permits, pictures, titles
from library_exchange.shipping.services import transit as shipping_transit

TRANSLATED: dict[str, str] = json.loads(files(__package__).joinpath("translations.json").read_text(encoding="utf-8"))
"""Titles in the other language, as a librarian enters them where the catalogue knows none."""
UNTRANSLATED = {"zh": "（俄文图书）", "ru": "(книга на китайском языке)"}
NOTES = {"zh": "供读者借阅的图书。", "ru": "Книга для читателей библиотеки."}
NOBODY = {"zh": "[出版者不详]", "ru": "[б. и.]"}
"""How a book is described whose publisher nobody told."""


def send(session: Session, giver: Actor, receiver: Actor, consignment: Consignment, at: datetime) -> None:
    """Take a consignment to its end: titles, permit, parcel, post, receipt."""
    for line in contents_of(session, consignment).lines:
        own, other = ("zh", "ru") if language_of(line.title) == "zh" else ("ru", "zh")
        translated = TRANSLATED.get(line.title)
        if translated is not None:
            titles.remember(session, giver, line.title, other, translated, None, at)
        for code, text in ((own, line.title), (other, translated or UNTRANSLATED[other])):
            setattr(line, f"title_{code}", getattr(line, f"title_{code}") or text)
        line.annotation_zh, line.annotation_ru = NOTES["zh"], NOTES["ru"]
        line.year, line.publisher = line.year or 2010, line.publisher or NOBODY[own]
        session.add(line)
    permits.make_ready(session, giver, consignment, at)
    for line in contents_of(session, consignment).lines:
        old_books.confirm_old(session, giver, consignment, line, at)
    for clearance in contents_of(session, consignment).clearances:
        if clearance.state is ClearanceState.TO_PREPARE:
            ids = {line.id for line in contents_of(session, consignment).lines}
            permits.submit(session, receiver, consignment, clearance, at)
            permits.answer(session, receiver, consignment, clearance, ids, Permit(permit_no="2026-17"), at)
    ends = (consignment.consignor_id, consignment.consignee_id)
    country, end = (session.get_one(Library, each).country for each in ends)
    service = max(services_for(session, consignment.mode, country, end), key=lambda each: each.max_g)
    parcel = packing.open_parcel(session, giver, consignment, NewParcel(service_id=service.id), at)
    session.flush()
    for line in contents_of(session, consignment).going:
        packing.scan(session, giver, consignment, Scanned(code=str(line.number), parcel_id=parcel.id), at)
    serial = f"{consignment.id:08d}"
    tracking = f"RR{serial}{s10_check_digit(serial)}{country}"
    packing.weigh(session, giver, consignment, parcel, Weighed(tracking_no=tracking, is_estimated=True), at)
    packing.pack(session, giver, consignment, at)
    shipping_transit.hand_over(session, giver, consignment, None, at)
    good = {line.id: LineState.GOOD for line in contents_of(session, consignment).going}
    shipping_transit.receive(session, receiver, consignment, good, at + timedelta(days=20))


def complain(session: Session, receiver: Actor, consignment: Consignment, at: datetime) -> None:
    """Let the receiver find a damaged book later, and show it."""
    line = contents_of(session, consignment).going[0]
    said = Reasoned(why=Why.DAMAGED_OUTSIDE)
    claim = shipping_transit.complain(session, receiver, consignment, line, LineState.DAMAGED, at, said=said)
    pictures.add(
        session, receiver, consignment, claim, PictureKind.DAMAGE, read_picture(drawn_book(is_damaged=True)), at
    )
