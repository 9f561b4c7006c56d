"""Suggestions while a reader types."""

from flask import render_template, request, url_for

from library_exchange.catalogue.queries.suggesting import Suggested, suggestions
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.schemas import LONGEST_QUERY
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.db import reading
from library_exchange.core.i18n import current


@bp.get("/search/suggest")
def suggest() -> str:
    """Tell what the words typed so far may become, as a piece of a page."""
    text = request.args.get("q", "")[:LONGEST_QUERY]
    with reading() as session:
        found = suggestions(session, engine(), text, current().code)
    return render_template("catalogue/_suggestions.html", suggested=[(each, place_of(each)) for each in found], q=text)


def place_of(suggested: Suggested) -> str:
    """Return where a suggestion leads: a person or work to its page, a book to its record."""
    if suggested.kind == "author":
        return url_for("catalogue.person", person_id=suggested.id)
    if suggested.kind == "title":
        return url_for("catalogue.work", work_id=suggested.id)
    return url_for("catalogue.record", record_id=suggested.id)
