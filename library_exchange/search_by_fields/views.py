"""The form with fields; once it is filled in, it leads to the search that it means."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from library_exchange.catalogue import labels
from library_exchange.catalogue.schemas import SearchInput
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.i18n import country_name, language_name
from library_exchange.core.regions import REGIONS
from library_exchange.search_by_fields.schemas import AdvancedInput
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
