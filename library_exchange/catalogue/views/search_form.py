"""Ways to ask: the form with fields, and suggestions while a reader types."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.catalogue import labels
from library_exchange.catalogue.queries.suggesting import Suggested, suggestions
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.schemas import LONGEST_QUERY, AdvancedInput, SearchInput
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.db import reading
from library_exchange.core.i18n import country_name, current, language_name
from library_exchange.core.regions import REGIONS
from library_exchange.web.addresses import address_of, query_part

LANGUAGES = ("chi", "rus", "eng")


@bp.get("/search/advanced")
def advanced() -> str | Response:
    """Show the form with fields; once it is filled in, lead to the search it means."""
    given = request.args.to_dict(flat=False)
    fields, asked = AdvancedInput.from_address(given), SearchInput.from_address(given)
    text = fields.query_text()
    if "go" in given:
        search = asked.model_copy(update={"q": text})
        return redirect(address_of("catalogue.search") + query_part(search.address()))
    return render_template(
        "catalogue/advanced.html",
        fields=fields if text else fields.model_copy(update={"words": asked.q}),
        asked=asked,
        countries=[(code, country_name(code)) for code in REGIONS],
        languages=[(code, language_name(code)) for code in LANGUAGES],
        sorts=[(sort, label) for sort, label in labels.SORTS.items()],
    )


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
