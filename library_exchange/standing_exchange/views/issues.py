"""Issues on pages: ticked many at once, claimed all at once, entered one by one."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, _n, current
from library_exchange.standing_exchange import labels
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange
from library_exchange.standing_exchange.queries.exchanges import get_exchange, serials_of
from library_exchange.standing_exchange.queries.titles import said_in
from library_exchange.standing_exchange.rules.issues import GRAVE, IssueEvent
from library_exchange.standing_exchange.schemas import Consigning, IssueInput
from library_exchange.standing_exchange.services import consigning, issues
from library_exchange.standing_exchange.views.blueprint import bp
from library_exchange.standing_exchange.views.exchanges import page
from library_exchange.web.addresses import event_named
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse, ticked_rows
from library_exchange.web.guard import current_actor

Answer = str | tuple[str, int] | Response
CLAIM_ALL = "claim_all"
"""The button that claims everything that is late, ticked or not."""


@bp.post("/staff/exchange/standing/<int:exchange_id>/issues")
def tick(exchange_id: int) -> Answer:
    """Let one thing happen to all ticked issues, or claim all that are late."""
    told = request.form.get("event", "")
    event = IssueEvent.CLAIM if told == CLAIM_ALL else event_named(told, labels.ISSUE_EVENTS)
    try:
        with transaction() as session:
            exchange = get_exchange(session, current_actor(), exchange_id)
            if told == CLAIM_ALL:
                done = issues.claim_all(session, current_actor(), exchange, now())
            else:
                ticked = ticked_rows(request.form.getlist("issue"))
                done = issues.tick(session, current_actor(), exchange, event, ticked, now())
            ask(_question(session, exchange, event, done) if event in GRAVE else None)
    except Conflict as refused:
        return page(exchange_id, refused.sentence), refused.status
    flash(labels.noted(event, len(done)), "ok")
    return redirect(_address(exchange_id))


def _question(session: Session, exchange: StandingExchange, event: IssueEvent, done: Sequence[SerialIssue]) -> Question:
    """Return the question before a step of some issues, which it names."""
    serials = {each.id: each for each in serials_of(session, [exchange.id])[exchange.id]}
    books = [
        (
            said_in(serials[each.serial_id], current().code).value,
            labels.issue_named(each.year, each.volume, each.number),
        )
        for each in done
    ]
    label, consequence = labels.ISSUE_EVENTS[event], labels.ISSUE_CONSEQUENCES[event]
    return Question(label, consequence, _address(exchange.id), books=books)


@bp.post("/staff/exchange/standing/<int:exchange_id>/issues/new")
def add_issue(exchange_id: int) -> Answer:
    """Enter an issue that nobody expected."""
    try:
        given = parse(IssueInput, request.form)
        with transaction() as session:
            exchange = get_exchange(session, current_actor(), exchange_id)
            issues.add_issue(session, current_actor(), exchange, given, now())
    except InvalidInput as refused:
        return page(exchange_id, errors=refused.fields), refused.status
    except Conflict as refused:
        return page(exchange_id, refused.sentence), refused.status
    flash(_("The issue is in the list. Tick it when it is sent."), "ok")
    return redirect(_address(exchange_id, given.year))


@bp.post("/staff/exchange/standing/<int:exchange_id>/issues/consignment")
def consign(exchange_id: int) -> Answer:
    """Put all ticked issues into a consignment to the other library; lead to that."""
    try:
        given = parse(Consigning, request.form)
        with transaction() as session:
            exchange = get_exchange(session, current_actor(), exchange_id)
            ticked = ticked_rows(request.form.getlist("issue"))
            made = consigning.consign(session, current_actor(), exchange, ticked, given, now())
    except InvalidInput as refused:
        return page(exchange_id, errors=refused.fields), refused.status
    except Conflict as refused:
        return page(exchange_id, refused.sentence), refused.status
    return redirect(url_for("shipping.show", consignment_id=made.id))


@bp.post("/staff/exchange/standing/<int:exchange_id>/issues/consignment/out")
def take_out(exchange_id: int) -> Answer:
    """Take all ticked issues out of the consignments in which they wait."""
    try:
        with transaction() as session:
            exchange = get_exchange(session, current_actor(), exchange_id)
            ticked = ticked_rows(request.form.getlist("issue"))
            done = consigning.take_out(session, current_actor(), exchange, ticked, now())
    except Conflict as refused:
        return page(exchange_id, refused.sentence), refused.status
    flash(_n("%(num)s issue is to be sent again.", "%(num)s issues are to be sent again.", done), "ok")
    return redirect(_address(exchange_id))


def _address(exchange_id: int, year: int | None = None) -> str:
    """Return the page of a standing exchange, of the year that was shown."""
    shown = year or request.form.get("shown_year", type=whole_number)
    return url_for("standing_exchange.show", exchange_id=exchange_id, year=shown)
