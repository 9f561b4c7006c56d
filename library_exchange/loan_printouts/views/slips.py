"""Papers that go with a book: the slip as a page, the others as PDF."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import LANGUAGES, _, current
from library_exchange.core.rights import library_of
from library_exchange.directory.display import local_name_first
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.documents.fonts import font_file
from library_exchange.loan_printouts.drawing import slips as drawing
from library_exchange.loan_printouts.labels.slips import NO_ADDRESS_AT_HOME, PAPER_NAMES, slip_words
from library_exchange.loan_printouts.queries import slips as papers
from library_exchange.loan_printouts.queries.addressed import not_addressed
from library_exchange.loans import display
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies, requests
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.papers import Paper, papers_in
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.loans.views.blueprint import Page, bp
from library_exchange.search.analysis.sounding import sounding_in
from library_exchange.web.addresses import public_address
from library_exchange.web.downloads import PDF, download
from library_exchange.web.forms import ticked_rows
from library_exchange.web.guard import current_actor

Draw = Callable[[Any, tuple[str, ...], date, Path], bytes]

# The slip -------------------------------------------------------------------------------------------------------------


@bp.get("/loans/<int(max=2147483647):loan_id>/slip")
def slip(loan_id: int) -> Page:
    """Show the slip that travels with the book: A4, in both languages, the page's first."""
    order = list(_order())
    with reading() as session:
        loan = requests.get_request(session, current_actor(), loan_id)
        if loan.partner_id is None or loan.service is ServiceType.COPY:
            raise NotFound("no-slip", loan=loan_id)
        home, partner = session.get_one(Library, loan.library_id), session.get_one(Library, loan.partner_id)
        barcode = copies.barcode_of(session, loan)
        due_on, is_proposed = papers.due_date_said(session, loan, now())
    other = BibliographicInfo.model_validate(loan.book).title_in(order[1])
    supplier, requester = (partner, home) if loan.side is Side.REQUESTING else (home, partner)
    return render_template(
        "loan_printouts/slip.html",
        back_url=url_for("loans.show", loan_id=loan_id),
        tags=[LANGUAGES[code].tag for code in order],
        words=[slip_words(code, loan, due_on, is_proposed) for code in order],
        number=loan.public_no,
        book=display.shown_book(BibliographicInfo.model_validate(loan.book), order[0]),
        other_title=replace(other, romanised=sounding_in(other, order[1])),
        call_number=loan.call_number,
        barcode=barcode,
        tracking_no=loan.tracking_no,
        supplier=local_name_first(supplier, order),
        requester=local_name_first(requester, order),
    )


# As PDF ---------------------------------------------------------------------------------------------------------------


@bp.get("/staff/pull-slips")
def all_pull_slips() -> Page:
    """Give slips for everything to be fetched from the shelves."""
    return _pull_slips(None)


@bp.post("/staff/pull-slips")
def ticked_pull_slips() -> Page:
    """Give slips for the ticked rows."""
    return _pull_slips([loan_id for loan_id, _version in ticked_rows(request.form.getlist("row"))])


def _pull_slips(only: list[int] | None) -> Page:
    library_id = library_of(current_actor())
    with reading() as session:
        found = papers.pull_slips(session, library_id, _order(), _link, only)
        day = day_at(session, library_id, now())
    if not found:
        flash(_("None of these books is to be fetched from the shelf."), "warn")
        return redirect(url_for("loans.queue"))
    told = _("Pull slips")
    return _pdf(drawing.pull_slips, found, day, f"pull-slips-{day}.pdf", f"{told} {day}")


@bp.get("/staff/loans/<int:loan_id>/papers/<name>")
def paper(loan_id: int, name: str) -> Page:
    """Give one paper that goes with the book of a request; no label whose address the post cannot read."""
    with reading() as session:
        loan = requests.get_request(session, current_actor(), loan_id)
        wanted = next((each for each in papers_in(loan.side, loan.stands, loan.service) if each == name), None)
        if wanted is Paper.LABEL and not_addressed(session, loan):
            raise Conflict("addresses-lack", NO_ADDRESS_AT_HOME, loan=loan.id)
        content = CONTENTS[wanted](session, loan) if wanted else None
        day, number = day_at(session, loan.library_id, now()), loan.public_no
    if wanted is None or not content:
        raise NotFound("no-such-paper")
    told = str(PAPER_NAMES[wanted]).partition(":")[0].partition("：")[0]
    return _pdf(DRAWN[wanted], content, day, f"{number}-{wanted}.pdf", f"{number} {told}")


def _companion(session: Session, loan: LoanRequest) -> Any:
    return papers.companion(session, loan, _link, now())


CONTENTS: dict[Paper, Callable[[Session, LoanRequest], Any]] = {
    Paper.PULL_SLIP: lambda session, loan: papers.pull_slips(session, loan.library_id, _order(), _link, [loan.id]),
    Paper.DESK_SLIP: lambda session, loan: papers.desk_slip(session, loan, _link, now()),
    Paper.STRAP: _companion,
    Paper.PACKING_NOTE: _companion,
    Paper.LABEL: _companion,
}
DRAWN: dict[Paper, Draw] = {
    Paper.PULL_SLIP: drawing.pull_slips,
    Paper.DESK_SLIP: drawing.desk_slip,
    Paper.STRAP: drawing.strap,
    Paper.PACKING_NOTE: drawing.packing_note,
    Paper.LABEL: drawing.label,
}


def _order() -> tuple[str, ...]:
    """Return the languages of papers, that of the page first."""
    here = current().code
    return tuple(dict.fromkeys([here if here in ("zh", "ru") else "zh", "zh", "ru"]))


def _link(number: str) -> str:
    return public_address(url_for("web.request_permalink", number=number))


def _pdf(draw: Draw, content: Any, made_on: date, name: str, told: str) -> Response:
    made = draw(content, _order(), made_on, font_file(current_app.extensions["settings"].pdf_font))
    return download(made, PDF, name, told)
