"""Doors of searches that people are told of: kept from the page of results, listed, ended there or from the mail."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.catalogue.resources import engine
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _, current
from library_exchange.search_alerts import labels, queries, signing
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.search_alerts.schemas import NewAlert
from library_exchange.search_alerts.services import keeping
from library_exchange.web.addresses import address_of, query_part
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("search_alerts", __name__)


@bp.get("/me/search-alerts")
def mine() -> str:
    """Show a person of which searches she is told."""
    with reading() as session:
        found = [_shown(each) for each in queries.alerts_of(session, current_actor().user_id)]
    return render_template("search_alerts/mine.html", alerts=found)


def _shown(kept: SearchAlert) -> dict[str, Any]:
    asked = queries.search_of(kept.query)
    return {
        "id": kept.id,
        "words": asked.q,
        "filters": sum(map(len, asked.filters.values())) + (asked.year_from is not None or asked.year_to is not None),
        "url": address_of("catalogue.search") + query_part(asked.address()),
        "often": labels.OFTEN[kept.often],
        "since": kept.created_at,
    }


@bp.post("/me/search-alerts")
def keep() -> Response:
    """Keep a search; what cannot be kept is told on the list."""
    given = parse(NewAlert, request.form)
    try:
        with transaction() as session:
            keeping.keep(session, engine(), current_actor(), given, current().code, now())
    except Conflict as refused:
        flash(str(refused.sentence), "warn")
    else:
        flash(str(labels.KEPT), "success")
    return redirect(url_for("search_alerts.mine"))


@bp.post("/me/search-alerts/<int(max=2147483647):alert_id>/forget")
def forget(alert_id: int) -> Response:
    """End a search of one's own."""
    with transaction() as session:
        keeping.forget(session, current_actor(), alert_id)
    flash(_("You get no mails of this search any more."), "success")
    return redirect(url_for("search_alerts.mine"))


@bp.route("/search-alerts/stop/<token>", methods=["GET", "POST"])
def stop(token: str) -> Any:
    """End the mails of a search for whoever has the link in one of them; a second time does no harm.

    Opening the link alone ends nothing: programs that look through mails open links.
    """
    alert_id = signing.LINKS.read(token)
    if request.method == "POST":
        with transaction() as session:
            keeping.stop(session, alert_id)
        return redirect(url_for("search_alerts.stop", token=token))
    with reading() as session:
        is_over = session.get(SearchAlert, alert_id) is None
    return render_template("search_alerts/stop.html", is_over=is_over)
