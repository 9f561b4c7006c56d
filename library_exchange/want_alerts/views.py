"""Doors of offers that fit what a library looks for: the page, and what is done with one of them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core import rights
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.offers.labels import CONDITIONS, SUBJECTS, profile_named
from library_exchange.want_alerts import labels, queries
from library_exchange.want_alerts.services import answering
from library_exchange.web.forms import row_numbers
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number
from library_exchange.web.ways_back import from_here, way_back

bp = Blueprint("want_alerts", __name__)
PER_PAGE = 30
DECLINED = "declined"
Answer = str | tuple[str, int] | Response


@bp.get("/staff/exchange/fitting")
def fitting() -> str:
    """List the offers that fit what the library looks for, or those it is not interested in."""
    return _page()


def _page(sentence: Any = None) -> str:
    library_id, number, language = rights.library_of(current_actor()), page_number(), current().code
    is_declined = request.args.get("show") == DECLINED
    with reading() as session:
        total, rows = queries.fitting(
            session, library_id, is_declined, language, now(), PER_PAGE, (number - 1) * PER_PAGE
        )
        lacking = queries.lacking_class(session, library_id)
    return render_template(
        "want_alerts/fitting.html",
        rows=[_shown(row) for row in rows],
        page=Page(number, PER_PAGE, total),
        is_declined=is_declined,
        new=[row.offer.id for row in rows if row.is_new],
        lacking=[
            (
                profile_named(want.subject, want.author, want.series),
                want.language,
                count,
                url_for("offers.edit_want", want_id=want.id),
            )
            for want, count in lacking
        ],
        sentence=sentence,
    )


def _shown(row: queries.Fit) -> dict[str, Any]:
    offer = row.offer
    return {
        "row": row,
        "offer": offer,
        "subject": SUBJECTS[offer.subject] if offer.subject else None,
        "condition": CONDITIONS[offer.condition],
        "library": row.library.name_in(current().code),
        "country": row.library.country,
        "library_url": url_for("directory.show", code=row.library.code),
        "record_url": url_for("catalogue.record", record_id=offer.record_id, back=from_here())
        if offer.record_id
        else None,
        "met": [
            {
                "title": met.title,
                "want": met.want,
                "authors": met.authors,
                "subject": SUBJECTS[met.want.subject] if met.want.subject else None,
                "language": met.want.language,
                "url": url_for("offers.edit_want", want_id=met.want.id),
            }
            for met in row.met
        ],
        "box_url": url_for("deals.show_box", box_id=row.box_id) if row.box_id else None,
    }


@bp.post("/staff/exchange/fitting/<int:offer_id>/ask")
def ask_for(offer_id: int) -> Answer:
    """Ask for a book that is offered: it is ticked in the box with its library."""
    try:
        with transaction() as session:
            box = answering.ask_for(session, current_actor(), offer_id, now())
    except Conflict as refused:
        return _page(refused.sentence), refused.status
    except InvalidInput as refused:
        return _page(next(iter(refused.fields.values()))), refused.status
    flash(str(labels.TICKED), "ok")
    return redirect(url_for("deals.show_box", box_id=box.id))


@bp.post("/staff/exchange/offered/<int:offer_id>/ask")
def ask_for_listed(offer_id: int) -> Response:
    """Ask for a book from the list of what libraries offer, or from its record."""
    back = way_back()
    try:
        with transaction() as session:
            box = answering.ask_for_listed(session, current_actor(), offer_id, now())
    except (Conflict, InvalidInput) as refused:
        flash(str(refused.first_sentence if isinstance(refused, InvalidInput) else refused.sentence), "warn")
        return redirect(back.url if back else url_for("offers.offers"))
    flash(str(labels.TICKED), "ok")
    return redirect(url_for("deals.show_box", box_id=box.id))


@bp.post("/staff/exchange/fitting/<int:offer_id>/decline")
def decline(offer_id: int) -> Answer:
    """Keep that the library is not interested in an offer."""
    try:
        with transaction() as session:
            answering.decline(session, current_actor(), offer_id, now())
    except Conflict as refused:
        return _page(refused.sentence), refused.status
    flash(_("This offer is not shown to you any more. You find it under “Not interested”."), "ok")
    return redirect(url_for("want_alerts.fitting"))


@bp.post("/staff/exchange/fitting/<int:offer_id>/restore")
def restore(offer_id: int) -> Response:
    """Take back that the library is not interested."""
    with transaction() as session:
        answering.restore(session, current_actor(), offer_id)
    flash(_("The offer is among those that fit again."), "ok")
    return redirect(url_for("want_alerts.fitting"))


@bp.post("/staff/exchange/fitting/seen")
def see() -> Response:
    """Keep that the new offers of a page were seen."""
    shown = row_numbers(request.form.get("shown", "").split())
    with transaction() as session:
        answering.see(session, current_actor(), shown, now())
    return redirect(url_for("want_alerts.fitting"))
