"""Doors between a request and the consignment in which its book travels."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, request, url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _
from library_exchange.loan_consignments.display import question_of_consigning
from library_exchange.loan_consignments.services import consigning, papers
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import requests
from library_exchange.loans.schemas import Consigning
from library_exchange.loans.views.blueprint import Page, bp
from library_exchange.loans.views.requests import loan_page
from library_exchange.web.confirming import ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor


@bp.post("/staff/loans/<int(max=2147483647):loan_id>/consignment")
def consign(loan_id: int) -> Page:
    """Put the book into a consignment to the partner, one of its own or one that is got ready; lead to its papers."""
    try:
        way = parse(Consigning, request.form).way
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            question = question_of_consigning(loan)
            consignment = consigning.consign(session, current_actor(), loan, way, now())
            ask(question)
    except InvalidInput as refused:
        return loan_page(loan_id, sentence=refused.fields["way"]), refused.status
    except Conflict as refused:
        return loan_page(loan_id, sentence=refused.sentence), refused.status
    return redirect(url_for("shipping.show", consignment_id=consignment.id))


@bp.post("/staff/loans/<int(max=2147483647):loan_id>/consignment/out")
def take_out(loan_id: int) -> Page:
    """Take the book out of the consignment in which it waits, so that it can be sent otherwise."""
    return _about_papers(loan_id, papers.take_out, _("The book is out of the consignment."))


@bp.post("/staff/loans/<int(max=2147483647):loan_id>/consignment/extended")
def extended(loan_id: int) -> Page:
    """Note that the papers of a book that is abroad tell its new due date."""
    return _about_papers(loan_id, papers.papers_extended, _("The new date is noted for the papers."))


def _about_papers(loan_id: int, verb: Callable[[Session, Actor, LoanRequest, datetime], None], done: str) -> Page:
    try:
        with transaction() as session:
            verb(session, current_actor(), requests.get_request(session, current_actor(), loan_id), now())
    except Conflict as refused:
        return loan_page(loan_id, sentence=refused.sentence), refused.status
    flash(done, "ok")
    return redirect(url_for("loans.show", loan_id=loan_id))
