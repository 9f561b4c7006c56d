"""Doors of practice: what may be practised, one practice loan and its steps, all removed at once."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.core.rights import library_of
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.loans.forms import Refused
from library_exchange.loans.labels import actions
from library_exchange.loans.rules.codes import Action, DueState
from library_exchange.loans.rules.tasks import asks_first
from library_exchange.loans.schemas import StepInput
from library_exchange.practice import display, queries
from library_exchange.practice.models import PracticeLoan
from library_exchange.practice.rules import KEPT
from library_exchange.practice.services import practising
from library_exchange.web.confirming import Question
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse

bp = Blueprint("practice", __name__)
SIDES = {name: side for side, name in display.ADDRESSES.items()}


@bp.get("/staff/practice")
def overview() -> str:
    """Show what a library may practise, and how far it has come with it."""
    with reading() as session:
        found = queries.loans_of(session, library_of(g.actor))
        kinds = display.kinds(found, current().code)
    return render_template("practice/overview.html", kinds=kinds, days=KEPT.days)


@bp.post("/staff/practice/<any(borrow, lend):kind>")
def begin(kind: str) -> Response:
    """Begin to practise borrowing or lending."""
    with transaction() as session:
        practice_id = practising.begin(session, g.actor, SIDES[kind], now()).id
    return redirect(url_for("practice.show", practice_id=practice_id))


@bp.get("/staff/practice/<int:practice_id>")
def show(practice_id: int) -> str:
    """Show one practice loan with its next step."""
    return _page(practice_id)


@bp.post("/staff/practice/<int:practice_id>/<action>")
def act(practice_id: int, action: str) -> Any:
    """Take a step of a practice loan; what is refused is shown on its page."""
    if action not in set(Action):
        raise NotFound("no-such-action")
    known = Action(action)
    try:
        given = parse(StepInput, request.form)
        with transaction() as session:
            loan = queries.get_loan(session, g.actor, practice_id)
            question = _question(loan, known, day_at(session, loan.library_id, now()))
            practising.take_step(session, g.actor, loan, known, given, now())
            told = actions.done(known, loan.stands, loan.due_on)
            ask_first(question)
    except InvalidInput as refused:
        return _page(practice_id, Refused(known, request.form, refused.fields)), refused.status
    except Conflict as refused:
        return _page(practice_id, Refused(known, request.form, {}), refused.sentence), refused.status
    flash(_("Practice: %(event)s", event=told), "ok")
    return redirect(url_for("practice.show", practice_id=practice_id))


@bp.post("/staff/practice/remove")
def remove() -> Response:
    """Remove all practice loans of the library."""
    with transaction() as session:
        practising.remove(session, g.actor, now())
    flash(_("All practice loans of your library are removed."), "success")
    return redirect(url_for("practice.overview"))


def _question(loan: PracticeLoan, action: Action, today: date) -> Question | None:
    if not asks_first(loan.side, loan.stands, action):
        return None
    back = url_for("practice.show", practice_id=loan.id)
    told = actions.consequence(loan.stands, action, None, today)
    return Question(actions.name(action, DueState.NONE), told, back, _("Practice"))


def _page(practice_id: int, refused: Refused | None = None, sentence: Any = None) -> str:
    with reading() as session:
        loan = queries.get_loan(session, g.actor, practice_id)
        library = session.get_one(Library, loan.library_id)
        proposed = practising.proposed_day(session, loan, now()).isoformat()
        forms = display.forms(loan, proposed, refused)
        shown = display.whole(loan, library, current().code)
    errors = [(f"{refused.action}-{name}", each) for name, each in refused.errors.items()] if refused else []
    return render_template(
        "practice/show.html", loan=shown, forms=forms, refused=refused, sentence=sentence, errors=errors, days=KEPT.days
    )
