"""Doors of the room: the local check of a request, and requests on paper."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.documents.fonts import font_file
from library_exchange.loan_printouts import services
from library_exchange.loan_printouts.drawing import forms as papers
from library_exchange.loan_printouts.labels import forms as labels
from library_exchange.loan_printouts.labels.forms import WORDS
from library_exchange.loan_printouts.queries import forms as queries
from library_exchange.loan_printouts.schemas import LocalCheck
from library_exchange.loans import policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.requests import get_request
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.web.addresses import public_address
from library_exchange.web.downloads import PDF, download
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("loan_printouts", __name__)
Page = str | tuple[str, int] | Response

# The local check ------------------------------------------------------------------------------------------------------


@bp.get("/loans/<int(max=2147483647):loan_id>/local-check")
def local_check(loan_id: int) -> Page:
    """Show what was recorded of the local check of a request, and what may be recorded."""
    with reading() as session:
        return _check_page(session, _own(session, loan_id))


@bp.post("/loans/<int(max=2147483647):loan_id>/local-check/record")
def record_local_check(loan_id: int) -> Page:
    """Record that the book was looked for near the library."""
    try:
        given = parse(LocalCheck, request.form)
        with transaction() as session:
            services.record_local_check(session, current_actor(), _own(session, loan_id), given, now())
    except InvalidInput as refused:
        with reading() as session:
            return _check_page(session, _own(session, loan_id), request.form, refused.fields), refused.status
    flash(_("The local check is recorded."), "ok")
    return redirect(url_for("loans.show", loan_id=loan_id))


def _own(session: Session, loan_id: int) -> LoanRequest:
    """Return a request that the visitor's library has made; raises NotFound for every other."""
    loan = get_request(session, current_actor(), loan_id)
    if loan.side is not Side.REQUESTING or not policy.works_on(current_actor(), loan):
        raise NotFound("no-local-check", loan=loan_id)
    return loan


def _check_page(
    session: Session,
    loan: LoanRequest,
    given: Mapping[str, Any] = MappingProxyType({}),
    errors: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    known = dict.fromkeys(loan.checked_in or (), "y") | {"checked_by": loan.checked_by or ""}
    known["checked_on"] = (loan.local_check_on or day_at(session, loan.library_id, now())).isoformat()
    return render_template(
        "loan_printouts/local_check.html",
        number=loan.public_no,
        title=BibliographicInfo.model_validate(loan.book).title_in(current().code),
        loan_id=loan.id,
        given=given or known,
        errors=errors,
        checkers=list(labels.CHECKERS.items()),
        searched=list(labels.SEARCHED.items()),
        is_recorded=loan.local_check_on is not None,
        is_closed=loan.closed_at is not None,
    )


# On paper -------------------------------------------------------------------------------------------------------------


@bp.get("/loans/<int(max=2147483647):loan_id>/local-check.pdf")
def certificate(loan_id: int) -> Response:
    """Give the certificate of the local check."""
    with reading() as session:
        loan = _own(session, loan_id)
        if loan.local_check_on is None:
            raise NotFound("no-local-check", loan=loan_id)
        (form,) = queries.forms_of(session, [loan], _link)
        day = day_at(session, loan.library_id, now())
    told = f"{form.number} {WORDS['certificate']}"
    return download(papers.certificate(form, day, _font()), PDF, f"{form.number}-local-check.pdf", told)


@bp.get("/loans/<int(max=2147483647):loan_id>/request-form.pdf")
def request_form(loan_id: int) -> Response:
    """Give a request as a form."""
    with reading() as session:
        loan = get_request(session, current_actor(), loan_id)
        if loan.partner_id is None or not policy.works_on(current_actor(), loan):
            raise NotFound("no-partner-yet", loan=loan_id)
        number = loan.public_no
        told = WORDS["copy_form" if loan.service is ServiceType.COPY else "request_form"]
        return _forms(session, [loan], loan.library_id, f"{number}-request.pdf", f"{number} {told}")


@bp.get("/staff/request-forms")
def request_forms() -> Response:
    """Give all requests that were sent and for which no book has come, a page for each."""
    library_id = current_actor().library_id
    if library_id is None:
        raise Forbidden("no-library")
    with reading() as session:
        loans = queries.requests_to_print(session, library_id, request.args.get("partner"))
        if loans:
            return _forms(session, loans, library_id, "requests.pdf", str(WORDS["request_form"]))
    flash(_("No request of your library waits for a book."), "warn")
    return redirect(url_for("loans.queue", group="open"))


def _forms(session: Session, loans: Sequence[LoanRequest], library_id: int, name: str, told: str) -> Response:
    made_on = session.get_one(Library, library_id).day_at(now())
    made = papers.request_forms(queries.forms_of(session, loans, _link), made_on, _font())
    return download(made, PDF, name, told)


def _link(number: str) -> str:
    return public_address(url_for("web.request_permalink", number=number))


def _font() -> Path:
    settings: Any = current_app.extensions["settings"]
    return font_file(settings.pdf_font)
