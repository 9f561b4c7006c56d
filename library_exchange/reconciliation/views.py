"""Doors of the room: the comparisons of a library, one of them, what is said of it, and the act to be signed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core import bilingual, rights
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.deals.queries import acts
from library_exchange.directory.letter_partners import reached_by_letter
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at, libraries
from library_exchange.documents.fonts import font_file
from library_exchange.documents.tables import MIMES, table_file
from library_exchange.reconciliation import display, labels, queries, rules
from library_exchange.reconciliation.act import ReconciliationAct, act_pdf
from library_exchange.reconciliation.models import LONGEST_REMARK, Reconciliation
from library_exchange.reconciliation.rules import Phrase, ReconciliationEvent, ReconciliationState
from library_exchange.reconciliation.schemas import Answer, Difference, NewReconciliation, StepInput
from library_exchange.reconciliation.services import answering, preparing
from library_exchange.reconciliation.services.answering import RECONCILIATIONS
from library_exchange.reconciliation.texts import TEXTS_KIND, words_of
from library_exchange.web.addresses import event_named
from library_exchange.web.confirming import Question, ask
from library_exchange.web.downloads import PDF, download, spreadsheets
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

bp = Blueprint("reconciliation", __name__)
Answered = str | tuple[str, int] | Response
PER_PAGE = 30


@bp.get("/staff/exchange/comparisons")
def listed() -> str:
    """List the comparisons of the library, with a form to begin one."""
    return _list({})


def _list(errors: Mapping[str, Any]) -> str:
    library_id, language, number = rights.library_of(current_actor()), current().code, page_number()
    with reading() as session:
        total, rows = queries.of_library(session, library_id, PER_PAGE, (number - 1) * PER_PAGE)
        others = [each for each in libraries(session) if each.id != library_id]
        year = day_at(session, library_id, now()).year - 1
    return render_template(
        "reconciliation/list.html",
        rows=[
            {
                "url": url_for("reconciliation.show", reconciliation_id=row.reconciliation.id),
                "year": row.reconciliation.year,
                "country": row.partner.country,
                "partner": row.partner.name_in(language),
                "state": labels.STATES[row.reconciliation.state],
                "is_asked": row.reconciliation.state is not ReconciliationState.AGREED
                and row.reconciliation.said_by_id != library_id,
                "touched_at": row.reconciliation.touched_at,
            }
            for row in rows
        ],
        page=Page(number, PER_PAGE, total),
        partners=[("", _("Choose a library")), *((str(each.id), each.name_in(language)) for each in others)],
        given=request.form or {"partner_id": request.args.get("partner", ""), "year": year},
        errors=errors,
    )


@bp.post("/staff/exchange/comparisons")
def begin() -> Answered:
    """Begin the comparison of a year."""
    try:
        given = parse(NewReconciliation, request.form)
        with transaction() as session:
            made = preparing.begin(session, current_actor(), given, now())
    except InvalidInput as refused:
        return _list(refused.fields), refused.status
    except Conflict as refused:
        return _list({"year": refused.sentence}), refused.status
    return redirect(url_for("reconciliation.show", reconciliation_id=made.id))


@bp.get("/staff/exchange/comparisons/<int:reconciliation_id>")
def show(reconciliation_id: int) -> str:
    """Show a comparison: its lines, what is open, what was said, and what the library may say now."""
    return _page(reconciliation_id, {})


def _page(reconciliation_id: int, errors: Mapping[str, Any], sentence: Any = None) -> str:
    actor = current_actor()
    with reading() as session:
        found = queries.get_reconciliation(session, actor, reconciliation_id)
        library_id = rights.library_of(actor)
        figures = queries.figures(session, found)
        names, partner = _names(session, found), session.get_one(Library, found.other(library_id))
        remarks = queries.remarks(session, found)
        back = url_for("reconciliation.show", reconciliation_id=reconciliation_id)
        said = {each.id: words_of(each) for each in remarks if each.text}
        words = bilingual.beneath(session, actor, TEXTS_KIND, said, back)
        is_by_letter = partner.id in reached_by_letter(session)
    events = {*RECONCILIATIONS.events_open_to(actor, found)}
    if not is_by_letter:
        events.discard(ReconciliationEvent.ON_PAPER)
    rows = display.shown_rows(display.seen_by(library_id, found, figures))
    return render_template(
        "reconciliation/show.html",
        reconciliation=found,
        partner=partner.name_in(current().code),
        country=partner.country,
        account_url=url_for("deals.account", code=partner.code, year=found.year),
        state=labels.STATES[found.state],
        who_said=names[found.said_by_id] if found.said_by_id and found.state in rules.SAID else None,
        is_by_letter=is_by_letter,
        rows=rows,
        mark=rules.mark_of(figures),
        questions=[(labels.QUESTIONS[kind], count) for kind, count in figures.questions],
        remarks=display.shown_remarks(remarks, figures, names, found.first_id, words),
        events=events,
        labels=labels.EVENTS | {ReconciliationEvent.TAKE_BACK: labels.TAKING_BACK.get(found.state)},
        objections=_offered(rules.OBJECTIONS),
        answers=_offered(rules.ANSWERS),
        lines=[("", _("Choose a line")), *((row["name"], row["called"]) for row in rows)],
        longest=LONGEST_REMARK,
        files=spreadsheets("reconciliation.figures_file", reconciliation_id=found.id),
        given=request.form,
        errors=errors,
        sentence=sentence,
    )


def _offered(phrases: Iterable[Phrase]) -> list[tuple[str, Any]]:
    return [("", _("Choose a phrase")), *((str(each), labels.PHRASES[each]) for each in phrases)]


def _names(session: Session, found: Reconciliation) -> dict[int, str]:
    return {each: session.get_one(Library, each).name_in(current().code) for each in found.parties}


@bp.post("/staff/exchange/comparisons/<int:reconciliation_id>/<event>")
def move(reconciliation_id: int, event: str) -> Answered:
    """Agree, say what differs, answer, or take back what was said."""
    known = event_named(event, labels.EVENTS)
    try:
        with transaction() as session:
            found = queries.get_reconciliation(session, current_actor(), reconciliation_id)
            is_grave = RECONCILIATIONS.is_grave(found, known)
            _carry_out(session, found, known)
            ask(_question(found, known) if is_grave else None)
    except InvalidInput as refused:
        return _page(reconciliation_id, refused.fields), refused.status
    except Conflict as refused:
        return _page(reconciliation_id, {}, refused.sentence), refused.status
    flash(labels.DONE[known], "ok")
    return redirect(url_for("reconciliation.show", reconciliation_id=reconciliation_id))


def _carry_out(session: Session, found: Reconciliation, event: ReconciliationEvent) -> None:
    actor, language = current_actor(), current().code
    if event is ReconciliationEvent.DIFFER:
        answering.differ(session, actor, found, parse(Difference, request.form), language, now())
    elif event is ReconciliationEvent.ANSWER:
        answering.answer(session, actor, found, parse(Answer, request.form), language, now())
    elif event is ReconciliationEvent.AGREE:
        answering.agree(session, actor, found, parse(StepInput, request.form), now())
    else:
        answering.take(session, actor, found, event, now(), parse(StepInput, request.form).version)


def _question(found: Reconciliation, event: ReconciliationEvent) -> Question:
    back = url_for("reconciliation.show", reconciliation_id=found.id)
    about = _("Comparison of accounts for %(year)s", year=found.year)
    return Question(labels.EVENTS[event], labels.CONSEQUENCES[event], back, about)


@bp.get("/staff/exchange/comparisons/<int:reconciliation_id>/act.pdf")
def act(reconciliation_id: int) -> Response:
    """Give the act to be signed by both libraries, as PDF."""
    with reading() as session:
        found = queries.get_reconciliation(session, current_actor(), reconciliation_id)
        library_id = rights.library_of(current_actor())
        ours, theirs = session.get_one(Library, library_id), session.get_one(Library, found.other(library_id))
        languages = acts.languages_of(ours, theirs)
        made = ReconciliationAct(
            languages=languages,
            made_on=ours.day_at(now()),
            year=found.year,
            basis=acts.basis_of(session, ours, theirs, date(found.year, 1, 1)),
            first=acts.party_of(session, ours, languages),
            second=acts.party_of(session, theirs, languages),
            figures=display.seen_by(library_id, found, queries.figures(session, found)),
            is_agreed=found.state is ReconciliationState.AGREED,
        )
    content = act_pdf(made, font_file(current_app.extensions["settings"].pdf_font))
    told = _("Act of reconciliation of the exchange account")
    partner = theirs.name_in(current().code)
    return download(content, PDF, f"reconciliation-{theirs.code}-{found.year}.pdf", f"{told} {partner} {found.year}")


@bp.get("/staff/exchange/comparisons/<int:reconciliation_id>/figures.<any(csv, xlsx):form>")
def figures_file(reconciliation_id: int, form: str) -> Response:
    """Give the lines of a comparison for a spreadsheet."""
    with reading() as session:
        found = queries.get_reconciliation(session, current_actor(), reconciliation_id)
        library_id = rights.library_of(current_actor())
        names, today = _names(session, found), day_at(session, library_id, now())
        figures = display.seen_by(library_id, found, queries.figures(session, found))
    partner = names[found.other(library_id)]
    content = table_file(form, display.file_rows(figures, names[library_id], partner), current().code, today)
    told = _("Comparison of accounts for %(year)s", year=found.year)
    return download(content, MIMES[form], f"comparison-{found.id}.{form}", f"{told} {partner}")
