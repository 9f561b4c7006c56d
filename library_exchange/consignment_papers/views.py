"""The papers of a consignment, given out as files."""

from flask import current_app

from library_exchange.consignment_papers.border import PACK, border_pack, papers_for
from library_exchange.consignment_papers.labels import FILE_NAMES
from library_exchange.consignment_papers.queries import pack_of, require_addresses
from library_exchange.consignment_papers.sheets import spreadsheet
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.directory.queries import day_at
from library_exchange.documents.fonts import font_file
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.views.blueprint import bp
from library_exchange.shipping.views.consignments import Page, page_of
from library_exchange.web.downloads import PDF, download
from library_exchange.web.guard import current_actor

ADDRESSED = (PACK, "labels")
"""Papers that tell the post where the parcels go."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/staff/shipments/<int:consignment_id>/papers/<name>")
def paper(consignment_id: int, name: str) -> Page:
    """Give a paper of the consignment as PDF, all of them as one PDF, or the data as a spreadsheet."""
    try:
        with reading() as session:
            consignment = consignments.get_consignment(session, current_actor(), consignment_id)
            day = day_at(session, consignment.consignor_id, now())
            if name in ADDRESSED:
                require_addresses(session, consignment)
            pack = pack_of(session, consignment, day)
    except Conflict as refused:
        return page_of(consignment_id, sentence=refused.sentence), refused.status
    if name == "sheet":
        return download(spreadsheet(pack), XLSX, f"{pack.number}.xlsx", f"{pack.number} {FILE_NAMES[name]}")
    needed = papers_for(pack)
    if name != PACK and name not in needed:
        raise NotFound("no-such-paper")
    font = font_file(current_app.extensions["settings"].pdf_font)
    made = border_pack(pack, font, needed if name == PACK else (name,))
    told = FILE_NAMES[name] if pack.crosses else FILE_NAMES.get(f"{name}-at-home", FILE_NAMES[name])
    return download(made, PDF, f"{pack.number}-{name}.pdf", f"{pack.number} {told}")
