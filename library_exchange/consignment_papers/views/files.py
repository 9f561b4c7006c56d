"""Consignments and claims of a library for a spreadsheet."""

from decimal import Decimal

from flask import Response, request
from sqlmodel import Session

from library_exchange.consignment_papers.queries import ClaimRow, claims_of
from library_exchange.core import rights
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import _, country_name, current
from library_exchange.core.titles import TitleBlock, in_cells
from library_exchange.directory.models import Library
from library_exchange.documents.sheets import Value
from library_exchange.documents.tables import MIMES, table_file
from library_exchange.shipping.labels import claims as claim_labels
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.queries.line_titles import titles_of
from library_exchange.shipping.views.blueprint import bp
from library_exchange.web.downloads import download, every_row
from library_exchange.web.guard import current_actor


@bp.get("/staff/shipments.<any(csv, xlsx):form>")
def index_file(form: str) -> Response:
    """Give the consignments of the library, open or closed ones, for a spreadsheet."""
    library_id, language, is_open = (
        rights.library_of(current_actor()),
        current().code,
        request.args.get("closed") != "1",
    )

    with reading() as session:
        library = session.get_one(Library, library_id)
        today = library.day_at(now())
        rows = every_row(lambda limit, offset: _page(session, library, is_open, limit, offset))
        cells = [_consignment(row, library, language) for row in rows]
    heads = [
        *(_("Number"), _("Side"), _("Partner"), _("Country"), _("State"), _("Titles"), _("Weight, kg")),
        *(_("Expected"), _("Last change")),
    ]
    content = table_file(form, [heads, *cells], language, today)
    told = _("Open consignments") if is_open else _("Closed consignments")
    return download(content, MIMES[form], f"consignments-{today}.{form}", f"{told} {today}")


def _page(
    session: Session, library: Library, is_open: bool, limit: int, offset: int
) -> tuple[int, list[consignments.Row]]:
    rows, total = consignments.consignments_of(session, library.id, is_open, library.day_at(now()), limit, offset)
    return total, rows


def _consignment(row: consignments.Row, library: Library, language: str) -> list[Value]:
    partner = row.consignee if row.is_outgoing else row.consignor
    return [
        *(row.number, str(consignment_labels.SIDES["out" if row.is_outgoing else "in"])),
        *(partner.name_in(language), country_name(partner.country), str(consignment_labels.STATES[row.state][0])),
        *(
            row.titles,
            Decimal(row.weight_g) / 1000 if row.weight_g else None,
            row.eta_on,
            library.day_at(row.touched_at),
        ),
    ]


@bp.get("/staff/claims.<any(csv, xlsx):form>")
def claims_file(form: str) -> Response:
    """Give the claims of the library's consignments, open and settled ones, for a spreadsheet."""
    library_id, language = rights.library_of(current_actor()), current().code
    with reading() as session:
        library = session.get_one(Library, library_id)
        today = library.day_at(now())
        rows = list(every_row(lambda limit, offset: claims_of(session, library_id, limit, offset)))
        titles = titles_of(session, [row.line for row in rows], language)
        cells = [_claim(row, library, titles[row.line.id], language) for row in rows]
    heads = [
        *(_("Consignment"), _("Side"), _("Partner"), _("Title"), _("Original title"), _("ISBN"), _("Copies")),
        *(_("What is wrong"), _("State"), _("Claimed on"), _("Last change")),
    ]
    content = table_file(form, [heads, *cells], language, today)
    named = _("Claims")
    return download(content, MIMES[form], f"claims-{today}.{form}", f"{named} {today}")


def _claim(row: ClaimRow, library: Library, title: TitleBlock, language: str) -> list[Value]:
    line, claim = row.line, row.claim
    return [
        *(row.number, str(consignment_labels.SIDES["out" if row.is_outgoing else "in"]), row.partner.name_in(language)),
        *(*in_cells(title), line.isbn or line.printed_isbn, line.copies, str(title_labels.LINES[claim.fault][0])),
        *(str(claim_labels.CLAIMS[claim.state][0]), library.day_at(claim.opened_at), library.day_at(claim.touched_at)),
    ]
