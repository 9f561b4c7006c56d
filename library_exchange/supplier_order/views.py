"""The door of the order of suppliers: staff moves, leaves out, puts back or adds one library."""

from flask import redirect, request, url_for

from library_exchange.core.amounts import find_typed
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.errors import Conflict
from library_exchange.loans.queries import requests
from library_exchange.loans.schemas import OrderInput, WholeOrder
from library_exchange.loans.views.blueprint import Page, bp
from library_exchange.loans.views.requests import loan_page
from library_exchange.supplier_order.services import arranging
from library_exchange.web.forms import by_row, parse
from library_exchange.web.guard import current_actor


@bp.post("/loans/<int(max=2147483647):loan_id>/order")
def rearrange(loan_id: int) -> Page:
    """Change the place of one library; what came too late is told on the page of the request."""
    try:
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            given = parse(OrderInput, request.form)
            told = (given.change, given.library_id, given.version)
            arranging.rearrange(session, current_actor(), loan, *told, now())
    except Conflict as refused:
        return loan_page(loan_id, sentence=refused.sentence), refused.status
    return redirect(url_for("loans.show", loan_id=loan_id, _anchor="rota"))


@bp.post("/loans/<int(max=2147483647):loan_id>/whole-order")
def place_all(loan_id: int) -> Page:
    """Set the whole order by numbers; what came too late is told on the page of the request."""
    try:
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            version = parse(WholeOrder, request.form).version
            rows = ((one, find_typed(told)) for field, one, told in by_row(request.form) if field == "place")
            places = {one: place for one, place in rows if place is not None}
            arranging.place_all(session, current_actor(), loan, places, version, now())
    except Conflict as refused:
        return loan_page(loan_id, sentence=refused.sentence), refused.status
    return redirect(url_for("loans.show", loan_id=loan_id, _anchor="rota"))
