"""Offers, wants, consignments and accounts: read only."""

from flask import Response, request

from library_exchange.core.db import reading
from library_exchange.core.rights import library_of
from library_exchange.directory.queries import get_library_by_id
from library_exchange.ledger.queries import balances_by_partner
from library_exchange.offers.schemas import Filter
from library_exchange.rest_api.display import exchange as display
from library_exchange.rest_api.display import own as own_display
from library_exchange.rest_api.queries import exchange, own
from library_exchange.rest_api.rules.preconditions import tag_of
from library_exchange.rest_api.schemas import exchange as exchange_answers
from library_exchange.rest_api.views.answering import listed, one_of, piece, told
from library_exchange.rest_api.views.door import bp
from library_exchange.shipping.queries.consignments import contents_of, get_consignment
from library_exchange.web.guard import current_actor


def _whose() -> int | None:
    """Return the library of which all is asked for; None for what everybody may see."""
    return library_of(current_actor()) if one_of("mine", ("true", "false")) == "true" else None


@bp.get("/offers")
def offers() -> Response:
    """List what libraries offer, or with `mine` all that the library offers and offered."""
    asked = piece()
    with reading() as session:
        rows = exchange.offers(session, _whose(), Filter.from_address(request.args), asked)
    return listed(exchange_answers.Offers, rows, asked, lambda row: row[0].id, lambda row: display.offer(*row))


@bp.get("/wants")
def wants() -> Response:
    """List what libraries look for, or with `mine` all that the library looks and looked for."""
    asked = piece()
    with reading() as session:
        rows = exchange.wants(session, _whose(), Filter.from_address(request.args), asked)
    return listed(exchange_answers.Wants, rows, asked, lambda row: row[0].id, lambda row: display.want(*row))


@bp.get("/consignments")
def consignments() -> Response:
    """List what the library sends, receives or passes on."""
    asked = piece()
    with reading() as session:
        rows = own.consignments(session, library_of(current_actor()), asked)
        codes = own.codes(session, {each for row in rows for each in (row.consignor_id, row.consignee_id)})
    return listed(
        exchange_answers.Consignments, rows, asked, lambda row: row.id, lambda row: own_display.consignment(row, codes)
    )


@bp.get("/consignments/<int(max=2147483647):consignment_id>")
def consignment(consignment_id: int) -> Response:
    """Tell of one consignment, with its parcels and titles."""
    with reading() as session:
        row = get_consignment(session, current_actor(), consignment_id)
        codes = own.codes(session, {row.consignor_id, row.consignee_id})
        return told(own_display.consignment(row, codes, contents_of(session, row)), tag_of(row.version))


@bp.get("/account")
def account() -> Response:
    """Tell how the library stands with each partner."""
    library_id = library_of(current_actor())
    with reading() as session:
        code = get_library_by_id(session, library_id).code
        return told(own_display.account(code, balances_by_partner(session, library_id)))
