"""Lines of a list are written anew, as one text or field by field, or left out; nothing typed beside is lost."""

from flask import request

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.exchange_lists.queries import list_imports as queries
from library_exchange.exchange_lists.queries.lookups import get_line, get_list_import
from library_exchange.exchange_lists.rules.edits import Written
from library_exchange.exchange_lists.services import list_imports as services
from library_exchange.exchange_lists.views.edits import carry, edits_in, is_asking, tell
from library_exchange.exchange_lists.views.list_imports import Answer, back_to, list_page
from library_exchange.offers.views.blueprint import bp
from library_exchange.web.guard import current_actor


@bp.post("/staff/exchange/lists/<int:list_id>/corrections")
def correct_lines(list_id: int) -> Answer:
    """Read every line anew that was changed on the page."""
    return _read_anew(list_id, None)


@bp.post("/staff/exchange/lists/<int:list_id>/lines/<int:number>")
def correct_line(list_id: int, number: int) -> Answer:
    """Read a line anew from what was typed in its place, and with it every other that was changed."""
    return _read_anew(list_id, (number, Written.TEXT))


@bp.post("/staff/exchange/lists/<int:list_id>/lines/<int:number>/fields")
def correct_fields(list_id: int, number: int) -> Answer:
    """Take what was written into the fields of a line, not read anew and not asked again; and every other change."""
    return _read_anew(list_id, (number, Written.FIELDS))


def _read_anew(list_id: int, pressed: tuple[int, Written] | None) -> Answer:
    number = pressed[0] if pressed else None
    try:
        edits = edits_in(request.form, pressed)
        with transaction() as session:
            list_import = get_list_import(session, current_actor(), list_id)
            carried = carry(session, current_actor(), list_id, edits, number)
            at = number or min(carried.numbers, default=1)
            ahead = queries.next_asking(session, list_import, at) if carried.was_asking else None
    except InvalidInput as refused:
        return list_page(list_id, {}, refused.fields), refused.status
    tell(carried, number)
    return back_to(list_id, at if carried.numbers else None, ahead)


@bp.post("/staff/exchange/lists/<int:list_id>/lines/<int:number>/leave-out")
def leave_line_out(list_id: int, number: int) -> Answer:
    """Leave a line out, or bring it back; what was changed in other lines is read."""
    try:
        edits = [each for each in edits_in(request.form) if each.number != number]
        with transaction() as session:
            carried = carry(session, current_actor(), list_id, edits)
            list_import, line = get_line(session, current_actor(), list_id, number)
            was_asking = is_asking(line)
            services.leave_out(session, list_import, line, now())
            ahead = queries.next_asking(session, list_import, number) if was_asking else None
    except InvalidInput as refused:
        return list_page(list_id, {}, refused.fields), refused.status
    tell(carried, number)
    return back_to(list_id, number, ahead)
