"""Pictures of a loan's book: shown to the staff of its two libraries, to nobody else, the reader included."""

from flask import flash, redirect, request, url_for

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _
from library_exchange.loan_pictures import services
from library_exchange.loan_pictures.queries import get_loan, get_picture
from library_exchange.loan_pictures.schemas import ArrivedDamaged, PictureShown
from library_exchange.loans.labels.sentences import not_told
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.services.notices import reader_to_call
from library_exchange.loans.views.blueprint import Page, bp
from library_exchange.loans.views.requests import loan_page
from library_exchange.shipping.labels.claims import PICTURE_GOES
from library_exchange.web import pictures as files
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor


@bp.post("/loans/<int(max=2147483647):loan_id>/pictures")
def add_picture(loan_id: int) -> Page:
    """Show a picture of the book; of the file that is sent nothing but its pixels is kept."""
    actor = current_actor()
    with reading() as session:
        get_loan(session, actor, loan_id)
    try:
        moment, picture = parse(PictureShown, request.form).moment, files.sent_picture()
        with transaction() as session:
            loan = get_loan(session, actor, loan_id)
            services.add(session, actor, loan, moment, picture, now())
    except InvalidInput as refused:
        return loan_page(loan_id, picture_errors=refused.fields), refused.status
    except Conflict as refused:
        return loan_page(loan_id, sentence=refused.sentence, picture_errors={}), refused.status
    flash(_("The picture is shown to both libraries."), "ok")
    return redirect(_back(loan_id))


@bp.post("/loans/<int(max=2147483647):loan_id>/arrived-damaged")
def arrived_damaged(loan_id: int) -> Page:
    """Receive a book and tell the other library that it has come damaged; pictures of the damage may follow."""
    actor = current_actor()
    with reading() as session:
        get_loan(session, actor, loan_id)
    try:
        given = parse(ArrivedDamaged, request.form)
        with transaction() as session:
            loan = get_loan(session, actor, loan_id)
            stood = loan.stands
            services.receive_damaged(session, actor, loan, given.damage, given.version, now())
            to_call = reader_to_call(session, loan, Action.RECEIVE, loan.stands is not stood)
    except InvalidInput as refused:
        return loan_page(loan_id, picture_errors=refused.fields), refused.status
    except Conflict as refused:
        return loan_page(loan_id, sentence=refused.sentence), refused.status
    flash(_("Received, and the other library is told of the damage. Show it in a picture now."), "ok")
    if to_call is not None:
        flash(str(not_told(to_call.phone)), "warn")
    return redirect(_back(loan_id))


@bp.get("/loans/<int(max=2147483647):loan_id>/pictures/<int(max=2147483647):picture_id>/<size>.jpg")
def picture(loan_id: int, picture_id: int, size: str) -> Page:
    """Give a picture of the book, of whichever library: whole, or small."""
    is_small = files.is_small(size)
    with reading() as session:
        loan = get_loan(session, current_actor(), loan_id)
        return files.jpeg(get_picture(session, loan, picture_id, is_small))


@bp.post("/loans/<int(max=2147483647):loan_id>/pictures/<int(max=2147483647):picture_id>/remove")
def remove_picture(loan_id: int, picture_id: int) -> Page:
    """Take a picture back."""
    actor = current_actor()
    with transaction() as session:
        loan = get_loan(session, actor, loan_id)
        services.take_back(session, actor, loan, picture_id, now())
        ask(Question(_("Take back the picture"), PICTURE_GOES, _back(loan_id)))
    flash(_("The picture is taken back."), "ok")
    return redirect(_back(loan_id))


def _back(loan_id: int) -> str:
    return url_for("loans.show", loan_id=loan_id, _anchor="condition")
