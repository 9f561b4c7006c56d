"""Doors of one request and its steps."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.directory.queries import day_at
from library_exchange.loans import display, loan_papers, reader_display
from library_exchange.loans.checks import BESIDE
from library_exchange.loans.condition import CONDITIONS
from library_exchange.loans.forms import Refused, StepForm, step_forms
from library_exchange.loans.labels import actions, sentences
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.other_systems import EXCHANGES
from library_exchange.loans.queries import parcels, requests
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.inputs import Asks
from library_exchange.loans.rules.papers import has_slip
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.tasks import BY_SCAN, TELL_OF_DAMAGE
from library_exchange.loans.schemas import BibliographicInfo, StepInput
from library_exchange.loans.services import notices, steps
from library_exchange.loans.services.parcels import SENDING
from library_exchange.loans.services.proposed_days import find_printed_day
from library_exchange.loans.thread import THREADS
from library_exchange.loans.views.blueprint import Page, bp
from library_exchange.loans.waiting_messages import WAITING_MESSAGES
from library_exchange.loans.ways_back import WAYS_BACK
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor


@bp.get("/loans/<int(max=2147483647):loan_id>")
def show(loan_id: int) -> Page:
    """Show one request: to the library's staff with its next step, to the reader with her one status."""
    return loan_page(loan_id)


@bp.post("/loans/<int(max=2147483647):loan_id>/<action>")
def act(loan_id: int, action: str) -> Page:
    """Take a step; what the step refuses is shown on the page of the request."""
    known = known_action(action)
    try:
        given = parse(StepInput, request.form)
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            question = display.question(session, loan, known, given, now(), _back(loan_id))
            told_beside = (current_actor(), loan, known, given, request.form, now())
            beside = [tell(session, *told_beside) for tell in BESIDE.fillings().values()]
            printed = find_printed_day(session, loan, known, now())
            stood = loan.stands
            steps.take_step(session, current_actor(), loan, known, given, now())
            to_call = notices.reader_to_call(session, loan, known, loan.stands is not stood)
            is_misprinted = printed is not None and printed != loan.due_on
            told = actions.done(known, loan.stands, loan.due_on)
            title = BibliographicInfo.model_validate(loan.book).title_in(current().code).shown.value
            for each in (question, *beside):
                ask_first(each)
    except InvalidInput as refused:
        return loan_page(loan_id, Refused(known, request.form, refused.fields)), refused.status
    except Conflict as refused:
        # What she had chosen stays chosen: a second press must not send the request elsewhere.
        return loan_page(loan_id, Refused(known, request.form, {}), sentence=refused.sentence), refused.status
    # On another page than that of the request, its title tells of which request this is said.
    flash(_("%(action)s: “%(title)s”", action=told, title=title) if "back" in request.form else str(told), "ok")
    if to_call is not None and current_actor().is_staff:
        flash(str(sentences.not_told(to_call.phone)), "warn")
    if is_misprinted:
        flash(_("The due date is another one than was proposed: print the papers that bear it anew."), "warn")
    return redirect(_back(loan_id, known))


def _back(loan_id: int, taken: Action | None = None) -> str:
    """Return the address of the page from which the step was taken; who has told of damage goes on to its pictures."""
    found = filter(None, (way(request.form) for way in WAYS_BACK.fillings().values()))
    return next(found, None) or url_for(
        "loans.show", loan_id=loan_id, _anchor="condition" if taken in TELL_OF_DAMAGE else None
    )


def known_action(name: str) -> Action:
    """Return the action that an address or a form names; raises NotFound for none."""
    try:
        return Action(name)
    except ValueError as error:
        raise NotFound("no-such-action") from error


def loan_page(
    loan_id: int,
    refused: Refused | None = None,
    sentence: Any = None,
    picture_errors: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """Return the page of a request, with what was refused: to staff of its library, to its reader."""
    actor, language = current_actor(), current().code
    with reading() as session:
        loan = requests.get_request(session, actor, loan_id)
        _held = requests.parties(session, loan)
        works_there = actor.is_staff and actor.library_id == loan.library_id
        shown = display.shown_loan(session, loan, language) | {"again": reader_display.again(session, actor, loan)}
        found = parcels.parcels_of(session, loan) if works_there else []
        waiting = parcels.waiting_among(found, loan)
        lacks = works_there and parcels.lacks_papers(session, loan, waiting)
        forms = step_forms(session, actor, loan, language, now(), refused, found, lacks)
        said = {"forms": forms, "sentence": sentence, "unsent": _unsent(refused, forms)}
        if works_there:
            may_send = any(form.action in SENDING for form in forms)
            sends = may_send and steps.is_to_send(session, loan, now())
            conditions = [show(session, loan, language, picture_errors) for show in CONDITIONS.fillings().values()]
            return render_template(
                "loans/show.html",
                loan=shown | display.for_staff(session, loan, forms, language, refused),
                thread=next((show(session, actor, loan) for show in THREADS.fillings().values()), None),
                ways=display.ways(session, loan, now()) if may_send else [],
                parcels=loan_papers.shown(session, loan, found, waiting, is_to_send=sends),
                papers=[each for tell in loan_papers.PAPERS.fillings().values() for each in tell(session, loan)],
                has_slip=has_slip(loan.side, loan.stands) and loan.service is ServiceType.LOAN,
                scanned=_step_of_the_scan(session, loan, forms),
                exchanges=[show(session, loan) for show in EXCHANGES.fillings().values()],
                waiting_messages=[
                    each for find in WAITING_MESSAGES.fillings().values() for each in find(session, loan, now())
                ],
                refused=refused,
                conditions=conditions,
                errors=sum((each.errors for each in conditions), _marked(refused)),
                **said,
            )
        shown |= reader_display.for_reader(session, loan, day_at(session, loan.library_id, now()))
    return render_template("loans/reader.html", loan=shown, errors=_marked(refused), **said)


def _step_of_the_scan(session: Session, loan: LoanRequest, forms: list[StepForm]) -> Action | None:
    """Return the step that Enter takes on a page that was opened by a scan, None if there is something to fill in."""
    usual = steps.usual_step(session, loan, now())
    is_offered = any(form.action is usual and not form.blocked for form in forms)
    return usual if "scan" in request.args and usual in BY_SCAN and is_offered else None


def _unsent(refused: Refused | None, forms: list[StepForm]) -> list[str]:
    """Return what was typed with a refused step that is offered no more: no form of the page holds it."""
    if refused is None or refused.action not in set(Action) or any(form.action == refused.action for form in forms):
        return []
    return [words for name in (Asks.NOTE, Asks.ANSWER, Asks.TRACKING) if (words := refused.given.get(name, ""))]


def _marked(refused: Refused | None) -> list[tuple[str, Any]]:
    """Return for each field to correct its id on the page and the sentence."""
    return [(f"{refused.action}-{name}", sentence) for name, sentence in refused.errors.items()] if refused else []
