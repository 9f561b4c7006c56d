"""Doors of old books: that one may leave the country is asked, noted and taken back."""

from flask import request, url_for
from sqlmodel import Session

from library_exchange.consignment_papers import old_books
from library_exchange.core.clock import now
from library_exchange.core.i18n import _, _l, current, format_date
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.queries.line_titles import titles_of
from library_exchange.shipping.schemas import ExportPermit
from library_exchange.shipping.views.blueprint import bp
from library_exchange.shipping.views.consignments import Page, carry_out
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

MAY_LEAVE = _l("It may leave")
CONSEQUENCE = _l(
    "Your library states that this book may be taken out of the country. Customs may ask for proof. The statement"
    " stands in the history; until the books are given to the carrier you can take it back."
)
WITHOUT_DOCUMENT = _l(
    "No document is entered. Without one customs may keep the book. Go on only if you are sure that none is needed."
)
OF_NO_YEAR = _l("The year of this book is unknown: it is best entered.")
IS_ASKED_AGAIN = _l("The book will be asked about again before it leaves. The history keeps what was noted before.")


@bp.post("/staff/shipments/<int:consignment_id>/lines/<int:line_id>/old")
def confirm_old(consignment_id: int, line_id: int) -> Page:
    """Confirm that an old book may leave, or that one of an unknown year is not old."""

    def verb(session: Session, consignment: Consignment) -> None:
        line = consignments.get_line(session, consignment, line_id)
        given = parse(ExportPermit, request.form)
        old_books.confirm_old(session, current_actor(), consignment, line, now(), given)
        lacks = [] if given.export_permit_no else [WITHOUT_DOCUMENT]
        lacks += [] if line.year else [OF_NO_YEAR]
        chosen = [(_("Number of the document"), given.export_permit_no)] if given.export_permit_no else []
        if given.export_permit_on:
            chosen.append((_("Date of the document"), format_date(given.export_permit_on, "long")))
        about = _about(session, line)
        ask(Question(MAY_LEAVE, CONSEQUENCE, _back(consignment_id), about, chosen, notices=lacks))

    return carry_out(consignment_id, verb, _("Noted: this book may leave."), "old", line_id)


@bp.post("/staff/shipments/<int:consignment_id>/lines/<int:line_id>/old/withdraw")
def withdraw_old(consignment_id: int, line_id: int) -> Page:
    """Take back that an old book may leave."""

    def verb(session: Session, consignment: Consignment) -> None:
        line = consignments.get_line(session, consignment, line_id)
        old_books.withdraw_old(session, current_actor(), consignment, line, now())
        ask(Question(_("Take it back"), IS_ASKED_AGAIN, _back(consignment_id), _about(session, line)))

    return carry_out(consignment_id, verb, _("Taken back: the book is asked about again before it leaves."))


def _about(session: Session, line: ConsignmentLine) -> str:
    title = titles_of(session, [line], current().code)[line.id].shown.value
    year = line.year or _("year unknown")
    return f"{line.number}. {title} · {year}"


def _back(consignment_id: int) -> str:
    return url_for("shipping.show", consignment_id=consignment_id, _anchor="old")
