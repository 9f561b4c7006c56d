"""The catalogue searched for the edition that a line of a list means, where none of those proposed is it."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.resources import engine
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.i18n import _, current
from library_exchange.exchange_lists.queries.lookups import get_line
from library_exchange.exchange_lists.schemas import FoundEdition
from library_exchange.exchange_lists.services import answering_lists
from library_exchange.exchange_lists.views.list_imports import where_line_stands
from library_exchange.offers.views.blueprint import bp
from library_exchange.search.port import Query
from library_exchange.search.query import LONGEST
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

MOST_FOUND = 20


@bp.get("/staff/exchange/lists/<int:list_id>/lines/<int:number>/edition")
def find_edition(list_id: int, number: int) -> str:
    """Show the editions that the catalogue finds for `q`; before anything was asked, for the title of the line."""
    with reading() as session:
        list_import, line = get_line(session, current_actor(), list_id, number)
        answering_lists.require_open(list_import)
        words = request.args.get("q", str(line.told.get("title") or line.text)).strip()[:LONGEST]
        asked = Query(words, per_page=MOST_FOUND)
        found = searching.search(session, engine(), asked, current().code, list_import.library_id) if words else None
    return render_template(
        "exchange_lists/find_edition.html",
        line=line,
        words=words,
        longest=LONGEST,
        total=found.total if found else 0,
        cards=[searching.card(source, current().code) for source in found.sources] if found else [],
        given=request.args,
        back_url=url_for("offers.show_list", **where_line_stands(list_id, number)),
    )


@bp.post("/staff/exchange/lists/<int:list_id>/lines/<int:number>/edition")
def choose_edition(list_id: int, number: int) -> Response:
    """Take an edition that was found for the one that a line means."""
    given = parse(FoundEdition, request.form)
    with transaction() as session:
        list_import, line = get_line(session, current_actor(), list_id, number)
        answering_lists.choose_found(session, list_import, line, given.record_id, now())
    flash(_("Line %(number)s is this edition now.", number=number), "ok")
    return redirect(url_for("offers.show_list", **where_line_stands(list_id, number)))
