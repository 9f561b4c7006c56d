"""Packing at the desk: parcels are opened, filled by scanning, weighed and taken away."""

from flask import request, url_for
from sqlmodel import Session

from library_exchange.core.clock import now
from library_exchange.core.i18n import _
from library_exchange.core.tracking_numbers import doubts
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.schemas import NewParcel, Scanned, Weighed
from library_exchange.shipping.services import packing
from library_exchange.shipping.views.blueprint import bp
from library_exchange.shipping.views.consignments import Page, carry_out
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor


@bp.post("/staff/shipments/<int:consignment_id>/parcels")
def open_parcel(consignment_id: int) -> Page:
    """Begin a parcel."""

    def verb(session: Session, consignment: Consignment) -> None:
        packing.open_parcel(session, current_actor(), consignment, parse(NewParcel, request.form), now())

    said = _("The parcel is open. Scan the books into it.")
    return carry_out(consignment_id, verb, said, "open_parcel", _anchor="scan")


@bp.post("/staff/shipments/<int:consignment_id>/parcels/<int:parcel_id>/remove")
def remove_parcel(consignment_id: int, parcel_id: int) -> Page:
    """Take an empty parcel away."""

    def verb(session: Session, consignment: Consignment) -> None:
        parcel = consignments.get_parcel(session, consignment, parcel_id)
        packing.remove_parcel(session, current_actor(), consignment, parcel, now())

    return carry_out(consignment_id, verb, _("The empty parcel is taken away."), _anchor="parcels")


@bp.post("/staff/shipments/<int:consignment_id>/scan")
def scan(consignment_id: int) -> Page:
    """Put the scanned title into the chosen parcel."""

    def verb(session: Session, consignment: Consignment) -> None:
        packing.scan(session, current_actor(), consignment, parse(Scanned, request.form), now())

    parcel = request.form.get("parcel_id")
    return carry_out(consignment_id, verb, _("In the parcel."), "scan", parcel=parcel, _anchor="scan")


@bp.post("/staff/shipments/<int:consignment_id>/parcels/<int:parcel_id>/fill")
def fill(consignment_id: int, parcel_id: int) -> Page:
    """Put everything that fits into a parcel."""

    def verb(session: Session, consignment: Consignment) -> str | None:
        parcel = consignments.get_parcel(session, consignment, parcel_id)
        if packing.fill(session, current_actor(), consignment, parcel, now()):
            return _("What fits is in the parcel. Titles without a parcel need another one.")
        return None

    said = _("Everything that may leave now is in the parcel.")
    return carry_out(consignment_id, verb, said, "fill", parcel_id, parcel=str(parcel_id), _anchor="parcels")


@bp.post("/staff/shipments/<int:consignment_id>/lines/<int:line_id>/out")
def take_out(consignment_id: int, line_id: int) -> Page:
    """Take a title out of its parcel."""

    def verb(session: Session, consignment: Consignment) -> None:
        line = consignments.get_line(session, consignment, line_id)
        packing.take_out(session, current_actor(), consignment, line, now())

    return carry_out(consignment_id, verb, _("Taken out of the parcel."))


@bp.post("/staff/shipments/<int:consignment_id>/parcels/<int:parcel_id>")
def weigh(consignment_id: int, parcel_id: int) -> Page:
    """Set a parcel's weight and tracking number."""

    def verb(session: Session, consignment: Consignment) -> None:
        parcel = consignments.get_parcel(session, consignment, parcel_id)
        given, before = parse(Weighed, request.form), parcel.tracking_no
        packing.weigh(session, current_actor(), consignment, parcel, given, now())
        told = doubts(given.tracking_no) if given.tracking_no != before else []
        back = url_for("shipping.show", consignment_id=consignment_id, _anchor="parcels")
        ask(Question(_("Save the tracking number"), told[0], back, consignment.number) if told else None)

    return carry_out(consignment_id, verb, _("Saved."), "parcel", parcel_id, _anchor="parcels")
