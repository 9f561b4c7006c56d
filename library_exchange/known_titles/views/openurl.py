"""The door for links of other systems (OpenURL): to the record, or to the form in which one asks for the book."""

from collections.abc import Mapping

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from library_exchange.citations.numbers import read_isbn, read_issn
from library_exchange.citations.openurl import read_query
from library_exchange.core.db import reading
from library_exchange.core.i18n import preferred
from library_exchange.known_titles.queries.cited import records_cited
from library_exchange.known_titles.views.cited import valid
from library_exchange.web.addresses import query_part

bp = Blueprint("openurl", __name__)

LONGEST_ADDRESS, SHORT = 3000, 80
"""How long the address of the form may become; of one that is longer, this much of each field is kept."""


@bp.get("/openurl")
def arrive() -> Response:
    """Lead on in the visitor's language: to the one record that is meant, or to the form filled in. Nothing is kept."""
    cited = read_query(request.query_string.decode("utf-8", "replace"))
    language = preferred(request)
    with reading() as session:
        # A title alone may be that of another edition: only a number says for certain which book is meant.
        known = records_cited(session, valid(read_isbn, cited.isbn), valid(read_issn, cited.issn), None)
    if len(known) == 1 and not cited.part:
        address = url_for("catalogue.record", lang=language, record_id=known[0])
    else:
        address = _form_address(language, cited.as_fields())
    answer = redirect(address)
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


def _form_address(language: str, fields: Mapping[str, str]) -> str:
    """Return the address of the form filled in, of the search where nothing is known."""
    if not fields:
        return url_for("catalogue.search", lang=language)
    address = url_for("loans.new", lang=language) + query_part(fields)
    if len(address) > LONGEST_ADDRESS:
        short = {name: value[:SHORT] for name, value in fields.items()}
        address = url_for("loans.new", lang=language) + query_part(short)
    return address
