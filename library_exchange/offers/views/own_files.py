"""A library's own offers and wants for a spreadsheet, as the filters of their pages have them."""

from flask import Response

from library_exchange.core import rights
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import _, current
from library_exchange.directory.queries import day_at
from library_exchange.documents.tables import MIMES, table_file
from library_exchange.offers import list_files
from library_exchange.offers.queries import lists
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantState
from library_exchange.offers.views.blueprint import bp
from library_exchange.offers.views.desk import chosen_list, chosen_state, ending_on
from library_exchange.web.downloads import download, every_row
from library_exchange.web.guard import current_actor


@bp.get("/staff/exchange/offers.<any(csv, xlsx):form>")
def own_offers_file(form: str) -> Response:
    """Give the library's offers for a spreadsheet."""
    library_id, state, list_id = rights.library_of(current_actor()), chosen_state(OfferState), chosen_list()
    language = current().code
    with reading() as session:
        ending, today = ending_on(session, library_id), day_at(session, library_id, now())
        rows = every_row(
            lambda limit, offset: lists.own_offers(session, library_id, state, language, limit, offset, ending, list_id)
        )
        content = table_file(form, list_files.offer_rows(rows, is_own=True), language, today)
    named = _("Our offers")
    return download(content, MIMES[form], f"our-offers-{today}.{form}", f"{named} {today}")


@bp.get("/staff/exchange/wants.<any(csv, xlsx):form>")
def own_wants_file(form: str) -> Response:
    """Give the library's wants for a spreadsheet."""
    library_id, state, list_id = rights.library_of(current_actor()), chosen_state(WantState), chosen_list()
    language = current().code
    with reading() as session:
        ending, today = ending_on(session, library_id), day_at(session, library_id, now())
        rows = every_row(
            lambda limit, offset: lists.own_wants(session, library_id, state, language, limit, offset, ending, list_id)
        )
        content = table_file(form, list_files.want_rows(rows, is_own=True), language, today)
    named = _("Our wants")
    return download(content, MIMES[form], f"our-wants-{today}.{form}", f"{named} {today}")
