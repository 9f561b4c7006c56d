"""A line of a list is corrected field by field."""

from flask import request

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.exchange_lists.queries import list_imports as queries
from library_exchange.exchange_lists.queries.lookups import get_line
from library_exchange.exchange_lists.schemas import LineFields
from library_exchange.exchange_lists.services import list_imports as services
from library_exchange.exchange_lists.views.list_imports import Answer, Mistaken, back_to, is_asking, list_page
from library_exchange.offers.views.blueprint import bp
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor


@bp.post("/staff/exchange/lists/<int:list_id>/lines/<int:number>/fields")
def correct_fields(list_id: int, number: int) -> Answer:
    """Take what was written into the fields of a line; it is not read anew, and not asked again."""
    try:
        given = parse(LineFields, request.form)
    except InvalidInput as refused:
        return list_page(list_id, {}, Mistaken(number, request.form, refused.fields)), refused.status
    with transaction() as session:
        list_import, line = get_line(session, current_actor(), list_id, number)
        was_asking = is_asking(line)
        services.correct_in_fields(session, list_import, line, given, now())
        ahead = queries.next_asking(session, list_import, number) if was_asking else None
    return back_to(list_id, number, ahead)
