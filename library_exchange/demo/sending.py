"""Consignments of the demonstration: from the list of titles to the receipt, and one book that came damaged."""

import json
from datetime import datetime, timedelta
from importlib.resources import files

from sqlmodel import Session

from library_exchange.consignment_papers import old_books
from library_exchange.core.actor import Actor
from library_exchange.core.pictures import read as read_picture
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


def send(session: Session, giver: Actor, receiver: Actor, consignment: Consignment, at: datetime) -> None:
    """Take a consignment to its end: titles, permit, parcel, post, receipt."""
    for line in contents_of(session, consignment).lines:
        translated = TRANSLATED.get(line.title, line.title)
        if line.title in TRANSLATED:
            language = "ru" if line.language == "chi" else "zh"
            titles.remember(session, giver, line.title, language, translated, None, at)
        line.title_zh, line.title_ru = line.title_zh or translated, line.title_ru or translated
        line.annotation_zh, line.annotation_ru = line.title_zh, line.title_ru
        line.year, line.publisher = line.year or 2010, line.publisher or line.title
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
