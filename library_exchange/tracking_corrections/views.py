"""Doors of the room: the parcels of a consignment under way with their numbers, and what was put right of them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.core.tracking_numbers import doubts
from library_exchange.directory.models import Library
from library_exchange.shipping.queries.consignments import contents_of, get_consignment, get_parcel
from library_exchange.shipping.rules.shipments import NEVER_LEFT
from library_exchange.tracking_corrections import policy, queries, services
from library_exchange.tracking_corrections.schemas import Corrected
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.refused_forms import RefusedForm

bp = Blueprint("tracking_corrections", __name__)


@bp.get("/staff/shipments/<int:consignment_id>/tracking")
def show(consignment_id: int) -> str:
    """Show the tracking numbers of a consignment that is handed over, with what was put right of them."""
    return _page(consignment_id, RefusedForm())


def _page(consignment_id: int, sent: RefusedForm) -> str:
    actor = current_actor()
    with reading() as session:
        consignment = get_consignment(session, actor, consignment_id)
        is_ours = policy.may_correct(actor, consignment) and consignment.state not in NEVER_LEFT
        contents = contents_of(session, consignment)
        home = session.get_one(Library, actor.library_id or consignment.consignor_id)
        by = session.get_one(Library, consignment.consignor_id).name_in(current().code)
        shown = {
            "number": consignment.number,
            "parcels": [
                {
                    "id": each.id,
                    "number": each.number,
                    "service": contents.services[each.service_id].name_in(current().code),
                    "tracking_no": each.tracking_no,
                }
                for each in contents.parcels
            ],
            "corrections": [
                each.facts | {"on": each.at.astimezone(home.zone).date()}
                for each in queries.corrections(session, consignment)
            ],
            "by": by,
            "may_correct": is_ours,
        }
    return render_template("tracking_corrections/show.html", id=consignment_id, sent=sent, **shown)


@bp.post("/staff/shipments/<int:consignment_id>/parcels/<int:parcel_id>/tracking")
def correct(consignment_id: int, parcel_id: int) -> Any:
    """Put the tracking number of a parcel right; one that looks like none is asked about."""
    back = url_for("tracking_corrections.show", consignment_id=consignment_id)
    try:
        given = parse(Corrected, request.form)
        with transaction() as session:
            consignment = get_consignment(session, current_actor(), consignment_id)
            parcel = get_parcel(session, consignment, parcel_id)
            is_other = services.correct(session, current_actor(), consignment, parcel, given, now())
            told = doubts(given.tracking_no) if is_other else []
            ask(Question(_("Save the tracking number"), told[0], back, consignment.number) if told else None)
    except InvalidInput as refused:
        return _page(consignment_id, RefusedForm("parcel", parcel_id, request.form, refused.fields)), refused.status
    said = _("The tracking number is put right, and the other library has a letter.")
    flash(said if is_other else _("Nothing was changed."), "ok")
    return redirect(back)
