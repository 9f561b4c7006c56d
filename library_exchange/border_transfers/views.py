"""Doors of the room: what crossed borders, as a page and as a table to take along."""

import csv
from io import StringIO

from flask import Blueprint, g, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.border_transfers.queries import crossings, months
from library_exchange.core.db import reading
from library_exchange.core.i18n import _, current
from library_exchange.core.rights import home_of
from library_exchange.web.downloads import download

bp = Blueprint("border_transfers", __name__)

COLUMNS = ("month", "sender", "sender_country", "recipient", "recipient_country", "message", "field", "count")


@bp.get("/transfers")
def listed() -> str:
    """Show what of messages crossed borders in a month: the newest, if none is told."""
    with reading() as session:
        known = months(session, home_of(g.actor))
        asked = request.args.get("month", "")
        month = asked if asked in known else next(iter(known), None)
        rows = crossings(session, home_of(g.actor), month) if month else []
        shown = [
            {
                "sender": row.sender.name_in(current().code),
                "recipient": row.recipient.name_in(current().code),
                "country": row.recipient.country,
                "message": row.message,
                "field": row.field,
                "count": row.count,
            }
            for row in rows
        ]
    months_told = [{"month": each, "url": url_for("border_transfers.listed", month=each)} for each in known]
    is_platform = home_of(g.actor) is None
    return render_template(
        "border_transfers/listed.html", rows=shown, month=month, months=months_told, is_platform=is_platform
    )


@bp.get("/transfers.csv")
def file() -> Response:
    """Give all that crossed borders as a table, for who must report it."""
    out = StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    with reading() as session:
        for row in crossings(session, home_of(g.actor)):
            home, abroad = row.sender, row.recipient
            parties = (home.code, home.country, abroad.code, abroad.country)
            table.writerow((row.month, *parties, row.message, row.field, row.count))
    return download(out.getvalue().encode(), "text/csv; charset=utf-8", "transfers.csv", _("What crossed borders"))
