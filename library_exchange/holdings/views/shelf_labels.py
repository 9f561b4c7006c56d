"""The door of labels to be stuck on books: of ticked records, or of ticked copies."""

from flask import current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import _, current
from library_exchange.directory.queries import day_at
from library_exchange.documents.fonts import font_file
from library_exchange.documents.label_sheet import ON_A_SHEET, sheets
from library_exchange.holdings.queries.shelf_labels import labels_of
from library_exchange.holdings.views.acting import own_library
from library_exchange.holdings.views.blueprint import bp
from library_exchange.holdings.views.copies import ticked_copies
from library_exchange.web.downloads import PDF, download
from library_exchange.web.forms import ticked_rows


@bp.post("/staff/holdings/labels")
def print_labels() -> Response:
    """Give the labels of ticked records and copies as a PDF; the first of a used sheet stay free."""
    sources = [source_id for source_id, _version in ticked_rows(request.form.getlist("row"))]
    items = list(ticked_copies(request.form.getlist("copy")))
    used = min(max((find_number(request.form.get("used", "")) or 0), 0), ON_A_SHEET - 1)
    with reading() as session:
        found = labels_of(session, own_library(), sources, items, current().code)
        day = day_at(session, own_library(), now())
    if not found:
        flash(_("Tick at least one record or copy that is in the catalogue."), "warn")
        return redirect(url_for("holdings.listed"))
    title = _("Shelf labels")
    made = sheets(found, used, title, day, font_file(current_app.extensions["settings"].pdf_font))
    return download(made, PDF, f"shelf-labels-{day}.pdf", f"{title} {day}")
