"""What a search found goes out as a file: all of it, or the library's own records among it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.schemas import SearchInput
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l, current
from library_exchange.core.rights import library_of
from library_exchange.exports.display import forms_for
from library_exchange.exports.queries.exports import MOST_FOUND, count_own, hits_of
from library_exchange.exports.schemas import OrderFound
from library_exchange.exports.services import ordering
from library_exchange.exports.views.blueprint import bp
from library_exchange.web.addresses import address_of, query_part
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor


@bp.get("/staff/exports/found")
def found() -> str:
    """Tell how many books a search found, and ask in which form they go out."""
    return _page({})


def _asked() -> SearchInput:
    return SearchInput.from_address(request.args.to_dict(flat=False))


def _page(errors: dict[str, Any]) -> str:
    asked, library_id = _asked(), library_of(current_actor())
    with reading() as session:
        hits = hits_of(session, engine(), asked, current().code)
        total, record_ids = hits or (0, [])
        own = count_own(session, library_id, record_ids)
        forms = forms_for(session, library_id)
    return render_template(
        "exports/found.html",
        q=asked.q,
        is_ready=hits is not None,
        total=total,
        own=own,
        most=MOST_FOUND,
        forms=forms,
        here=address_of("exports.found") + query_part(asked.address()),
        back=address_of("catalogue.search") + query_part(asked.address()),
        told=request.form,
        errors=errors,
    )


@bp.post("/staff/exports/found")
def order_found() -> Response | tuple[str, int]:
    """Have a file made of what a search finds."""
    asked = _asked()
    try:
        wanted = parse(OrderFound, request.form)
        with reading() as session:
            hits = hits_of(session, engine(), asked, current().code)
        if hits is None:
            raise InvalidInput(
                {"form": _l("The search index is being rebuilt. Order the file again in a few minutes.")}
            )
        with transaction() as session:
            export = ordering.order(
                session, current_actor(), wanted.form, current().code, hits[1], _told(asked), wanted.which
            )
    except InvalidInput as refused:
        return _page(refused.fields), refused.status
    return redirect(url_for("exports.show", export_id=export.id))


def _told(asked: SearchInput) -> str:
    """Return a search as the list of files names it: its words and the codes of its filters."""
    years = [f"{asked.year_from or ''}–{asked.year_to or ''}"] if asked.year_from or asked.year_to else []
    return ", ".join(filter(None, [asked.q, *(code for codes in asked.filters.values() for code in codes), *years]))
