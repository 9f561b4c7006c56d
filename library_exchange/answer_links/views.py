"""Doors: the page of a link, for whoever has it; letters to print; libraries that are reached by letter."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.answer_links import display, labels, papers, queries, rules, signing
from library_exchange.answer_links.schemas import NewPartner
from library_exchange.answer_links.services import answering
from library_exchange.answer_links.services import letters as writing
from library_exchange.answer_links.services import partners as naming
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import LANGUAGES, _, current, speaking
from library_exchange.directory.models import Library
from library_exchange.directory.queries import libraries
from library_exchange.documents.fonts import font_file
from library_exchange.loan_printouts.queries.forms import forms_of
from library_exchange.loans.display import question
from library_exchange.loans.forms import Refused
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import StepInput
from library_exchange.web.addresses import event_named, public_address
from library_exchange.web.confirming import Question
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.downloads import PDF, download
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("answer_links", __name__)
Page = str | tuple[str, int] | Response
GONE = 410

# The link -------------------------------------------------------------------------------------------------------------


@bp.get("/answer/<token>")
def show(token: str) -> Page:
    """Show what a library is asked by its link; looking changes nothing, so scanners of mail may follow it."""
    return _link_page(token)


@bp.post("/answer/<token>/<action>")
def answer(token: str, action: str) -> Page:
    """Answer by a link: take the step that the letter asks for."""
    try:
        told, known = signing.read(token), event_named(action, Action)
        given = parse(StepInput, request.form)
        with transaction() as session:
            link = queries.get_link(session, told)
            loan = session.get_one(LoanRequest, link.loan_id)
            back = url_for("answer_links.show", token=token)
            asked = question(session, loan, known, given, now(), back, prepares_papers=False)
            answering.answer(session, link, loan, known, given, now())
            ask_first(asked)
    except NotFound:
        return _stranger(None), NotFound.status
    except InvalidInput as refused:
        return _link_page(token, Refused(known, request.form, refused.fields), status=refused.status)
    except Conflict as refused:
        return _link_page(token, sentence=refused.sentence, status=refused.status)
    return redirect(url_for("answer_links.show", token=token), code=303)


def _link_page(token: str, refused: Refused | None = None, sentence: Any = None, status: int = 200) -> Page:
    with reading() as session:
        try:
            link = queries.get_link(session, signing.read(token))
        except NotFound:
            return _stranger(None), NotFound.status
        loan = session.get_one(LoanRequest, link.loan_id)
        told = display.shown(session, link, loan)
        if link.ended_at is None and answering.is_over(session, link, now()):
            return _stranger(told["mailbox"]), GONE
        is_open = answering.is_open(session, link, loan, now())
        forms = display.answer_forms(session, loan, now(), refused) if is_open else []
    return render_template(
        "answer_links/show.html",
        told=told,
        forms=[(form, url_for("answer_links.answer", token=token, action=form.action)) for form in forms],
        refused=refused,
        sentence=sentence,
        errors=_marked(refused),
    ), status


def _stranger(mailbox: str | None) -> str:
    """Return the page for a link that opens nothing, in all languages: nobody knows who reads it."""
    told = []
    for code, language in LANGUAGES.items():
        with speaking(code):
            told.append((language.tag, *(str(text) for text in _what_to_do(mailbox))))
    return render_template("answer_links/no_link.html", told=told)


def _what_to_do(mailbox: str | None) -> tuple[Any, Any]:
    if mailbox:
        return _("This link has expired."), _("Write to %(mailbox)s and ask for a new letter.", mailbox=mailbox)
    return (
        _("This link opens nothing."),
        _("Open it once more from the letter, whole. If that does not help, write to the library named in the letter."),
    )


# Letters to print -----------------------------------------------------------------------------------------------------


@bp.get("/staff/answer-letters")
def letters() -> str:
    """List the letters that wait for an answer: of partners of the own library, and of those it vouches for."""
    actor = current_actor()
    if not actor.is_staff and not actor.is_platform_admin:
        raise Forbidden("not-staff")
    with reading() as session:
        rows = display.letter_rows(queries.open_letters(session, actor), now())
    return render_template("answer_links/letters.html", rows=rows)


@bp.get("/staff/answer-letters/<int(max=2147483647):link_id>.pdf")
def letter(link_id: int) -> Response:
    """Give a letter that waits as a PDF, to be sent by post."""
    with reading() as session:
        link = queries.get_printable(session, current_actor(), link_id)
        loan = session.get_one(LoanRequest, link.loan_id)
        home = session.get_one(Library, link.library_id)
        token = signing.sign(link.id, link.library_id, link.loan_id, link.state)
        address = public_address(url_for("answer_links.show", token=token, lang=home.language))
        (form,) = forms_of(session, [loan], lambda _number: address)
        asked = rules.answers(loan.side, loan.stands, loan.due, loan.service)
        font = font_file(current_app.extensions["settings"].pdf_font)
        content = papers.letter(link, loan, form, home.language, address, asked, home.day_at(now()), font)
    name, kind = f"{link.number}-letter.pdf", _("Letter to be answered")
    return download(content, PDF, name, f"{link.number} {kind}")


@bp.post("/staff/answer-letters/<int(max=2147483647):link_id>/again")
def write_again(link_id: int) -> Response:
    """Write a letter anew, with a link of its own; the old one opens no more."""
    with transaction() as session:
        link = queries.get_printable(session, current_actor(), link_id)
        writing.ask(session, link.loan_id, signing.terms(), signing.sign, now(), again=True)
    flash(_("A new letter is on its way."), "ok")
    return redirect(url_for("answer_links.letters"))


# Answers on paper -----------------------------------------------------------------------------------------------------


@bp.get("/staff/answer-letters/<int(max=2147483647):link_id>/paper")
def on_paper(link_id: int) -> Page:
    """Show the answers of the printed letter, so that what came back marked and stamped is entered."""
    return _paper_page(link_id)


@bp.post("/staff/answer-letters/<int(max=2147483647):link_id>/paper/<action>")
def enter(link_id: int, action: str) -> Page:
    """Enter an answer that came on paper: take the step for the library that gave it."""
    known, clerk = event_named(action, Action), current_actor()
    try:
        given = parse(StepInput, request.form)
        with transaction() as session:
            link = queries.get_printable(session, clerk, link_id)
            loan = session.get_one(LoanRequest, link.loan_id)
            back = url_for("answer_links.on_paper", link_id=link_id)
            asked = question(session, loan, known, given, now(), back, prepares_papers=False)
            answering.enter(session, clerk, link, loan, known, given, now())
            ask_first(asked)
    except InvalidInput as refused:
        return _paper_page(link_id, Refused(known, request.form, refused.fields)), refused.status
    flash(_("The answer is entered. The request moves on as if the library had given it here."), "ok")
    return redirect(url_for("answer_links.letters"))


def _paper_page(link_id: int, refused: Refused | None = None) -> str:
    with reading() as session:
        link = queries.get_printable(session, current_actor(), link_id)
        loan = session.get_one(LoanRequest, link.loan_id)
        told = display.shown(session, link, loan)
        forms = display.answer_forms(session, loan, now(), refused) if answering.waits(link, loan) else []
    return render_template(
        "answer_links/on_paper.html",
        told=told,
        forms=[(form, url_for("answer_links.enter", link_id=link_id, action=form.action)) for form in forms],
        refused=refused,
        errors=_marked(refused),
    )


def _marked(refused: Refused | None) -> list[tuple[str, Any]]:
    return [(f"{refused.action}-{name}", text) for name, text in refused.errors.items()] if refused else []


# Who is reached by letter ---------------------------------------------------------------------------------------------


@bp.get("/platform/answer-partners")
def partners() -> Page:
    """List the libraries that are reached by letter."""
    return _partners_page()


@bp.post("/platform/answer-partners")
def add_partner() -> Page:
    """Have a library be reached by letter."""
    try:
        given = parse(NewPartner, request.form)
        with transaction() as session:
            partner = naming.add(session, current_actor(), given, now())
            ask_first(_question_of_letters(session, session.get_one(Library, partner.library_id)))
    except InvalidInput as refused:
        return _partners_page(request.form, refused.fields), refused.status
    flash(_("The library is reached by letter from now on."), "ok")
    return redirect(url_for("answer_links.partners"))


def _question_of_letters(session: Session, library: Library) -> Question | None:
    """Return what is asked before a library is reached by letter at which something is open; None if nothing is."""
    chosen = queries.open_at(session, library.id)
    back, name = url_for("answer_links.partners"), library.name_in(current().code)
    return Question(_("Reach it by letter"), labels.BEGINNING, back, name, chosen) if chosen else None


@bp.post("/staff/answer-partners/<int(max=2147483647):partner_id>/end")
def end_partner(partner_id: int) -> Response:
    """Have a library no longer be reached by letter."""
    home = url_for("answer_links.partners" if current_actor().is_platform_admin else "answer_links.letters")
    with transaction() as session:
        left = naming.end(session, current_actor(), partner_id, now())
        ask_first(Question(_("No longer reach the library by letter"), labels.ending(left), home))
    flash(_("The library is not reached by letter any more."), "ok")
    return redirect(home)


def _partners_page(
    given: Mapping[str, Any] = MappingProxyType({}), errors: Mapping[str, Any] = MappingProxyType({})
) -> str:
    language, code = current().code, given.get("library", "")
    with reading() as session:
        rows = display.partner_rows(queries.letter_partners(session))
        named = [(each.code, each.name_in(language)) for each in libraries(session)]
    lacks_address = errors.get("library") is naming.NO_ADDRESS
    return render_template(
        "answer_links/partners.html",
        rows=rows,
        libraries=named,
        address_url=url_for("directory.edit", code=code, _anchor="addresses") if lacks_address else None,
        without_address=dict(named).get(code),
        given=given,
        errors=errors,
    )
