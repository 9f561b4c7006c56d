"""Doors of the room: what addresses lack for the parcels of a consignment, filled in or asked for."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.address_requests import display, services
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.directory.schemas import Whereabouts
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import get_consignment
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.refused_forms import RefusedForm

bp = Blueprint("address_requests", __name__)


@bp.get("/staff/shipments/<int:consignment_id>/addresses")
def show(consignment_id: int) -> str:
    """Show the libraries whose address lacks a street or a postcode that the parcels of a consignment need."""
    return _page(consignment_id, RefusedForm())


def _page(consignment_id: int, sent: RefusedForm) -> str:
    actor = current_actor()
    with reading() as session:
        consignment = get_consignment(session, actor, consignment_id)
        shown = {
            "lacking": display.shown(session, actor, consignment, current().code, sent),
            "entered": display.shown_entered(session, actor, consignment, current().code),
            "number": consignment.number,
        }
    return render_template("address_requests/show.html", id=consignment_id, sent=sent, **shown)


@bp.post("/staff/shipments/<int:consignment_id>/addresses/<int:library_id>")
def fill_in(consignment_id: int, library_id: int) -> Any:
    """Fill in what the address of a library lacks."""
    return _write(consignment_id, library_id, services.fill_in, _("The address is complete: parcels can go there."))


@bp.post("/staff/shipments/<int:consignment_id>/addresses/<int:library_id>/enter")
def enter(consignment_id: int, library_id: int) -> Any:
    """Enter what the address of another library lacks, for this consignment alone."""
    said = _("Kept for this consignment: its papers bear this address. The library is shown it in its work queue.")
    return _write(consignment_id, library_id, services.enter, said)


def _write(consignment_id: int, library_id: int, write: Callable[..., None], said: Any) -> Any:
    def verb(session: Session, it: Consignment) -> None:
        write(session, current_actor(), it, library_id, parse(Whereabouts, request.form), now())

    try:
        return _carry_out(consignment_id, verb, said)
    except InvalidInput as refused:
        return _page(consignment_id, RefusedForm("address", library_id, request.form, refused.fields)), refused.status


@bp.post("/staff/shipments/<int:consignment_id>/addresses/<int:library_id>/ask")
def ask(consignment_id: int, library_id: int) -> Any:
    """Ask a library for what its address lacks."""

    def verb(session: Session, it: Consignment) -> None:
        services.ask(session, current_actor(), it, library_id, now())

    return _carry_out(consignment_id, verb, _("The library is asked by mail, and sees it in its work queue."))


@bp.post("/staff/shipments/<int:consignment_id>/addresses/<int:library_id>/take-over")
def take_over(consignment_id: int, library_id: int) -> Any:
    """Take what was entered of the library's address over into its own."""

    def verb(session: Session, it: Consignment) -> None:
        services.take_over(session, current_actor(), it, library_id, now())

    return _carry_out(consignment_id, verb, _("Taken over: the address of your library is complete."))


def _carry_out(consignment_id: int, verb: Callable[[Session, Consignment], None], said: Any) -> Any:
    with transaction() as session:
        verb(session, get_consignment(session, current_actor(), consignment_id))
    flash(str(said), "ok")
    return redirect(url_for("address_requests.show", consignment_id=consignment_id))
